import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { BacklogItem, Dependency } from '../../api/backlog/entity.ts'
import { adapter, claude, ERAS, type AdapterInTest, type Claude, type Processes } from '../claude.ts'
import { casesOn } from '../depth.ts'
import { givenShop } from '../shop.ts'
import { givenItems, world, type Engine, type TenantInTest, type World } from '../world.ts'

interface Backlog {
  summary: string
  totalCount: number
  dataVersion: number
  items: { key: string; [column: string]: unknown }[]
  nextCursor?: string
  warnings?: string[]
}

const keys = (...numbers: number[]) => numbers.map((number) => `SHOP-${number}`)
const settings: [Engine, Processes][] = [
  ['embedded', 'one'],
  ['postgres', 'two'],
]

describe.each(settings)('query_backlog on %s, in %s process(es)', (engine, processes) => {
  let pm33: World
  let acme: TenantInTest
  let mcp: AdapterInTest
  let key: string
  const clients = new Map<string, Claude>()

  beforeAll(async () => {
    pm33 = await world(engine)
    acme = await pm33.tenant('Acme')
    await givenShop(acme, await acme.workspace('Shop'))
    key = await acme.key()
    mcp = await adapter(pm33, processes)
    for (const era of ERAS) clients.set(era, await claude(mcp, key, era))
  })
  afterAll(async () => {
    for (const client of clients.values()) await client.close()
    await mcp?.close()
    await pm33?.close()
  })

  const ask = async (era: string, args: Record<string, unknown> = {}) => {
    const answer = await clients.get(era)!.call<Backlog>('query_backlog', args)
    expect(answer.isError, answer.text).toBe(false)
    return answer
  }

  describe.each(casesOn(engine, ERAS, 'embedded'))('through the %s client', (era) => {
    test('a search may be as long as the API reads it, and a longer one is told the bound', async () => {
      expect((await ask(era, { search: 'x'.repeat(200) })).data.totalCount).toBe(0)
      const { isError, text } = await clients.get(era)!.call('query_backlog', { search: 'x'.repeat(299) })
      expect([isError, text]).toEqual([
        true,
        expect.stringMatching(/- search: has 299 characters; at most 200 are allowed\nNext: /),
      ])
    })

    test.each<[string, Record<string, unknown>, string]>([
      [
        'days in reverse',
        { dueFrom: '2026-05-02', dueUntil: '2026-05-01' },
        '- dueUntil: must not be before 2026-05-02',
      ],
      [
        'open items by the day they were finished',
        { status: ['todo'], finishedFrom: '2026-05-02' },
        '- status: must include done with finishedFrom or finishedUntil, or be left out',
      ],
      [
        'finished items that are overdue',
        { find: 'overdue', status: ['done'] },
        '- find: looks at open items: leave out status, or include an open one',
      ],
      ['an epic by its title', { epicId: 'gift cards' }, 'SHOP-1 (Gift cards)'],
    ])('%s: refused with what would do', async (_, args, words) => {
      const { isError, text } = await clients.get(era)!.call('query_backlog', args)
      expect(isError).toBe(true)
      expect(text).toContain(words)
    })

    test('an epic is found by the name that a refusal offers', async () => {
      const { data } = await ask(era, { epicId: 'SHOP-1 (Gift cards)' })
      expect(data.items.map(({ key: named }) => named)).toEqual(keys(2, 3))
    })

    test('lists what is open, in the manual order, with the columns to triage by', async () => {
      const { data, text } = await ask(era)
      expect(data).toEqual({
        summary: '5 items match; 5 on this page, by rank.',
        totalCount: 5,
        openWork: 4,
        dataVersion: data.dataVersion,
        items: [
          { key: 'SHOP-1', title: 'Gift cards', type: 'epic', status: 'Backlog', priority: 'high' },
          {
            key: 'SHOP-2',
            title: 'Sell a gift card',
            type: 'story',
            status: 'Doing',
            priority: 'high',
            epic: 'SHOP-1',
            team: 'Payments',
          },
          {
            key: 'SHOP-3',
            title: 'Redeem a gift card',
            type: 'story',
            status: 'Backlog',
            priority: 'medium',
            epic: 'SHOP-1',
            team: 'Payments',
          },
          {
            key: 'SHOP-4',
            title: 'Checkout is slow on mobile',
            type: 'bug',
            status: 'In review',
            priority: 'critical',
            team: 'Web',
          },
          { key: 'SHOP-5', title: 'Receipts by mail', type: 'feature', status: 'Next', priority: 'medium' },
        ],
      })
      for (const { key: named, title } of data.items)
        expect(text).toMatch(new RegExp(`^${named} \\| ${String(title)} \\|`, 'm'))
    })

    test.each<[string, Record<string, unknown>, number[]]>([
      ['mode', { mode: 'full' }, [1, 2, 3, 4, 5, 6, 7]],
      ['filterTypes', { filterTypes: ['bug', 'epic'] }, [1, 4]],
      ['status', { status: ['done', 'review'] }, [4, 6]],
      ['priority', { priority: ['critical', 'high'] }, [1, 2, 4]],
      ['epicId', { epicId: 'SHOP-1' }, [2, 3]],
      ['teamId', { teamId: 'Payments' }, [2, 3]],
      ['sprint by name', { sprint: 'Sprint 6', mode: 'full' }, [6]],
      ['sprint that runs', { sprint: 'active' }, [2, 4]],
      ['labels', { labels: ['checkout'] }, [3, 4]],
      ['search', { search: 'gift card' }, [1, 2, 3]],
      ['a misspelled search', { search: 'chekout' }, [4]],
      ['updatedSince', { updatedSince: '2026-04-01T00:00:00Z' }, [4, 5]],
      ['a day for updatedSince', { updatedSince: '2026-04-01' }, [4, 5]],
      ['labels in another case', { labels: ['CHECKOUT'] }, [3, 4]],
      ['no team', { teamId: 'none' }, [1, 5]],
      ['no epic', { epicId: 'none' }, [4, 5]],
      ['no epic, epics asked for', { epicId: 'none', filterTypes: ['epic', 'bug'] }, [1, 4]],
      ['no team, and a search', { teamId: 'none', search: 'receipts' }, [5]],
      ['several at once', { filterTypes: ['story'], teamId: 'Payments', labels: ['cards'], search: 'redeem' }, [3]],
    ])('narrows by %s', async (_, args, found) => {
      const { data } = await ask(era, { ...args, sort: 'key', columns: 'identity' })
      expect(data.items.map((item) => item.key)).toEqual(keys(...found))
      expect(data.totalCount).toBe(found.length)
    })

    test('lists what a group by status counts', async () => {
      const { data } = await ask(era, { groupBy: 'status' })
      const groups = (data as unknown as { groups: { name: string; open: number; done: number }[] }).groups
      expect(groups.map(({ name }) => name)).toEqual(expect.arrayContaining(['Doing', 'In review', 'Next']))
      for (const { name, open, done } of groups) {
        const listed = await ask(era, {
          statusNames: [name.toUpperCase()],
          filterTypes: ['story', 'bug', 'feature', 'task', 'improvement', 'idea'],
        })
        expect([name, listed.data.totalCount]).toEqual([name, open + done])
      }
      const { isError, text } = await clients.get(era)!.call('query_backlog', { statusNames: ['In QA'] })
      expect(isError).toBe(true)
      expect(text).toContain('In review')
    })

    test('by type, epics are a group like any other, and an answer in groups has one population', async () => {
      const { data } = await ask(era, { groupBy: 'type' })
      const { groups, warnings } = data as unknown as { groups: { name: string; open: number }[]; warnings: string[] }
      expect(groups.map(({ name }) => name)).toContain('epic')
      for (const { name, open } of groups)
        expect([name, (await ask(era, { filterTypes: [name] })).data.totalCount]).toEqual([name, open])
      expect(data).not.toHaveProperty('totalCount')
      expect(warnings).toContain('Canceled items are not counted.')
      const notes = async (args: Record<string, unknown>) => (await ask(era, args)).data.warnings
      expect(await notes({ groupBy: 'team' })).toContain('Epics and canceled items are not counted.')
      expect(await notes({ groupBy: 'label', status: ['done'] })).toEqual([
        'Epics are not counted.',
        'An item with several labels counts in each of them.',
      ])
    })

    test.each<[string, number[]]>([
      ['rank', [1, 2, 3, 4, 5]],
      ['score', [5]],
      ['priority', [4]],
      ['updated', [5, 4, 3, 2, 1]],
      ['created', [5, 4, 3, 2, 1]],
      ['due', [3]],
      ['key', [1, 2, 3, 4, 5]],
    ])('sorts by %s', async (sort, first) => {
      const { data } = await ask(era, { sort })
      expect(data.items.map((item) => item.key).slice(0, first.length)).toEqual(keys(...first))
    })

    test('pages to the end without loss or repeat', async () => {
      const seen: string[] = []
      let cursor: string | undefined
      do {
        const { data, text } = await ask(era, { mode: 'full', sort: 'updated', limit: 2, ...(cursor && { cursor }) })
        seen.push(...data.items.map((item) => item.key))
        expect(data.totalCount).toBe(7)
        cursor = data.nextCursor
        if (cursor) expect(text).toContain(`nextCursor: ${cursor}`)
      } while (cursor)
      expect(seen).toEqual(keys(7, 6, 5, 4, 3, 2, 1))
    })

    test('reads arguments that models spell in their own way', async () => {
      const { data } = await ask(era, {
        filterTypes: 'Bug, Story',
        priority: '["Critical","HIGH"]',
        limit: '2',
        search: null,
        sort: 'Key',
      })
      expect(data.items.map((item) => item.key)).toEqual(keys(2, 4))
    })
  })

  test('says how many blockers are not shown', async () => {
    const other = await pm33.tenant('Other')
    const home = await other.workspace('Blocked')
    const blockers = Array.from({ length: 63 }, (_, at) => ({ key: `B-${at + 1}` }))
    await givenItems(other, home, [{ key: 'W-1' }, { key: 'W-2' }, ...blockers])
    const db = other.db()
    await db.transaction(async () => {
      const items = await db.em.find(BacklogItem, { workspace: { id: home.id } }, { orderBy: { rank: 'asc' } })
      const [first, second, ...others] = items
      const waits = (item: BacklogItem, some: BacklogItem[]) =>
        some.forEach((blocker) => db.em.create(Dependency, { workspace: item.workspace, item, blocker } as never))
      waits(first!, others.slice(0, 50))
      waits(second!, others)
      db.changed(home.id)
    })
    const client = await claude(mcp, await other.key())
    const { data, text } = await client.call<Backlog>('query_backlog', { columns: 'scheduling', limit: 2 })
    await client.close()
    expect(data.items.map(({ blockedBy }) => (blockedBy as string[]).length)).toEqual([50, 50])
    expect(data.warnings).toEqual(['50 of 63 blockers of item 2 on this page are shown.'])
    expect(text).toContain('50 of 63 blockers of item 2 on this page are shown.')
  })

  test('answers only the columns of the set that is asked for', async () => {
    const columns = async (set: string) =>
      Object.keys((await ask('modern', { columns: set, epicId: 'SHOP-1', status: ['backlog'] })).data.items[0]!)
    expect(await columns('identity')).toEqual(['key', 'title', 'type'])
    expect(await columns('triage')).toEqual(['key', 'title', 'type', 'status', 'priority', 'epic', 'team'])
    expect(await columns('scheduling')).toEqual([
      'key',
      'title',
      'type',
      'status',
      'priority',
      'storyPoints',
      'epic',
      'team',
      'dueDate',
      'blockedBy',
    ])
    expect(await columns('full')).toEqual(
      expect.arrayContaining(['id', 'labels', 'createdAt', 'parent', 'statusCategory']),
    )
    const scored = await ask('modern', { columns: 'scoring', filterTypes: ['feature'] })
    expect(scored.data.items).toEqual([
      expect.objectContaining({
        key: 'SHOP-5',
        businessValue: 8,
        timeCriticality: 5,
        riskReduction: 2,
        jobSize: 5,
        wsjf: 3,
      }),
    ])
  })

  test('other spellings of its name are the same tool', async () => {
    for (const name of ['pm33_query_backlog', 'queryBacklog', 'pm33_queryBacklog']) {
      const answer = await clients.get('modern')!.call<Backlog>(name, { limit: 1 })
      expect(answer.data.totalCount).toBe(5)
    }
  })

  test('a page read after the backlog changed says so and goes on', async () => {
    const other = await acme.workspace('Other')
    await givenItems(acme, other, [{ key: 'OTH-1' }, { key: 'OTH-2' }, { key: 'OTH-3' }])
    const one = await ask('modern', { workspaceId: 'other', limit: 2 })
    await givenItems(acme, other, [{ key: 'OTH-4', rank: 9 }])
    const two = await ask('modern', { workspaceId: 'other', limit: 2, cursor: one.data.nextCursor })
    expect(two.data.items.map((item) => item.key)).toEqual(['OTH-3', 'OTH-4'])
    expect(two.data.warnings).toEqual([
      'The backlog changed since the previous page: items may have moved between pages.',
    ])
    expect(two.text).toContain('The backlog changed since the previous page')

    const ambiguous = await clients.get('modern')!.call('query_backlog')
    expect(ambiguous.isError).toBe(true)
    expect(ambiguous.text).toMatch(/^WORKSPACE_REQUIRED: .*\n- workspaceId: is required/)
    expect(ambiguous.text).toMatch(/\| Shop\n/)
  })

  test('the same question on the same data is the same answer, byte for byte', async () => {
    const twice = [await ask('modern', { workspaceId: 'shop' }), await ask('modern', { workspaceId: 'shop' })]
    expect(twice[0]).toEqual(twice[1])
  })
})
