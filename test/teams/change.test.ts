import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { SprintScope } from '../../api/backlog/entity.ts'
import { givenItems, world, type Ask, type TenantInTest, type World } from '../world.ts'

describe('teams and sprints', () => {
  let pm33: World
  let acme: TenantInTest
  let ask: Ask

  beforeAll(async () => {
    pm33 = await world('postgres')
    acme = await pm33.tenant('Acme')
    ask = pm33.operator(acme)
    await givenItems(acme, await acme.workspace('Shop'), [
      { key: 'A-1', statusCategory: 'done', status: 'Done', storyPoints: 3 },
      { key: 'A-2', storyPoints: 5 },
      { key: 'A-3', storyPoints: 8 },
    ])
  })
  afterAll(() => pm33.close())

  async function done(mutation: string): Promise<any> {
    const { data, errors } = await ask<any>(`mutation { ${mutation} }`)
    expect(errors).toBeUndefined()
    return Object.values(data!)[0]
  }
  const refused = async (mutation: string) => (await ask(`mutation { ${mutation} }`)).errors![0]!

  test('a team has people, skills, absences, a cost and a calendar', async () => {
    await done(
      'createCalendar(input: { name: "Hamburg", weekdays: [3, 0, 1, 2, 0], closedDays: ["2026-12-25", "2026-05-01"] }) { id }',
    )
    expect(
      await done(
        'createTeam(input: { name: " Checkout ", members: 4, skills: ["payments", "ios", "ios"], costRateCents: 240000, calendarId: "Hamburg", absences: [{ from: "2026-07-01", to: "2026-07-14", members: 2, reason: "summer" }] }) { name members skills costRateCents calendar { name weekdays closedDays } absences { from to members reason } }',
      ),
    ).toEqual({
      name: 'Checkout',
      members: 4,
      skills: ['ios', 'payments'],
      costRateCents: 240000,
      calendar: { name: 'Hamburg', weekdays: [0, 1, 2, 3], closedDays: ['2026-05-01', '2026-12-25'] },
      absences: [{ from: '2026-07-01', to: '2026-07-14', members: 2, reason: 'summer' }],
    })
    expect(
      await done(
        'updateTeam(id: "Checkout", input: { members: 6, calendarId: null }) { name members skills calendar { name } }',
      ),
    ).toEqual({ name: 'Checkout', members: 6, skills: ['ios', 'payments'], calendar: null })
    expect(await done('updateCalendar(id: "Hamburg", input: { name: "North" }) { name weekdays }')).toEqual({
      name: 'North',
      weekdays: [0, 1, 2, 3],
    })
    expect(await done('deleteCalendar(id: "North")')).toBe('North')
  })

  test('members that nobody has stated are unknown, and absences need their number', async () => {
    expect(await done('createTeam(input: { name: "Quiet" }) { name members }')).toEqual({
      name: 'Quiet',
      members: null,
    })
    const away = 'absences: [{ from: "2026-07-01", to: "2026-07-14", members: 1 }]'
    expect(await refused(`updateTeam(id: "Quiet", input: { ${away} }) { id }`)).toMatchObject({
      extensions: { code: 'BAD_USER_INPUT', issues: [{ path: ['input', 'absences'] }] },
    })
    expect(await done(`updateTeam(id: "Quiet", input: { members: 3, ${away} }) { members }`)).toEqual({ members: 3 })
    expect(await refused('updateTeam(id: "Quiet", input: { members: null }) { id }')).toMatchObject({
      extensions: { code: 'BAD_USER_INPUT', issues: [{ path: ['input', 'members'] }] },
    })
    expect(await done('updateTeam(id: "Quiet", input: { members: null, absences: [] }) { members }')).toEqual({
      members: null,
    })
    await done('deleteTeam(id: "Quiet")')
  })

  test('when a team goes, its work stays', async () => {
    const { id } = await done('createTeam(input: { name: "Old" }) { id }')
    await done('updateItem(id: "A-3", input: { teamId: "Old" }) { id }')
    expect(await done(`deleteTeam(id: "${id}")`)).toBe('Old')
    expect(await done('updateItem(id: "A-3", input: {}) { key team { name } }')).toEqual({ key: 'A-3', team: null })
  })

  test('a sprint is planned, started and closed; what is unfinished goes on to the next', async () => {
    await done(
      'createSprint(input: { name: "S1", goal: "Ship", teamId: "Checkout", startDate: "2026-01-05", endDate: "2026-01-16" }) { id }',
    )
    await done('createSprint(input: { name: "S2" }) { id }')
    await done('upsertItems(items: [{ key: "A-1", sprintId: "S1" }, { key: "A-2", sprintId: "S1" }]) { updated }')
    expect(await done('startSprint(id: "S1") { state startDate endDate goal team { name } }')).toEqual({
      state: 'active',
      startDate: '2026-01-05',
      endDate: '2026-01-16',
      goal: 'Ship',
      team: { name: 'Checkout' },
    })
    await done('updateItem(id: "A-3", input: { sprintId: "S1" }) { id }')
    expect(await done('closeSprint(id: "S1", moveUnfinishedTo: "S2") { state completedAt }')).toMatchObject({
      state: 'closed',
      completedAt: expect.any(String),
    })
    const where = (
      await ask<any>('{ workspace { backlog(filter: { mode: full }, sort: key) { nodes { key sprint { name } } } } }')
    ).data!.workspace.backlog.nodes
    expect(where).toEqual([
      { key: 'A-1', sprint: { name: 'S1' } },
      { key: 'A-2', sprint: { name: 'S2' } },
      { key: 'A-3', sprint: { name: 'S2' } },
    ])
    const scope = await acme.em().find(SprintScope, {}, { populate: ['item', 'sprint'] })
    expect(
      scope.map((row) => [row.item.$.key, row.sprint.$.name, row.pointsAtAdd, row.removedAt !== null]).sort(),
    ).toEqual([
      ['A-1', 'S1', 3, false],
      ['A-2', 'S1', 5, true],
      ['A-2', 'S2', 5, false],
      ['A-3', 'S1', 8, true],
      ['A-3', 'S2', 8, false],
    ])
    const started = await done('startSprint(id: "S2") { startDate }')
    expect(started).toEqual({ startDate: pm33.clock.now().toISOString().slice(0, 10) })
  })

  test.each([
    ['createTeam(input: { name: "" }) { id }', { code: 'BAD_USER_INPUT', issues: [{ path: ['input', 'name'] }] }],
    ['createTeam(input: { name: "Checkout" }) { id }', { code: 'CONFLICT', issues: [{ path: ['input', 'name'] }] }],
    [
      'createTeam(input: { name: "x", members: 0 }) { id }',
      { code: 'BAD_USER_INPUT', issues: [{ path: ['input', 'members'] }] },
    ],
    [
      'createTeam(input: { name: "x", calendarId: "Mars" }) { id }',
      { code: 'NOT_FOUND', issues: [{ path: ['input', 'calendarId'] }] },
    ],
    [
      'updateTeam(id: "Checkout", input: { absences: [{ from: "2026-02-02", to: "2026-02-01", members: 1 }] }) { id }',
      { code: 'BAD_USER_INPUT', issues: [{ path: ['input', 'absences', 0, 'to'] }] },
    ],
    ['updateTeam(id: "Nobody", input: {}) { id }', { code: 'NOT_FOUND', kind: 'Team' }],
    [
      'createCalendar(input: { name: "x", weekdays: [7] }) { id }',
      {
        code: 'BAD_USER_INPUT',
        issues: [{ path: ['input', 'weekdays'], allowed: ['0', '1', '2', '3', '4', '5', '6'] }],
      },
    ],
    [
      'createSprint(input: { name: "x", startDate: "2026-02-02", endDate: "2026-02-01" }) { id }',
      { code: 'BAD_USER_INPUT', issues: [{ path: ['input', 'endDate'] }] },
    ],
    ['startSprint(id: "S1") { id }', { code: 'CONFLICT' }],
    ['closeSprint(id: "S1") { id }', { code: 'CONFLICT' }],
    [
      'closeSprint(id: "S2", moveUnfinishedTo: "S1") { id }',
      { code: 'BAD_USER_INPUT', issues: [{ path: ['moveUnfinishedTo'] }] },
    ],
    ['deleteSprint(id: "S1")', { code: 'CONFLICT' }],
  ])('refuses %s', async (mutation, extensions) => {
    expect((await refused(mutation)).extensions).toMatchObject(extensions)
  })

  test('sprints are listed to the end, those of one team alone too', async () => {
    const beta = await pm33.tenant('Beta')
    await beta.workspace('Shop')
    const owner = pm33.operator(beta)
    const inputs = ['{ name: "Undated" }', '{ name: "March", startDate: "2026-03-02" }']
    for (const input of [
      ...inputs,
      '{ name: "May", startDate: "2026-05-04", teamId: "web" }',
      '{ name: "Also undated" }',
    ]) {
      if (input.includes('web')) await owner('mutation { createTeam(input: { name: "Web" }) { id } }')
      expect((await owner(`mutation { createSprint(input: ${input}) { id } }`)).errors).toBeUndefined()
    }
    const names = async (args: string) =>
      (await owner<any>(`{ workspace { sprints(${args}) { name } } }`)).data!.workspace.sprints.map(
        ({ name }: { name: string }) => name,
      )
    const whole = await names('limit: 500')
    expect([whole.slice(0, 2), whole.length]).toEqual([['May', 'March'], 4])
    const seen = await names('limit: 1')
    for (let more = seen; more.length; seen.push(...more)) more = await names(`limit: 1, after: "${seen.at(-1)}"`)
    expect(seen).toEqual(whole)
    expect(await names('teamId: "Web"')).toEqual(['May'])
  })
})
