import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { BacklogItem } from '../../api/backlog/entity.ts'
import type { Workspace } from '../../api/identity/entity.ts'
import { inOrder, outcomeOf, reachedAfter } from '../../api/velocity/issued/issued.ts'
import { AS_OF, givenBoard, stories } from '../board.ts'
import { testOn } from '../depth.ts'
import { statementsDuring } from '../statements.ts'
import { ENGINES, world, type TenantInTest, type World } from '../world.ts'

interface Kept {
  name: string
  asOf: string
  finish: string | null
  probability: number | null
  differs: boolean
  why: string[]
  sentence: string
}

interface Moved {
  dates: Record<'p50' | 'p75' | 'p90' | 'p95', string>
}

describe('what became of a promise', () => {
  const promise = { asOf: 100, p50: 110, p90: 120 }
  const delivered = (day: number) => ({ day, how: 'delivered' }) as const
  const swept = (day: number) => ({ day, how: 'swept' }) as const
  const cancelled = (day: number) => ({ day, how: 'cancelled' }) as const
  test.each([
    ['done in time', [delivered(105), delivered(110)], 130, { day: 110, heldP50: true, heldP90: true }],
    ['done late', [delivered(105), delivered(121)], 130, { day: 121, heldP50: false, heldP90: false }],
    ['open, the date ahead', [delivered(105), null], 108, { day: null, heldP50: null, heldP90: null }],
    ['open, the date past', [delivered(105), null], 115, { day: null, heldP50: false, heldP90: null }],
    ['nothing left to judge by', [], 130, { day: null, heldP50: null, heldP90: null }],
    [
      'open on its date and given up later',
      [delivered(105), cancelled(125)],
      130,
      { day: 105, heldP50: false, heldP90: false },
    ],
    ['given up before its date', [delivered(105), cancelled(108)], 130, { day: 105, heldP50: true, heldP90: true }],
    [
      'given up altogether before its date',
      [cancelled(105), cancelled(108)],
      130,
      { day: null, heldP50: null, heldP90: null },
    ],
    ['swept away before its date', [delivered(105), swept(108)], 130, { day: 108, heldP50: null, heldP90: null }],
    [
      'open on its date and swept away later',
      [delivered(105), swept(115)],
      130,
      { day: 115, heldP50: false, heldP90: null },
    ],
  ])('%s', (_, items, today, outcome) => expect(outcomeOf({ ...promise, items }, today)).toEqual(outcome))

  test('a plain count is there when so many more are done', () => {
    const finished = inOrder([103, 99, 107, 101, 103].map((day) => ({ day, size: 1 })))
    expect([reachedAfter(finished, 100, 3), reachedAfter(finished, 100, 5)]).toEqual([103, null])
    expect([reachedAfter(finished, 103, 1), reachedAfter(finished, 107, 1), reachedAfter(inOrder([]), 1, 1)]).toEqual([
      107,
      null,
      null,
    ])
  })
})

