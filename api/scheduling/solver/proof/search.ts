/** Supposes a makespan, decides starts, draws what follows, and learns from each contradiction until none or all is left. */
import { Choices } from './choices.ts'
import { Clauses } from './clauses.ts'
import { Conflicts } from './conflict.ts'
import type { Relaxation } from './relaxation.ts'
import { TimeTable } from './timetable.ts'
import { ARC, AT_MOST, CHOICE, CLAUSE, Trail } from './trail.ts'

/** Clauses kept at first. */
const CLAUSES = 2_000

export class ProofSearch {
  /** No schedule is shorter. */
  bound: number
  private readonly relaxation: Relaxation
  private readonly trail: Trail
  private readonly clauses: Clauses
  private readonly timetable: TimeTable
  private readonly conflicts: Conflicts
  private readonly choices: Choices
  private readonly into: number[][]
  private readonly outOf: number[][]
  private readonly dropped: number[] = []
  private readonly droppedAt: number[] = []
  private read = 0
  private most = CLAUSES

  constructor(relaxation: Relaxation) {
    this.relaxation = relaxation
    this.trail = new Trail(relaxation)
    this.clauses = new Clauses(this.trail)
    this.timetable = new TimeTable(relaxation, this.trail)
    this.choices = new Choices(this.trail, relaxation.count + 1)
    this.conflicts = new Conflicts(relaxation, this.trail, this.clauses, this.timetable, this.choices.bump)
    this.bound = relaxation.low[relaxation.count]!
    this.into = Array.from(relaxation.low, () => [])
    this.outOf = Array.from(relaxation.low, () => [])
    relaxation.arcs.forEach(({ from, to }, a) => {
      this.outOf[from]!.push(a)
      this.into[to]!.push(a)
    })
    for (let j = 0; j < relaxation.count; j++) this.timetable.touch(j)
  }

  steps(): number {
    return this.timetable.steps + this.clauses.steps
  }

  starts(): Int32Array {
    return Int32Array.from({ length: this.relaxation.count }, (_, j) => this.trail.bound[2 * j]!)
  }

  /** Starts over with what was learned. @returns false when no schedule is possible. */
  restart(): boolean {
    this.backTo(0)
    if (!this.propagate()) return false
    const alone = this.clauses.reduce((this.most *= 1.02))
    if (alone === null) return false
    return alone.every((literal) => this.trail.assert(literal, CHOICE, 0)) && this.propagate()
  }

  /** Decides one literal and draws what follows. */
  step(): 'IMPOSSIBLE' | 'SOLVED' | 'CONTRADICTION' | 'OPEN' {
    if (!this.decide()) return 'SOLVED'
    if (this.propagate(true)) return 'OPEN'
    for (;;) {
      const lesson = this.conflicts.learn()
      if (lesson === null) return 'IMPOSSIBLE'
      this.choices.decay()
      this.backTo(lesson.level)
      const { literals } = lesson
      const known =
        literals.length === 1
          ? this.trail.assert(literals[0]!, CHOICE, 0)
          : this.trail.assert(literals[0]!, CLAUSE, this.clauses.add(literals, lesson.spread))
      if (!known) return 'IMPOSSIBLE'
      if (this.propagate(true)) break
    }
    return 'CONTRADICTION'
  }

  private backTo(level: number): void {
    this.trail.backTo(level, (j) => {
      this.timetable.touch(j)
      this.choices.reopen(j)
    })
    this.timetable.settle()
    this.read = Math.min(this.read, this.trail.length)
    if (this.droppedAt.length > level) {
      this.choices.restore(this.dropped, this.droppedAt[level]!)
      this.droppedAt.length = level
    }
  }

  private decide(): boolean {
    const { trail, relaxation } = this
    const end = 2 * relaxation.count
    let key = -1
    let value = 0
    if (trail.starts.length === 0) {
      this.bound = trail.bound[end]!
      if (trail.bound[end + 1]! > this.bound) {
        key = end + AT_MOST
        value = this.bound
      }
    }
    if (key < 0) {
      const literal = this.choices.next(this.dropped)
      if (literal >= 0) {
        this.open()
        trail.assert(literal, CHOICE, 0)
        return true
      }
      for (let j = 0; j < relaxation.count; j++) {
        if (trail.bound[2 * j + 1]! <= trail.bound[2 * j]!) continue
        if (key >= 0 && trail.bound[2 * j]! >= value) continue
        key = 2 * j + AT_MOST
        value = trail.bound[2 * j]!
      }
      if (key < 0) return false
    }
    this.open()
    trail.set(key, value, CHOICE, 0, 0)
    return true
  }

  private open(): void {
    this.trail.starts.push(this.trail.length)
    this.droppedAt.push(this.dropped.length)
  }

  /** @returns false on a contradiction, which is then explained where `explain` is set. */
  private propagate(explain = false): boolean {
    const { trail, clauses, timetable, conflicts } = this
    for (;;) {
      while (this.read < trail.length) {
        const entry = this.read++
        timetable.touch(trail.key[entry]! >> 1)
        const broken = clauses.propagate(entry)
        if (broken >= 0) {
          if (explain) conflicts.ofClause(broken)
          return false
        }
        if (!this.follow(trail.key[entry]!, explain)) return false
      }
      const stuck = timetable.propagate()
      if (stuck !== null) {
        if (explain) {
          if (stuck === 'OVERFULL') conflicts.overfull()
          else conflicts.ofFull(stuck.key, stuck.value)
        }
        return false
      }
      if (this.read === trail.length) return true
    }
  }

  /** Moves neighbors along the arcs. */
  private follow(key: number, explain: boolean): boolean {
    const { trail, relaxation } = this
    const { arcs, endOf, startPast } = relaxation
    const j = key >> 1
    const value = trail.bound[key]!
    if ((key & 1) === AT_MOST) {
      for (const a of this.into[j]!) {
        const { from, lag } = arcs[a]!
        const latest = startPast(from, value - lag) - 1
        if (trail.set(2 * from + 1, latest, ARC, a, 0)) continue
        if (explain) this.conflicts.ofBound(2 * from + 1, latest, ARC, a, 0)
        return false
      }
      return true
    }
    const end = endOf(j, value)
    for (const a of this.outOf[j]!) {
      const { to, lag } = arcs[a]!
      if (trail.set(2 * to, end + lag, ARC, a, 0)) continue
      if (explain) this.conflicts.ofBound(2 * to, end + lag, ARC, a, 0)
      return false
    }
    return true
  }
}
