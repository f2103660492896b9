import { setImmediate as breathe } from 'node:timers/promises'

/** Rows that a statement which only reads, ends or deletes by id takes at once. */
const BY_ID = 500

/**
 * What the writing of an import needs of a database: statements in the transaction that its caller opened, one at a time.
 * Parameters stand as `?` in the text; a JSON text is given as its UTF-8 bytes, which another thread takes over without a copy.
 */
export interface Session {
  /** The one that the transaction stands in; row-level security holds every statement to it. */
  readonly tenant: string
  query<T>(sql: string, params: readonly unknown[]): Promise<T[]>
  /** A statement that gives no rows. @returns milliseconds of the processor that it took of the thread that serves */
  run(sql: string, params: readonly unknown[]): Promise<number>
}

/** A statement with `(…)` in place of the ids, over all of them in pieces; others get their turn between two. */
export async function inPieces<T = unknown>(
  session: Session,
  sql: string,
  before: readonly unknown[],
  ids: readonly string[],
  after: readonly unknown[] = [],
): Promise<T[]> {
  const found: T[] = []
  for (let at = 0; at < ids.length; at += BY_ID) {
    const part = ids.slice(at, at + BY_ID)
    for (const row of await session.query<T>(sql.replace('(…)', `(${part.map(() => '?').join(', ')})`), [
      ...before,
      ...part,
      ...after,
    ]))
      found.push(row)
    await breathe()
  }
  return found
}
