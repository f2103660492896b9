import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { applyChanges, type Change, type Plan } from '../../api/scenarios/change.ts'
import { compareScenarios, riskOf } from '../../api/scenarios/compare.ts'
import type { ScenarioResult } from '../../api/scenarios/compare.ts'
import { items, plan, SETTINGS, team, TODAY } from './plans.ts'

const compare = (changes: readonly Change[], base: Plan = plan()): ScenarioResult =>
  compareScenarios(base, [{ name: 'what if', changes }], SETTINGS).scenarios[0]!
/** One item of the shop waits for one of the vault, so that trials have to be played. */
const coupled = (more: Partial<Plan> = {}) =>
  plan({
    items: [
      ...items('vault', 12),
      ...items('shop', 40).map((item) =>
        item.key === 'shop-40' ? { ...item, blockedBy: [{ key: 'vault-12', lagDays: 0 }] } : item,
      ),
    ],
    ...more,
  })

describe('a scenario', () => {
  it('without changes shifts nothing and costs nothing', () => {
    expect(compare([])).toMatchObject({ shiftDays: [0, 0, 0, 0], costShiftCents: [0, 0, 0, 0], contributions: [] })
  })

  it('with more scope is later at every percentile, with less earlier', () => {
    const more = compare([{ type: 'addScope', team: 'shop', size: 20 }]).shiftDays
    const less = compare([{ type: 'removeScope', team: 'shop', size: 20 }]).shiftDays
    expect(more.every((days) => days! > 0)).toBe(true)
    expect(less.every((days) => days! < 0)).toBe(true)
  })

  it('that doubles the capacity from tomorrow takes about half the time', () => {
    const base = compareScenarios(plan(), [], SETTINGS).baseline.outcome.days[0]! - TODAY
    const days =
      compare([{ type: 'capacity', team: 'shop', factor: 2, fromDay: TODAY + 1, untilDay: null }]).outcome.days[0]! -
      TODAY
    expect(Math.abs(days - base / 2)).toBeLessThanOrEqual(2)
  })

  it('with a hire is earlier, the less the longer the ramp-up, and costs the hire from the first day', () => {
    const shift = (rampUpDays: number) =>
      compare([{ type: 'hire', team: 'shop', members: 2, fromDay: TODAY + 1, rampUpDays }]).shiftDays[2]!
    expect(shift(0)).toBeLessThan(shift(60))
    expect(shift(60)).toBeLessThanOrEqual(0)
    const hired = compare([{ type: 'hire', team: 'shop', members: 2, fromDay: TODAY + 1, rampUpDays: 0 }])
    const weeks = (hired.outcome.days[0]! - TODAY) / 7
    expect(hired.outcome.costCents[0]).toBe(Math.round(weeks * 6 * 200_000))
  })

  it('that closes the team for two weeks is two weeks later', () => {
    expect(
      compare([{ type: 'capacity', team: 'shop', factor: 0, fromDay: TODAY + 1, untilDay: TODAY + 15 }]).shiftDays,
    ).toEqual([14, 14, 14, 14])
  })

  it('that moves members makes one team later and the other earlier', () => {
    const move: Change = {
      type: 'moveMembers',
      fromTeam: 'vault',
      toTeam: 'shop',
      members: 2,
      fromDay: TODAY + 1,
      rampUpDays: 0,
    }
    expect(compare([move]).shiftDays[1]).toBeLessThan(0)
    expect(compare([move], plan({ items: items('vault', 20) })).shiftDays[1]).toBeGreaterThan(0)
  })

  it('on time with exactly 85% is a low risk, with exactly 60% a medium one', () => {
    expect([0.85, 0.849, 0.6, 0.599].map((onTime) => riskOf({ onTime })!.band)).toEqual([
      'low',
      'medium',
      'medium',
      'high',
    ])
  })

  it('that lowers the target raises the risk, and says by how much', () => {
    const base = plan({ targetDay: TODAY + 60 })
    const result = compare([{ type: 'targetDate', day: TODAY + 30 }], base)
    expect(result.onTimeShift).toBeLessThan(0)
    expect(result.risk!.missProbability).toBeCloseTo(1 - result.outcome.onTime!, 12)
    expect(result.shiftDays).toEqual([0, 0, 0, 0])
  })

  it('has no cost when a team at work has no rate, and the rate can be part of the scenario', () => {
    const base = plan({ teams: [team('shop', { costRateCents: null }), team('vault')] })
    expect(compare([], base).outcome.costCents).toEqual([null, null, null, null])
    expect(
      compare([{ type: 'costRate', team: 'shop', costRateCents: 100_000 }], base).outcome.costCents[0],
    ).toBeGreaterThan(0)
  })
})

