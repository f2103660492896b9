import { randomUUID } from 'node:crypto'
import type { Usage } from '../ai/question.ts'
import type { Context } from '../data/context.ts'
import { Refusal } from '../graphql/errors.ts'
import { release, reserve } from './ledger-service.ts'
import { priceOf, type Purpose } from './prices.ts'

/** Tokens that one credit pays for; a token of the answer counts as five. */
const TOKENS_PER_CREDIT = 10_000

/** At least 1: a model was asked. At most what the work may cost. */
export function creditsFor(purpose: Purpose, usage: readonly Pick<Usage, 'input' | 'cacheWrite' | 'output'>[]): number {
  const tokens = usage.reduce((sum, { input, cacheWrite, output }) => sum + input + cacheWrite + 5 * output, 0)
  return Math.min(priceOf(purpose), Math.max(1, Math.ceil(tokens / TOKENS_PER_CREDIT)))
}

export type SetAside = { readonly id: string } | { readonly refused: string }

/**
 * Sets aside the most that the work costs, before a model is asked. Without enough credits it is done without a model.
 * @throws CONFLICT while the same request is still running
 */
export async function setAside(
  context: Context,
  purpose: Purpose,
  workspaceId: string,
  requestId: string | null = null,
): Promise<SetAside> {
  try {
    const wanted = { requestId: requestId ?? randomUUID(), amount: priceOf(purpose), purpose, workspaceId }
    const reserved = await reserve(context, wanted)
    if (reserved.state === 'reserved') return { id: reserved.id }
    throw new Refusal('CONFLICT', 'This requestId was already charged for work that is no longer kept. Use a new one.')
  } catch (error) {
    if (error instanceof Refusal && error.extensions.code === 'INSUFFICIENT_CREDITS') return { refused: error.message }
    throw error
  }
}

/** Nothing came of it, nothing charged. */
export async function giveBack(context: Context, id: string, reason: string): Promise<void> {
  await release(context, id, reason)
}
