/** Which bars of a plan give way where not all of them can be done by their deadlines. */
import { HORIZON_DAYS } from '../../velocity/forecast/horizon.ts'
import type { Bar, ClockProblem } from './bars.ts'
import { earliestFinishes } from './bound.ts'
import { decoderOf, emptyTimetable, ordering } from './decode.ts'

/** Bars that miss their deadline even with their lane to themselves, with the first day on which each could be done. */
export function hopelessOf(problem: ClockProblem): Map<number, number> {
  const { bars } = problem
  if (bars.every(({ deadline }) => deadline === null)) return new Map()
  const finish = earliestFinishes(problem, decoderOf(problem))
  return new Map(
    bars.flatMap(({ deadline }, j) => (deadline !== null && finish[j]! > deadline ? [[j, finish[j]!] as const] : [])),
  )
}

/** Bars that are weighed against each other for one place to give up. */
const WEIGHED = 16
/** Bars that may be put in order, of all orders together, for a better choice of what gives way. */
const STEPS = 2_000_000

/** Days past deadlines, and bars that are looked at for it. */
type Missed = { readonly days: number; readonly bars: readonly number[] }

/**
 * The fewest and least worthy bars whose absence lets all others meet their deadlines, as far as a search by exchanges
 * finds them: what costs least for the days that it saves goes, what fits again comes back, and what is out is tried in
 * the place of others.
 * @param order in which the bars were planned, tried beside that of the deadlines
 */
export function givingWay(problem: ClockProblem, order: readonly number[], stop?: () => boolean): Set<number> {
  const { bars } = problem
  const { missed, tries } = judgeOf(problem, order)
  const behind = dependentsOf(bars)
  const blockers = blockersOf(bars)
  const plus = (out: ReadonlySet<number>, j: number) => new Set([...out, j, ...behind[j]!])
  const minus = (out: ReadonlySet<number>, j: number) => new Set([...out].filter((other) => other !== j))
  const worth = (some: Iterable<number>) => {
    let [weight, count] = [0, 0]
    for (const j of some) {
      weight += bars[j]!.weight
      count++
    }
    return { weight, count }
  }
  const isLess = (a: ReturnType<typeof worth>, b: ReturnType<typeof worth>) =>
    Math.abs(a.weight - b.weight) > 1e-9 ? a.weight < b.weight : a.count < b.count
  const dear = (a: number, b: number) => bars[b]!.weight - bars[a]!.weight || bars[a]!.rank - bars[b]!.rank

  /** Bars go one at a time until no deadline is missed. @param firm stays */
  const thinned = (from: ReadonlySet<number>, firm: number | null): Set<number> | null => {
    let out = new Set(from)
    for (let now = missed(out); now.days > 0; now = missed(out)) {
      const price = (j: number) => Math.max(1e-9, worth([j, ...behind[j]!].filter((other) => !out.has(other))).weight)
      const able = bars
        .flatMap(({ deadline }, j) => (deadline !== null && !out.has(j) && j !== firm ? [j] : []))
        .filter((j) => firm === null || !behind[j]!.includes(firm))
        .sort((a, b) => price(a) / Math.max(bars[a]!.size, 1e-9) - price(b) / Math.max(bars[b]!.size, 1e-9) || b - a)
      const late = new Set(now.bars)
      const some = stop?.() ? able.filter((j) => late.has(j)).slice(0, 1) : able.slice(0, WEIGHED)
      // Where none of the cheapest helps, one of those that are late does.
      const tried = some.map((j) => ({ j, saved: now.days - missed(plus(out, j)).days }))
      const helps = tried.filter(({ saved }) => saved > 0)
      const best = helps.length
        ? helps.reduce((most, one) => (one.saved / price(one.j) > most.saved / price(most.j) ? one : most))
        : (able.filter((j) => late.has(j)).map((j) => ({ j, saved: 0 }))[0] ?? null)
      if (!best) return null
      out = plus(out, best.j)
    }
    return out
  }
  /** What fits beside the rest comes back, the dearest first. */
  const refilled = (from: ReadonlySet<number>, last: number | null = null): Set<number> => {
    let out = new Set(from)
    for (let came = true; came;) {
      came = false
      const free = [...out].filter((j) => j !== last && blockers[j]!.every((blocker) => !out.has(blocker)))
      for (const j of [...free.sort(dear), ...(last !== null && out.has(last) ? [last] : [])]) {
        const tried = minus(out, j)
        if (missed(tried).days > 0) continue
        out = tried
        came = true
      }
    }
    return out
  }

  let out = refilled(thinned(new Set(), null)!)
  const going = () => tries() * bars.length < STEPS && stop?.() !== true
  for (let better = true; better && going();) {
    better = false
    const cost = worth(out)
    const inside = bars.flatMap(({ deadline }, j) => (deadline !== null && !out.has(j) ? [j] : []))
    // One that is out comes in and others go for it; one that is in goes and others come in its place.
    const moves = [
      ...[...out]
        .filter((j) => blockers[j]!.every((blocker) => !out.has(blocker)))
        .sort(dear)
        .map((j) => () => thinned(minus(out, j), j)),
      ...inside.sort((a, b) => dear(b, a)).map((j) => () => refilled(plus(out, j), j)),
    ]
    for (const move of moves) {
      if (!going()) break
      const made = move()
      const next = made && refilled(made)
      if (!next || !isLess(worth(next), cost)) continue
      out = next
      better = true
      break
    }
  }
  // What waits for one of them goes with it, and for that reason.
  return new Set([...out].filter((j) => blockers[j]!.every((blocker) => !out.has(blocker))))
}

