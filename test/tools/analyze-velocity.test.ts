import { describe, expect, test } from 'vitest'
import { Sprint, Team } from '../../api/teams/entity.ts'
import { BacklogItem, SprintScope } from '../../api/backlog/entity.ts'
import { Workspace } from '../../api/identity/entity.ts'
import { AS_OF, stories, type Board } from '../board.ts'
import { testOn } from '../depth.ts'
import { ENGINES } from '../world.ts'
import { answerOf, onStage } from './stage.ts'

interface Velocity {
  summary: string
  team?: string
  throughput?: { periods: number; median: number }
  trend?: { direction: string }
  cycleTime?: { p50: number; p85: number }
  leadTime?: { items: number }
  wip: { items: number; olderThanUsual: number; ages: { key: string; age: number; olderThanUsual: boolean }[] }
  velocity?: { sprints: number; median: number }
  sayDo: { kept?: number; addedShare?: number }
  findings: { code: string }[]
  warnings: string[]
}

describe.each(ENGINES)('analyze_velocity on %s', (engine) => {
  const deep = testOn(engine)
  const on = onStage(engine, ['mcp:enabled', 'velocity:read'])

  const { board } = on
  const ask = ({ key }: Workspace, args: Record<string, unknown> = {}) =>
    answerOf<Velocity>(on.client, 'analyze_velocity', { workspaceId: key, asOf: AS_OF, unit: 'items', ...args })
  const teams = [
    { name: 'Web', perWeek: 4 },
    { name: 'Api', perWeek: 3 },
  ]

  test('says pace, cycle time and what is stuck, for all teams and for one', async () => {
    const shop = await board({
      teams,
      open: [
        {
          key: 'WEB-1',
          team: 'Web',
          status: 'Doing',
          statusCategory: 'active',
          startedAt: new Date('2026-01-05T12:00:00Z'),
        },
      ],
    })
    const all = await ask(shop)
    expect(all.throughput).toMatchObject({ periods: 26, median: 7 })
    expect(all.trend?.direction).toBe('none')
    expect(all.cycleTime!.p85).toBeGreaterThanOrEqual(all.cycleTime!.p50)
    expect(all.wip).toMatchObject({
      items: 1,
      olderThanUsual: 1,
      ages: [{ key: 'WEB-1', age: 56, olderThanUsual: true }],
    })
    const web = await ask(shop, { teamId: 'web' })
    expect(web).toMatchObject({ team: 'Web', throughput: { median: 4 } })
    expect(web.summary).toMatch(/^4 items a week \(median of 26 weeks\)\./)
    expect((await ask(shop, { unit: 'points', weeks: 12 })).throughput!.periods).toBe(12)
  })

  deep('says how many items in progress are not shown', async () => {
    const open = stories('WEB', 7, {
      team: 'Web',
      statusCategory: 'active',
      startedAt: new Date('2026-01-05T12:00:00Z'),
    })
    const { wip, warnings } = await ask(await board({ teams, open }))
    expect([wip.items, wip.ages.length]).toEqual([7, 5])
    expect(warnings).toContain('5 of 7 items in progress are shown, the oldest first.')
  })

  deep('tells what was promised at the start of a sprint from what came later', async () => {
    const shop = await board({ teams: [teams[0]!] })
    const db = on.acme.db()
    await db.transaction(async () => {
      const { em } = db
      const home = { workspace: em.getReference(Workspace, [on.acme.id, shop.id], { wrapped: true }) }
      const team = await em.findOneOrFail(Team, { workspace: { id: shop.id } })
      const sprint = em.create(Sprint, {
        ...home,
        team,
        name: 'Sprint 1',
        state: 'closed',
        startDate: '2026-02-02',
        endDate: '2026-02-13',
      } as never)
      const items = await em.find(
        BacklogItem,
        { workspace: { id: shop.id }, resolvedAt: { $gte: new Date('2026-02-02'), $lt: new Date('2026-02-14') } },
        { orderBy: { number: 'asc' } },
      )
      expect(items.length).toBeGreaterThan(3)
      items.forEach((item, at) =>
        em.create(SprintScope, {
          ...home,
          sprint,
          item,
          addedAt: new Date(at === 0 ? '2026-02-09' : '2026-02-01'),
          pointsAtAdd: item.storyPoints ?? null,
        } as never),
      )
    })
    const { velocity, sayDo } = await ask(shop)
    expect(velocity!.sprints).toBe(1)
    expect(sayDo.kept).toBe(1)
    expect(sayDo.addedShare).toBeGreaterThan(0)
    expect((await ask(shop, { asOf: '2026-02-08' })).velocity).toBeUndefined()
  })

  deep('a team with sprints of its own has their velocity, whatever others hold', async () => {
    const shop = await board({ teams: [teams[0]!] })
    const db = on.acme.db()
    const sprintOf = async (name: string, own: boolean, startDate: string, endDate: string, most: number) =>
      db.transaction(async () => {
        const { em } = db
        const home = { workspace: em.getReference(Workspace, [on.acme.id, shop.id], { wrapped: true }) }
        const team = own ? { team: await em.findOneOrFail(Team, { workspace: { id: shop.id } }) } : {}
        const sprint = em.create(Sprint, { ...home, ...team, name, state: 'closed', startDate, endDate } as never)
        const items = await em.find(
          BacklogItem,
          { workspace: { id: shop.id }, resolvedAt: { $gte: new Date(startDate), $lt: new Date(endDate) } },
          { orderBy: { number: 'asc' }, limit: most },
        )
        expect(items).toHaveLength(most)
        for (const item of items)
          em.create(SprintScope, { ...home, sprint, item, addedAt: new Date(startDate), pointsAtAdd: null } as never)
      })
    await sprintOf('Tracker 1', false, '2026-02-04', '2026-02-18', 3)
    expect((await ask(shop, { teamId: 'Web' })).velocity).toMatchObject({ sprints: 1, median: 3 })
    await sprintOf('Web 1', true, '2026-01-26', '2026-02-08', 2)
    await sprintOf('Web 2', true, '2026-02-09', '2026-02-22', 4)
    const { velocity, warnings } = await ask(shop, { teamId: 'Web' })
    expect(velocity).toMatchObject({ sprints: 2, median: 3 })
    expect(warnings.join(' ')).not.toContain('overlap')
  })

  deep('an import without creation dates has no lead times, and says so', async () => {
    const shop = await board({ teams: [teams[0]!] })
    const { em } = on.acme.db()
    await em.nativeUpdate(BacklogItem, { workspace: { id: shop.id } }, { extra: { createdUnknown: true } } as never)
    const answer = await ask(shop)
    expect(answer.leadTime).toBeUndefined()
    expect(answer.warnings).toContain('100% of done items have no creation date and are not included in lead times.')
  })

  deep('data that ended long ago is measured where it ends, and says so', async () => {
    const shop = await board({ teams: [teams[0]!] })
    expect((await ask(shop, { asOf: '2026-06-01' })).warnings[0]).toMatch(
      /^The data was last changed on 2026-02-27, 94 days ago\./,
    )
  })

  describe('edges', () => {
    deep.each<[string, Board, RegExp]>([
      ['an empty workspace', {}, /^No work was finished in this period\./],
      [
        'no history',
        { teams: [{ name: 'Web', perWeek: 0 }], open: stories('WEB', 3, { team: 'Web' }) },
        /^No work was finished in this period\./,
      ],
      ['one finished item', { teams: [{ name: 'Web', perWeek: 1, weeks: 1 }] }, /a week \(median of/],
      [
        'an item of no size and one of a million points',
        {
          teams,
          open: [
            { key: 'WEB-1', storyPoints: 0 },
            { key: 'WEB-2', storyPoints: 1_000_000 },
          ],
        },
        /^7 items a week/,
      ],
      [
        'a circle of dependencies',
        {
          teams,
          open: [
            { key: 'WEB-1', blockedBy: 'WEB-2' },
            { key: 'WEB-2', blockedBy: 'WEB-1' },
          ],
        },
        /^7 items a week/,
      ],
    ])('%s', async (_, given, says) => expect((await ask(await board(given))).summary).toMatch(says))

    test('a team that does not exist is named', async () => {
      const answer = await on.client.call('analyze_velocity', {
        workspaceId: (await board({ teams })).key,
        teamId: 'Nobody',
      })
      expect(answer.text).toMatch(/^NOT_FOUND: Team "Nobody"/)
    })
  })

  test('the snapshot resource says the same in short', async () => {
    const shop = await board({ teams })
    const { data } = await on.client.read<{ sentence: string; stamp: object }>(`pm33://velocity/${shop.key}/current`)
    expect(data.sentence).toMatch(/finishes|finished/)
    expect(data.stamp).toMatchObject({ engine: 'velocity/1' })
  })
})
