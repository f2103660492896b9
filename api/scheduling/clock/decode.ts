/**
 * Turns an order into dates on the forecast's clock: a lane that has done work w since it began is at the day on which its
 * forecast has w done with probability 0.5. A lane gives all it has to the first bar in the order that may start; what the
 * bar cannot use goes to the next at once, so nothing is rounded but the days that are shown.
 */
import { daysForEffort } from '../../velocity/forecast/capacity.ts'
import { effortQuantile } from '../../velocity/forecast/delivery-model.ts'
import type { Forecaster } from '../../velocity/forecast/forecast.ts'
import { afterLag, todayOf } from '../../velocity/simulation/lag.ts'
import { ripeOn, type Bar, type ClockProblem } from './bars.ts'

/** Why a bar starts when it does. */
export type Waited = 'START' | 'STARTED' | 'RELEASE' | 'PREDECESSOR' | 'RESOURCE'

export interface Timetable {
  /** By the number of the bar: work begins after the end of this day, and ends on that one; Infinity is past ten years. */
  readonly start: Float64Array
  readonly finish: Float64Array
  /** Day on which its lane goes on to the next one: before `finish` where the item's own clock needs longer. */
  readonly worked: Float64Array
  readonly waited: Waited[]
  /** The bar before it in its lane, −1 for none. */
  readonly before: Int32Array
}

export interface Decoder {
  /** An order may leave out bars, with all that waits for them: those have no end. */
  readonly decode: (order: readonly number[], into: Timetable) => void
  /** Day on which a lane has done so much work without a break. */
  readonly dayOf: (lane: number, work: number) => number
  /** Effort until a lane has done so much work. */
  readonly effortOf: (lane: number, work: number) => number
  readonly laneOf: Int32Array
}

export function emptyTimetable(count: number): Timetable {
  return {
    start: new Float64Array(count),
    finish: new Float64Array(count),
    worked: new Float64Array(count),
    waited: Array.from({ length: count }, (): Waited => 'START'),
    before: new Int32Array(count),
  }
}

