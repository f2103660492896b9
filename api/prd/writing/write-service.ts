import type { Context } from '../../data/context.ts'
import { ask } from '../../ai/ask-service.ts'
import type { Access, Outcome, Usage } from '../../ai/question.ts'
import type { Composed } from '../compose/compose.ts'
import type { PrdDocument } from '../document.ts'
import { readAnswer } from './answer.ts'
import { judge, merged, type Judged } from './merge.ts'
import { phrasedIn, questionFor, repairOf } from './prompt.ts'

const LIMITS = { connectMs: 30_000, idleMs: 30_000, totalMs: 120_000 }
/** Sentences of a first answer that a second one may repair; where most failed, another try would fail as well. */
const MOST_REPAIRED = 12

export type Written =
  | { readonly kind: 'written'; readonly document: PrdDocument; readonly usage: readonly Usage[] }
  | { readonly kind: 'not-written'; readonly why: string; readonly usage: readonly Usage[] }

/** Why there is no answer, for whoever asked for a document. What the provider said is for the operator alone. */
const WHY: Readonly<Record<Exclude<Outcome['kind'], 'answered'>, string>> = {
  refused: 'the model declined to write it',
  'cut-off': 'the answer was cut off at its limit',
  'full-context': 'the records are more than the model can read at once',
  unavailable: 'the AI provider is not available right now',
  misconfigured: 'the AI provider refused the key or the model; an owner can check them in Settings',
  cancelled: 'the request was canceled',
}

/** Has a model phrase its sections, checks them, and asks once more about those that do not hold. Never throws for a provider. */
export async function writtenBy(context: Context, access: Access, composed: Composed): Promise<Written> {
  const question = questionFor(composed)
  const limits = { ...LIMITS, signal: context.signal }
  const first = await ask(access, question, limits, context.ai.hosts)
  if (first.kind !== 'answered') return { kind: 'not-written', why: WHY[first.kind], usage: usageOf(first) }
  const asked = phrasedIn(composed.document)
  const judged = judge(composed, readAnswer(first.answer, asked))
  if (judged.length === 0)
    return { kind: 'not-written', why: 'the model’s answer had no sentence to read', usage: [first.usage] }
  const failed = judged.filter(({ problems }) => problems)
  if (failed.length === 0 || failed.length > MOST_REPAIRED)
    return { kind: 'written', document: merged(composed, judged), usage: [first.usage] }
  const repair = repairOf(
    question,
    failed.map(({ sentence: { text }, problems }) => ({ text, problems })),
  )
  const second = await ask(access, repair, limits, context.ai.hosts)
  const again = second.kind === 'answered' ? judge(composed, readAnswer(second.answer, asked)) : []
  return {
    kind: 'written',
    document: merged(composed, failures(again) < failures(judged) && again.length > 0 ? again : judged),
    usage: [first.usage, ...usageOf(second)],
  }
}

const failures = (judged: readonly Judged[]) => judged.filter(({ problems }) => problems).length
const usageOf = (outcome: Outcome): Usage[] => ('usage' in outcome && outcome.usage ? [outcome.usage] : [])
