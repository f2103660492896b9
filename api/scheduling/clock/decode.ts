/**
 * Turns an order into dates on the forecast's clock: a lane that has done work w since it began is at the day on which its
 * forecast has w done with probability 0.5. A lane gives all it has to the first bar in the order that may start; what the
 * bar cannot use goes to the next at once, so nothing is rounded but the days that are shown.
 */
import { daysForEffort } from '../../velocity/forecast/capacity.ts'
import { effortQuantile } from '../../velocity/forecast/delivery-model.ts'
import type { Forecaster } from '../../velocity/forecast/forecast.ts'
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
  const laneNumber = new Map(lanes.map(({ key }, k) => [key, k]))
  const laneOf = Int32Array.from(bars, ({ lane }) => laneNumber.get(lane)!)
  const number = new Map(bars.map(({ id }, j) => [id, j]))
  const dependents = bars.map((): { to: number; lag: number }[] => [])
  bars.forEach(({ blockedBy }, to) =>
    blockedBy.forEach(({ id, lagDays }) => dependents[number.get(id)!]!.push({ to, lag: lagDays })),
  )
  const effort = lanes.map(({ forecaster }) => medianEffort(forecaster))
  const ahead = lanes.map(({ forecaster }) => forecaster.ahead)

  const decode: Decoder['decode'] = (order, { start, finish, worked, waited, before }) => {
    const queues = lanes.map((): number[] => [])
    for (const j of order) queues[laneOf[j]!]!.push(j)
    const open = Int32Array.from(bars, ({ blockedBy }) => blockedBy.length)
    const ready = Float64Array.from(bars, ({ earliest, blockedBy }) => (blockedBy.length ? Infinity : earliest))
    const from = Float64Array.from(bars, ({ earliest }) => earliest)
    const held = new Uint8Array(bars.length)
    const clock = lanes.map(() => ({ day: 0, effort: 0, done: 0, worked: 0, idle: false, last: -1 }))
    finish.fill(Infinity)
    worked.fill(Infinity)
    start.fill(Infinity)
    for (let left = bars.length; left > 0;) {
      let k = -1
      for (let other = 0; other < lanes.length; other++)
        if (queues[other]!.length > 0 && (k < 0 || clock[other]!.day < clock[k]!.day)) k = other
      const lane = clock[k]!
      if (lane.day === Infinity) return
      const at = queues[k]!.findIndex((j) => ready[j]! <= lane.day)
      if (at < 0) {
        lane.idle = true
        lane.day = queues[k]!.reduce((soonest, j) => Math.min(soonest, ready[j]!), Infinity)
        continue
      }
      const j = queues[k]!.splice(at, 1)[0]!
      left--
      let begin = lane.effort
      if (lane.idle) begin = Math.max(begin, ahead[k]![Math.min(lane.day, ahead[k]!.length - 1)]!)
      start[j] = lane.day
      before[j] = lane.last
      const behind = !lane.idle && lane.last >= 0
      lane.idle = false
      lane.last = j
      lane.done += bars[j]!.size
      const total = effort[k]!(lane.done)
      lane.effort = begin + total - lane.worked
      lane.worked = total
      const end = lane.effort > 0 ? Math.max(lane.day, daysForEffort(ahead[k]!, lane.effort)) : lane.day
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
      lane.day = end
      for (const { to, lag } of dependents[j]!) {
        if (finish[j]! + lag > from[to]!) {
          from[to] = finish[j]! + lag
          held[to] = 1
        }
        if (--open[to]! > 0) continue
        ready[to] = from[to]!
        const waiting = clock[laneOf[to]!]!
        if (waiting.idle && ready[to]! < waiting.day)
          waiting.day = Math.max(ready[to]!, lane.day === end ? start[j]! : 0)
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

/** An order in which no bar comes before what it waits for, otherwise as given. */
export function inOrder(bars: readonly Bar[], wanted: readonly number[]): number[] {
  const number = new Map(bars.map(({ id }, j) => [id, j]))
  const done = new Set<number>()
  const order: number[] = []
  const place = (j: number): void => {
    const stack = [j]
    while (stack.length > 0) {
      const top = stack.at(-1)!
      const missing = done.has(top) ? undefined : bars[top]!.blockedBy.find(({ id }) => !done.has(number.get(id)!))
      if (missing) stack.push(number.get(missing.id)!)
      else {
        stack.pop()
        if (!done.has(top)) order.push(top)
        done.add(top)
      }
    }
  }
  const started = wanted.filter((j) => bars[j]!.started).sort((a, b) => bars[a]!.rank - bars[b]!.rank)
  for (const j of [...started, ...wanted]) place(j)
  return order
}
