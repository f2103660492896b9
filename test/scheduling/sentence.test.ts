import { describe, expect, test } from 'vitest'
import { keptFor } from '../../api/scheduling/plan/kept.ts'
import { overlapWords } from '../../api/scheduling/plan/notices.ts'
import { planSentence, type SaidPlan } from '../../api/scheduling/plan/sentence.ts'
import type { PlanItem, PlanningDependency } from '../../api/planning/planning.ts'
import { costsOf, startable } from '../../api/scheduling/problem/startable.ts'
import { costsOfDelay, unitDependencies, type Unit } from '../../api/scheduling/problem/units.ts'

const said = (more: Partial<SaidPlan> = {}) =>
  planSentence({
    bars: 2,
    unplaced: 0,
    finish: '2026-12-18',
    gap: 0,
    status: 'OPTIMAL',
    objective: 'costOfDelay',
    openWork: 9,
    late: 0,
    deadlines: 0,
    atRisk: 0,
    finishProbability: 0.5,
    finish85: '2027-01-08',
    ...more,
  })

describe('the sentence of a plan', () => {
  test.each([
    [1, 'over 99%'],
    [0.5, '50%'],
    [0.001, 'under 1%'],
  ])('a chance of %s is %s: nothing that is computed is certain', (finishProbability, words) => {
    expect(said({ finishProbability })).toBe(
      `The plan has 2 assignments and ends on 2026-12-18: ${words} likely by then, 85% by 2027-01-08. The order is proven optimal. No due date is missed.`,
    )
  })

  test('an order that leaves something out is optimal for what is planned alone', () => {
    expect(said({ unplaced: 1, status: 'INFEASIBLE', finishProbability: null })).toBe(
      'The plan has 2 assignments and ends on 2026-12-18. The order of what is planned is proven optimal. No due date is missed. 1 could not be placed.',
    )
  })

  test('what another order could save is a share of this plan, not of the bound', () => {
    // From 250 to a bound of 100: 150 of 250 at most.
    expect(said({ gap: 1.5, status: 'FEASIBLE' })).toContain(
      'Another order could lower its cost of delay by at most 60%.',
    )
  })

  test('a saved plan that no trial reaches has under 1%', () => {
    const kept = keptFor(
      {
        name: 'Q4',
        asOf: '2026-11-01',
        dataVersion: 1,
        items: [{ id: 'S-1', teamId: 'Web', start: '2026-11-02', finish: '2026-11-30' }],
      },
      {
        today: 20_785,
        dataVersion: 1,
        leaves: [{ key: 'S-1', team: 'Web' }],
        items: [{ id: 'S-1', parentId: null, epicId: null }],
        grows: false,
        even: 300,
        probabilityBy: () => 0,
      },
    )
    expect(kept.sentence).toContain('but the forecast gives that date under 1%.')
  })
})

describe('parts that wait for each other', () => {
  const unit = (key: string, ...leaves: string[]) =>
    ({ id: key, item: { id: key, key }, leaves: leaves.map((id) => ({ id })) }) as unknown as Unit
  const waits = (item: string, blocker: string) => ({ item, blocker, lagDays: 0 })

  test('one dependency that closes a circle is one, with its reason, however often it is given', () => {
    const units = [unit('E-1', 'A', 'B'), unit('E-2', 'C', 'D')]
    const stated = [waits('A', 'C'), waits('D', 'B')]
    const { overlaps } = unitDependencies(units, [...stated, ...stated])
    expect(overlaps).toEqual([{ item: 'E-2', blocker: 'E-1' }])
    expect(overlapWords(overlaps)).toEqual([
      'Parts of E-1 and E-2 wait for each other, so they overlap. The plan ignores that E-2 waits for E-1.',
    ])
  })

  test('of one item and team follow each other without an overlap; those of two teams are worked on side by side', () => {
    const bar = (id: string, teamId: string, ...leaves: string[]) => ({ ...unit('E', ...leaves), id, teamId })
    const bars = [bar('E@Web', 'Web', 'A', 'B'), bar('E@Web later', 'Web', 'C', 'D'), bar('E@Api', 'Api', 'F')]
    const arc = { predecessor: 'E@Web', successor: 'E@Web later', lag: 0 }
    const found = unitDependencies(bars, [waits('C', 'A'), waits('B', 'D'), waits('B', 'A'), waits('F', 'A')])
    expect(found).toEqual({ arcs: [arc], overlaps: [] })
  })

  test('several are listed, five at most', () => {
    const many = Array.from({ length: 7 }, (_, at) => ({ item: `E-${at}`, blocker: 'X' }))
    expect(overlapWords(many)).toEqual([
      'Parts of some epics wait for each other, so they overlap. The plan ignores that E-0 waits for X, E-1 waits for X, E-2 waits for X, E-3 waits for X, E-4 waits for X, and 2 more.',
    ])
    expect(overlapWords([])).toEqual([])
  })
})

