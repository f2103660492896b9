/**
 * The seam to billing: what a document may cost is set aside before a model is asked, and settled in the transaction that
 * writes the document. Without a document, all of it returns. Until an installation bills, nothing is charged.
 */
import type { EntityManager } from '../../data/database.ts'
import type { Usage } from '../../ai/question.ts'

export interface Reservation {
  readonly requestId: string
  readonly amount: number
}

/** Tokens that one credit pays for; a token of the answer counts as five. */
const TOKENS_PER_CREDIT = 10_000

export function creditsFor(usage: readonly Pick<Usage, 'input' | 'cacheWrite' | 'output'>[]): number {
  const tokens = usage.reduce((sum, { input, cacheWrite, output }) => sum + input + cacheWrite + 5 * output, 0)
  return Math.ceil(tokens / TOKENS_PER_CREDIT)
}

export async function reserve(reservation: Reservation): Promise<Reservation> {
  return reservation
}

/** Call it inside the document's transaction. @returns what was charged: never more than was set aside */
export async function settle(_em: EntityManager, { amount }: Reservation, used: number): Promise<number> {
  return Math.min(amount, used)
}

export async function release(_reservation: Reservation): Promise<void> {
  return
}
