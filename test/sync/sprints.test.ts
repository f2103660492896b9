import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { ImportedSprint } from '../../api/imports/record/record.ts'
import { oneOfEachName } from '../../api/sync/batch.ts'
import { Sprint } from '../../api/teams/entity.ts'
import { ENGINES, world, type TenantInTest, type World } from '../world.ts'
import { FakeJira } from './fakes/fake-jira.ts'
import { FakeLinear } from './fakes/fake-linear.ts'

const HOUR = 3_600_000

describe.each(ENGINES)('sprints of a Jira board on %s', (engine) => {
  let pm33: World
  let acme: TenantInTest
  let jira: FakeJira

  beforeAll(async () => {
    jira = new FakeJira()
    jira.create({ sprint: 8 })
    const at = await jira.listen()
    pm33 = await world(engine, undefined, undefined, {}, [`acme.atlassian.net=${at}`, `api.atlassian.com=${at}`])
    acme = await pm33.tenant('Acme')
    await acme.workspace('Shop')
  })
  afterAll(async () => {
    await pm33.close()
    await jira.close()
  })

  const ask = async <T>(query: string, variables: object) => {
    const { data, errors } = await pm33.person(acme, 'admin')<T>(query, variables)
    expect(errors).toBeUndefined()
    return data!
  }
  const read = async (ms: number) => {
    pm33.clock.move(ms)
    jira.clock += ms
    await pm33.api.sync.run()
    await pm33.api.sync.idle()
  }
  const sprints = async () =>
    (await acme.em().find(Sprint, {}, { orderBy: { name: 'asc' } })).map(({ name, state, goal, startDate }) => ({
      name,
      state,
      goal,
      startDate,
    }))
  let id: string

  test('come with their goals, dates, and states, also when no issue is in them', async () => {
    Object.assign(jira.sprints.get(7)!, { goal: 'Pay by card' })
    jira.sprints.set(9, { name: 'Sprint 9', state: 'future', goal: 'Refunds' })
    ;({
      createSyncConnection: { id },
    } = await ask<{ createSyncConnection: { id: string } }>(
      'mutation ($input: CreateSyncConnectionInput!) { createSyncConnection(input: $input) { id } }',
      { input: { kind: 'jira', site: 'acme.atlassian.net', account: jira.account, token: jira.token } },
    ))
    await read(0)
    expect(await sprints()).toEqual([
      { name: 'Sprint 7', state: 'closed', goal: 'Pay by card', startDate: '2026-02-02' },
      { name: 'Sprint 8', state: 'active', goal: null, startDate: '2026-03-02' },
      { name: 'Sprint 9', state: 'future', goal: 'Refunds', startDate: null },
    ])
  })

  test('end within about an hour although none of their issues changed', async () => {
    Object.assign(jira.sprints.get(8)!, { state: 'closed' })
    Object.assign(jira.sprints.get(9)!, { state: 'active', start: '2026-03-16', end: '2026-03-30', goal: '' })
    await read(HOUR + 60_000)
    expect(await sprints()).toMatchObject([
      {},
      { name: 'Sprint 8', state: 'closed' },
      { name: 'Sprint 9', state: 'active', goal: null, startDate: '2026-03-16' },
    ])
  })

  test('a token that may not read boards is said to lack that, also where it once could, and everything else goes on', async () => {
    jira.scopes = ['read:jira-work']
    const input = { kind: 'jira', site: 'acme.atlassian.net', account: jira.account, token: jira.token }
    const { trySync } = await ask<{ trySync: { abilities: { name: string; missing: string | null }[] } }>(
      'mutation ($input: TrySyncInput!) { trySync(input: $input) { abilities { name missing } } }',
      { input },
    )
    expect(trySync.abilities.filter(({ missing }) => missing)).toEqual([
      { name: 'boards', missing: expect.stringContaining('read:board-scope:jira-software') as string },
      { name: 'sprints', missing: expect.stringContaining('read:sprint:jira-software') as string },
    ])
    jira.create({ summary: 'Gift cards' })
    jira.sprints.set(10, { name: 'Sprint 10', state: 'future' })
    await read(HOUR + 60_000)
    const connection = async () =>
      (
        await ask<{ syncConnection: { permissionWarning: string | null } }>(
          'query ($id: ID!) { syncConnection(id: $id) { state trouble items permissionWarning } }',
          { id },
        )
      ).syncConnection
    expect(await connection()).toEqual({
      state: 'active',
      trouble: null,
      items: 2,
      permissionWarning:
        'The token does not have permission to read boards. Give it the scope read:board-scope:jira-software and read:project:jira, or use a token without scopes. The token does not have permission to read sprints. Give it the scope read:sprint:jira-software, or use a token without scopes.',
    })
    expect((await sprints()).map(({ name }) => name)).not.toContain('Sprint 10')
    jira.scopes = ['read:jira-work', 'read:board-scope:jira-software', 'read:sprint:jira-software']
    await read(HOUR + 60_000)
    expect((await connection()).permissionWarning).toBeNull()
    expect((await sprints()).map(({ name }) => name)).toContain('Sprint 10')
  })
})

