import { setTimeout as sleep } from 'node:timers/promises'
import { askAnthropic } from './anthropic-service.ts'
import { askOpenAI } from './openai-service.ts'
import { retryIn } from './outcome.ts'
import { outward } from './outward-service.ts'
import type { Access, Limits, Outcome, Provider, Question } from './question.ts'

const ASK: Readonly<Record<Provider, typeof askAnthropic>> = { anthropic: askAnthropic, openai: askOpenAI }

/**
 * Asks a model one question. Never throws: every way in which it can end is an outcome.
 * @param trusted hosts beside the public ones that the operator allows (`PM33_AI_HOSTS`)
 */
export async function ask(
  access: Access,
  question: Question,
  limits: Limits,
  trusted: readonly string[] = [],
): Promise<Outcome> {
  const fetch = outward(trusted)
  const until = performance.now() + limits.totalMs
  const first = await ASK[access.provider](access, question, limits, fetch)
  const left = until - performance.now()
  const wait = retryIn(first, left)
  if (wait === null) return first
  try {
    await sleep(wait, undefined, { ...(limits.signal && { signal: limits.signal }) })
  } catch {
    return { kind: 'cancelled' }
  }
  return ASK[access.provider](access, question, { ...limits, totalMs: left - wait }, fetch)
}