describe('teams that wait for each other', () => {
  it('are simulated with the same luck, so that a harmless change shifts no trial', () => {
    const result = compare([{ type: 'addScope', team: 'vault', size: 0 }], coupled())
    expect(result).toMatchObject({ shiftDays: [0, 0, 0, 0], probabilityEarlier: 0 })
  })

  it('are never later with more capacity in any trial', () => {
    const base = compareScenarios(
      coupled(),
      [
        {
          name: 'faster',
          changes: [{ type: 'capacity', team: 'vault', factor: 2, fromDay: TODAY + 1, untilDay: null }],
        },
      ],
      SETTINGS,
    )
    expect(base.method).toBe('simulation')
    const [before, after] = [base.baseline.outcome.trials!, base.scenarios[0]!.outcome.trials!]
    expect(after.every((day, trial) => day <= before[trial]!)).toBe(true)
  })

  it('wait when something may not start before a day', () => {
    const result = compare([{ type: 'startNotBefore', itemKeys: ['shop-40'], day: TODAY + 200 }], coupled())
    expect(result.outcome.days[0]).toBeGreaterThan(TODAY + 200)
  })
})

describe('contributions', () => {
  const change: fc.Arbitrary<Change> = fc.oneof(
    fc.record({
      type: fc.constant('addScope' as const),
      team: fc.constantFrom('shop', 'vault'),
      size: fc.integer({ min: 0, max: 30 }),
    }),
    fc.record({
      type: fc.constant('removeScope' as const),
      team: fc.constantFrom('shop', 'vault'),
      size: fc.integer({ min: 0, max: 30 }),
    }),
    fc.record({
      type: fc.constant('capacity' as const),
      team: fc.constantFrom('shop', 'vault'),
      factor: fc.double({ min: 0.2, max: 3, noNaN: true }),
      fromDay: fc.integer({ min: TODAY, max: TODAY + 60 }),
      untilDay: fc.constant(null),
    }),
    fc.record({
      type: fc.constant('hire' as const),
      team: fc.constantFrom('shop', 'vault'),
      members: fc.integer({ min: 0, max: 4 }),
      fromDay: fc.integer({ min: TODAY, max: TODAY + 60 }),
      rampUpDays: fc.integer({ min: 0, max: 90 }),
    }),
    fc.record({
      type: fc.constant('moveMembers' as const),
      fromTeam: fc.constant('vault'),
      toTeam: fc.constant('shop'),
      members: fc.constant(1),
      fromDay: fc.integer({ min: TODAY, max: TODAY + 60 }),
      rampUpDays: fc.constant(30),
    }),
  )

  it('sum to the shift at every percentile, with a residual of exactly 0', () => {
    fc.assert(
      fc.property(fc.array(change, { maxLength: 4 }), (changes) => {
        const { shiftDays, contributions } = compare(changes)
        shiftDays.forEach((shift, level) =>
          expect(contributions.reduce((sum, part) => sum + part.days[level]!, 0)).toBe(shift),
        )
      }),
      { numRuns: 40 },
    )
  })

  it('sum to the shift for more changes than can be tried in every order, and for simulated plans', () => {
    const many: Change[] = Array.from({ length: 8 }, (_, i) => ({
      type: 'addScope',
      team: i % 2 ? 'shop' : 'vault',
      size: i + 1,
    }))
    for (const result of [compare(many), compare(many.slice(0, 3), coupled())]) {
      result.shiftDays.forEach((shift, level) =>
        expect(result.contributions.reduce((sum, part) => sum + part.days[level]!, 0)).toBe(shift),
      )
    }
  })

  it('split two equal changes evenly and give a change without effect 0', () => {
    const half: Change = { type: 'addScope', team: 'shop', size: 10 }
    const { contributions } = compare([half, { type: 'costRate', team: 'shop', costRateCents: 1 }, half])
    expect(contributions[1]!.days).toEqual([0, 0, 0, 0])
    contributions[0]!.days.forEach((days, level) =>
      expect(Math.abs(days! - contributions[2]!.days[level]!)).toBeLessThanOrEqual(1),
    )
  })
})

