/** What counts as finished, in progress, and carried over: the same to every answer that names it. */
import { describe, expect, test } from 'vitest'
import { BacklogItem, Dependency, SprintScope } from '../../api/backlog/entity.ts'
import { Workspace } from '../../api/identity/entity.ts'
import { Sprint } from '../../api/teams/entity.ts'
import { AS_OF, stories, type Board } from '../board.ts'
import { testOn } from '../depth.ts'
import { answerOf, onStage } from '../tools/stage.ts'
import { ENGINES } from '../world.ts'

interface Row {
  name: string
  title?: string
  finished: number
  perWeek: number
  inProgress: number
}
interface Velocity {
  summary: string
  wip: { items: number; usualDays?: number; ages: { key: string }[] }
  cycleTime?: { items: number }
  breakdown: Row[]
  velocity?: { sprints: number; median: number }
}
interface Epic {
  key: string
  open: number
  done: number
  percentDone: number
  p90?: string
}
interface Forecast {
  remaining: number
  method: string
  dates: { percentile: number; date?: string }[]
  teams: { name: string; p90: string }[]
  influences: { change: string; days: number }[]
  epics: Epic[]
}

const day = (iso: string) => new Date(`${iso}T12:00:00Z`)
/** Finished in the week before the last day of the history. */
const lastWeek = { status: 'Done', statusCategory: 'done', startedAt: day('2026-02-23'), resolvedAt: day('2026-02-25') }
const doing = { status: 'Doing', statusCategory: 'active', startedAt: day('2026-02-20') }

