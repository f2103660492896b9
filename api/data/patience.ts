/**
 * Waiting for what another change has locked. A connection that waits is one that nobody else has, and an import holds its
 * locks for minutes: changes that people make wait for a moment, then give their connection back and begin anew.
 */
import { setTimeout as pause } from 'node:timers/promises'
import { Turns } from '../workers/turns.ts'
import { isLocked, occupied } from './unavailable.ts'

/**
 * Milliseconds for which a change keeps its connection while it waits for a lock. Less than the second after which
 * PostgreSQL looks for deadlocks: where an import waits for the change too, the import is not the one that it ends.
 */
const HOLD_MS = 500
/** The same when it begins anew, and for those that come while others of their organization wait already. */
const BRIEF_MS = 100
const PAUSE_MS = 100
/** Changes that begin anew at once, organizations in turn: the most connections that waiting takes for long. */
const AT_ONCE = 3

/** Milliseconds for which a caller waits: longer than an import of some thousand rows takes, shorter than clients do. */
const PATIENCE_MS = 15_000

export interface Patience {
  readonly ms?: number
  /** Aborts when the caller goes away: then nobody waits any longer. */
  readonly signal?: AbortSignal
}

const again = new Turns(AT_ONCE)
/** Those that wait without a connection, by organization. */
const waiting = new Map<string, number>()

function count(tenant: string, by: 1 | -1): void {
  const now = (waiting.get(tenant) ?? 0) + by
  if (now > 0) waiting.set(tenant, now)
  else waiting.delete(tenant)
}

/**
 * @param attempt Begins and ends a transaction in which no statement waits for a lock longer than it is told, in milliseconds
 * @throws Refusal UNAVAILABLE when what it needs stays locked
 */
export async function patiently<T>(
  tenant: string,
  { ms = PATIENCE_MS, signal }: Patience,
  attempt: (holdMs: number) => Promise<T>,
): Promise<T> {
  const until = performance.now() + ms
  try {
    return await attempt(waiting.has(tenant) ? BRIEF_MS : HOLD_MS)
  } catch (error) {
    if (!isLocked(error)) throw error
  }
  count(tenant, 1)
  try {
    for (;;) {
      const done = await again.take(tenant, async () => {
        signal?.throwIfAborted()
        if (performance.now() > until) throw occupied()
        try {
          return { result: await attempt(BRIEF_MS) }
        } catch (error) {
          if (!isLocked(error)) throw error
          await pause(PAUSE_MS)
          return null
        }
      })
      if (done) return done.result
    }
  } finally {
    count(tenant, -1)
  }
}
