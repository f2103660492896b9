import { describe, expect, test } from 'vitest'
import { AS_OF, stories, type Board, type BoardItem } from '../board.ts'
import { claude, ERAS } from '../claude.ts'
import { testOn } from '../depth.ts'
import { ENGINES } from '../world.ts'
import { answerOf, onStage } from './stage.ts'

interface Forecast {
  summary: string
  method: string
  confidence: string
  remaining: number
  dates: { percentile: number; date?: string; days?: number }[]
  target?: { probability: number; howMany: { percentile: number; size: number }[] }
  teams: { name: string; remaining: number; p90: string }[]
  influences: { change: string; days?: number }[]
  trackRecord: { percentile: number; held: number; of: number }[]
  assumptions: string[]
  warnings: string[]
  stamp: { asOf: string; inputHash: string }
}

describe.each(ENGINES)('forecast_delivery on %s', (engine) => {
  const deep = testOn(engine)
  const on = onStage(engine, ['mcp:enabled', 'velocity:read'])

  const board = async (given: Board) => (await on.board(given)).key
  const ask = (workspaceId: string, args: Record<string, unknown> = {}) =>
    answerOf<Forecast>(on.client, 'forecast_delivery', { workspaceId, asOf: AS_OF, unit: 'items', ...args })
  const p90 = ({ dates }: Forecast) => dates.find(({ percentile }) => percentile === 90)!.date!
  const refused = async (workspaceId: string, args: Record<string, unknown>) => {
    const answer = await on.client.call('forecast_delivery', { workspaceId, asOf: AS_OF, ...args })
    expect(answer.isError, answer.text).toBe(true)
    return answer.text
  }
  const web = { name: 'Web', perWeek: 4 }

  test('dates rise with the percentile, with a track record, influences and what is assumed', async () => {
    const shop = await board({ teams: [{ ...web, weeks: 52 }], open: stories('WEB', 20, { team: 'Web' }) })
    const forecast = await ask(shop, { targetDate: '2026-05-01' })
    const dates = forecast.dates.map(({ date }) => date!)
    expect(dates).toEqual([...dates].sort())
    expect(forecast).toMatchObject({ method: 'exact', confidence: 'calibrated', remaining: 20, stamp: { asOf: AS_OF } })
    expect(forecast.target!.probability).toBeGreaterThan(0.5)
    expect(forecast.target!.howMany.map(({ size }) => size)).toEqual(
      forecast.target!.howMany.map(({ size }) => size).toSorted((a, b) => b - a),
    )
    expect(forecast.trackRecord.find(({ percentile }) => percentile === 90)).toMatchObject({ of: 26 })
    expect(forecast.influences.map(({ change }) => change)).toContain('a tenth less scope')
    expect(forecast.assumptions.length).toBeGreaterThan(1)
    expect(await ask(shop, { targetDate: '2026-05-01' })).toEqual(forecast)
  })

  deep('an epic is what is in it, and its scope grows once work on it has begun, unless told otherwise', async () => {
    const [first, ...others] = stories('WEB', 12, { team: 'Web', epic: 'WEB-99' })
    const begun = {
      ...first!,
      status: 'In progress',
      statusCategory: 'active',
      startedAt: new Date('2026-02-10T12:00:00Z'),
    }
    const epicOf = (one: BoardItem) =>
      board({
        teams: [web],
        open: [{ key: 'WEB-99', type: 'epic' }, one, ...others, ...stories('ELSE', 30, { team: 'Web' })],
      })
    const [shop, planned] = [await epicOf(begun), await epicOf(first!)]
    expect(await ask(planned, { epicId: 'WEB-99' })).toMatchObject({
      dates: (await ask(planned, { epicId: 'WEB-99', includeScopeGrowth: false })).dates,
    })
    const growing = await ask(shop, { epicId: 'WEB-99' })
    const still = await ask(shop, { epicId: 'web-99', includeScopeGrowth: false })
    expect([growing.remaining, still.remaining]).toEqual([12, 12])
    expect(p90(growing) > p90(still)).toBe(true)
    expect(await ask(shop, { itemIds: stories('WEB', 12).map(({ key }) => key) })).toMatchObject({ dates: still.dates })
    expect(await ask(shop, { count: 12 })).toMatchObject({ dates: still.dates })
  })

  deep('holidays and absences on record move the dates', async () => {
    const open = stories('WEB', 20, { team: 'Web' })
    const plain = await ask(await board({ teams: [{ ...web, closedDays: [] }], open }))
    const march = Array.from({ length: 10 }, (_, day) => `2026-03-${String(2 + day).padStart(2, '0')}`)
    const closed = await ask(await board({ teams: [{ ...web, closedDays: march }], open }))
    const away = await ask(
      await board({
        teams: [{ ...web, closedDays: [], absences: [{ from: '2026-03-02', to: '2026-03-29', members: 4 }] }],
        open,
      }),
    )
    expect(p90(closed) > p90(plain)).toBe(true)
    expect(p90(away) > p90(closed)).toBe(true)
  })

  deep('teams that wait for each other are simulated, teams that do not are exact', async () => {
    const teams = [web, { name: 'Api', perWeek: 3 }]
    const open = [...stories('API', 8, { team: 'Api' }), ...stories('WEB', 8, { team: 'Web' })]
    const apart = await ask(await board({ teams, open }))
    const waiting = await board({
      teams,
      open: open.map((item) => (item.team === 'Web' ? { ...item, blockedBy: 'API-8' } : item)),
    })
    const joined = await ask(waiting)
    expect([apart.method, joined.method]).toEqual(['exact', 'simulation'])
    expect(p90(joined) > p90(apart)).toBe(true)
    expect(joined.teams.map(({ name, remaining }) => [name, remaining])).toEqual([
      ['Api', 8],
      ['Web', 8],
    ])
    expect(await ask(waiting)).toEqual(joined)
  })

  deep('work that may not start before a date is not forecast as if it could', async () => {
    const forecast = await ask(
      await board({ teams: [web], open: [{ key: 'WEB-1', team: 'Web', releaseDate: '2026-09-01' }] }),
    )
    expect(forecast.dates.every(({ date }) => date! >= '2026-09-01')).toBe(true)
  })

  deep(
    'a short history is answered roughly and wider, a shorter one refused with what is there and what is needed',
    async () => {
      const open = stories('WEB', 10, { team: 'Web' })
      const rough = await ask(await board({ teams: [{ ...web, weeks: 8 }], open }))
      expect(rough.confidence).toBe('rough')
      expect(rough.summary).toContain('rough')
      const settled = await ask(await board({ teams: [web], open }))
      expect(p90(rough) > p90(settled)).toBe(true)
      const text = await refused(await board({ teams: [{ ...web, perWeek: 2, weeks: 3 }], open }), {})
      expect(text).toMatch(
        /^NOT_ENOUGH_HISTORY: There is not enough history: a forecast needs 12 finished items in at least 4 weeks, and there are 6, in 3 weeks\./,
      )
      expect(text).toContain('Next: Import more history')
    },
  )

  describe('edges', () => {
    deep.each<[string, Board, Record<string, unknown>, RegExp]>([
      ['an empty workspace', {}, {}, /^No work is left\.[^]*Import a backlog first/],
      ['everything done', { teams: [web] }, {}, /^No work is left\./],
      [
        'one item',
        { teams: [web], open: stories('WEB', 1, { team: 'Web' }) },
        { unit: 'items' },
        /^1 item left: even odds by 2026-03/,
      ],
      ['no team', { teams: [web], open: stories('WEB', 5) }, { unit: 'items' }, /^5 items left: even odds by 2026/],
      [
        'an item of no size',
        { teams: [web], open: stories('WEB', 2, { team: 'Web', storyPoints: 0 }) },
        { unit: 'points' },
        /^All 2 open items have 0 points, so there is no date\./,
      ],
      [
        'an item of a million points',
        { teams: [web], open: stories('WEB', 1, { team: 'Web', storyPoints: 1_000_000 }) },
        { unit: 'points' },
        /not within ten years/,
      ],
      [
        'a target in the past',
        { teams: [web], open: stories('WEB', 5, { team: 'Web' }) },
        { targetDate: '2025-01-01' },
        /The target date is in the past/,
      ],
    ])('%s', async (_, given, args, says) => {
      const answer = await on.client.call('forecast_delivery', {
        workspaceId: await board(given),
        asOf: AS_OF,
        ...args,
      })
      expect(answer.isError, answer.text).toBe(false)
      expect(answer.text).toMatch(says)
    })

    deep('a change that would move the date past ten years says so, and comes first', async () => {
      const shop = await board({ teams: [web] })
      let [within, beyond] = [1, 100_000]
      while (beyond - within > 1) {
        const count = (within + beyond) >> 1
        const { dates } = await ask(shop, { count })
        if (dates.find(({ percentile }) => percentile === 90)?.date) within = count
        else beyond = count
      }
      const { influences } = await ask(shop, { count: within })
      const past = influences.filter(({ days }) => days === undefined).map(({ change }) => change)
      expect(past).toEqual(
        expect.arrayContaining([
          'a tenth less capacity (then not within ten years)',
          'a tenth more scope (then not within ten years)',
        ]),
      )
      expect(influences.slice(0, past.length).map(({ change }) => change)).toEqual(past)
    })

    test('no history at all is refused, naming both halves', async () => {
      expect(await refused(await board({ open: stories('WEB', 5) }), {})).toMatch(
        /a forecast needs 12 finished items in at least 4 weeks, and there are none\./,
      )
    })

    test('finished items without an end date are no history, and the refusal and the dates say so', async () => {
      const done = { statusCategory: 'done', status: 'Done' }
      const listed = await board({ open: [...stories('OLD', 200, done), ...stories('WEB', 5)] })
      expect(await refused(listed, {})).toMatch(
        /a forecast needs 12 finished items in at least 4 weeks, and there are none\. 200 finished items have no end date and do not count\./,
      )
      const half = await board({ teams: [web], open: [...stories('OLD', 200, done), ...stories('WEB', 5)] })
      expect((await ask(half)).warnings).toContain('200 finished items have no end date and do not count as history.')
    })

    deep('a circle of dependencies is named', async () => {
      const circle = await board({
        teams: [web, { name: 'Api' }],
        open: [
          { key: 'WEB-1', team: 'Web', blockedBy: 'API-1' },
          { key: 'API-1', team: 'Api', blockedBy: 'WEB-1' },
        ],
      })
      expect(await refused(circle, {})).toMatch(
        /^DEPENDENCY_CYCLE: These items wait for each other, so none can start: .*→.*Remove one of these dependencies\..*Next: Change the dependencies/s,
      )
    })

    deep.each([
      [{ count: 5, points: 8 }, /points: cannot be combined with count/],
      [{ epicId: 'NOPE-1' }, /NOT_FOUND: Backlog item "NOPE-1"/],
      [{ teamIds: ['Nobody'] }, /NOT_FOUND: Team "Nobody"/],
      [{ count: 5, unit: 'points' }, /unit: must be items when count is given/],
    ])('%j is refused in words', async (args, says) => {
      expect(await refused(await board({ teams: [web], open: stories('WEB', 3, { team: 'Web' }) }), args)).toMatch(says)
    })
  })

  deep('what was done later is not known earlier', async () => {
    const shop = await board({ teams: [web], open: stories('WEB', 6, { team: 'Web' }) })
    const before = await ask(shop, { asOf: '2026-01-04' })
    expect(before.stamp.asOf).toBe('2026-01-04')
    // Eight weeks of four items were open then, and the six of today.
    expect(before.remaining).toBeGreaterThan(6)
  })

  test.each(ERAS)('the %s client reads the same facts as text and as data', async (era) => {
    const shop = await board({ teams: [web], open: stories('WEB', 20, { team: 'Web' }) })
    const other = await claude(on.mcp, await on.acme.key({ scopes: ['mcp:enabled', 'velocity:read'] }), era)
    const { data, text } = await other.call<Forecast>('forecast_delivery', { workspaceId: shop, asOf: AS_OF })
    for (const { percentile, date } of data.dates) expect(text).toContain(`${percentile} | ${date}`)
    expect(text.startsWith(data.summary)).toBe(true)
    await other.close()
  })
})