describe.each(ENGINES)('counts on %s', (engine) => {
  const deep = testOn(engine)
  const on = onStage(engine)
  const given = async (board: Board) => (await on.board(board)).key
  const ask = <T>(tool: string, workspaceId: string, args: object = {}) =>
    answerOf<T>(on.client, tool, { workspaceId, asOf: AS_OF, ...args })
  const velocity = (workspaceId: string, args: object = {}) =>
    ask<Velocity>('analyze_velocity', workspaceId, { unit: 'items', ...args })
  const web = { name: 'Web', perWeek: 4 }
  const by = async (key: string, what: string, args: object = {}) =>
    Object.fromEntries(
      (await velocity(key, { by: what, weeks: 4, ...args })).breakdown.map(({ name, finished, inProgress }) => [
        name,
        [finished, inProgress],
      ]),
    )

  test('a comparison counts the pieces of work of the report, under the team that does them', async () => {
    const key = await given({
      teams: [{ ...web, perWeek: 0 }],
      open: [
        { key: 'E-1', type: 'epic', team: 'Web' },
        { key: 'S-1', epic: 'E-1', ...lastWeek },
        { key: 'S-2', epic: 'E-1', ...doing },
        { key: 'S-3', epic: 'E-1', ...doing, statusCategory: 'todo', status: 'To do' },
        { key: 'S-4', epic: 'E-1', ...lastWeek, resolvedAt: null },
      ],
    })
    const db = on.acme.db()
    const story = await db.em.findOneOrFail(BacklogItem, { key: 'S-1', workspace: { key } })
    await db.transaction(async () => {
      for (const at of [1, 2, 3, 4])
        db.em.create(BacklogItem, {
          workspace: db.em.getReference(Workspace, [on.acme.id, story.workspace.id], { wrapped: true }),
          key: `T-${at}`,
          number: 100 + at,
          title: `Step ${at}`,
          type: 'task',
          rank: 100 + at,
          skills: [],
          createdAt: day('2026-02-20'),
          updatedAt: day('2026-02-25'),
          parent: story,
          ...lastWeek,
        } as never)
      db.changed(story.workspace.id)
    })
    expect(await by(key, 'type')).toEqual({ story: [1, 1] })
    expect(await by(key, 'team')).toEqual({ Web: [1, 1] })
    const epics = await velocity(key, { by: 'epic' })
    expect(epics.breakdown).toMatchObject([{ name: 'E-1', title: 'Item E-1', finished: 1, inProgress: 1 }])
    expect(await by(key, 'assignee')).toEqual({ Unassigned: [1, 1] })
    // S-3 went back to To do and S-4 is done on an unknown day: neither is in progress.
    expect(epics.wip).toMatchObject({ items: 1, ages: [{ key: 'S-2' }] })
    expect(epics.summary).toContain('1 item is in progress')
  })

  deep('a comparison as of an earlier day is of that day', async () => {
    const key = await given({
      teams: [web],
      open: [{ key: 'S-1', team: 'Web', ...lastWeek, type: 'bug' }],
    })
    expect(await by(key, 'type')).toEqual({ story: [16, 0], bug: [1, 0] })
    expect(await by(key, 'type', { asOf: '2026-02-24' })).toMatchObject({ bug: [0, 1] })
  })

  deep('what was swept away in a mass close is no delivery in a comparison either', async () => {
    const key = await given({
      teams: [web],
      open: stories('OLD', 41, { team: 'Web', ...lastWeek, type: 'bug', resolvedAt: day('2026-02-22') }),
    })
    expect(await by(key, 'type')).toEqual({ story: [16, 0] })
  })

  deep('what is finished after the day of the answer has no cycle time yet', async () => {
    const key = await given({
      teams: [web],
      open: [{ key: 'S-1', team: 'Web', ...lastWeek, resolvedAt: day('2027-03-01') }],
    })
    const { cycleTime } = await answerOf<Velocity>(on.client, 'analyze_velocity', { workspaceId: key, weeks: 260 })
    expect(cycleTime?.items ?? 0).toBe(160)
  })

  deep('one of something is said in the singular', async () => {
    const key = await given({ teams: [{ ...web, perWeek: 1, weeks: 12 }] })
    const { data } = await on.pm33.graphql<{ workspace: { velocity: { sentence: string } } }>(
      await on.acme.key(),
      `{ workspace(id: "${key}") { velocity(unit: items, asOf: "${AS_OF}") { sentence } } }`,
    )
    // They took two to seven days, each length twice: 4.5 in the middle, and 6.35 at 85%.
    expect(data!.workspace.velocity.sentence).toMatch(
      /^The workspace finishes 1 item a week \(median of 12 weeks, steadily\)\. Half of the items take 4\.5 days or less, 85% take at most 6\.4 days\.$/,
    )
    expect((await velocity(key)).summary).toBe(
      '1 item a week (median of 12 weeks). Half of the items take at most 4.5 days, 85% at most 6.4 days. Nothing is in progress.',
    )
  })

  test('a story carried over and finished in the next sprint is completed there alone', async () => {
    const { key, id } = await on.board({
      teams: [web],
      open: [
        { key: 'S-1', team: 'Web', ...lastWeek, storyPoints: 5, resolvedAt: day('2026-02-16') },
        { key: 'S-2', team: 'Web', ...lastWeek, storyPoints: 3, resolvedAt: day('2026-02-12') },
        { key: 'S-3', team: 'Web', storyPoints: 2 },
      ],
    })
    const db = on.acme.db()
    await db.transaction(async () => {
      const { em } = db
      const home = { workspace: em.getReference(Workspace, [on.acme.id, id], { wrapped: true }) }
      const items = new Map((await em.find(BacklogItem, { workspace: { id } })).map((item) => [item.key, item]))
      const sprint = (name: string, startDate: string, endDate: string) =>
        em.create(Sprint, { ...home, name, state: 'closed', startDate, endDate } as never)
      const [first, second] = [sprint('One', '2026-02-02', '2026-02-15'), sprint('Two', '2026-02-16', '2026-02-28')]
      const was = (name: string, of: object, from: string, to: string | null) =>
        em.create(SprintScope, {
          ...home,
          sprint: of,
          item: items.get(name)!,
          addedAt: new Date(from),
          removedAt: to && new Date(to),
          pointsAtAdd: items.get(name)!.storyPoints,
        } as never)
      // What is carried over leaves on the first day of the next sprint, as an import writes it.
      was('S-1', first, '2026-02-01', '2026-02-16')
      was('S-1', second, '2026-02-16', null)
      was('S-2', first, '2026-02-01', null)
      was('S-3', first, '2026-02-01', '2026-02-05')
      db.changed(id)
    })
    const { data } = await on.pm33.graphql<{ workspace: { velocity: { sprints: object[] } } }>(
      await on.acme.key(),
      `{ workspace(id: "${key}") { velocity(unit: points, asOf: "${AS_OF}") { sprints { name committed completed removed } } } }`,
    )
    expect(data!.workspace.velocity.sprints).toEqual([
      { name: 'One', committed: 10, completed: 3, removed: 2 },
      { name: 'Two', committed: 5, completed: 5, removed: 0 },
    ])
    const list = await on.pm33.graphql<{ workspace: { backlog: { groups: object[] } } }>(
      await on.acme.key(),
      `{ workspace(id: "${key}") { backlog { groups(by: sprint) { name carriedOver } } } }`,
    )
    expect(list.data!.workspace.backlog.groups).toContainEqual({ name: 'One', carriedOver: 1 })
  })

  test('sprints that overlap and say no team, as trackers leave them, give each team the velocity of its own items', async () => {
    const done = (key: string, team: string, storyPoints: number) => ({ key, team, ...lastWeek, storyPoints, resolvedAt: day('2026-02-12') }) // prettier-ignore
    const { key, id } = await on.board({
      teams: [web, { name: 'Api', perWeek: 3 }],
      open: [done('W-1', 'Web', 5), { key: 'W-2', team: 'Web', storyPoints: 2 }, done('A-1', 'Api', 3)],
    })
    const db = on.acme.db()
    await db.transaction(async () => {
      const { em } = db
      const home = { workspace: em.getReference(Workspace, [on.acme.id, id], { wrapped: true }) }
      const items = new Map((await em.find(BacklogItem, { workspace: { id } })).map((item) => [item.key, item]))
      for (const [name, startDate, endDate, keys] of [
        ['Web 1', '2026-02-02', '2026-02-16', ['W-1', 'W-2']],
        ['Api 1', '2026-02-09', '2026-02-23', ['A-1']],
      ] as const) {
        const sprint = em.create(Sprint, { ...home, name, state: 'closed', startDate, endDate } as never)
        for (const item of keys.map((of) => items.get(of)!))
          em.create(SprintScope, { ...home, sprint, item, addedAt: new Date('2026-02-01'), pointsAtAdd: item.storyPoints } as never) // prettier-ignore
      }
      db.changed(id)
    })
    const ofTeam = async (team: string | null) => {
      const { data } = await on.pm33.graphql<{ workspace: { velocity: { sprints: object[]; warnings: string[] } } }>(
        await on.acme.key(),
        `{ workspace(id: "${key}") { velocity(unit: points, asOf: "${AS_OF}"${team ? `, teamId: "${team}"` : ''}) { sprints { name committed completed } warnings } } }`,
      )
      const { sprints, warnings } = data!.workspace.velocity
      return { sprints, overlap: warnings.filter((warning) => warning.includes('cannot be added up')) }
    }
    expect(await ofTeam(null)).toEqual({
      sprints: [],
      overlap: [
        'The teams run their sprints at different times, so their velocities cannot be added up. Ask about one team.',
      ],
    })
    expect(await ofTeam('Web')).toEqual({ sprints: [{ name: 'Web 1', committed: 7, completed: 5 }], overlap: [] })
    expect(await ofTeam('Api')).toEqual({ sprints: [{ name: 'Api 1', committed: 3, completed: 3 }], overlap: [] })
  })

  test('progress of an epic is that of its pieces of work, and is 100% only when none is left', async () => {
    const key = await given({
      teams: [web, { name: 'Api', perWeek: 3 }],
      open: [
        { key: 'E-1', type: 'epic', team: 'Web' },
        { key: 'F-1', type: 'feature', epic: 'E-1' },
        ...stories('A', 299, { epic: 'E-1', ...lastWeek, resolvedAt: day('2025-11-03') }),
        { key: 'B-1', epic: 'F-1' },
        { key: 'E-2', type: 'epic', team: 'Web' },
        { key: 'X', epic: 'E-2', team: 'Web' },
        { key: 'Y', epic: 'E-2', team: 'Api', blockedBy: 'X' },
      ],
    })
    const { em } = on.acme.db()
    const item = (name: string) => em.findOneOrFail(BacklogItem, { key: name, workspace: { key } })
    const [b1, e1, x, y] = [await item('B-1'), await item('E-1'), await item('X'), await item('Y')]
    const db = on.acme.db()
    await db.transaction(async () => {
      // Under a feature, an item's epic is the one above; X and Y wait for each other.
      await db.em.nativeUpdate(BacklogItem, { id: b1.id }, { epic: e1 } as never)
      db.em.create(Dependency, {
        workspace: db.em.getReference(Workspace, [on.acme.id, x.workspace.id], { wrapped: true }),
        item: db.em.getReference(BacklogItem, [on.acme.id, x.id], { wrapped: true }),
        blocker: db.em.getReference(BacklogItem, [on.acme.id, y.id], { wrapped: true }),
        startedAt: day('2026-01-05'),
      } as never)
      db.changed(x.workspace.id)
    })
    const { epics } = await ask<Forecast>('forecast_delivery', key, {
      byEpic: true,
      unit: 'items',
      itemIds: ['B-1'],
    })
    expect(epics).toMatchObject([
      { key: 'E-2', open: 2, done: 0, percentDone: 0 },
      { key: 'E-1', open: 1, done: 299, percentDone: 99 },
    ])
    expect([epics[0]!.p90, typeof epics[1]!.p90]).toEqual([undefined, 'string'])
    const { remaining } = await ask<Forecast>('forecast_delivery', key, { epicId: 'E-1', unit: 'items' })
    expect(remaining).toBe(1)
  })

  deep('an epic that is done is called by its key', async () => {
    const done = { status: 'Done', statusCategory: 'done', resolvedAt: day('2026-02-25') }
    const key = await given({
      teams: [web],
      open: [
        { key: 'E-1', type: 'epic', ...done },
        { key: 'A-1', epic: 'E-1', ...lastWeek },
      ],
    })
    const { data } = await on.pm33.graphql<{ workspace: { deliveryForecast: { sentence: string } } }>(
      await on.acme.key(),
      `{ workspace(id: "${key}") { deliveryForecast(epicId: "E-1", asOf: "${AS_OF}") { sentence } } }`,
    )
    expect(data!.workspace.deliveryForecast.sentence).toBe('No work is left (the rest of E-1).')
  })

  deep('a dependency that was stated later holds nothing back on an earlier day', async () => {
    const key = await given({
      teams: [web, { name: 'Api', perWeek: 3 }],
      open: [
        { key: 'A-1', team: 'Api' },
        { key: 'W-1', team: 'Web', blockedBy: 'A-1' },
      ],
    })
    const methodOn = async (asOf: string) =>
      (await ask<Forecast>('forecast_delivery', key, { asOf, itemIds: ['A-1', 'W-1'] })).method
    expect(await methodOn(AS_OF)).toBe('simulation')
    const db = on.acme.db()
    const workspace = await db.em.findOneOrFail(Workspace, { key })
    await db.transaction(async () => {
      await db.em.nativeUpdate(Dependency, { workspace: { id: workspace.id } }, { startedAt: day('2026-03-02') })
      db.changed(workspace.id)
    })
    expect(await methodOn(AS_OF)).toBe('exact')
    expect(await methodOn('2026-03-02')).toBe('simulation')
  })

  deep('what is done by a date is no more than there is, and not what may only start later', async () => {
    const key = await given({
      teams: [web],
      open: [
        { key: 'W-1', team: 'Web', releaseDate: '2026-09-21' },
        { key: 'W-2', team: 'Web' },
      ],
    })
    const sizes = async (args: object) =>
      (
        await ask<{ target: { howMany: { size: number }[] } }>('forecast_delivery', key, { unit: 'items', ...args })
      ).target.howMany.map(({ size }) => size)
    expect(await sizes({ targetDate: '2026-09-01' })).toEqual([1, 1, 1, 1])
    expect(await sizes({ targetDate: '2027-09-01' })).toEqual([2, 2, 2, 2])
    expect(await sizes({ targetDate: '2027-09-01', itemIds: ['W-2'] })).toEqual([1, 1, 1, 1])
    // A plain count asks what the team can do.
    const [most] = await sizes({ targetDate: '2027-09-01', count: 5 })
    expect(most).toBeGreaterThan(100)
  })

  test('the date of the only team, and what would move it, wait as the whole does', async () => {
    const key = await given({
      teams: [web],
      open: [
        { key: 'W-1', team: 'Web', releaseDate: '2026-09-21' },
        { key: 'W-2', team: 'Web' },
      ],
    })
    const { dates, teams, influences, method } = await ask<Forecast>('forecast_delivery', key, { unit: 'items' })
    expect([method, teams.map(({ p90 }) => p90)]).toEqual([
      'simulation',
      [dates.find(({ percentile }) => percentile === 90)!.date],
    ])
    expect(teams[0]!.p90 > '2026-09-20').toBe(true)
    // A tenth of a pace of four a week is hours, whatever else the item waits for.
    expect(influences.length).toBeGreaterThan(0)
    expect(influences.every(({ days }) => Math.abs(days) <= 7)).toBe(true)
  })
})
