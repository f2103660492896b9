/** The best order that a search finds: seeds by rules, the exact order of small lanes, then insertion with annealing. */
import { seeded } from '../../math/random.ts'
import { gapOf, type Status } from '../problem/solution.ts'
import { costOf, type Bar, type ClockOptions, type ClockProblem } from './bars.ts'
import { clockBound } from './bound.ts'
import { byDeadline } from './deadlines.ts'
import { decoderOf, emptyTimetable, ordering, type Timetable } from './decode.ts'

export interface Ordered {
  readonly order: readonly number[]
  /** The same by the ids of the bars, which stay when some are left out. */
  readonly ids: readonly string[]
  readonly timetable: Timetable
  readonly value: number
  readonly lowerBound: number
  readonly gap: number | null
  readonly status: Status
  readonly schedules: number
}

/** Cost of one day past a deadline, far above any other: 400 bars that all end after ten years cost 1.5 million. */
const STRICT = 1e9

/** @param known ids in an order that is tried first */
export function bestOrder(problem: ClockProblem, options: ClockOptions, known: readonly string[] = []): Ordered {
  const { bars } = problem
  const { objective } = options
  const decoder = decoderOf(problem)
  const inOrder = ordering(bars)
  const timetable = emptyTimetable(bars.length)
  const heaviest = bars.reduce((most, { weight }) => Math.max(most, weight), 1)
  const spent = { schedules: 0 }
  const value = (order: readonly number[]) => {
    spent.schedules++
    decoder.decode(order, timetable)
    const missed = bars.reduce(
      (days, { deadline }, j) => days + (deadline === null ? 0 : Math.max(0, timetable.finish[j]! - deadline)),
      0,
    )
    const cost = costOf(objective, bars, timetable.finish)
    return missed > 0 ? cost + STRICT * heaviest * missed : cost
  }
  const bound = clockBound(problem, objective, decoder)
  let best = bars.map((_, j) => j)
  let least = Infinity
  const offer = (wanted: readonly number[]) => {
    const order = inOrder(wanted)
    const cost = value(order)
    if (cost < least) [best, least] = [order, cost]
    return { order, cost }
  }
  const number = new Map(bars.map(({ id }, j) => [id, j]))
  const before = known.flatMap((id) => number.get(id) ?? [])
  if (before.length === bars.length) offer(before)
  for (const seed of seedsOf(bars, bound.orders)) offer(seed)

  const random = seeded(options.seed)
  const goal = bound.value
  const met = () => least <= goal + 1e-9 * Math.max(1, Math.abs(goal))
  let stopped = false
  let at = { order: best, cost: least }
  const budget = Math.min(options.schedules, Math.max(200, Math.floor(2_000_000 / Math.max(1, bars.length))))
  for (let move = 0; bars.length > 1 && Number.isFinite(least) && spent.schedules < budget && !met(); move++) {
    const order = [...at.order]
    const from = Math.floor(random() * order.length)
    const [bar] = order.splice(from, 1)
    const reach = Math.max(1, Math.floor(order.length * 0.4))
    const to = Math.min(order.length, Math.max(0, from + Math.floor((random() * 2 - 1) * (reach + 1))))
    order.splice(to, 0, bar!)
    const next = inOrder(order)
    const cost = value(next)
    const heat = 0.02 * Math.abs(at.cost) * (1 - spent.schedules / budget)
    if (cost <= at.cost || random() < Math.exp((at.cost - cost) / Math.max(heat, 1e-9))) at = { order: next, cost }
    if (cost < least) [best, least] = [next, cost]
    if (move % 64 === 0 && options.stop?.() === true) {
      stopped = true
      break
    }
  }
  const final = emptyTimetable(bars.length)
  decoder.decode(best, final)
  const reached = costOf(objective, bars, final.finish)
  const lowerBound = Math.min(reached, met() ? reached : goal)
  return {
    order: best,
    ids: best.map((j) => bars[j]!.id),
    timetable: final,
    value: reached,
    lowerBound,
    gap: gapOf(reached, lowerBound),
    status: reached <= lowerBound ? 'OPTIMAL' : stopped ? 'TIME_LIMIT' : 'FEASIBLE',
    schedules: spent.schedules,
  }
}

function seedsOf(bars: readonly Bar[], exact: readonly (readonly number[])[]): number[][] {
  const all = bars.map((_, j) => j)
  const by = (key: (bar: Bar) => number) =>
    all.toSorted((a, b) => key(bars[a]!) - key(bars[b]!) || bars[a]!.rank - bars[b]!.rank)
  const solved = exact.flat()
  const known = new Set(solved)
  const ratio = by(({ weight, size }) => -weight / Math.max(size, 1e-9))
  return [
    by(({ rank }) => rank),
    ratio,
    by(({ due, deadline }) => Math.min(due ?? Infinity, deadline ?? Infinity, 1e9)),
    [...solved, ...ratio.filter((j) => !known.has(j))],
    ...(bars.some(({ deadline }) => deadline !== null) ? [byDeadline(bars)] : []),
  ]
}
