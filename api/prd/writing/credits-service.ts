import { randomUUID } from 'node:crypto'
import type { Context } from '../../data/context.ts'
import { Refusal } from '../../graphql/errors.ts'
import type { Usage } from '../../ai/question.ts'
import { release, reserve } from '../../billing/ledger-service.ts'
import { priceOf } from '../../billing/prices.ts'

/** The most that a document costs. */
export const MOST_CREDITS = priceOf('generate_prd')

/** Tokens that one credit pays for; a token of the answer counts as five. */
const TOKENS_PER_CREDIT = 10_000

/** At least 1: a model was asked. */
export function creditsFor(usage: readonly Pick<Usage, 'input' | 'cacheWrite' | 'output'>[]): number {
  const tokens = usage.reduce((sum, { input, cacheWrite, output }) => sum + input + cacheWrite + 5 * output, 0)
  return Math.min(MOST_CREDITS, Math.max(1, Math.ceil(tokens / TOKENS_PER_CREDIT)))
}

export type SetAside = { readonly id: string } | { readonly refused: string }

/**
 * Sets aside the most that a document costs, before a model is asked. Without enough credits the outline is the document.
 * @throws CONFLICT while the same request is still running
 */
export async function setAside(context: Context, workspaceId: string, requestId: string | null): Promise<SetAside> {
  try {
    const wanted = {
      requestId: requestId ?? randomUUID(),
      amount: MOST_CREDITS,
      purpose: 'generate_prd',
      workspaceId,
    } as const
    const reserved = await reserve(context, wanted)
    if (reserved.state === 'reserved') return { id: reserved.id }
    throw new Refusal(
      'CONFLICT',
      'This requestId was already charged for a document that no longer exists. Use a new one.',
    )
  } catch (error) {
    if (error instanceof Refusal && error.extensions.code === 'INSUFFICIENT_CREDITS') return { refused: error.message }
    throw error
  }
}

/** No document, nothing charged. */
export async function giveBack(context: Context, id: string, reason: string): Promise<void> {
  await release(context, id, reason)
}
