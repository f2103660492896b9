import { describe, expect, test } from 'vitest'
import { keptFor } from '../../api/scheduling/plan/kept.ts'
import { overlapWords } from '../../api/scheduling/plan/notices.ts'
import { planSentence, type SaidPlan } from '../../api/scheduling/plan/sentence.ts'
import { unitDependencies, type Unit } from '../../api/scheduling/problem/units.ts'

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

  test('several are listed, five at most', () => {
    const many = Array.from({ length: 7 }, (_, at) => ({ item: `E-${at}`, blocker: 'X' }))
    expect(overlapWords(many)).toEqual([
      'Parts of some epics wait for each other, so they overlap. The plan ignores that E-0 waits for X, E-1 waits for X, E-2 waits for X, E-3 waits for X, E-4 waits for X, and 2 more.',
    ])
    expect(overlapWords([])).toEqual([])
  })
})
