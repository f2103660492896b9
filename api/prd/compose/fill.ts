/** Who fills which section. */
import type { SectionKey } from '../vocabulary.ts'
import type { Filler } from './sheet.ts'
import * as what from './what.ts'
import * as why from './why.ts'

export const fill: Readonly<Record<SectionKey, Filler>> = {
  summary: why.summary,
  problem: why.problem,
  users: why.users,
  evidence: why.evidence,
  goal: why.goal,
  measures: why.measures,
  scope: what.scope,
  nonGoals: what.nonGoals,
  requirements: what.requirements,
  plan: what.plan,
  constraints: what.constraints,
  risks: what.risks,
  alternatives: what.alternatives,
  questions: what.questions,
}
