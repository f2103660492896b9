import type { Candidate } from './candidate.ts'
import { ice, rice } from './rice.ts'
import type { Method, Scoring } from './score.ts'
import { wsjf } from './wsjf.ts'

export function scoreAll(candidates: readonly Candidate[], method: Method): Scoring {
  return { wsjf, rice, ice }[method](candidates)
}
