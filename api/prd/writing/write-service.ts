import type { Context } from '../../data/context.ts'
import { ask } from '../../ai/ask-service.ts'
import { LIMITS, usageOf, WHY } from '../../ai/ending.ts'
import type { Outcome, Question, Usage } from '../../ai/question.ts'
import type { AiAccess } from '../../ai/setting.ts'
import type { Composed } from '../compose/compose.ts'
import type { Pool } from '../compose/sources.ts'
import type { PrdDocument } from '../document.ts'
import { readAnswer } from './answer.ts'
import { judgeQuestion, withVerdicts } from './judge.ts'
import { checked, merged, type Checked } from './merge.ts'
import { phrasedIn, questionFor, repairedWith, repairOf } from './prompt.ts'
import { readableOf } from './readable.ts'

/** Milliseconds for all questions of a document: proxies wait for five minutes, and the analyses come first. */
const WRITING_MS = 240_000
/** With less time left, a repair or a judgment is not begun. */
const LEAST_MS = 10_000

export type Written =
  | { readonly kind: 'written'; readonly document: PrdDocument; readonly usage: readonly Usage[] }
  | { readonly kind: 'not-written'; readonly why: string; readonly usage: readonly Usage[] }

/**
 * Has a model phrase its sections, checks them, asks once more about those that do not hold, and has the rest judged where
 * an owner wants that. Never throws for a provider.
 * @param within milliseconds for all of it; what no time is left for is left out and said
 */
export async function writtenBy(
  context: Pick<Context, 'signal' | 'ai'>,
  access: AiAccess,
  composed: Composed,
  within = WRITING_MS,
): Promise<Written> {
  const until = performance.now() + within
  const asking = (question: Question) => {
    const totalMs = Math.min(LIMITS.totalMs, until - performance.now())
    return ask(access, question, { ...LIMITS, totalMs, signal: context.signal }, context.ai)
  }
  const another = (question: Question) =>
    until - performance.now() < LEAST_MS ? Promise.resolve(null) : asking(question)
  const pool = readableOf(composed)
  const question = questionFor(composed, pool)
  const first = await asking(question)
  if (first.kind !== 'answered') return { kind: 'not-written', why: WHY[first.kind], usage: usageOf(first) }
  const asked = phrasedIn(composed.document)
  const answer = readAnswer(first.answer, asked)
  const written = checked(pool, answer)
  if (written.length === 0)
    return { kind: 'not-written', why: 'the model’s answer had no sentence to read', usage: [first.usage] }
  const repaired = await repairedBy(
    another,
    (failed) => repairOf(composed.document, question, failed),
    written,
    (again) => checked(pool, readAnswer(again, asked)),
  )
  const judged = access.judges
    ? await judgedBy(another, pool, repaired.written)
    : { written: repaired.written, usage: [], warnings: [] }
  return {
    kind: 'written',
    document: merged(composed, judged.written, { unreadable: answer.unreadable, warnings: judged.warnings }),
    usage: [first.usage, ...repaired.usage, ...judged.usage],
  }
}

/** null: no time was left to ask. */
type Asking = (question: Question) => Promise<Outcome | null>
interface Step {
  readonly written: readonly Checked[]
  readonly usage: readonly Usage[]
}

async function repairedBy(
  asking: Asking,
  repair: (failed: readonly Checked[]) => Question,
  written: readonly Checked[],
  read: (answer: unknown) => Checked[],
): Promise<Step> {
  const failed = written.filter(({ problems }) => problems)
  const outcome = failed.length ? await asking(repair(failed)) : null
  if (!outcome) return { written, usage: [] }
  return {
    written: outcome.kind === 'answered' ? repairedWith(written, read(outcome.answer)) : written,
    usage: usageOf(outcome),
  }
}

async function judgedBy(
  asking: Asking,
  pool: Pool,
  written: readonly Checked[],
): Promise<Step & { readonly warnings: readonly string[] }> {
  const question = judgeQuestion(pool, written)
  if (!question) return { written, usage: [], warnings: [] }
  const outcome = await asking(question)
  const usage = outcome ? usageOf(outcome) : []
  if (outcome?.kind !== 'answered') {
    const why = outcome ? WHY[outcome.kind] : 'writing them took too long'
    return {
      written,
      usage,
      warnings: [`The model did not judge its sentences, because ${why}. They were ${BY_RULES}`],
    }
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
