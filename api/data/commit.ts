import { contextCacheSymbol } from '@pothos/core'
import type { Context } from './context.ts'

/**
 * Commits a mutation, or nothing of it. Afterwards the request forgets what it had loaded, so that the answer's fields,
 * and a second mutation in the same document, read what is now true.
 * @param work may run more than once: it begins anew when what it needs is locked
 * @param large it takes long itself, and waits in the transaction for what is locked
 */
export async function commit<T>(context: Context, work: () => Promise<T>, { large = false } = {}): Promise<T> {
  const result = await context.db.transaction(work, large ? undefined : { signal: context.signal })
  context.db.em.clear()
  ;(context as unknown as Record<symbol, object>)[contextCacheSymbol] = {}
  return result
}
