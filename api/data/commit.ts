import { contextCacheSymbol } from '@pothos/core'
import type { Context } from './context.ts'

/**
 * Commits a mutation, or nothing of it. Afterwards the request forgets what it had loaded, so that the answer's fields,
 * and a second mutation in the same document, read what is now true.
 */
export async function commit<T>(context: Context, work: () => Promise<T>): Promise<T> {
  const result = await context.db.transaction(work)
  context.db.em.clear()
  ;(context as unknown as Record<symbol, object>)[contextCacheSymbol] = {}
  return result
}
