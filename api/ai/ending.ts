/** How long work may wait for a model, and what its end means for whoever asked for the work. */
import type { Outcome, Usage } from './question.ts'

/** Milliseconds for one question. */
export const LIMITS = { connectMs: 120_000, idleMs: 30_000, totalMs: 120_000 }

/** Why there is no answer. What the provider said is for the operator alone. */
export const WHY: Readonly<Record<Exclude<Outcome['kind'], 'answered'>, string>> = {
  refused: 'the model declined',
  'cut-off': 'the answer was cut off at its limit',
  'full-context': 'the records are more than the model can read at once',
  unavailable: 'the AI provider is not available right now',
  misconfigured: 'the AI provider refused the key or the model; an owner can check them in Settings',
  cancelled: 'the request was canceled',
}

export const usageOf = (outcome: Outcome): Usage[] => ('usage' in outcome && outcome.usage ? [outcome.usage] : [])