/** Judges what is left by the better of two orders: by deadlines, and the one that was found. */
function judgeOf(problem: ClockProblem, found: readonly number[]) {
  const { bars } = problem
  const decoder = decoderOf(problem)
  const inOrder = ordering(bars)
  const timetable = emptyTimetable(bars.length)
  const orders = [byDeadline(bars), inOrder(found)]
  let tries = 0
  const missed = (out: ReadonlySet<number>): Missed => {
    let least: Missed | null = null
    for (const whole of orders) {
      tries++
      const order = whole.filter((j) => !out.has(j))
      decoder.decode(order, timetable)
      const late = order.filter((j) => bars[j]!.deadline !== null && timetable.finish[j]! > bars[j]!.deadline)
      const days = late.reduce(
        (sum, j) => sum + Math.min(timetable.finish[j]!, HORIZON_DAYS + 1) - bars[j]!.deadline!,
        0,
      )
      if (least === null || days < least.days) least = { days, bars: late }
      if (days === 0) break
    }
    return least!
  }
  return { missed, tries: () => tries }
}

/** What has the earliest deadline first, after what it waits for. */
export const byDeadline = (bars: readonly Bar[]): number[] =>
  ordering(bars)(
    bars
      .map((_, j) => j)
      .sort((a, b) => (bars[a]!.deadline ?? 1e9) - (bars[b]!.deadline ?? 1e9) || bars[a]!.rank - bars[b]!.rank),
  )

const blockersOf = (bars: readonly Bar[]): number[][] => {
  const number = new Map(bars.map(({ id }, j) => [id, j]))
  return bars.map(({ blockedBy }) => blockedBy.map(({ id }) => number.get(id)!))
}

/** All that waits for each bar, near and far. */
function dependentsOf(bars: readonly Bar[]): number[][] {
  const next = bars.map((): number[] => [])
  blockersOf(bars).forEach((blockers, to) => blockers.forEach((from) => next[from]!.push(to)))
  return next.map((near) => {
    const all = new Set<number>()
    const stack = [...near]
    for (let j = stack.pop(); j !== undefined; j = stack.pop()) {
      if (all.has(j)) continue
      all.add(j)
      stack.push(...next[j]!)
    }
    return [...all]
  })
}