describe('a change that cannot be', () => {
  it.each<[string, Change, string]>([
    [
      'an unknown team',
      { type: 'addScope', team: 'moon', size: 1 },
      'No team of this plan is called moon. Its teams: shop, vault.',
    ],
    ['an unknown item', { type: 'removeItems', itemKeys: ['X-1'] }, 'X-1 is not one of the 40 items of this plan.'],
    ['a negative size', { type: 'addScope', team: 'shop', size: -1 }, 'size must be a number of at least 0.'],
    [
      'more leavers than members',
      { type: 'leave', team: 'shop', members: 9, fromDay: TODAY },
      'shop has 4 members then; 9 cannot leave.',
    ],
  ])('is refused for %s, saying what is wrong', (_, change, message) => {
    expect(() => compare([change])).toThrow(message)
  })
})

describe('edges', () => {
  it('nothing left to do is done today and costs nothing', () => {
    expect(compare([{ type: 'removeScope', team: 'shop', size: 1_000 }])).toMatchObject({
      outcome: { days: [TODAY, TODAY, TODAY, TODAY], costCents: [0, 0, 0, 0] },
    })
    expect(compareScenarios(plan({ items: [] }), [], SETTINGS).baseline.outcome.days).toEqual([
      TODAY,
      TODAY,
      TODAY,
      TODAY,
    ])
  })

  it('a million points are not in sight, and the shift is not a number then', () => {
    const result = compare([{ type: 'addScope', team: 'shop', size: 1_000_000 }])
    expect(result.outcome.days[0]).toBe(Infinity)
    expect(result.shiftDays).toEqual([null, null, null, null])
    expect(result.contributions[0]!.days).toEqual([null, null, null, null])
  })

  it('a change that builds on another has its share of the shift too', () => {
    const result = compare([
      { type: 'addScope', team: 'shop', size: 10 },
      { type: 'moveItems', itemKeys: ['added-1'], toTeam: 'vault' },
    ])
    result.shiftDays.forEach((shift, level) =>
      expect(result.contributions.reduce((sum, part) => sum + part.days[level]!, 0)).toBe(shift),
    )
  })
})

