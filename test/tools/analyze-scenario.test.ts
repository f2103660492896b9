import { beforeAll, describe, expect, test } from 'vitest'
import { AS_OF, stories, type Board } from '../board.ts'
import { claude } from '../claude.ts'
import { testOn } from '../depth.ts'
import { ENGINES } from '../world.ts'
import { onStage } from './stage.ts'

type At<T> = { p50?: T; p75?: T; p90?: T; p95?: T }
interface Analysis {
  summary: string
  method: string
  currency?: string
  baseline: { dates: At<string>; cost?: At<number>; onTime?: number; risk?: string }
  scenarios: {
    name: string
    dates: At<string>
    shift: Required<At<number>>
    cost?: At<number>
    costShift?: At<number>
    onTime?: number
    risk?: string
    contributions: { change: string; shift: Required<At<number>> }[]
  }[]
  assumptions: string[]
  warnings: string[]
}
const PERCENTILES = ['p50', 'p75', 'p90', 'p95'] as const

describe.each(ENGINES)('analyze_scenario on %s', (engine) => {
  const deep = testOn(engine)
  const on = onStage(engine, ['mcp:enabled', 'scenarios:read'])
  let shop: string
  const open = [
    { key: 'SHOP-1', type: 'epic' },
    ...stories('WEB', 14, { team: 'Web', epic: 'SHOP-1' }),
    ...stories('API', 9, { team: 'Api' }),
  ]
  const teams = [
    { name: 'Web', perWeek: 4 },
    { name: 'Api', perWeek: 3 },
  ]
  beforeAll(async () => void (shop = await board({ teams, open })))

  const board = async (given: Board) => (await on.board(given)).key
  const call = (changes: object[], args: Record<string, unknown> = {}) =>
    on.client.call<Analysis>('analyze_scenario', {
      workspaceId: shop,
      asOf: AS_OF,
      scenarios: [{ name: 'it', changes }],
      ...args,
    })
  const ask = async (changes: object[], args: Record<string, unknown> = {}) => {
    const answer = await call(changes, args)
    expect(answer.isError, answer.text).toBe(false)
    return answer.data
  }

  deep('states costs in the currency of the workspace, and says where none is set', async () => {
    const hire = [{ type: 'hire', team: 'web', members: 2, rampUpDays: 0 }]
    const plain = await ask(hire)
    expect(plain.currency ?? null).toBeNull()
    expect(String(plain.assumptions)).toContain('No currency is set for this workspace')
    const key = await on.acme.key({ scopes: ['mcp:enabled', 'backlog:read', 'backlog:write'] })
    const set = async (currency: string) =>
      on.pm33.graphql<{ setCurrency: { currency: string } }>(
        key,
        `mutation { setCurrency(workspaceId: "${shop}", currency: "${currency}") { currency } }`,
      )
    const { errors } = await set('dollars')
    expect(errors?.[0]).toMatchObject({
      message: expect.stringContaining('must be an ISO 4217 code, such as USD or EUR'),
      extensions: { code: 'BAD_USER_INPUT' },
    })
    expect((await set('eur')).data).toEqual({ setCurrency: { currency: 'EUR' } })
    const priced = await ask(hire)
    expect(priced.currency).toBe('EUR')
    expect(priced.summary).toMatch(/Cost by then: current plan [\d,]+ EUR, “it” [\d,]+ EUR (more|less)\./)
    expect(String(priced.assumptions)).toContain("until that team's own part is done, in EUR.")
    expect((await set('USD')).data).toEqual({ setCurrency: { currency: 'USD' } })
    expect((await ask(hire)).summary).toMatch(/current plan \$[\d,]+, “it” \$[\d,]+ (more|less)\./)
  })

  test('stands side by side with the plan as it is, with dates, cost and risk', async () => {
    const { data } = await on.client.call<Analysis>('analyze_scenario', {
      workspaceId: shop,
      asOf: AS_OF,
      targetDate: '2026-04-15',
      scenarios: [
        { name: 'two more', changes: [{ type: 'hire', team: 'web', members: 2, rampUpDays: 0 }] },
        { name: 'less', changes: [{ type: 'removeItems', itemIds: ['WEB-1', 'WEB-2'] }] },
      ],
    })
    expect(data.scenarios.map(({ name }) => name)).toEqual(['two more', 'less'])
    expect(data.summary).toMatch(
      /^Current plan: 90% sure by 2026-\d\d-\d\d\. “two more”: 90% sure by .* days? earlier\. “less”: /,
    )
    for (const { shift, onTime, risk } of data.scenarios) {
      expect(shift.p90).toBeLessThan(0)
      expect(onTime).toBeGreaterThanOrEqual(data.baseline.onTime!)
      expect(['low', 'medium', 'high']).toContain(risk)
    }
    expect(data.baseline.cost!.p50).toBeGreaterThan(0)
    expect(data.scenarios[1]!.costShift!.p50).toBeLessThan(0)
  })

  deep('the plan as it is has the dates that forecast_delivery gives', async () => {
    const other = await claude(on.mcp, await on.acme.key())
    for (const question of [{}, { epicId: 'SHOP-1' }, { count: 10 }, { points: 20 }]) {
      const { data } = await other.call<{ dates: { date: string }[] }>('forecast_delivery', {
        workspaceId: shop,
        asOf: AS_OF,
        ...question,
      })
      const { baseline } = await ask([{ type: 'targetDate', date: '2026-05-01' }], question)
      expect(PERCENTILES.map((p) => baseline.dates[p])).toEqual(data.dates.map(({ date }) => date))
    }
    await other.close()
  })

  deep('what each change contributes sums to the shift, whatever is mixed', async () => {
    const changes = [
      { type: 'addScope', team: 'Web', size: 8 },
      { type: 'hire', team: 'Web', members: 1, from: '2026-03-16' },
      { type: 'capacity', team: 'Api', factor: 0.7, until: '2026-04-01' },
      { type: 'moveItems', itemIds: ['API-9', 'API-8'], toTeam: 'Web' },
      { type: 'moveMembers', team: 'Web', toTeam: 'Api', members: 1 },
    ]
    const {
      scenarios: [only],
    } = await ask(changes, { unit: 'items' })
    for (const p of PERCENTILES)
      expect(only!.contributions.reduce((sum, { shift }) => sum + shift[p], 0)).toBe(only!.shift[p])
    expect(only!.contributions.map(({ change }) => change)).toEqual([
      '8 more items for Web',
      '1 member joins Web from 2026-03-16',
      'Api at 70% until 2026-04-01',
      'API-9, API-8 to Web',
      '1 member from Web to Api',
    ])
  })

  deep('more people or less work is never later, fewer people or more work never earlier', async () => {
    const shifted = async (change: object) => PERCENTILES.map(async (p) => (await ask([change])).scenarios[0]!.shift[p])
    for (const change of [
      { type: 'hire', team: 'Web', members: 1 },
      { type: 'capacity', team: 'Web', factor: 1.3 },
      { type: 'removeScope', team: 'Web', size: 3 },
    ])
      for (const shift of await Promise.all(await shifted(change))) expect(shift).toBeLessThanOrEqual(0)
    for (const change of [
      { type: 'leave', team: 'Web', members: 1 },
      { type: 'addScope', team: 'Api', size: 5 },
      { type: 'startNotBefore', team: 'Web', date: '2026-04-01' },
    ])
      for (const shift of await Promise.all(await shifted(change))) expect(shift).toBeGreaterThanOrEqual(0)
  })

  deep('an epic that is dropped takes what is in it along', async () => {
    const {
      scenarios: [only],
    } = await ask([{ type: 'removeItems', itemIds: ['shop-1'] }])
    const {
      scenarios: [listed],
    } = await ask([{ type: 'removeItems', itemIds: stories('WEB', 14).map(({ key }) => key) }])
    expect(only!.dates).toEqual(listed!.dates)
  })

  deep.each<[object[], RegExp]>([
    [[{ type: 'hire', team: 'Web' }], /scenarios\[0\]\.changes\[0\]\.members: hire needs members/],
    [[{ type: 'hire', members: 1 }], /changes\[0\]\.team: hire needs team: Api, Web/],
    [
      [
        { type: 'hire', team: 'Web', members: 1 },
        { type: 'hire', team: 'Nobody', members: 1 },
      ],
      /Team "Nobody" was not found/,
    ],
    [
      [{ type: 'hire', team: 'Web', members: 1, factor: 2 }],
      /changes\[0\]\.factor: hire does not use factor; it accepts members, team, from, rampUpDays/,
    ],
    [[{ type: 'leave', team: 'Web', members: 9 }], /changes\[0\]\.members: Web has 4 members then; 9 cannot leave/],
    [[{ type: 'removeItems', itemIds: ['DONE-1'] }], /changes\[0\]\.itemIds: DONE-1 is not part of the selected work/],
    [[{ type: 'startNotBefore', date: '2026-05-01' }], /needs itemIds or team/],
    [
      [{ type: 'capacity', factor: 80, team: 'Web' }],
      /scenarios\[0\]\.changes\[0\]\.factor: multiplies the team's pace, from 0 to 5: 0\.8 means 80%\. For 80%, pass 0\.8; for 80% more, pass 1\.8\./,
    ],
    [[{ type: 'teleport' }], /scenarios\[0\]\.changes\[0\]\.type: "teleport" is not allowed; allowed: addScope/],
    [
      [{ type: 'capacity', factor: 1, team: 'Web', wings: 2 }],
      /changes\[0\]\.wings: is not an argument here; allowed: type, costRate, date/,
    ],
    [[], /changes/],
  ])('%j is refused, naming the field', async (changes, says) => {
    const answer = await call(changes)
    expect(answer.isError).toBe(true)
    expect(answer.text).toMatch(says)
  })

  deep('the arguments are flat and closed, one object per change', async () => {
    const tool = (await on.client.tools()).find(({ name }) => name === 'analyze_scenario')!
    expect(JSON.stringify(tool.inputSchema)).not.toMatch(/oneOf|anyOf|allOf/)
  })

  describe('edges', () => {
    const change = [{ type: 'addScope', size: 3, team: 'Web' }]
    deep.each<[string, Board, object[], RegExp]>([
      [
        'an empty workspace',
        {},
        [{ type: 'targetDate', date: '2026-05-01' }],
        /^No work is left, with or without the changes\./,
      ],
      [
        'everything done, and something added',
        { teams },
        change,
        /^Current plan: 90% sure by 2026-03-01\. “it”: .* later\./,
      ],
      ['one item', { teams, open: stories('WEB', 1, { team: 'Web' }) }, change, /“it”: .* later\./],
      [
        'a target date of its own',
        { teams, open: stories('WEB', 1, { team: 'Web' }) },
        [{ type: 'targetDate', date: '2026-12-31' }],
        /“it”: .*, the same date\. Odds of being done by its target date: “it” over 99% by 2026-12-31\./,
      ],
      [
        'a move between teams that are forecast as one',
        {
          teams: ['Web', 'Api'].map((name) => ({ name, perWeek: 1, weeks: 10 })),
          open: [...stories('WEB', 3, { team: 'Web' }), ...stories('API', 3, { team: 'Api' })],
        },
        [{ type: 'moveItems', itemIds: ['WEB-1'], toTeam: 'Api' }],
        /Api and Web are forecast as one team here/,
      ],
      [
        'no team at all',
        { teams: [], open: stories('WEB', 3) },
        [{ type: 'addScope', size: 3 }],
        /^NOT_ENOUGH_HISTORY/,
      ],
      [
        'a circle of dependencies',
        {
          teams,
          open: [
            { key: 'WEB-1', team: 'Web', blockedBy: 'API-1' },
            { key: 'API-1', team: 'Api', blockedBy: 'WEB-1' },
          ],
        },
        change,
        /^DEPENDENCY_CYCLE: .*WEB-1/,
      ],
      [
        'a date in the past',
        { teams, open: stories('WEB', 3, { team: 'Web' }) },
        [{ type: 'startNotBefore', team: 'Web', date: '2020-01-01' }],
        /the same date/,
      ],
    ])('%s', async (_, given, changes, says) => {
      const answer = await call(changes, { workspaceId: await board(given) })
      expect(answer.text).toMatch(says)
    })
  })

  test('a scenario is saved by name, asked again, replaced and deleted', async () => {
    const member = await on.acme.key({
      scopes: ['mcp:enabled', 'scenarios:read', 'backlog:write'] as never,
      surfaces: ['graphql'],
    })
    const save = (size: number) =>
      on.pm33.graphql(
        member,
        `mutation { saveScenario(workspaceId: "${shop}", name: "More for Web", changes: [{ type: addScope, team: "Web", size: ${size} }]) { name changes } }`,
      )
    expect(await save(5)).toEqual({
      data: { saveScenario: { name: 'More for Web', changes: [{ type: 'addScope', team: 'Web', size: 5 }] } },
    })
    const five = await on.client.call<Analysis>('analyze_scenario', {
      workspaceId: shop,
      asOf: AS_OF,
      saved: ['More for Web'],
    })
    expect(five.data.scenarios[0]).toEqual({
      ...(await ask([{ type: 'addScope', team: 'Web', size: 5 }])).scenarios[0],
      name: 'More for Web',
    })
    await save(9)
    expect(await on.pm33.graphql(member, `{ workspace(id: "${shop}") { savedScenarios { name changes } } }`)).toEqual({
      data: {
        workspace: {
          savedScenarios: [{ name: 'More for Web', changes: [{ type: 'addScope', team: 'Web', size: 9 }] }],
        },
      },
    })
    const gone = await on.pm33.graphql<any>(
      member,
      `mutation { saveScenario(workspaceId: "${shop}", name: "Old team", changes: [{ type: addScope, team: "Gone", size: 1 }]) { id } }`,
    )
    const stale = await on.client.call('analyze_scenario', { workspaceId: shop, saved: ['More for Web', 'Old team'] })
    expect(stale.isError).toBe(true)
    expect(stale.text).toContain(
      '- saved[1]: no longer fits, because of its change 1: Team "Gone" was not found. Save it again, or leave it out.',
    )
    await on.pm33.graphql(
      member,
      `mutation { saveScenario(workspaceId: "${shop}", name: "Old item", changes: [{ type: addScope, team: "Web", size: 1 }, { type: removeItems, itemIds: ["SHOP-99"] }]) { id } }`,
    )
    const lost = await on.client.call('analyze_scenario', { workspaceId: shop, saved: ['More for Web', 'Old item'] })
    expect(lost.text).toContain(
      '- saved[1]: no longer fits, because of its change 2: Backlog item "SHOP-99" was not found. Save it again, or leave it out.',
    )
    const many = await on.client.call('analyze_scenario', {
      workspaceId: shop,
      scenarios: Array.from({ length: 6 }, (_, at) => ({ name: `${at}`, changes: [{ type: 'addScope', size: 1 }] })),
      saved: ['More for Web'],
    })
    expect(many.text).toContain('- saved: makes 7 scenarios together with scenarios; at most 6 can be compared at once')
    expect(
      (await on.pm33.graphql(member, `mutation { deleteScenario(id: "${gone.data!.saveScenario.id}") }`)).data,
    ).toEqual({ deleteScenario: 'Old team' })
    expect(
      await on.pm33.graphql(member, `mutation { deleteScenario(workspaceId: "${shop}", id: "More for Web") }`),
    ).toEqual({ data: { deleteScenario: 'More for Web' } })
    expect((await on.client.call('analyze_scenario', { workspaceId: shop, saved: ['More for Web'] })).text).toMatch(
      /NOT_FOUND: Saved scenario/,
    )
    const reader = await on.acme.key({ scopes: ['mcp:enabled', 'scenarios:read'], surfaces: ['graphql'] })
    expect(
      (await on.pm33.graphql(reader, `mutation { deleteScenario(workspaceId: "${shop}", id: "More for Web") }`))
        .errors?.[0]?.extensions.code,
    ).toBe('FORBIDDEN')
  })
})
