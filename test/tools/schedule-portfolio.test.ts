import { describe, expect, test } from 'vitest'
import { dayOf } from '../../api/math/calendar.ts'
import { planOnClock } from '../../api/scheduling/clock/plan.ts'
import { preparePlan } from '../../api/scheduling/prepare-service.ts'
import { clockTerms } from '../../api/scheduling/service.ts'
import { schedulesFor } from '../../api/scheduling/solver/solve.ts'
import { daysUntil } from '../../api/velocity/forecast/forecast.ts'
import { Workspace } from '../../api/identity/entity.ts'
import { Sprint, Team } from '../../api/teams/entity.ts'
import { loadFlow } from '../../api/planning/load-service.ts'
import { AS_OF, givenBoard, stories, type Board } from '../board.ts'
import { claude } from '../claude.ts'
import { faultsOf } from '../scheduling/clock-checker.ts'
import { testOn } from '../depth.ts'
import { statementsDuring } from '../statements.ts'
import { ENGINES } from '../world.ts'
import { answerOf, onStage } from './stage.ts'

interface Schedule {
  summary: string
  status: string
  value: number
  lowerBound: number
  gap?: number
  bars: number
  lateItems: number
  finish?: string
  items: { key: string; team: string; start: string; finish: string; late?: number; waitedFor?: string[] }[]
  unplaced: { key: string; why: string }[]
  stories: { key: string; sprint: string; start: string }[]
  variance?: {
    finishDays?: number
    later: number
    added: number
    items: { key: string; change: string; finishDays?: number }[]
  }
  assumptions: string[]
  warnings: string[]
}

