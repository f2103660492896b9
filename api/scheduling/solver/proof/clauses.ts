/** Learned clauses, each watched at two literals that are not yet false (Moskewicz et al. 2001). */
import { CLAUSE, type Trail } from './trail.ts'

interface Learned {
  literals: Int32Array
  /** Levels that met in it when it was learned: few make a useful clause (Audemard & Simon 2009). */
  readonly spread: number
}

export class Clauses {
  steps = 0
  readonly learned: Learned[] = []
  private readonly trail: Trail
  private watches: (number[] | undefined)[]

  constructor(trail: Trail) {
    this.trail = trail
    this.watches = []
    this.watches.length = 2 * trail.ofLiteral.length
  }

  /** The first literal is the one that follows, the second the last to become false. @returns its number. */
  add(literals: Int32Array, spread: number): number {
    const at = this.learned.push({ literals, spread }) - 1
    this.watch(literals[0]!, at)
    this.watch(literals[1]!, at)
    return at
  }

  private watch(literal: number, at: number): void {
    const list = this.watches[literal]
    if (list === undefined) this.watches[literal] = [at]
    else list.push(at)
  }

  /** Draws what follows from one entry of the trail. @returns the clause that it contradicts, or −1. */
  propagate(entry: number): number {
    const { trail } = this
    const key = trail.key[entry]!
    const atLeast = (key & 1) === 0
    // A start after v − 1 contradicts every "by u", u < v; a start by v contradicts every "after u", u ≥ v.
    const value = trail.value[entry]!
    const before = trail.before[entry]!
    let literal = atLeast ? trail.against(key, before + 1) : trail.against(key, value)
    for (let left = Math.abs(value - before); left > 0; left--, literal += 2) {
      const broken = this.falsified(literal)
      if (broken >= 0) return broken
    }
    return -1
  }

  private falsified(literal: number): number {
    const list = this.watches[literal]
    if (list === undefined || list.length === 0) return -1
    const { trail, learned } = this
    let kept = 0
    this.steps += list.length
    for (let i = 0; i < list.length; i++) {
      const at = list[i]!
      const { literals } = learned[at]!
      if (literals[0] === literal) {
        literals[0] = literals[1]!
        literals[1] = literal
      }
      const first = literals[0]!
      const state = trail.state(first)
      if (state !== 1 && this.moved(literals, at)) continue
      list[kept++] = at
      if (state === 1) continue
      if (state === 0) {
        trail.assert(first, CLAUSE, at)
        continue
      }
      while (++i < list.length) list[kept++] = list[i]!
      list.length = kept
      return at
    }
    list.length = kept
    return -1
  }

  /** Watches another literal that is not false in place of the second. @returns whether there is one. */
  private moved(literals: Int32Array, at: number): boolean {
    for (let k = 2; k < literals.length; k++) {
      const other = literals[k]!
      if (this.trail.state(other) < 0) continue
      literals[k] = literals[1]!
      literals[1] = other
      this.watch(other, at)
      return true
    }
    return false
  }

  /**
   * At level 0: drops what is true, false literals, and the less useful half when there is too much.
   * @returns literals that stand alone now; null when a clause has none left.
   */
  reduce(most: number): number[] | null {
    const { trail } = this
    const alone: number[] = []
    const open = this.learned.filter(({ literals }) => literals.every((literal) => trail.state(literal) < 1))
    const older = open.slice(0, -most / 4).toSorted((a, b) => a.spread - b.spread)
    const kept = open.length <= most ? open : [...older.slice(0, most / 4), ...open.slice(-most / 4)]
    this.learned.length = 0
    this.watches = []
    this.watches.length = 2 * trail.ofLiteral.length
    for (const { literals, spread } of kept) {
      const left = literals.filter((literal) => trail.state(literal) === 0)
      if (left.length === 0) return null
      if (left.length === 1) alone.push(left[0]!)
      else this.add(left, spread)
    }
    return alone
  }
}
