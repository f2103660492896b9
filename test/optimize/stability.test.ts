import { expect, it } from 'vitest'
import { seeded } from '../../api/math/random.ts'
import { estimateNext } from '../../api/optimize/rank/estimate-next.ts'
import { rank } from '../../api/optimize/rank/rank.ts'
import { rankStability } from '../../api/optimize/rank/stability.ts'
import type { Candidate } from '../../api/optimize/score/candidate.ts'
import { backlog, largeBacklog } from '../bench/ranking-instances.ts'
import { bare, item } from './items.ts'
import { delayCost } from './oracle.ts'

const problem = (candidates: readonly Candidate[]) => ({ candidates, method: 'wsjf' as const, factors: [] })

it('an item far ahead of the rest stays first in every re-scoring', () => {
  const items = [item('A-1', [20, 20, 20, 1]), item('A-2', [2, 2, 2, 8]), item('A-3', [1, 1, 1, 8])]
  const stability = rankStability(problem(items), 1, 200, seeded(1))
  expect(stability).toMatchObject({ samples: 200, topK: 1, topKHolds: 1 })
  expect(stability.items[0]).toEqual({ id: 'A-1', probabilityTopK: 1, rankLow: 1, rankHigh: 1 })
})

it('two equal items change places in about half of the re-scorings', () => {
  const stability = rankStability(problem([item('A-1', [5, 5, 5, 5]), item('A-2', [5, 5, 5, 5])]), 1, 2_000, seeded(2))
  // ties (about one in six) go to the first key
  expect(stability.items[0]!.probabilityTopK).toBeGreaterThan(0.45)
  expect(stability.items[0]!.probabilityTopK).toBeLessThan(0.62)
  expect(stability.items.map(({ rankLow, rankHigh }) => [rankLow, rankHigh])).toEqual([
    [1, 2],
    [1, 2],
  ])
})

it('repeats with its seed, and the probabilities of the top k sum to k', () => {
  const items = backlog('arcs10', 20, 4)
  const once = rankStability(problem(items), 5, 100, seeded('a'))
  expect(rankStability(problem(items.toReversed()), 5, 100, seeded('a'))).toEqual(once)
  expect(once.items.reduce((sum, { probabilityTopK }) => sum + probabilityTopK, 0)).toBeCloseTo(5, 9)
  expect(once.items.map(({ id }) => id)).toEqual(rank(problem(items)).items.map(({ id }) => id))
})

it('an item that waits for another never ranks above it in any re-scoring', () => {
  const stability = rankStability(
    problem([item('A-1', [1, 1, 1, 8]), item('A-2', [20, 20, 20, 1], { blockedBy: ['A-1'] })]),
    1,
    100,
    seeded(3),
  )
  expect(stability.items).toEqual([
    { id: 'A-1', probabilityTopK: 1, rankLow: 1, rankHigh: 1 },
    { id: 'A-2', probabilityTopK: 0, rankLow: 2, rankHigh: 2 },
  ])
})

it('no samples and no items give an empty, finite answer', () => {
  expect(rankStability(problem([]), 5, 10, seeded(1))).toMatchObject({ topK: 0, items: [] })
  expect(rankStability(problem([item('A-1', [1, 1, 1, 1])]), 5, 0, seeded(1)).items[0]).toMatchObject({
    probabilityTopK: 0,
  })
})

it('asks first for the guessed size that could move its item furthest', () => {
  const items = [1, 2, 3, 13, 20].map((size, i) => item(`A-${i}`, [8, 5, 3, size]))
  const next = estimateNext(
    problem([...items, bare('B-1', { businessValue: 8, timeCriticality: 5, riskReduction: 3 })]),
    3,
  )
  expect(next[0]).toMatchObject({ key: 'B-1', field: 'size', assumed: 3, low: 1, high: 20, estimated: true })
  expect(next[0]!.value).toBeGreaterThan(next[1]!.value!)
})

it('asks for nothing when no answer would change the order', () => {
  expect(estimateNext(problem([item('A-1', [20, 20, 20, 1]), item('A-2', [1, 1, 1, 20])]), 5)).toEqual([])
  expect(estimateNext(problem([]), 5)).toEqual([])
})

it('after eight of twenty estimates the advised order loses at least 15 % less than a random choice of what to estimate', () => {
  let [advised, random] = [0, 0]
  for (let seed = 0; seed < 15; seed++) {
    const truth = backlog('none', 40, seed)
    const unknown = truth.map((candidate, i) => (i % 2 === 0 ? { ...candidate, jobSize: null } : candidate))
    const draw = seeded(seed)
    advised += lossAfter(8, truth, unknown, (known) =>
      estimateNext(problem(known), 40)
        .filter(({ estimated }) => estimated)
        .map(({ id }) => id),
    )
    random += lossAfter(8, truth, unknown, (known) =>
      known
        .map(({ id }) => [draw(), id] as const)
        .sort((a, b) => a[0] - b[0])
        .map(([, id]) => id),
    )
  }
  expect(advised).toBeLessThanOrEqual(0.85 * random)
})

/** What the order still loses after so many sizes have become known, one at a time. */
function lossAfter(
  estimates: number,
  truth: readonly Candidate[],
  unknown: readonly Candidate[],
  advice: (known: readonly Candidate[]) => readonly string[],
): number {
  let known = unknown
  for (let count = 0; count < estimates; count++) {
    const open = new Set(known.filter(({ jobSize }) => jobSize === null).map(({ id }) => id))
    const next = advice(known).find((id) => open.has(id)) ?? [...open][0]
    known = known.map((candidate) => (candidate.id === next ? truth.find(({ id }) => id === next)! : candidate))
  }
  const cost = (items: readonly Candidate[]) =>
    delayCost(
      truth,
      rank(problem(items)).items.map(({ id }) => id),
    )
  return cost(known) / cost(truth) - 1
}

it('looks at the first five hundred of a long list, in the order of the ranking', () => {
  const items = largeBacklog(800, 1, 2)
  const { items: rows } = rankStability(problem(items), 10, 3, seeded(1))
  expect(rows.map(({ id }) => id)).toEqual(
    rank(problem(items))
      .items.slice(0, 500)
      .map(({ id }) => id),
  )
})

it.each([1_000, 3_000])(
  'a list of %i items whose scores are close does not hold its top, to the last item',
  (count) => {
    const items = Array.from({ length: count }, (_, at) =>
      item(`A-${at + 1}`, [8 + (at % 3) / 100, 5, 3, 5], {
        blockedBy: at % 10 === 9 ? [`A-${at - 3}`] : [],
      }),
    )
    const k = count / 5
    const { topK, considered, samples, items: rows } = rankStability(problem(items), k, null, seeded(4))
    expect([topK, considered]).toEqual([k, count])
    expect(samples).toBeGreaterThanOrEqual(40)
    const stay = rows.slice(0, k).reduce((sum, { probabilityTopK }) => sum + probabilityTopK, 0)
    expect(stay / k).toBeLessThan(0.6)
    // Most of what could come forward stands in the last four fifths of the list.
    expect(rows.slice(-count / 2).some(({ probabilityTopK }) => probabilityTopK > 0)).toBe(true)
  },
)

it('a long list that hangs together is ranked again from its beginning, well beyond its top', () => {
  const items = largeBacklog(3_000, 1, 3)
  const { topK, considered, items: rows } = rankStability(problem(items), 600, 3, seeded(5))
  expect([topK, considered, rows.length]).toEqual([600, 850, 850])
  const stay = rows.slice(0, 600).reduce((sum, { probabilityTopK }) => sum + probabilityTopK, 0)
  expect(stay).toBeLessThan(600)
})
