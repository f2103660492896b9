import type { Candidate } from './candidate.ts'
import { ice, rice } from './rice.ts'
import type { Method, Scoring } from './score.ts'
import { wsjf, type PartWeights } from './wsjf.ts'

/** @param weights of the parts of the cost of delay; RICE and ICE multiply theirs, so a weight would change nothing */
export function scoreAll(candidates: readonly Candidate[], method: Method, weights?: PartWeights): Scoring {
  return method === 'wsjf' ? wsjf(candidates, weights) : { rice, ice }[method](candidates)
}
