import { describe, expect, test } from 'vitest'
import { AS_OF, givenBoard, stories, type Board } from '../board.ts'
import { answerOf, onStage } from '../tools/stage.ts'
import { testOn } from '../depth.ts'
import { ENGINES } from '../world.ts'

interface Forecast {
  confidence: string
  dates: { percentile: number; date: string }[]
  teams: { name: string; remaining: number }[]
  assumptions: string[]
  warnings: string[]
}

interface Outcome {
  dates: { p50: string; p90: string }
}

interface Plan {
  finish: string
  items: { key: string; team: string; start: string; finish: string }[]
  stories: { key: string; start: string }[]
  assumptions: string[]
  warnings: string[]
}

const TOOLS: [tool: string, args: Record<string, unknown>][] = [
  ['query_backlog', { limit: 1 }],
  ['optimize_priorities', {}],
  ['schedule_portfolio', { asOf: AS_OF }],
  ['forecast_delivery', { asOf: AS_OF }],
  ['analyze_velocity', { asOf: AS_OF }],
  [
    'analyze_scenario',
    { asOf: AS_OF, scenarios: [{ name: 'less', changes: [{ type: 'capacity', team: 'Web', factor: 0.8 }] }] },
  ],
  ['score_alignment', {}],
]

describe.each(ENGINES)('one basis on %s', (engine) => {
  const deep = testOn(engine)
  const on = onStage(engine)
  const teams = [{ name: 'Web', perWeek: 4 }]

  deep.each<[string, Board, number]>([
    [
      'a feature with five stories is five pieces of work to every tool',
      {
        teams,
        open: [
          { key: 'F-1', type: 'feature', team: 'Web' },
          ...stories('A', 5, { team: 'Web', epic: 'F-1' }),
          { key: 'X-1', team: 'Web' },
        ],
      },
      6,
    ],
    [
      'the steps of a story go with it',
      {
        teams,
        open: [
          { key: 'S-1', team: 'Web' },
          { key: 'T-1', type: 'task', team: 'Web', epic: 'S-1' },
          { key: 'T-2', type: 'task', team: 'Web', epic: 'S-1' },
        ],
      },
      1,
    ],
    [
      'an epic that nothing is in yet counts as others do',
      {
        teams,
        open: [{ key: 'E-1', type: 'epic' }, ...stories('A', 4, { epic: 'E-1' }), { key: 'E-2', type: 'epic' }],
      },
      8,
    ],
  ])('%s', async (_, given, openWork) => {
    const workspace = await on.acme.workspace(`Basis ${_.slice(0, 40)}`)
    await givenBoard(on.acme, workspace, given)
    for (const [tool, args] of TOOLS) {
      const { data, text, isError } = await on.client.call<{ openWork: number }>(tool, {
        workspaceId: workspace.key,
        ...args,
      })
      expect(isError, text).toBe(false)
      expect([tool, data.openWork]).toEqual([tool, openWork])
    }
  })

  test('what blocks an epic holds back what is in it, in the forecast as in the plan', async () => {
    const open = [
      { key: 'E-1', type: 'epic', team: 'Api' },
      ...stories('A', 8, { team: 'Api', epic: 'E-1', storyPoints: 2 }),
      { key: 'E-2', type: 'epic', team: 'Web', blockedBy: 'E-1' },
      ...stories('B', 4, { team: 'Web', epic: 'E-2', storyPoints: 2 }),
    ]
    const { key } = await on.board({ teams: [...teams, { name: 'Api', perWeek: 2 }], open })
    const { data } = await on.client.call<{ method: string }>('forecast_delivery', { workspaceId: key, asOf: AS_OF })
    expect(data.method).toBe('simulation')
  })

  deep(
    'what is in progress waits for neither its release date nor a blocker, in the forecast as in the plan',
    async () => {
      const doing = { status: 'Doing', statusCategory: 'active', startedAt: new Date('2026-02-26T12:00:00Z') }
      const { key } = await on.board({
        teams: [...teams, { name: 'Api', perWeek: 2 }],
        open: [
          { key: 'B-1', team: 'Api', storyPoints: 3 },
          { key: 'S-1', team: 'Web', storyPoints: 3, releaseDate: '2026-12-21', blockedBy: 'B-1', ...doing },
        ],
      })
      const { data } = await on.client.call<Forecast & { method: string }>('forecast_delivery', {
        workspaceId: key,
        asOf: AS_OF,
      })
      expect(data.method).toBe('exact')
      expect(data.dates.find(({ percentile }) => percentile === 90)!.date < '2026-06-01').toBe(true)
      expect(data.warnings).toContain('S-1 is in progress although it waits for B-1.')
      const plan = await answerOf<Plan>(on.client, 'schedule_portfolio', { workspaceId: key, asOf: AS_OF })
      expect(plan.items.find((item) => item.key === 'S-1')!.finish < '2026-06-01').toBe(true)
      expect(plan.warnings).toContain('S-1 is in progress although it waits for B-1.')
    },
  )

  deep('a release date of an epic and one of a story hold both back, in the forecast as in the plan', async () => {
    const { key } = await on.board({
      teams,
      open: [
        { key: 'E-1', type: 'epic', team: 'Web', releaseDate: '2026-06-01' },
        ...stories('A', 6, { team: 'Web', epic: 'E-1', storyPoints: 2 }),
        { key: 'A-7', team: 'Web', epic: 'E-1', storyPoints: 2, releaseDate: '2026-09-01' },
        { key: 'A-8', team: 'Web', epic: 'E-1', storyPoints: 40, blockedBy: 'A-7' },
      ],
    })
    const args = { workspaceId: key, asOf: AS_OF }
    const at = (forecast: Forecast) => forecast.dates.find(({ percentile }) => percentile === 50)!.date
    const whole = await answerOf<Forecast>(on.client, 'forecast_delivery', args)
    const some = await answerOf<Forecast>(on.client, 'forecast_delivery', { ...args, itemIds: ['A-1', 'A-2'] })
    expect(at(some) > '2026-06-01').toBe(true)
    const plan = await answerOf<Plan>(on.client, 'schedule_portfolio', {
      ...args,
      includeStoryPacking: true,
    })
    // Six of 2 points end in June; the one of 40 is in the last bar, because it waits for the held one inside of the epic.
    expect(plan.items.map(({ key: head, start, finish }) => [head, start, finish < '2026-07-01'])).toEqual([
      ['E-1', '2026-06-01', true],
      ['E-1', '2026-09-01', false],
    ])
    expect(Math.abs(Date.parse(plan.finish) - Date.parse(at(whole))) / 86_400_000).toBeLessThanOrEqual(1)
    const sprint = (story: string) => plan.stories.find((one) => one.key === story)!
    // Sprints of two weeks that have not ended on that day.
    expect([sprint('A-1').start > '2026-05-18', sprint('A-7').start > '2026-08-18']).toEqual([true, true])
  })

  deep('of an epic in progress, what waits for another epic waits, in the forecast as in the plan', async () => {
    const { key } = await on.board({
      teams: [...teams, { name: 'Api', perWeek: 2 }],
      open: [
        { key: 'F-1', type: 'epic', team: 'Api' },
        ...stories('F1', 20, { team: 'Api', epic: 'F-1', storyPoints: 2 }),
        { key: 'E-1', type: 'epic', team: 'Web', blockedBy: 'F-1', deadline: '2026-04-01' },
        ...stories('A', 9, { team: 'Web', epic: 'E-1', storyPoints: 2 }),
        { key: 'A-10', team: 'Web', epic: 'E-1', storyPoints: 2, statusCategory: 'active' },
      ],
    })
    const args = { workspaceId: key, asOf: AS_OF }
    const plan = await answerOf<Plan>(on.client, 'schedule_portfolio', args)
    const ends = (head: string) => plan.items.filter((item) => item.key === head).map(({ finish }) => finish)
    expect(ends('E-1').sort()[0]! < '2026-03-15').toBe(true)
    expect(ends('E-1').sort().at(-1)! > ends('F-1')[0]!).toBe(true)
    const forecast = await answerOf<Forecast>(on.client, 'forecast_delivery', { ...args, targetDate: plan.finish })
    const { probability } = (forecast as unknown as { target: { probability: number } }).target
    expect([probability >= 0.35, probability <= 0.65]).toEqual([true, true])
    expect(plan.warnings.filter((one) => one.includes('is in progress although'))).toEqual(
      forecast.warnings.filter((one) => one.includes('is in progress although')),
    )
  })

  deep('where epics and their stories wait for each other, the stories’ own order holds in both', async () => {
    const { key } = await on.board({
      teams: [...teams, { name: 'Api', perWeek: 2 }],
      open: [
        { key: 'E-1', type: 'epic', blockedBy: 'E-2' },
        ...stories('A', 3, { team: 'Api', epic: 'E-1', storyPoints: 2 }),
        { key: 'E-2', type: 'epic' },
        { key: 'B-1', team: 'Web', epic: 'E-2', storyPoints: 2, blockedBy: 'A-1' },
        { key: 'B-2', team: 'Web', epic: 'E-2', storyPoints: 2 },
      ],
    })
    const args = { workspaceId: key, asOf: AS_OF }
    const plan = await answerOf<Plan>(on.client, 'schedule_portfolio', args)
    const bar = (head: string) => plan.items.find((item) => item.key === head)!
    expect(bar('E-2').start > bar('E-1').finish).toBe(true)
    const said =
      "1 dependency between epics contradicts those between their items; the items' own dependencies are used."
    expect(plan.warnings).toContain(said)
    expect((await answerOf<Forecast>(on.client, 'forecast_delivery', args)).warnings).toContain(said)
  })

  deep('work without a team is given out in the order of the backlog, in the plan as in the forecast', async () => {
    const { key } = await on.board({
      teams: [...teams, { name: 'Api', perWeek: 4 }],
      open: [
        { key: 'E-1', type: 'epic' },
        { key: 'X-1', storyPoints: 2 },
        ...stories('A', 12, { epic: 'E-1', storyPoints: 2 }),
      ],
    })
    const args = { workspaceId: key, asOf: AS_OF }
    const forecast = await answerOf<Forecast>(on.client, 'forecast_delivery', args)
    const remaining = Object.fromEntries(forecast.teams.map((team) => [team.name, team.remaining]))
    const plan = await answerOf<Plan>(on.client, 'schedule_portfolio', args)
    const teamOf = (head: string) => plan.items.find((item) => item.key === head)!.team
    expect([remaining[teamOf('X-1')], remaining[teamOf('E-1')]]).toEqual([2, 24])
    const one = await answerOf<Plan>(on.client, 'schedule_portfolio', { ...args, teamIds: ['Api'] })
    expect(one.warnings).toContain(
      '13 items have no team and are not part of this plan; a plan of all teams may give some to Api.',
    )
  })

  deep('a team without a past borrows the others’ pace per member, in the plan as in the forecast', async () => {
    const board: Board = {
      teams: [
        { name: 'Web', perWeek: 4, members: 4 },
        { name: 'New', perWeek: 0, members: 2 },
      ],
      open: [...stories('W', 12, { team: 'Web', storyPoints: 2 }), ...stories('N', 6, { team: 'New', storyPoints: 2 })],
    }
    const { key } = await on.board(board)
    const forecast = await answerOf<Forecast>(on.client, 'forecast_delivery', { workspaceId: key, asOf: AS_OF })
    const plan = await answerOf<Plan>(on.client, 'schedule_portfolio', { workspaceId: key, asOf: AS_OF })
    const said =
      'New has too little history of its own: it is planned at the pace per member of Web, times 2. Its dates are rough.'
    expect(forecast.warnings).toContain(said)
    expect(plan.warnings).toContain(said)
    expect(forecast.confidence).toBe('rough')
    const p50 = async (team: string) =>
      (
        await answerOf<Forecast>(on.client, 'forecast_delivery', { workspaceId: key, asOf: AS_OF, teamIds: [team] })
      ).dates.find(({ percentile }) => percentile === 50)!.date
    const ends = (team: string) => plan.items.filter((item) => item.team === team).map(({ finish }) => finish)
    expect(ends('New').sort().at(-1)).toBe(await p50('New'))
    expect(ends('Web').sort().at(-1)).toBe(await p50('Web'))
    // Half the members and half the work: about the same day.
    const days = (Date.parse(await p50('New')) - Date.parse(await p50('Web'))) / 86_400_000
    expect(Math.abs(days)).toBeLessThanOrEqual(4)
  })

  deep('work without a team is done by its epic’s team, else by the one that is free first', async () => {
    const { key } = await on.board({
      teams: [
        { name: 'Web', perWeek: 4 },
        { name: 'Api', perWeek: 4 },
      ],
      open: [
        { key: 'E-1', type: 'epic', team: 'Web' },
        ...stories('A', 8, { epic: 'E-1', storyPoints: 2 }),
        { key: 'E-2', type: 'epic' },
        ...stories('B', 8, { epic: 'E-2', storyPoints: 2 }),
      ],
    })
    const args = { workspaceId: key, asOf: AS_OF }
    const forecast = await answerOf<Forecast>(on.client, 'forecast_delivery', args)
    const plan = await answerOf<Plan>(on.client, 'schedule_portfolio', args)
    expect(plan.items.map((item) => [item.key, item.team]).sort()).toEqual([
      ['E-1', 'Web'],
      ['E-2', 'Api'],
    ])
    expect(forecast.teams.map(({ name, remaining }) => [name, remaining])).toEqual([
      ['Api', 16],
      ['Web', 16],
    ])
    const said = '8 items have no team: they are planned with the team that is free first, each epic with one.'
    expect(forecast.assumptions).toContain(said)
    expect(plan.assumptions).toContain(said)
  })

  describe('an item by itself ends no earlier than one of its kind takes from its own start', () => {
    // Twenty a week: the team has room for one more within a day. From its first day to its last each took 2 to 7 days.
    const quick = [{ name: 'Web', perWeek: 20, costRateCents: null }]
    const at = (data: Forecast, level: number) => data.dates.find(({ percentile }) => percentile === level)!.date

    deep.each<[string, Board['open'], string[], [p50: string, p90: string]]>([
      ['one that has not started', [{ key: 'A-1', team: 'Web' }], ['A-1'], ['2026-03-05', '2026-03-08']],
      [
        'one in progress, by its age: half of those that take longer than three days take six',
        [{ key: 'A-1', team: 'Web', statusCategory: 'active', startedAt: new Date('2026-02-27T09:00:00Z') }],
        ['A-1'],
        ['2026-03-03', '2026-03-05'],
      ],
      [
        'one with a release date, after it',
        [{ key: 'A-1', team: 'Web', releaseDate: '2026-03-12' }],
        ['A-1'],
        ['2026-03-15', '2026-03-18'],
      ],
    ])('%s', async (_, open, itemIds, [p50, p90]) => {
      const { key: workspaceId } = await on.board({ teams: quick, open: open! })
      const args = { workspaceId, asOf: AS_OF, itemIds }
      const targetDate = '2026-03-20'
      const forecast = await answerOf<Forecast & { target: { probability: number } }>(on.client, 'forecast_delivery', {
        ...args,
        targetDate,
      })
      expect([at(forecast, 50), at(forecast, 90)]).toEqual([p50, p90])
      expect(forecast.warnings).toEqual([])
      const scenarios = [{ name: 'ten more', changes: [{ type: 'hire', members: 10 }] }]
      const scenario = await answerOf<{ baseline: Outcome; scenarios: Outcome[] }>(on.client, 'analyze_scenario', {
        ...args,
        scenarios,
      })
      expect(scenario.baseline.dates).toMatchObject({ p50, p90 })
      expect(scenario.scenarios[0]!.dates).toMatchObject({ p50, p90 })
      const plan = await answerOf<Plan & { finish: string }>(on.client, 'schedule_portfolio', args)
      expect(plan.finish).toBe(p50)
      const scope = async (date: string) =>
        (
          await answerOf<{ scopeByDate: { keys: string[]; probability: number } }>(on.client, 'optimize_priorities', {
            ...args,
            targetDate: date,
          })
        ).scopeByDate
      expect(await scope(targetDate)).toMatchObject({
        keys: expect.arrayContaining(itemIds),
        probability: forecast.target.probability,
      })
      expect((await scope('2026-03-03')).keys).toEqual([])
    })
  })
})