describe('a plan that only got easier', () => {
  const one = (key: string, teamKey: string, size: number, rank: number, ...blockers: string[]) => ({
    key,
    team: teamKey,
    size,
    rank,
    blockedBy: blockers.map((blocker) => ({ key: blocker, lagDays: 0 })),
  })

  it('keeps the order of the baseline where a lifted blocker would end it later, and names what would overtake what', () => {
    const base = plan({
      items: [
        one('long', 'shop', 60, 1, 'gate'),
        one('key', 'shop', 2, 2),
        one('gate', 'vault', 1, 3),
        one('end', 'vault', 30, 4, 'key'),
      ],
    })
    const { shiftDays, keptOrder } = compare([{ type: 'removeItems', itemKeys: ['gate'] }], base)
    expect(keptOrder).toEqual({ item: 'key', overtakenBy: ['long'] })
    expect(shiftDays.every((days) => days! <= 0)).toBe(true)
  })

  it('is not later in a large plan either, and says that the order was kept', () => {
    const crowd = Array.from({ length: 500 }, (_, at) => one(`tiny-${at}`, 'shop', 0, 100 + at))
    const base = plan({
      items: [
        one('long', 'shop', 60, 1, 'gate'),
        one('key', 'shop', 2, 2),
        one('gate', 'vault', 1, 3),
        one('end', 'vault', 30, 4, 'key'),
        ...crowd,
      ],
    })
    const { shiftDays, costShiftCents, keptOrder } = compare([{ type: 'removeItems', itemKeys: ['gate'] }], base)
    expect(keptOrder).toEqual({ item: null, overtakenBy: [] })
    expect(shiftDays.every((days) => days! <= 0)).toBe(true)
    expect(costShiftCents.every((cents) => cents! <= 0)).toBe(true)
  })

  it.each<[string, Change]>([
    ['removed', { type: 'removeItems', itemKeys: ['b'] }],
    ['moved', { type: 'moveItems', itemKeys: ['b'], toTeam: 'vault' }],
    ['held back', { type: 'startNotBefore', itemKeys: ['b'], day: TODAY + 300 }],
  ])('knows what nothing is left of, so that it can still be %s', (_, change) => {
    const base = plan({ items: [one('a', 'shop', 5, 1), one('b', 'shop', 5, 2)] })
    const cut: Change = { type: 'removeScope', team: 'shop', size: 5 }
    expect(compare([cut, change], base).outcome.days).toEqual(compare([cut], base).outcome.days)
  })

  it('loses the waiting of what is cut from it', () => {
    const late = ['late-1', 'late-2', 'late-3'].map((key, at) => ({ ...one(key, 'shop', 1, 10 + at), earliest: 300 }))
    const base = plan({ items: [...Array.from({ length: 7 }, (_, at) => one(`now-${at}`, 'shop', 1, at)), ...late] })
    const cut = compare([{ type: 'removeScope', team: 'shop', size: 3 }], base)
    const gone = compare([{ type: 'removeItems', itemKeys: late.map(({ key }) => key) }], base)
    expect(cut.outcome.days).toEqual(gone.outcome.days)
    expect(cut.outcome.days[2]! - TODAY).toBeLessThan(100)
  })

  it('never ends later, whatever is lifted, removed, hired or sped up', () => {
    const arbitraryItems = fc.array(
      fc.record({ size: fc.integer({ min: 1, max: 12 }), shop: fc.boolean(), blocker: fc.option(fc.nat(9)) }),
      { minLength: 2, maxLength: 10 },
    )
    fc.assert(
      fc.property(arbitraryItems, fc.nat(9), fc.boolean(), (rows, gone, shopHires) => {
        const base = plan({
          items: rows.map(({ size, shop: first, blocker }, i) =>
            one(
              `i${i}`,
              first ? 'shop' : 'vault',
              size,
              i,
              ...(blocker !== null && blocker < i ? [`i${blocker}`] : []),
            ),
          ),
        })
        const changes: Change[] = [
          { type: 'removeItems', itemKeys: [`i${gone % rows.length}`] },
          { type: 'hire', team: shopHires ? 'shop' : 'vault', members: 2, fromDay: TODAY + 1, rampUpDays: 0 },
        ]
        const { scenarios } = compareScenarios(base, [{ name: 'easier', changes }], { ...SETTINGS, trials: 200 })
        expect(scenarios[0]!.shiftDays.every((days) => days! <= 0)).toBe(true)
      }),
      { numRuns: 60 },
    )
  })

  it('says what a forecast says of the plan as it is, also where only the scenario needs trials', () => {
    const base = plan({ items: [...items('shop', 40), ...items('vault', 12)] })
    const { baseline, scenarios } = compareScenarios(
      base,
      [{ name: 'later start', changes: [{ type: 'startNotBefore', team: 'vault', day: TODAY + 30 }] }],
      SETTINGS,
    )
    expect(baseline.outcome.days).toEqual(compareScenarios(base, [], SETTINGS).baseline.outcome.days)
    const { outcome, shiftDays } = scenarios[0]!
    expect(outcome.days.map((day, level) => day - baseline.outcome.days[level]!)).toEqual(shiftDays)
  })

  it('costs each team until its own part is done', () => {
    const base = plan({ items: [...items('shop', 8), ...items('vault', 40)] })
    const cost = compareScenarios(base, [], SETTINGS).baseline.outcome.costCents[0]!
    const alone = (key: string) =>
      compareScenarios({ ...base, items: base.items.filter(({ team: of }) => of === key) }, [], SETTINGS).baseline
        .outcome.costCents[0]!
    expect(cost).toBe(alone('shop') + alone('vault'))
  })
})

it('more members cannot leave than there are on any day, in whatever order the changes are given', () => {
  const leave = (members: number, fromDay: number): Change => ({ type: 'leave', team: 'shop', members, fromDay })
  const { members } = team('shop').staffing
  const most = members - 1
  for (const changes of [
    [leave(most, TODAY + 100), leave(2, TODAY + 10)],
    [leave(2, TODAY + 10), leave(most, TODAY + 100)],
  ])
    expect(() => applyChanges(plan(), changes)).toThrow(/cannot leave/)
})