describe.each(ENGINES)('issued forecasts on %s', (engine) => {
  const deep = testOn(engine)
  let pm33: World
  let acme: TenantInTest
  let key: string
  const at = (day: string) => pm33.clock.move(Date.parse(`${day}T12:00:00Z`) - pm33.clock.now().getTime())

  beforeAll(async () => {
    pm33 = await world(engine)
    acme = await pm33.tenant('Acme')
    key = await acme.key()
  })
  afterAll(() => pm33?.close())

  const asked = async <T>(workspace: Workspace, field: string): Promise<T> => {
    const { data, errors } = await pm33.graphql<{ workspace: T }>(
      key,
      `{ workspace(id: "${workspace.key}") { ${field} } }`,
    )
    expect(errors).toBeUndefined()
    return data!.workspace
  }
  const forecast = async (workspace: Workspace, args = '') => {
    const { deliveryForecast: answer } = await asked<{ deliveryForecast: { dates: { date: string }[] } }>(
      workspace,
      `deliveryForecast${args} { dates { date } }`,
    )
    return answer.dates.map(({ date }) => date)
  }
  const issued = async (workspace: Workspace) =>
    (
      await asked<{
        issuedForecasts: {
          id: string
          asOf: string
          subject: string
          finished: boolean
          heldP50: boolean | null
          heldP90: boolean | null
        }[]
      }>(workspace, 'issuedForecasts { id asOf subject finished heldP50 heldP90 }')
    ).issuedForecasts
  const finish = async (workspace: Workspace, keys: string[], day: string) => {
    const db = acme.db()
    await db.transaction(async () => {
      await db.em.nativeUpdate(
        BacklogItem,
        { workspace: { id: workspace.id }, key: { $in: keys } },
        {
          statusCategory: 'done',
          status: 'Done',
          resolvedAt: new Date(`${day}T10:00:00Z`),
          updatedAt: new Date(`${day}T10:00:00Z`),
        },
      )
      db.changed(workspace.id)
    })
  }

  test('are 200 a day at most, however many questions are asked', async () => {
    at(AS_OF)
    const busy = await acme.workspace('Busy')
    await givenBoard(acme, busy, { teams: [{ name: 'Web' }], open: stories('BUSY', 10, { team: 'Web' }) })
    const first = await forecast(busy, '(count: 3)')
    const kept = () =>
      acme.em().execute('select count(*)::int as many from issued_forecast where workspace_id = ?', [busy.id])
    await acme.em().execute(
      `insert into issued_forecast (tenant_id, id, workspace_id, as_of, data_version, input_hash, question_hash, subject, unit, size, inputs, p50, p75, p90, p95, created_at)
       select tenant_id, gen_random_uuid(), workspace_id, as_of, data_version, 'copy ' || n, question_hash, subject, unit, size, inputs, p50, p75, p90, p95, created_at
       from issued_forecast, generate_series(1, 198) n where workspace_id = ?`,
      [busy.id],
    )
    // A program has had its share, and a person is next.
    await forecast(busy, '(count: 4)')
    expect(await kept()).toEqual([{ many: 199 }])
    const person = pm33.person(acme, 'owner')
    for (const keep of [', keep: false', '', ''])
      expect(
        (await person(`{ workspace(id: "busy") { deliveryForecast(count: 4${keep}) { sentence } } }`)).errors,
      ).toBeUndefined()
    expect(await kept()).toEqual([{ many: 200 }])
    expect(await forecast(busy, '(count: 3)')).toEqual(first)
    expect((await forecast(busy, '(count: 5)')).length).toBe(first.length)
    expect(await kept()).toEqual([{ many: 200 }])
  })

  test('of a program are kept while there is much room for people, unless it wants none', async () => {
    at(AS_OF)
    const calm = await acme.workspace('Calm')
    await givenBoard(acme, calm, { teams: [{ name: 'Web' }], open: stories('CALM', 10, { team: 'Web' }) })
    await forecast(calm, '(count: 2, keep: false)')
    expect(await issued(calm)).toEqual([])
    await forecast(calm, '(count: 3)')
    const fill = (many: number) =>
      acme.em().execute(
        `insert into issued_forecast (tenant_id, id, workspace_id, as_of, data_version, input_hash, question_hash, subject, unit, size, inputs, p50, p75, p90, p95, created_at)
         select tenant_id, gen_random_uuid(), workspace_id, as_of, data_version, 'copy ' || n, question_hash, subject, unit, size, inputs, p50, p75, p90, p95, created_at
         from issued_forecast, generate_series(1, ${many}) n where workspace_id = ?`,
        [calm.id],
      )
    await fill(98)
    const kept = async () =>
      (await asked<{ issuedForecasts: { unit: string }[] }>(calm, 'issuedForecasts(limit: 500) { unit }'))
        .issuedForecasts
    await forecast(calm, '(count: 4)')
    expect(await kept()).toHaveLength(100)
    await forecast(calm, '(count: 5)')
    expect(await kept()).toHaveLength(100)
    expect(new Set((await kept()).map(({ unit }) => unit))).toEqual(new Set(['items']))
  })

  test('are kept once per question and day, and scored when the outcome lands', async () => {
    at(AS_OF)
    const shop = await acme.workspace('Shop')
    await givenBoard(acme, shop, { teams: [{ name: 'Web' }], open: stories('WEB', 10, { team: 'Web' }) })
    const four = '(itemIds: ["WEB-1", "WEB-2", "WEB-3", "WEB-4"])'
    await forecast(shop, four)
    await forecast(shop, four)
    // The dates are the same whatever date they are compared with: one promise.
    await forecast(shop, four.replace(')', ', targetDate: "2026-12-31")'))
    await forecast(shop, `(asOf: "2026-02-01")`)
    expect(await issued(shop)).toMatchObject([{ asOf: AS_OF, finished: false, heldP90: null }])
    await forecast(shop, '(count: 3)')
    at('2026-03-02')
    await forecast(shop, four)
    expect((await issued(shop)).map(({ asOf }) => asOf)).toEqual(['2026-03-02', AS_OF, AS_OF])

    await finish(shop, ['WEB-1', 'WEB-2', 'WEB-3', 'WEB-4'], '2026-03-04')
    at('2026-03-20')
    const scored = await issued(shop)
    expect(scored.map(({ finished, heldP90 }) => [finished, heldP90])).toEqual([
      [true, true],
      [true, true],
      [true, true],
    ])
  })

  test('are listed without what they were computed from: of a large backlog, that is megabytes each', async () => {
    at(AS_OF)
    const listed = await acme.workspace('Listed')
    await givenBoard(acme, listed, { teams: [{ name: 'Web' }], open: stories('LIST', 4, { team: 'Web' }) })
    await forecast(listed, '(itemIds: ["LIST-1"])')
    let answer: unknown
    const statements = await statementsDuring(pm33.orm, async () => {
      answer = await asked(listed, 'issuedForecasts { asOf subject size unit finished heldP50 heldP90 }')
    })
    const read = statements.filter((sql) => sql.includes('"issued_forecast"'))
    expect(read).toHaveLength(1)
    expect(read[0]).not.toMatch(/inputs|\.\*/)
    expect(answer).toEqual({
      issuedForecasts: [
        { asOf: AS_OF, subject: 'LIST-1', size: 2, unit: 'points', finished: false, heldP50: null, heldP90: null },
      ],
    })
  })

  deep(
    'say why the date moved since the same question was asked on an earlier day, whatever has changed since',
    async () => {
      at(AS_OF)
      const shop = await acme.workspace('Asked again')
      await givenBoard(acme, shop, { teams: [{ name: 'Web' }], open: stories('AGN', 10, { team: 'Web' }) })
      const why = async (args = '') =>
        (await asked<{ deliveryForecast: { whyMoved: string } }>(shop, `deliveryForecast${args} { whyMoved }`))
          .deliveryForecast.whyMoved
      expect(await why()).toContain('has not been asked on an earlier day')
      at('2026-03-05')
      await finish(shop, ['AGN-1', 'AGN-2'], '2026-03-04')
      expect(await why('(count: 3)')).toContain('has not been asked on an earlier day')
      expect(await why()).toMatch(new RegExp(`^Since ${AS_OF}: The date moved \\d+ days? (later|earlier)`))
    },
  )

  deep('say so where there is no date to compare with, or another unit', async () => {
    at(AS_OF)
    const shop = await acme.workspace('Nothing left')
    await givenBoard(acme, shop, { teams: [{ name: 'Web' }], open: stories('LEFT', 3, { team: 'Web' }) })
    const why = async (args = '') =>
      (await asked<{ deliveryForecast: { whyMoved: string } }>(shop, `deliveryForecast${args} { whyMoved }`))
        .deliveryForecast.whyMoved
    await why()
    at('2026-03-05')
    for (const args of ['(asOf: "2026-03-04")', '(keep: false)'])
      expect(await why(args)).toBe(
        'This forecast was not kept, so it has no date to compare with: asOf or keep: false was passed, or today’s limit of kept forecasts has been reached.',
      )
    const points = async (storyPoints: number | null) => {
      const db = acme.db()
      await db.transaction(async () => {
        await db.em.nativeUpdate(BacklogItem, { workspace: { id: shop.id } }, { storyPoints })
        db.changed(shop.id)
      })
    }
    await points(null)
    expect(await why()).toBe(
      `This forecast counts items, and the one of ${AS_OF} counted points, so their dates cannot be compared. Name the unit to keep it the same.`,
    )
    await points(2)
    await finish(shop, ['LEFT-1', 'LEFT-2', 'LEFT-3'], '2026-03-05')
    expect(await why()).toBe(`No work is left, so there is no date to compare with the forecast of ${AS_OF}.`)
  })

  deep('of a plain size are scored by the work that they were made from, also that of no team', async () => {
    at(AS_OF)
    const shop = await acme.workspace('Mostly teamless')
    await givenBoard(acme, shop, { teams: [{ name: 'Web', perWeek: 4 }], open: stories('LOOSE', 20) })
    await forecast(shop, '(count: 4)')
    at('2026-03-03')
    await finish(shop, ['LOOSE-1', 'LOOSE-2', 'LOOSE-3', 'LOOSE-4'], '2026-03-03')
    at('2026-04-20')
    expect(await issued(shop)).toMatchObject([{ finished: true, heldP50: true, heldP90: true }])
  })

  test('of a named item are kept with its own clock, so that why it moved starts and ends at the dates that were given', async () => {
    at(AS_OF)
    const shop = await acme.workspace('Named')
    await givenBoard(acme, shop, {
      teams: [{ name: 'Web', perWeek: 20 }],
      open: [{ key: 'WEB-1', team: 'Web', statusCategory: 'active', startedAt: new Date('2026-02-27T09:00:00Z') }],
    })
    const one = '(itemIds: ["WEB-1"])'
    const before = await forecast(shop, one)
    at('2026-03-04')
    const after = await forecast(shop, one)
    expect([before, after]).toEqual([
      ['2026-03-03', '2026-03-04', '2026-03-05', '2026-03-05'],
      ['2026-03-05', '2026-03-05', '2026-03-05', '2026-03-05'],
    ])
    const [to, from] = await issued(shop)
    const { whyMoved } = await asked<{ whyMoved: { from: Moved; to: Moved; parts: { cause: string }[] } }>(
      shop,
      `whyMoved(fromId: "${from!.id}", toId: "${to!.id}") { from { dates { p50 p75 p90 p95 } } to { dates { p50 p75 p90 p95 } } parts { cause } }`,
    )
    expect([Object.values(whyMoved.from.dates), Object.values(whyMoved.to.dates)]).toEqual([before, after])
  })

  deep('say what the saved plan says of the same work, and why it differs', async () => {
    at(AS_OF)
    const shop = await acme.workspace('Planned')
    await givenBoard(acme, shop, {
      teams: [{ name: 'Web' }],
      open: [
        { key: 'E-1', type: 'epic', team: 'Web', businessValue: 13, timeCriticality: 13 },
        ...stories('A', 20, { team: 'Web', epic: 'E-1', storyPoints: 2 }),
        { key: 'E-2', type: 'epic', team: 'Web', businessValue: 1, timeCriticality: 1 },
        ...stories('B', 20, { team: 'Web', epic: 'E-2', storyPoints: 2 }),
      ],
    })
    const kept = async (args: string) =>
      (
        await asked<{ deliveryForecast: { sentence: string; stamp: { inputHash: string }; keptPlan: Kept | null } }>(
          shop,
          `deliveryForecast${args} { sentence stamp { inputHash } keptPlan { name asOf finish probability differs why sentence } }`,
        )
      ).deliveryForecast
    const before = await kept('(itemIds: ["E-1"])')
    expect(before.keptPlan).toBeNull()
    const saved = await pm33.graphql(
      await acme.key({ scopes: ['mcp:enabled', 'scheduling:read', 'backlog:write'] }),
      `mutation { saveScheduleBaseline(workspaceId: "${shop.key}", name: "Q2") { name asOf } }`,
    )
    expect(saved.errors).toBeUndefined()
    const { portfolioSchedule: plan } = await asked<{
      portfolioSchedule: { items: { key: string; finish: string }[] }
    }>(shop, 'portfolioSchedule { items { key finish } }')
    const ends = Object.fromEntries(plan.items.map((item) => [item.key, item.finish]))

    const first = await kept('(itemIds: ["E-1"])')
    expect(first.keptPlan).toMatchObject({
      name: 'Q2',
      asOf: AS_OF,
      finish: ends['E-1'],
      differs: false,
      why: [],
      sentence: `The saved plan of ${AS_OF} ends this work on ${ends['E-1']}, in line with the forecast.`,
    })
    expect(first.sentence.endsWith(first.keptPlan!.sentence)).toBe(true)
    // The answer has changed, the promise has not.
    expect(first.stamp.inputHash).not.toBe(before.stamp.inputHash)
    expect(await issued(shop)).toHaveLength(1)

    const second = await kept('(itemIds: ["E-2"])')
    expect(second.keptPlan).toMatchObject({
      finish: ends['E-2'],
      differs: true,
      why: ['In the plan, 1 item of the same teams comes first: E-1. The forecast puts this work first.'],
    })
    expect(second.keptPlan!.probability).toBeGreaterThan(0.65)
    expect((await kept('')).keptPlan).toMatchObject({ finish: ends['E-2'], differs: false })
    expect((await kept('(count: 5)')).keptPlan).toBeNull()

    await givenBoard(acme, shop, { open: [{ key: 'N-1' }] })
    expect((await kept('(itemIds: ["N-1"])')).keptPlan).toMatchObject({ finish: null, probability: null })
    expect((await kept('(itemIds: ["E-2", "N-1"])')).keptPlan!.why).toEqual([
      'In the plan, 1 item of the same teams comes first: E-1. The forecast puts this work first.',
      '1 item of this work is not in the plan: N-1.',
      `The backlog has changed since the plan of ${AS_OF}.`,
    ])
    const { data } = await pm33.graphql<{ workspace: { deliveryForecast: { keptPlan: Kept | null } } }>(
      await acme.key({ scopes: ['mcp:enabled', 'velocity:read'] }),
      `{ workspace(id: "${shop.key}") { deliveryForecast(itemIds: ["E-1"]) { keptPlan { finish } } } }`,
    )
    expect(data!.workspace.deliveryForecast.keptPlan).toBeNull()
  })

  deep('explain why a date moved, from what each was computed from', async () => {
    at(AS_OF)
    const shop = await acme.workspace('Moving')
    await givenBoard(acme, shop, { teams: [{ name: 'Web' }], open: stories('WEB', 12, { team: 'Web' }) })
    const before = await forecast(shop)
    await finish(shop, ['WEB-1', 'WEB-2'], '2026-03-06')
    await givenBoard(acme, shop, { open: stories('NEW', 6) })
    at('2026-03-08')
    const { em } = acme.db()
    await em
      .execute(
        `update backlog_item i set team_id = t.id from team t where t.tenant_id = i.tenant_id and t.workspace_id = i.workspace_id and i.key like 'NEW-%' and i.tenant_id = ? and i.workspace_id = ?`,
        [acme.id, shop.id],
      )
      .catch(() => undefined)
    const after = await forecast(shop)
    const [newer, older] = await issued(shop)
    interface Days {
      p50: number
      p75: number
      p90: number
      p95: number
    }
    const { whyMoved: move } = await asked<{
      whyMoved: {
        sentence: string
        from: { dates: object }
        to: { dates: object }
        shift: Days
        parts: { cause: string; shift: Days; items: number }[]
      }
    }>(
      shop,
      `whyMoved(fromId: "${older!.id}", toId: "${newer!.id}") { sentence from { dates { p50 p75 p90 p95 } } to { dates { p50 p75 p90 p95 } } shift { p50 p75 p90 p95 } parts { cause items shift { p50 p75 p90 p95 } } }`,
    )
    expect(Object.values(move.from.dates)).toEqual(before)
    expect(Object.values(move.to.dates)).toEqual(after)
    for (const p of ['p50', 'p75', 'p90', 'p95'] as const)
      expect(move.parts.reduce((sum, { shift }) => sum + shift[p], 0)).toBe(move.shift[p])
    expect(move.parts.find(({ cause }) => cause === 'progress')).toMatchObject({ items: 2 })
    expect(move.parts.find(({ cause }) => cause === 'scopeAdded')).toMatchObject({ items: 6 })
    expect(move.sentence).toMatch(/^The date moved \d+ days? (later|earlier), to 2026-\d\d-\d\d \(90% sure\); /)
    const backwards = await pm33.graphql(
      key,
      `{ workspace(id: "${shop.key}") { whyMoved(fromId: "${newer!.id}", toId: "${older!.id}") { sentence } } }`,
    )
    expect(backwards.errors?.[0]?.message).toContain('fromId is the earlier forecast')
  })
})
