/**
 * Simulated annealing on activity lists for objectives that weigh each finish (cost of delay, tardiness): take an
 * activity out of the list, insert it elsewhere between its last predecessor and first successor, decode, accept by
 * Metropolis. The temperature follows the number of schedules, never the clock.
 */
import type { Random } from '../../math/random.ts'
import { type Decoder, emptyTimetable, type Timetable } from './decode.ts'
import type { Incumbent } from './incumbent.ts'
import type { Instance } from '../problem/instance.ts'

export interface Annealing {
  readonly instance: Instance
  readonly decoder: Decoder
  readonly random: Random
  /** Precedence-feasible. */
  readonly start: Int32Array
  /** Schedules of this run; the temperature falls over them. */
  readonly schedules: number
  readonly cost: (timetable: Timetable) => number
  readonly incumbent: Incumbent
}

/** First and last temperature, as shares of the cost per activity. */
const HOT = 0.1
const COLD = 0.0001

/** @returns the list of the best timetable seen. */
export function anneal({ instance, decoder, random, start, schedules, cost, incumbent }: Annealing): Int32Array {
  const { count, predFrom, pred, succFrom, succ } = instance
  const list = start.slice()
  const best = start.slice()
  const at = new Int32Array(count)
  const timetable = emptyTimetable(instance)
  for (let i = 0; i < count; i++) at[list[i]!] = i
  decoder.forward(list, timetable)
  let current = cost(timetable)
  let bestCost = current
  incumbent.offer(timetable, current)
  if (count < 2) return best
  const scale = Math.max(current, 1e-9) / count
  for (let step = 1; step < schedules && incumbent.going(); step++) {
    const from = (random() * count) | 0
    const j = list[from]!
    let low = 0
    let high = count - 1
    for (let k = predFrom[j]!; k < predFrom[j + 1]!; k++) if (at[pred[k]!]! >= low) low = at[pred[k]!]! + 1
    for (let k = succFrom[j]!; k < succFrom[j + 1]!; k++) if (at[succ[k]!]! <= high) high = at[succ[k]!]! - 1
    if (low === high) continue
    let to = low + ((random() * (high - low)) | 0)
    if (to >= from) to++
    move(list, at, from, to)
    decoder.forward(list, timetable)
    const value = cost(timetable)
    const temperature = scale * HOT * (COLD / HOT) ** (step / schedules)
    if (value <= current || random() < Math.exp((current - value) / temperature)) {
      current = value
      if (value < bestCost) {
        bestCost = value
        best.set(list)
        incumbent.offer(timetable, value)
      }
    } else {
      move(list, at, to, from)
    }
  }
  return best
}

function move(list: Int32Array, at: Int32Array, from: number, to: number): void {
  const j = list[from]!
  if (from < to) {
    for (let i = from; i < to; i++) at[(list[i] = list[i + 1]!)] = i
  } else {
    for (let i = from; i > to; i--) at[(list[i] = list[i - 1]!)] = i
  }
  list[to] = j
  at[j] = to
}