test.each<[string, [string, string][], string, boolean]>([
  [
    'running, not the next',
    [
      ['2026-03-02', '2026-03-16'],
      ['2026-06-01', '2026-06-15'],
    ],
    '2026-03-02',
    false,
  ],
  [
    'that ended last, not the next',
    [
      ['2026-02-02', '2026-02-16'],
      ['2026-01-05', '2026-01-19'],
      ['2026-06-01', '2026-06-15'],
    ],
    '2026-02-02',
    false,
  ],
  [
    'that begins next',
    [
      ['2026-06-01', '2026-06-15'],
      ['2026-04-06', '2026-04-20'],
    ],
    '2026-04-06',
    false,
  ],
  [
    'of one team while another team’s is under way',
    [
      ['2026-03-02', '2026-03-16'],
      ['2026-03-09', '2026-03-23'],
    ],
    '2026-03-09',
    true,
  ],
])('of several sprints with one name, the list speaks of the one %s', (_which, dates, chosen, shared) => {
  // prettier-ignore
  const listed = dates.map(([startDate, endDate]): ImportedSprint => ({ name: 'Hardening', startDate, endDate, state: null }))
  const [one, ...more] = oneOfEachName(listed, new Date('2026-03-10T00:00:00Z'))
  expect([one!.startDate, one!.shared ?? false, more]).toEqual([chosen, shared, []])
})

describe('cycles of Linear', () => {
  test('begin and end with time, although none of their issues changes', async () => {
    const linear = new FakeLinear()
    const pm33 = await world('postgres', undefined, undefined, {}, [`api.linear.app=${await linear.start()}`], {
      clock: linear.clock,
    })
    const acme = await pm33.tenant('Acme')
    await acme.workspace('Boats')
    const from = pm33.clock.now().getTime()
    const [cycle] = linear.cycles.splice(0)
    const at = (days: number) => new Date(from + days * 24 * HOUR).toISOString()
    linear.cycles.push({ ...cycle!, number: 12, startsAt: at(7), endsAt: at(21) })
    linear.edit(linear.create('Keel'), { cycle: linear.cycles[0]! })
    const { errors } = await pm33.person(acme, 'admin')(
      'mutation ($input: CreateSyncConnectionInput!) { createSyncConnection(input: $input) { id } }',
      { input: { kind: 'linear', token: linear.token } },
    )
    expect(errors).toBeUndefined()
    const states: string[] = []
    for (const days of [0, 8, 14]) {
      pm33.clock.move(days * 24 * HOUR)
      linear.clock.at += days * 24 * HOUR
      await pm33.api.sync.run()
      await pm33.api.sync.idle()
      states.push(...(await acme.em().find(Sprint, {})).map(({ name, state }) => `${name} ${state}`))
    }
    expect(states).toEqual(['Cycle 12 (BOAT) future', 'Cycle 12 (BOAT) active', 'Cycle 12 (BOAT) closed'])
    // Two teams name theirs alike, with other dates: what an item has said last stays, however often they are listed.
    linear.cycles.splice(0)
    const issues = [21, 20].map((begins, of) => {
      const team = linear.teams[of]!
      const named = { ...cycle!, id: `named-${begins}`, number: 13, name: 'Hardening', startsAt: at(begins), endsAt: at(40), team } // prettier-ignore
      linear.cycles.push(named)
      const issue = linear.create('Sail', team)
      linear.edit(issue, { cycle: named })
      return issue
    })
    const dates: (string | null | undefined)[] = []
    for (const change of [() => undefined, () => linear.edit(issues[1]!, { title: 'Jib' }), () => undefined]) {
      pm33.clock.move(2 * HOUR)
      linear.clock.at += 2 * HOUR
      change()
      await pm33.api.sync.run()
      await pm33.api.sync.idle()
      dates.push((await acme.em().findOneOrFail(Sprint, { name: 'Hardening' })).startDate)
    }
    expect(dates.slice(1)).toEqual([at(20).slice(0, 10), at(20).slice(0, 10)])
    await pm33.close()
    await linear.close()
  })
})
