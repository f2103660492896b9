/** Traces a contradiction back to one choice and what it stood on: a clause that rules all of it out (1UIP, Marques-Silva & Sakallah 1999). */
import type { Clauses } from './clauses.ts'
import type { Relaxation } from './relaxation.ts'
import { ARC, AT_LEAST, CLAUSE, FULL, type Trail } from './trail.ts'
import type { Need, TimeTable } from './timetable.ts'

export interface Lesson {
  /** The first follows from the others being false. */
  readonly literals: Int32Array
  /** Level to go back to, at which the first literal is forced. */
  readonly level: number
  readonly spread: number
}

export class Conflicts {
  private readonly relaxation: Relaxation
  private readonly trail: Trail
  private readonly clauses: Clauses
  private readonly timetable: TimeTable
  private readonly wanted: Int32Array
  private readonly since: Int32Array
  private keys: number[] = []
  /** Level at which the contradiction arose, and how much of what is asked for arose there. */
  private level = -1
  private open = 0
  private readonly bump: (literal: number) => void

  constructor(
    relaxation: Relaxation,
    trail: Trail,
    clauses: Clauses,
    timetable: TimeTable,
    bump: (literal: number) => void,
  ) {
    this.relaxation = relaxation
    this.trail = trail
    this.clauses = clauses
    this.timetable = timetable
    this.bump = bump
    this.wanted = new Int32Array(2 * relaxation.low.length)
    this.since = new Int32Array(2 * relaxation.low.length).fill(-1)
  }

  /** By key: what must hold, and the entry since which it does; −1 in `since` is not asked for. */
  private readonly need: Need = (key, value) => {
    const { trail, since, wanted } = this
    const at = trail.since(key, value)
    if (at < 0 || trail.level[at] === 0) return
    const known = since[key]!
    if (known >= 0) {
      if ((key & 1) === AT_LEAST ? wanted[key]! >= value : wanted[key]! <= value) return
    } else this.keys.push(key)
    if (trail.level[at] === this.level && (known < 0 || trail.level[known] !== this.level)) this.open++
    wanted[key] = value
    since[key] = at
  }

  /** All literals of a clause are false. */
  ofClause(at: number): void {
    this.negate(this.clauses.learned[at]!.literals, 0)
  }

  /** A bound follows that the other side of the window forbids. */
  ofBound(key: number, value: number, kind: number, first: number, second: number): void {
    this.because(key, value, kind, first, second, this.trail.length)
    if ((key & 1) === AT_LEAST) this.need(key + 1, value - 1)
    else this.need(key - 1, value + 1)
  }

  /** A resource that is full leaves an activity no start. */
  ofFull(key: number, value: number): void {
    this.ofBound(key, value, FULL, this.timetable.resource, this.timetable.period)
  }

  overfull(): void {
    const { resource, period } = this.timetable
    this.timetable.explain(resource, period, -1, this.trail.length, this.need)
  }

  private negate(literals: Int32Array, from: number): void {
    const { trail } = this
    for (let k = from; k < literals.length; k++) {
      const activity = trail.ofLiteral[literals[k]! >> 1]!
      const period = trail.periodOf[literals[k]! >> 1]!
      if ((literals[k]! & 1) === 0) this.need(2 * activity, period + 1)
      else this.need(2 * activity + 1, period)
    }
  }

  /** Asks for what a bound follows from. */
  private because(key: number, value: number, kind: number, first: number, second: number, before: number): void {
    const { endOf, startPast, arcs } = this.relaxation
    if (kind === CLAUSE) {
      this.negate(this.clauses.learned[first]!.literals, 1)
    } else if (kind === ARC) {
      const { from, lag } = arcs[first]!
      if ((key & 1) === AT_LEAST) this.need(2 * from, startPast(from, value - lag - 1))
      else this.need(2 * arcs[first]!.to + 1, endOf(from, value + 1) + lag - 1)
    } else if (kind === FULL) {
      const j = key >> 1
      if ((key & 1) === AT_LEAST) this.need(key, startPast(j, second))
      else this.need(key, second)
      this.timetable.explain(first, second, j, before, this.need)
    }
  }

  /** The lesson of what was asked for; null when it holds at level 0, so that there is no solution at all. */
  learn(): Lesson | null {
    const { trail, since, wanted } = this
    let level = 0
    for (const key of this.keys) level = Math.max(level, trail.level[since[key]!]!)
    if (level === 0) return null
    this.open = this.keys.reduce((sum, key) => sum + (trail.level[since[key]!] === level ? 1 : 0), 0)
    this.level = level
    let at = trail.length - 1
    for (; ; at--) {
      const key = trail.key[at]!
      if (since[key] !== at) continue
      this.bump(trail.against(key, wanted[key]!))
      if (this.open === 1) break
      const value = wanted[key]!
      since[key] = -1
      this.open--
      this.because(key, value, trail.kind[at]!, trail.first[at]!, trail.second[at]!, at)
    }
    const lead = trail.key[at]!
    const rest = [...new Set(this.keys)].filter((key) => since[key]! >= 0 && key !== lead)
    rest.sort((a, b) => since[b]! - since[a]!)
    for (const key of rest) this.bump(trail.against(key, wanted[key]!))
    const lesson = {
      literals: Int32Array.from([lead, ...rest], (key) => trail.against(key, wanted[key]!)),
      level: rest.length > 0 ? trail.level[since[rest[0]!]!]! : 0,
      spread: new Set(rest.map((key) => trail.level[since[key]!]!)).size + 1,
    }
    for (const key of this.keys) since[key] = -1
    this.keys = []
    this.level = -1
    return lesson
  }
}
