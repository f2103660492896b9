/** The best timetable of a search so far, and the one place that decides whether the search goes on. */
import { copyTimetable, type Decoder, emptyTimetable, type Timetable } from './decode.ts'
import type { Instance } from '../problem/instance.ts'

export interface Limits {
  /** Schedules to generate; the measure that makes an answer repeatable. Infinity leaves it to `stop`. */
  readonly schedules: number
  /** Asked every few schedules; true ends the search (a deadline or a cancellation). */
  readonly stop?: () => boolean
  readonly progress?: (state: {
    readonly schedules: number
    readonly value: number
    readonly lowerBound: number
  }) => void
}

const STOP_EVERY = 16
const PROGRESS_EVERY = 512

export class Incumbent {
  readonly timetable: Timetable
  cost = Infinity
  lowerBound = -Infinity
  stopped = false
  /** Goes on proving a lower bound for so many schedules; undefined once it has nothing more to prove. */
  prove: ((schedules: number) => void) | undefined
  private proven = 0
  private readonly decoder: Decoder
  private readonly limits: Limits
  private asked = 0

  constructor(instance: Instance, decoder: Decoder, limits: Limits) {
    this.timetable = emptyTimetable(instance)
    this.decoder = decoder
    this.limits = limits
  }

  offer(timetable: Timetable, cost: number): void {
    if (cost >= this.cost) return
    this.cost = cost
    copyTimetable(timetable, this.timetable)
  }

  /** False once the bound is met, the budget used up or the search stopped. */
  going(): boolean {
    const { schedules } = this.decoder
    if (this.prove !== undefined && this.cost > this.lowerBound && schedules > this.proven) {
      this.prove(schedules - this.proven)
      this.proven = schedules
    }
    if (this.stopped || this.cost <= this.lowerBound || schedules >= this.limits.schedules) return false
    if (++this.asked % STOP_EVERY === 0 && this.limits.stop?.() === true) this.stopped = true
    if (this.asked % PROGRESS_EVERY === 0)
      this.limits.progress?.({ schedules, value: this.cost, lowerBound: this.lowerBound })
    return !this.stopped
  }
}
