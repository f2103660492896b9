import type { Context } from '../../data/context.ts'
import { ask } from '../../ai/ask-service.ts'
import { LIMITS, usageOf, WHY } from '../../ai/ending.ts'
import type { Outcome, Question, Usage } from '../../ai/question.ts'
import type { AiAccess } from '../../ai/setting.ts'
import type { Composed } from '../compose/compose.ts'
import type { PrdDocument } from '../document.ts'
import { readAnswer } from './answer.ts'
import { judgeQuestion, withVerdicts } from './judge.ts'
import { checked, merged, type Checked } from './merge.ts'
import { phrasedIn, questionFor, repairOf } from './prompt.ts'

/** Sentences of a first answer that a second one may repair; where most failed, another try would fail as well. */
const MOST_REPAIRED = 12

export type Written =
  | { readonly kind: 'written'; readonly document: PrdDocument; readonly usage: readonly Usage[] }
  | { readonly kind: 'not-written'; readonly why: string; readonly usage: readonly Usage[] }

/**
 * Has a model phrase its sections, checks them, asks once more about those that do not hold, and has the rest judged where
 * an owner wants that. Never throws for a provider.
 */
export async function writtenBy(context: Context, access: AiAccess, composed: Composed): Promise<Written> {
  const limits = { ...LIMITS, signal: context.signal }
  const asking = (question: Question) => ask(access, question, limits, context.ai.hosts)
  const question = questionFor(composed)
  const first = await asking(question)
  if (first.kind !== 'answered') return { kind: 'not-written', why: WHY[first.kind], usage: usageOf(first) }
  const asked = phrasedIn(composed.document)
  const written = checked(composed, readAnswer(first.answer, asked))
  if (written.length === 0)
    return { kind: 'not-written', why: 'the model’s answer had no sentence to read', usage: [first.usage] }
  const repaired = await repairedBy(asking, question, written, (answer) => checked(composed, readAnswer(answer, asked)))
  const judged = await judgedBy(asking, access, composed, repaired.written)
  return {
    kind: 'written',
    document: merged(composed, judged.written, judged.warnings),
    usage: [first.usage, ...repaired.usage, ...judged.usage],
  }
}

type Asking = (question: Question) => Promise<Outcome>
interface Step {
  readonly written: readonly Checked[]
  readonly usage: readonly Usage[]
}

async function repairedBy(
  asking: Asking,
  question: Question,
  written: readonly Checked[],
  read: (answer: unknown) => Checked[],
): Promise<Step> {
  const failed = written.filter(({ problems }) => problems)
  if (failed.length === 0 || failed.length > MOST_REPAIRED) return { written, usage: [] }
  const outcome = await asking(
    repairOf(
      question,
      failed.map(({ sentence: { text }, problems }) => ({ text, problems })),
    ),
  )
  const again = outcome.kind === 'answered' ? read(outcome.answer) : []
  const better = again.length > 0 && failures(again) < failed.length
  return { written: better ? again : written, usage: usageOf(outcome) }
}

async function judgedBy(
  asking: Asking,
  { judges }: AiAccess,
  { pool }: Composed,
  written: readonly Checked[],
): Promise<Step & { readonly warnings: readonly string[] }> {
  const question = judges ? judgeQuestion(pool, written) : null
  if (!question) return { written, usage: [], warnings: [] }
  const outcome = await asking(question)
  const usage = usageOf(outcome)
  if (outcome.kind !== 'answered')
    return {
      written,
      usage,
      warnings: [`The model did not judge its sentences, because ${WHY[outcome.kind]}. They were ${BY_RULES}`],
    }
  const { unjudged, ...verdicts } = withVerdicts(written, outcome.answer)
  return {
    written: verdicts.written,
    usage,
    warnings: unjudged
      ? [
          `The model gave no verdict on ${unjudged} of its sentences. ${unjudged === 1 ? 'It was' : 'They were'} ${BY_RULES}`,
        ]
      : [],
  }
}

const BY_RULES = 'checked by rules alone, which miss some errors.'
const failures = (judged: readonly Checked[]) => judged.filter(({ problems }) => problems).length
