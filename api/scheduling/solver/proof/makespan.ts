/**
 * Destructive improvement of the makespan bound (Klein & Scholl 1999): a makespan is supposed, and what follows from it is
 * drawn until it contradicts itself, which proves the next one. Contradictions are learned from, so that none is met twice
 * (lazy clause generation: Ohrimenko, Stuckey & Codish 2009; for the RCPSP Schutt et al. 2011).
 */
import type { Heads } from '../bound.ts'
import type { Instance } from '../../problem/instance.ts'
import { relax } from './relaxation.ts'
import { ProofSearch } from './search.ts'

/** Activities × periods above which the simpler bounds must do: a proof would take more memory than it is worth. */
const MOST_PERIODS = 500_000
/** Contradictions before a first restart. */
const RESTART = 60

export interface Proof {
  /** No schedule is shorter. */
  readonly bound: number
  /** Starts of a schedule of this length by activity, in the relaxed problem; null while there is none. */
  readonly starts: Int32Array | null
}

/**
 * Proves longer and longer makespans until `makespan` is proven or a schedule as short as the bound is found. Each `next`
 * grants steps of reasoning; a step takes the same work on every machine.
 * @param least a makespan that is proven already.
 * @param makespan of a known schedule.
 */
export function* proveMakespan(
  instance: Instance,
  heads: Heads,
  least: number,
  makespan: number,
): Generator<Proof, Proof, number> {
  let granted: number = yield { bound: least, starts: null }
  if (least >= makespan || makespan > instance.overflow || instance.count * makespan > MOST_PERIODS)
    return { bound: least, starts: null }
  const relaxation = relax(instance, heads, least, makespan)
  if (relaxation === null) return { bound: makespan, starts: null }
  const search = new ProofSearch(relaxation)
  for (let round = 1; ; round++) {
    if (!search.restart()) return { bound: makespan, starts: null }
    for (let left = RESTART * luby(round); left > 0;) {
      while (search.steps() >= granted) granted += yield { bound: search.bound, starts: null }
      const result = search.step()
      if (result === 'IMPOSSIBLE') return { bound: makespan, starts: null }
      if (result === 'SOLVED') return { bound: search.bound, starts: search.starts() }
      if (result === 'CONTRADICTION') left--
    }
  }
}

/** 1 1 2 1 1 2 4 …: restarts that are short most of the time. */
function luby(round: number): number {
  let size = 1
  while (size < round + 1) size *= 2
  return size === round + 1 ? size / 2 : luby(round - size / 2 + 1)
}