describe.each(ENGINES)('schedule_portfolio on %s', (engine) => {
  const deep = testOn(engine)
  const on = onStage(engine, ['mcp:enabled', 'scheduling:read'])

  const { board } = on
  const ask = (workspaceId: string, args: Record<string, unknown> = {}) =>
    answerOf<Schedule>(on.client, 'schedule_portfolio', { workspaceId, asOf: AS_OF, ...args })
  const teams = [
    { name: 'Web', perWeek: 4 },
    { name: 'Api', perWeek: 3 },
  ]
  const epics = [
    { key: 'E-1', type: 'epic', businessValue: 3, dueDate: '2026-03-10' },
    ...stories('A', 8, { team: 'Web', epic: 'E-1', storyPoints: 2 }),
    { key: 'E-2', type: 'epic', businessValue: 13 },
    ...stories('B', 6, { team: 'Api', epic: 'E-2', storyPoints: 3 }),
    { key: 'E-3', type: 'epic', businessValue: 20, blockedBy: 'E-2' },
    ...stories('C', 5, { team: 'Web', epic: 'E-3', storyPoints: 3 }),
    { key: 'X-1', team: 'Api', storyPoints: 5, businessValue: 8 },
  ]

  test('places every epic after what blocks it, with a bound on what is lost', async () => {
    const { key } = await board({ teams, open: epics })
    const plan = await ask(key)
    const bar = (name: string) => plan.items.find((item) => item.key === name)!
    expect(plan.items.map((item) => item.key).sort()).toEqual(['E-1', 'E-2', 'E-3', 'X-1'])
    expect(bar('E-3').start > bar('E-2').finish).toBe(true)
    expect(plan.lowerBound).toBeLessThanOrEqual(plan.value)
    expect(plan.gap).toBeGreaterThanOrEqual(0)
    expect(plan.summary).toMatch(
      /^The plan has 4 assignments and ends on 2026-\d\d-\d\d: \d+% likely by then, 85% by 2026-\d\d-\d\d\. (The order is proven optimal|Another order could lower its cost of delay by at most \d+%)\./,
    )
    expect(await ask(key)).toEqual(plan)
  })

  deep('the plan is the one that the model makes, and one team ends when its forecast is at even odds', async () => {
    const workspace = await board({ teams, open: epics })
    const served = await ask(workspace.key)
    const context = { db: on.acme.db(), now: on.pm33.clock.now } as never
    const prepared = await preparePlan(context, workspace, { asOf: AS_OF }, await loadFlow(context, workspace, AS_OF))
    const { problem, ...clock } = prepared.clock!
    const today = dayOf(AS_OF)
    const terms = clockTerms(clock, {
      objective: 'costOfDelay',
      seed: 'schedule',
      schedules: schedulesFor('standard', problem.bars.length),
      today,
      start: today,
      horizonWeeks: null,
    })
    expect(planOnClock(problem, terms).items.map(({ id, start, finish }) => [id, start, finish])).toEqual(
      served.items.map(({ key, start, finish }) => [key, start, finish]),
    )
    const days = (date: string) => dayOf(date) - today
    const bars = served.items.map(({ key, team, start, finish }) => ({
      id: key,
      lane: team,
      start: days(start),
      finish: days(finish),
    }))
    expect(faultsOf(problem, bars)).toEqual([])
    const hasty = bars.map((bar) => (bar.id === 'E-3' ? { ...bar, start: 1 } : bar))
    expect(faultsOf(problem, hasty)).toEqual(['E-3 starts before E-2 is done'])
    for (const { key: lane, forecaster } of problem.lanes) {
      const work = problem.bars.reduce((sum, bar) => (bar.lane === lane ? sum + bar.size : sum), 0)
      const ends = served.items.filter(({ team }) => team === lane).map(({ finish }) => finish)
      const last = dayOf(ends.sort().at(-1)!) - today
      expect(last).toBeGreaterThanOrEqual(daysUntil(forecaster, work, 0.5))
      if (lane === 'Api') expect(last).toBe(daysUntil(forecaster, work, 0.5))
    }
  })

  deep.each<[string, Board['open'] & object, string, string[]]>([
    ['nothing is open', [], 'No work is open, so there is nothing to plan.', []],
    [
      'all that is open has no size',
      [{ key: 'X-1', team: 'Web', storyPoints: 0 }],
      'This plan has no open work that takes time: items with 0 points take none.',
      ['1 open item has 0 points, so it takes no time here. Count items instead of points to get a date for it.'],
    ],
  ])('where %s, a plan has no date and does not call a long history too little', async (_, open, summary, warnings) => {
    const { key } = await board({ teams: teams.slice(0, 1), open })
    const plan = await ask(key)
    expect([plan.bars, plan.finish, plan.summary]).toEqual([0, undefined, summary])
    expect(plan.assumptions.join(' ')).not.toMatch(/too little history/)
    expect(plan.warnings).toEqual(warnings)
  })

  deep('an epic of two teams that is late is one late item, and is warned of once', async () => {
    const { key } = await board({
      teams,
      open: [
        { key: 'E-1', type: 'epic', dueDate: '2026-02-20' },
        ...stories('A', 3, { team: 'Web', epic: 'E-1', storyPoints: 2 }),
        ...stories('B', 3, { team: 'Api', epic: 'E-1', storyPoints: 2 }),
      ],
    })
    const plan = await ask(key)
    expect(plan.summary).toMatch(/^The plan has 2 assignments .* 1 item ends after its due date\.$/)
    expect(plan.warnings.filter((one) => one.includes('was due on'))).toEqual([
      'E-1 was due on 2026-02-20, before the plan starts.',
    ])
  })

  deep('without a forecast, too, nothing is planned for days that are past', async () => {
    const { key } = await board({
      teams: [{ name: 'Web', perWeek: 0 }],
      open: stories('A', 4, { team: 'Web', storyPoints: 2 }),
    })
    const plan = await ask(key, { startDate: '2025-06-02' })
    expect(plan.assumptions.join(' ')).toContain('There is too little history for a forecast')
    expect(plan.items.map(({ start }) => start >= AS_OF)).toEqual([true, true, true, true])
  })

  deep('what is asked for and is over is done or canceled, by its key', async () => {
    const resolvedAt = new Date('2026-02-20T12:00:00Z')
    const { key } = await board({
      teams,
      open: [
        { key: 'X-1', team: 'Web', storyPoints: 2 },
        { key: 'X-2', statusCategory: 'cancelled', status: 'Dropped', resolvedAt },
      ],
    })
    expect((await ask(key, { itemIds: ['X-1', 'X-2'] })).warnings).toContain('X-2 is done or canceled.')
  })

  deep('a team whose members nobody has stated is planned without a number of people', async () => {
    const silent = { members: 0, costRateCents: null }
    const { key } = await board({
      teams: teams.map((team) => ({ ...team, ...silent })),
      open: stories('A', 4, { team: 'Web', storyPoints: 2 }),
    })
    const plan = await ask(key)
    expect(plan.items.map((item) => 'people' in item)).toEqual([false, false, false, false])
    expect(plan.assumptions).toContain("Web: the number of members is not set, so the plan uses the team's pace alone.")

    const young = await board({
      teams: [{ name: 'Web', perWeek: 0, ...silent }],
      open: stories('A', 4, { team: 'Web' }),
    })
    const first = await ask(young.key)
    // One item a day from Monday on: nobody has said that the team does two at once.
    expect(first.items.map(({ finish }) => finish)).toEqual(['2026-03-02', '2026-03-03', '2026-03-04', '2026-03-05'])
    expect(first.items.map((item) => 'people' in item)).toEqual([false, false, false, false])
    expect(first.assumptions).toContain(
      'Web: members unknown, so the plan assumes that the team works on one thing at a time.',
    )
    expect(first.warnings).toContain('Web has finished nothing in twelve weeks, so the plan assumes 1 item per day.')
  })

  deep('the pace of a team that began two weeks ago is that of these weeks', async () => {
    const { key } = await board({
      teams: [{ name: 'Web', perWeek: 4, weeks: 2 }],
      open: stories('A', 16, { team: 'Web' }),
    })
    const plan = await ask(key)
    expect(plan.assumptions.join(' ')).toContain('pace per person and day over the last 3 weeks, in points')
    // Twice what was finished in two weeks, in whole days and two items at a time; it was 24 weeks by the mean of twelve.
    expect(dayOf(plan.finish!) - dayOf(AS_OF)).toBeLessThanOrEqual(45)
  })

  deep('dates of stories in an epic, and a deadline that work in progress misses, are not called met', async () => {
    const { key } = await board({
      teams: teams.slice(0, 1),
      open: [
        { key: 'E-1', type: 'epic' },
        ...stories('A', 10, { team: 'Web', epic: 'E-1', storyPoints: 5 }),
        { key: 'A-11', team: 'Web', epic: 'E-1', storyPoints: 2, dueDate: '2026-02-20' },
        { key: 'A-12', team: 'Web', epic: 'E-1', storyPoints: 2, deadline: '2026-03-10' },
      ],
    })
    const plan = await ask(key)
    const { finish } = plan.items[0]!
    expect(plan.summary).toMatch(
      / 1 item ends after its due date\. 1 item inside an epic is due before the epic is planned to end\.$/,
    )
    expect(plan.warnings).toEqual(
      expect.arrayContaining([
        `A-11 is due 2026-02-20; E-1, which it is in, is planned until ${finish}.`,
        `A-12 is due 2026-03-10; E-1, which it is in, is planned until ${finish}.`,
      ]),
    )
    const running = await board({
      teams: teams.slice(0, 1),
      open: [{ key: 'X-1', team: 'Web', storyPoints: 40, deadline: '2026-03-03', statusCategory: 'active' }],
    })
    const late = await ask(running.key)
    const days = dayOf(late.items[0]!.finish) - dayOf('2026-03-03')
    expect(late.summary).toContain(' 1 item ends after its due date or deadline.')
    expect(late.warnings).toContain(`X-1 is in progress and ends ${days} days after its deadline.`)
  })

  deep('a deadline that cannot be met is missed, of an item by itself and of a story in an epic', async () => {
    const { key } = await board({
      teams: teams.slice(0, 1),
      open: [
        { key: 'X-1', team: 'Web', storyPoints: 2 },
        { key: 'X-2', team: 'Web', storyPoints: 2, deadline: '2026-02-20' },
        { key: 'E-1', type: 'epic' },
        { key: 'A-1', team: 'Web', epic: 'E-1', storyPoints: 2, deadline: '2026-02-20' },
      ],
    })
    const alone = await ask(key, { itemIds: ['X-1', 'X-2'] })
    expect([alone.lateItems, alone.unplaced.map((one) => one.key)]).toEqual([1, ['X-2']])
    expect(alone.summary).toMatch(/ 1 item ends after its due date or deadline\. 1 could not be placed\.$/)
    const inside = await ask(key, { itemIds: ['E-1'] })
    expect(inside.lateItems).toBe(1)
    expect(inside.summary).toMatch(/ 1 item ends after its due date or deadline\.$/)
  })

  deep('a plan of some items says nothing of the team of others', async () => {
    const { key } = await board({
      teams,
      open: [{ key: 'X-1', team: 'Web', storyPoints: 2 }, ...stories('L', 3, { storyPoints: 2 })],
    })
    const said = async (itemIds?: string[]) =>
      (await ask(key, { teamIds: ['Web'], ...(itemIds && { itemIds }) })).warnings.filter((one) =>
        one.includes('no team'),
      )
    expect(await said()).toEqual([
      '3 items have no team and are not part of this plan; a plan of all teams may give some to Web.',
    ])
    expect(await said(['X-1'])).toEqual([])
    expect(await said(['X-1', 'L-2'])).toEqual([
      '1 item has no team and is not part of this plan; a plan of all teams may give it to Web.',
    ])
  })

  deep('without a forecast, too, what has lost its place misses its due date', async () => {
    const both = { team: 'Web', storyPoints: 5, dueDate: '2026-03-02', deadline: '2026-03-02' }
    const { key } = await board({
      teams: [{ name: 'Web', perWeek: 0, members: 1 }],
      open: [
        { key: 'X-1', businessValue: 9, ...both },
        { key: 'X-2', businessValue: 1, ...both },
      ],
    })
    const plan = await ask(key)
    expect(plan.unplaced).toMatchObject([
      { key: 'X-2', why: 'it does not fit before its deadline beside the rest of this plan' },
    ])
    expect(plan.summary).toContain('1 item ends after its due date. 1 could not be placed.')
    expect(plan.items.map((item) => item.key)).toEqual(['X-1'])
  })

  deep('where all is done and there is no team, the plan is empty', async () => {
    const done = { statusCategory: 'done', status: 'Done', resolvedAt: new Date('2026-02-20T12:00:00Z') }
    const { key } = await board({ open: [{ key: 'X-1', ...done }] })
    expect((await ask(key)).summary).toBe('No work is open, so there is nothing to plan.')
  })

  deep('open work of 0 points takes no time, and without a team the plan says so as the forecast does', async () => {
    const done = {
      statusCategory: 'done',
      status: 'Done',
      storyPoints: 3,
      resolvedAt: new Date('2026-02-20T12:00:00Z'),
    }
    const { key } = await board({
      open: [
        { key: 'X-1', ...done },
        { key: 'X-2', storyPoints: 0 },
        { key: 'X-3', storyPoints: 0 },
      ],
    })
    const said =
      '2 open items have 0 points, so they take no time here. Count items instead of points to get a date for them.'
    expect((await ask(key)).warnings).toContain(said)
    const other = await claude(on.mcp, await on.acme.key())
    const forecast = await answerOf<Schedule>(other, 'forecast_delivery', { workspaceId: key, asOf: AS_OF })
    expect(forecast.warnings).toContain(said)
    expect(forecast).toMatchObject({ sizedZero: 2, dates: [] })
    const staffed = await board({
      teams: teams.slice(0, 1),
      open: [
        { key: 'Y-1', team: 'Web', storyPoints: 0 },
        { key: 'Y-2', team: 'Web', storyPoints: 0 },
      ],
    })
    const what = { name: 'half', changes: [{ type: 'capacity', team: 'Web', factor: 0.5 }] }
    const asked = { workspaceId: staffed.key, asOf: AS_OF, unit: 'points', scenarios: [what] }
    expect((await other.call<Schedule>('analyze_scenario', asked)).text).toContain(
      'All 2 open items have 0 points, so there is no date, with or without the changes. Count items instead.',
    )
    await other.close()
  })

  deep('closed days and absences push work back; more people never do', async () => {
    const finish = async (more: object) =>
      (
        await ask(
          (await board({ teams: [{ ...teams[0]!, ...more }], open: stories('A', 10, { team: 'Web', storyPoints: 3 }) }))
            .key,
        )
      ).finish!
    const plain = await finish({})
    expect(
      (await finish({ closedDays: ['2026-03-02', '2026-03-03', '2026-03-04', '2026-03-05', '2026-03-06'] })) > plain,
    ).toBe(true)
    expect((await finish({ absences: [{ from: '2026-03-02', to: '2026-03-20', members: 3 }] })) > plain).toBe(true)
  })

  deep('stories go into sprints, what is in progress first, none before its blocker', async () => {
    const open = [
      ...epics.slice(0, 9),
      {
        key: 'A-9',
        team: 'Web',
        epic: 'E-1',
        storyPoints: 2,
        status: 'Doing',
        statusCategory: 'active',
        startedAt: new Date('2026-02-25T12:00:00Z'),
      },
      { key: 'A-10', team: 'Web', epic: 'E-1', storyPoints: 2, blockedBy: 'A-8', businessValue: 20 },
    ]
    const { stories: packed } = await ask((await board({ teams, open })).key, { includeStoryPacking: true })
    expect(packed.map(({ key }) => key).sort()).toEqual(
      [...stories('A', 8).map(({ key }) => key), 'A-10', 'A-9'].sort(),
    )
    const start = (key: string) => packed.find((story) => story.key === key)!.start
    expect(start('A-9')).toBe(packed.map((story) => story.start).sort()[0])
    expect(start('A-10') >= start('A-8')).toBe(true)
  })

  deep('the sprints are the team’s own: the one that runs, then its rhythm', async () => {
    const workspace = await board({ teams: [teams[0]!], open: stories('A', 12, { team: 'Web', storyPoints: 3 }) })
    const db = on.acme.db()
    await db.transaction(async () => {
      const { em } = db
      const home = {
        workspace: em.getReference(Workspace, [on.acme.id, workspace.id], { wrapped: true }),
        team: await em.findOneOrFail(Team, { workspace: { id: workspace.id } }),
      }
      em.create(Sprint, {
        ...home,
        name: 'Web 6',
        state: 'closed',
        startDate: '2026-02-18',
        endDate: '2026-02-24',
      } as never)
      em.create(Sprint, {
        ...home,
        name: 'Web 7',
        state: 'active',
        startDate: '2026-02-25',
        endDate: '2026-03-03',
      } as never)
    })
    const { stories: packed } = await ask(workspace.key, { includeStoryPacking: true })
    expect([...new Map(packed.map(({ sprint, start }) => [sprint, start]))].slice(0, 3)).toEqual([
      ['Web 7', '2026-02-25'],
      ['Web 8', '2026-03-04'],
      ['Web 9', '2026-03-11'],
    ])
  })

  test('a kept plan is what later ones are compared with', async () => {
    const workspace = await board({ teams, open: epics })
    const planner = await on.acme.key({
      scopes: ['mcp:enabled', 'scheduling:read', 'backlog:write'] as never,
      surfaces: ['graphql'],
    })
    const saved = await on.pm33.graphql(
      planner,
      `mutation { saveScheduleBaseline(workspaceId: "${workspace.key}", name: "Q2", startDate: "2026-03-02") { id name } }`,
    )
    expect(saved.errors).toBeUndefined()
    // The names alone: the bars of a large plan are a megabyte, and a workspace keeps up to 100 plans.
    const listed = await statementsDuring(on.pm33.orm, async () => {
      const { data } = await on.pm33.graphql(
        planner,
        `{ workspace(id: "${workspace.key}") { scheduleBaselines { name } } }`,
      )
      expect(data).toEqual({ workspace: { scheduleBaselines: [{ name: 'Q2' }] } })
    })
    const read = listed.filter((sql) => sql.includes('"schedule"'))
    expect(read).toHaveLength(1)
    expect(read[0]).not.toMatch(/items|\.\*/)
    const again = await on.pm33.graphql<{ workspace: { portfolioSchedule: { variance: object } } }>(
      planner,
      `{ workspace(id: "${workspace.key}") { portfolioSchedule(baselineId: "Q2", startDate: "2026-03-02") { variance { baseline finishDays later earlier added removed } } } }`,
    )
    expect(again.data!.workspace.portfolioSchedule.variance).toEqual({
      baseline: 'Q2',
      finishDays: 0,
      later: 0,
      earlier: 0,
      added: 0,
      removed: 0,
    })
    await givenBoard(on.acme, workspace, {
      open: [{ key: 'NEW-1', storyPoints: 30, businessValue: 20, timeCriticality: 20, riskReduction: 20 }],
    })
    const { variance } = (
      await on.client.call<Schedule>('schedule_portfolio', {
        workspaceId: workspace.key,
        startDate: '2026-03-02',
        baselineId: 'Q2',
      })
    ).data
    expect(variance).toMatchObject({ added: 1 })
    expect(variance!.items.find(({ key }) => key === 'NEW-1')).toMatchObject({ change: 'ADDED' })

    const inPlan = (field: string) => on.pm33.graphql<Record<string, string>>(planner, `mutation { ${field} }`)
    const save = (name: string) =>
      inPlan(`saveScheduleBaseline(workspaceId: "${workspace.key}", name: "${name}", startDate: "2026-03-02") { id }`)
    expect((await save('Q2')).errors![0]!.message).toBe(
      'A saved plan is already named “Q2”. Choose another name, or delete that plan.',
    )
    const em = on.acme.em()
    const [{ id }] = (await em.execute('select id from workspace where key = ?', [workspace.key])) as [{ id: string }]
    await em.execute(
      `insert into schedule (tenant_id, id, workspace_id, name, as_of, data_version, input_hash, items, created_at)
       select s.tenant_id, gen_random_uuid(), s.workspace_id, 'Copy ' || n, s.as_of, s.data_version, s.input_hash, s.items, s.created_at
       from schedule s, generate_series(1, 99) n where s.workspace_id = ?`,
      [id],
    )
    expect((await save('Q3')).errors![0]!.message).toBe(
      'This workspace has 100 saved plans, the most that it can hold. Delete one first.',
    )
    const leave = `deleteScheduleBaseline(workspaceId: "${workspace.key}", id: "Q2")`
    expect((await inPlan(leave)).data).toEqual({ deleteScheduleBaseline: 'Q2' })
    expect((await inPlan(leave)).errors![0]!.extensions).toMatchObject({ code: 'NOT_FOUND' })
    expect((await save('Q3')).errors).toBeUndefined()
  })

  test('says what a part of the backlog waits for and a plan of it does not', async () => {
    const { key } = await board({
      teams,
      open: [
        { key: 'S-1', team: 'Api', storyPoints: 3 },
        { key: 'S-2', team: 'Web', storyPoints: 2, blockedBy: 'S-1' },
      ],
    })
    const outside =
      '1 of these items waits for open work that is not part of this plan: S-2. The dates assume that it is done in time.'
    expect((await ask(key, { itemIds: ['S-2'] })).warnings).toContain(outside)
    expect((await ask(key, { teamIds: ['Web'] })).warnings).toContain(outside)
    expect((await ask(key)).warnings).not.toContain(outside)
  })

  deep('opens as a calendar and as a sheet', async () => {
    const { key } = await board({
      teams,
      open: [...epics, { key: 'X-2', title: 'Comma, "quote"; =1+1', team: 'Api', storyPoints: 1 }],
    })
    const reader = await on.acme.key({ scopes: ['mcp:enabled', 'scheduling:read'], surfaces: ['graphql'] })
    const { data } = await on.pm33.graphql<{
      workspace: { portfolioSchedule: { ics: string; csv: string; bars: number } }
    }>(reader, `{ workspace(id: "${key}") { portfolioSchedule(asOf: "${AS_OF}") { ics csv bars } } }`)
    const { ics, csv, bars } = data!.workspace.portfolioSchedule
    expect(ics.split('\r\n').filter((line) => line === 'BEGIN:VEVENT')).toHaveLength(bars)
    expect(ics).toMatch(/^BEGIN:VCALENDAR\r\n[^]*END:VCALENDAR\r\n$/)
    expect(ics.split('\r\n').every((line) => Buffer.byteLength(line) <= 75)).toBe(true)
    expect(csv.trim().split(/\r?\n/)).toHaveLength(bars + 1)
    expect(csv).toContain('"Comma, ""quote""; =1+1"')
  })

  test('a long search ends when its caller goes away, and the next one is answered', async () => {
    const many = Array.from({ length: 60 }, (_, at) => [
      { key: `E-${at + 1}`, type: 'epic', businessValue: 1 + ((at * 7) % 20) },
      ...stories(`S${at + 1}`, 3, { team: at % 2 ? 'Web' : 'Api', epic: `E-${at + 1}`, storyPoints: 1 + (at % 8) }),
    ]).flat()
    const { key } = await board({ teams, open: many })
    const cancel = new AbortController()
    const call = on.client.call(
      'schedule_portfolio',
      { workspaceId: key, asOf: AS_OF, effort: 'thorough' },
      { signal: cancel.signal },
    )
    setTimeout(() => cancel.abort('enough'), 150)
    await expect(call).rejects.toThrow()
    expect((await ask(key, { effort: 'quick' })).bars).toBe(60)
  })

  describe('edges', () => {
    deep.each<[string, Board, Record<string, unknown>, RegExp]>([
      [
        'an empty workspace',
        {},
        {},
        /^BAD_USER_INPUT: .*[^]*teamIds: there is no team in this workspace and too little history to plan as one team/,
      ],
      ['everything done', { teams }, {}, /^No work is open, so there is nothing to plan\./],
      ['one item', { teams, open: [{ key: 'X-1', team: 'Web' }] }, {}, /^The plan has 1 assignment and ends on 2026/],
      [
        'no history',
        { teams: [{ name: 'Web', perWeek: 0 }], open: stories('X', 2, { team: 'Web' }) },
        {},
        /finished nothing in twelve weeks/,
      ],
      [
        'an item of no size',
        { teams, open: [{ key: 'X-1', team: 'Web', storyPoints: 0 }] },
        {},
        /^This plan has no open work that takes time: items with 0 points take none\.\n/,
      ],
      [
        'an item of a million points',
        { teams, open: [{ key: 'X-1', team: 'Web', storyPoints: 1_000_000 }] },
        {},
        /^No item could be placed: 1 does not fit this plan\.[^]*check its size/,
      ],
      [
        'due in the past',
        { teams, open: [{ key: 'X-1', team: 'Web', dueDate: '2020-01-01' }] },
        {},
        /1 item ends after its due date\.[^]*was due on 2020-01-01/,
      ],
      [
        'a start long ago',
        { teams, open: [{ key: 'X-1', team: 'Web' }] },
        { startDate: '2020-01-01' },
        /startDate: is more than a year ago/,
      ],
      [
        'a circle of dependencies',
        {
          teams,
          open: [
            { key: 'X-1', team: 'Web', blockedBy: 'X-2' },
            { key: 'X-2', team: 'Web', blockedBy: 'X-1' },
          ],
        },
        {},
        /^DEPENDENCY_CYCLE: These wait for each other, so none can start: X-\d → X-\d/,
      ],
    ])('%s', async (_, given, args, says) => {
      const answer = await on.client.call('schedule_portfolio', {
        workspaceId: (await board(given)).key,
        asOf: AS_OF,
        ...args,
      })
      expect(answer.text).toMatch(says)
    })
  })
})