export function decoderOf({ lanes, bars }: ClockProblem): Decoder {
  const today = todayOf(lanes)
  const laneNumber = new Map(lanes.map(({ key }, k) => [key, k]))
  const laneOf = Int32Array.from(bars, ({ lane }) => laneNumber.get(lane)!)
  const number = new Map(bars.map(({ id }, j) => [id, j]))
  const dependents = bars.map((): { to: number; lag: number }[] => [])
  bars.forEach(({ blockedBy }, to) =>
    blockedBy.forEach(({ id, lagDays }) => dependents[number.get(id)!]!.push({ to, lag: lagDays })),
  )
  const effort = lanes.map(({ forecaster }) => medianEffort(forecaster))
  const ahead = lanes.map(({ forecaster }) => forecaster.ahead)

  // A search decodes thousands of orders: what does not depend on the order is made once, and memory is used again.
  const count = bars.length
  const sizes = Float64Array.from(bars, ({ size }) => size)
  const initial = {
    open: Int32Array.from(bars, ({ blockedBy }) => blockedBy.length),
    ready: Float64Array.from(bars, ({ earliest, blockedBy }) => (blockedBy.length ? Infinity : earliest)),
    from: Float64Array.from(bars, ({ earliest }) => earliest),
  }
  const open = new Int32Array(count)
  const ready = new Float64Array(count)
  const from = new Float64Array(count)
  const held = new Uint8Array(count)
  /** The queue of each lane as a line: its first bar, and the next after each; −1 ends it. */
  const first = new Int32Array(lanes.length)
  const next = new Int32Array(count)
  const day = new Float64Array(lanes.length)
  const clock = lanes.map(() => ({ effort: 0, done: 0, worked: 0, idle: false, last: -1 }))

  /** Takes the first bar in a lane's line that may start; −1 where none may. */
  const takeFrom = (k: number): number => {
    for (let j = first[k]!, previous = -1; j >= 0; previous = j, j = next[j]!) {
      if (!(ready[j]! <= day[k]!)) continue
      if (previous < 0) first[k] = next[j]!
      else next[previous] = next[j]!
      return j
    }
    return -1
  }

  const decode: Decoder['decode'] = (order, { start, finish, worked, waited, before }) => {
    open.set(initial.open)
    ready.set(initial.ready)
    from.set(initial.from)
    held.fill(0)
    first.fill(-1)
    day.fill(0)
    for (let at = order.length - 1; at >= 0; at--) {
      const j = order[at]!
      next[j] = first[laneOf[j]!]!
      first[laneOf[j]!] = j
    }
    for (const lane of clock) {
      lane.effort = lane.done = lane.worked = 0
      lane.idle = false
      lane.last = -1
    }
    finish.fill(Infinity)
    worked.fill(Infinity)
    start.fill(Infinity)
    for (let left = order.length; left > 0;) {
      let k = -1
      for (let other = 0; other < day.length; other++)
        if (first[other]! >= 0 && (k < 0 || day[other]! < day[k]!)) k = other
      const lane = clock[k]!
      const now = day[k]!
      if (now === Infinity) return
      const j = takeFrom(k)
      if (j < 0) {
        lane.idle = true
        let soonest = Infinity
        for (let waiting = first[k]!; waiting >= 0; waiting = next[waiting]!)
          soonest = Math.min(soonest, ready[waiting]!)
        day[k] = soonest
        continue
      }
      left--
      let begin = lane.effort
      if (lane.idle) begin = Math.max(begin, ahead[k]![Math.min(now, ahead[k]!.length - 1)]!)
      start[j] = now
      before[j] = lane.last
      const behind = !lane.idle && lane.last >= 0
      lane.idle = false
      lane.last = j
      lane.done += sizes[j]!
      const total = effort[k]!(lane.done)
      lane.effort = begin + total - lane.worked
      lane.worked = total
      const end = lane.effort > 0 ? Math.max(now, daysForEffort(ahead[k]!, lane.effort)) : now
      worked[j] = end
      const ripe = ripeOn(bars[j]!, from[j]!)
      finish[j] = Math.max(end, ripe)
      waited[j] = bars[j]!.started
        ? 'STARTED'
        : behind && end >= ripe
          ? 'RESOURCE'
          : held[j] === 1
            ? 'PREDECESSOR'
            : from[j]! > 0
              ? 'RELEASE'
              : 'START'
      day[k] = end
      for (const { to, lag } of dependents[j]!) {
        const free = afterLag(today, finish[j]!, lag)
        if (free > from[to]!) {
          from[to] = free
          held[to] = 1
        }
        if (--open[to]! > 0) continue
        ready[to] = from[to]!
        const waiting = laneOf[to]!
        if (clock[waiting]!.idle && ready[to]! < day[waiting]!)
          day[waiting] = Math.max(ready[to]!, day[k] === end ? start[j]! : 0)
      }
    }
  }
  const effortOf = (lane: number, work: number) => effort[lane]!(work)
  return {
    decode,
    laneOf,
    effortOf,
    dayOf: (lane, work) => (work <= 0 ? 0 : daysForEffort(ahead[lane]!, effort[lane]!(work))),
  }
}

/** Sums of the same sizes in another order differ in their last digits: work is looked up on a fine grid. */
const GRAIN = 1e6

function medianEffort({ model }: Pick<Forecaster, 'model'>): (work: number) => number {
  const known = new Map<number, number>()
  return (work) => {
    const at = Math.round(work * GRAIN)
    let effort = known.get(at)
    if (effort === undefined) {
      effort = at <= 0 ? 0 : effortQuantile(model, at / GRAIN, 0.5)
      if (known.size > 100_000) known.clear()
      known.set(at, effort)
    }
    return effort
  }
}

/** Turns orders of these bars into orders in which none comes before what it waits for, otherwise as given. */
export function ordering(bars: readonly Bar[]): (wanted: readonly number[]) => number[] {
  const number = new Map(bars.map(({ id }, j) => [id, j]))
  const blockers = bars.map(({ blockedBy }) => blockedBy.map(({ id }) => number.get(id)!))
  const placed = new Int32Array(bars.length)
  let turn = 0
  const place = (j: number, order: number[]): void => {
    const stack = [j]
    while (stack.length > 0) {
      const top = stack.at(-1)!
      const missing = placed[top] === turn ? undefined : blockers[top]!.find((blocker) => placed[blocker] !== turn)
      if (missing !== undefined) stack.push(missing)
      else {
        stack.pop()
        if (placed[top] !== turn) order.push(top)
        placed[top] = turn
      }
    }
  }
  return (wanted) => {
    turn++
    const order: number[] = []
    const started = wanted.filter((j) => bars[j]!.started).sort((a, b) => bars[a]!.rank - bars[b]!.rank)
    for (const some of [started, wanted])
      for (const j of some)
        if (placed[j] === turn) continue
        else if (blockers[j]!.length > 0) place(j, order)
        else {
          placed[j] = turn
          order.push(j)
        }
    return order
  }
}