describe('an epic that is cut into bars', () => {
  const leaf = (key: string, more: Partial<PlanItem> = {}) =>
    ({
      id: key,
      key,
      releaseDate: null,
      deadline: null,
      delayCostCents: null,
      businessValue: null,
      timeCriticality: null,
      riskReduction: null,
      ...more,
    }) as PlanItem
  const unit = (id: string, teamId: string, ...leaves: PlanItem[]): Unit => ({
    id,
    item: leaf(id.split('@')[0]!),
    teamId,
    points: leaves.length,
    leaves,
  })
  const barsOf = (units: readonly Unit[], dependencies: PlanningDependency[] = []) => {
    const leaves = units.flatMap((one) => one.leaves)
    return startable(units, { leaves, dependencies, underWay: new Set() }, () => 1, '2026-03-02')
  }
  const waits = (item: string, blocker: string) => ({ item, blocker, lagDays: 0 })

  test('holds back what waits inside of it for a later release date, in each of its teams', () => {
    const bars = barsOf(
      [
        unit('E@Web', 'Web', leaf('A', { releaseDate: '2027-06-01' }), leaf('B'), leaf('C')),
        unit('E@Api', 'Api', leaf('D'), leaf('F', { releaseDate: '2027-01-04' })),
        unit('X', 'Api', leaf('X')),
      ],
      [waits('F', 'D'), waits('D', 'B'), waits('B', 'A'), waits('X', 'A')],
    )
    expect(bars.map((bar) => [bar.id, bar.releaseDate, bar.leaves.map(({ key }) => key)])).toEqual([
      ['E@Web', null, ['C']],
      ['E@Web 2027-06-01', '2027-06-01', ['A', 'B']],
      ['E@Api', '2027-06-01', ['D', 'F']],
      ['X', null, ['X']],
    ])
  })

  test('costs as much as in one piece, shared out by the work', () => {
    const units = [
      unit('E', 'Web', leaf('A', { businessValue: 5 }), leaf('B', { releaseDate: '2027-06-01' }), leaf('C')),
      unit('X', 'Web', leaf('X')),
      unit('Y', 'Web', leaf('Y', { businessValue: 18 })),
    ]
    const { costs, assumed } = costsOfDelay(units)
    // 5 + 1 + 1 of A alone, the median of 7 and 20, and 18 + 1 + 1.
    expect([[...costs], assumed]).toEqual([
      [
        ['E', 7],
        ['X', 13.5],
        ['Y', 20],
      ],
      1,
    ])
    const shared = [...costsOf(barsOf(units), costs)]
    expect(shared.map(([id]) => id)).toEqual(['E', 'E@Web 2027-06-01', 'X', 'Y'])
    expect(shared[0]![1]).toBeCloseTo(14 / 3, 12)
    expect(shared[1]![1]).toBeCloseTo(7 / 3, 12)
  })
})
