import { setTimeout as sleep } from 'node:timers/promises'
import { askAnthropic } from './anthropic-service.ts'
import { askOpenAI } from './openai-service.ts'
import { retryIn } from './outcome.ts'
import { outward } from './outward-service.ts'
import type { Access, Asked, Limits, Outcome, Provider, Question } from './question.ts'

const ASK: Readonly<Record<Provider, typeof askAnthropic>> = { anthropic: askAnthropic, openai: askOpenAI }

interface Way {
  /** Hosts beside the public ones that the operator allows (`PM33_AI_HOSTS`). */
  readonly hosts?: readonly string[]
  /** Told how the question ended, for the operator's log. */
  readonly note?: (asked: Asked) => void
}

/** Asks a model one question. Never throws: every way in which it can end is an outcome. */
export async function ask(access: Access, question: Question, limits: Limits, way: Way = {}): Promise<Outcome> {
  const began = performance.now()
  const outcome = await askedOnceOrTwice(access, question, limits, way.hosts ?? [])
  way.note?.({
    provider: access.provider,
    host: new URL(access.baseUrl).host,
    model: access.model,
    outcome: outcome.kind,
    ...('why' in outcome && { why: outcome.why }),
    ...('detail' in outcome && outcome.detail && { detail: withoutKey(outcome.detail, access) }),
    ms: Math.round(performance.now() - began),
    ...('usage' in outcome && outcome.usage && { usage: outcome.usage }),
  })
  return outcome
}

/** Providers repeat the key that they refuse, or its ends. */
export const withoutKey = (detail: string, { apiKey }: Pick<Access, 'apiKey'>): string =>
  detail.replaceAll(apiKey, '(key)').replaceAll(/\b(?:sk|key)-[\w*.-]+/gi, '(key)')

async function askedOnceOrTwice(
  access: Access,
  question: Question,
  limits: Limits,
  hosts: readonly string[],
): Promise<Outcome> {
  const fetching = (heard: () => void) => outward(hosts, heard)
  const until = performance.now() + limits.totalMs
  const first = await ASK[access.provider](access, question, limits, fetching)
  const left = until - performance.now()
  const wait = retryIn(first, left)
  if (wait === null) return first
  try {
    await sleep(wait, undefined, { ...(limits.signal && { signal: limits.signal }) })
  } catch {
    return { kind: 'cancelled' }
  }
  return ASK[access.provider](access, question, { ...limits, totalMs: left - wait }, fetching)
}
