import { setImmediate as breathe } from 'node:timers/promises'
import type { EntityManager } from '../database.ts'

/** A statement on the embedded database stops the event loop for as long as it runs: rows are given in pieces of about this long. */
const TARGET_MS = 30
const FEWEST = 25
const MOST = 1_000
const FIRST = 100
/** Rows that a statement which only reads, ends or deletes by id takes at once. */
export const BY_ID = 500

/** Escapes that PostgreSQL cannot hold as text: NUL, and halves of surrogate pairs. */
const UNSTORABLE = /\\u(?:0000|d[89a-f])/i

/** Writes rows as JSON, in pieces that are as large as the database is quick; between two pieces others get their turn. */
export class RowWriter {
  readonly #em: EntityManager
  readonly #sizes = new Map<string, number>()

  constructor(em: EntityManager) {
    this.#em = em
  }

  /** Rows that one piece takes now. */
  size(table: string, columns: readonly string[]): number {
    return this.#sizes.get(kindOf(table, columns)) ?? FIRST
  }

  async insert(table: string, columns: readonly string[], rows: readonly object[], conflict = ''): Promise<void> {
    for (let at = 0; at < rows.length; ) {
      const size = this.size(table, columns)
      const piece = rows.slice(at, at + size)
      const started = performance.now()
      const list = columns.join(', ')
      await this.#em.execute(`insert into ${table} (${list}) select ${list} from json_populate_recordset(null::${table}, ?::json) ${conflict}`, [storable(piece)])
      const took = performance.now() - started
      if (piece.length >= FEWEST) this.#sizes.set(kindOf(table, columns), Math.min(MOST, Math.max(FEWEST, Math.round(piece.length * Math.min(2, Math.max(0.5, TARGET_MS / took))))))
      at += piece.length
      await breathe()
    }
  }

  /** A statement with `(…)` in place of the ids, over all of them in pieces. */
  async byId<T = unknown>(sql: string, before: readonly unknown[], ids: readonly string[]): Promise<T[]> {
    const found: T[] = []
    for (let at = 0; at < ids.length; at += BY_ID) {
      const part = ids.slice(at, at + BY_ID)
      const rows = await this.#em.execute<T[] | { affectedRows: number }>(sql.replace('(…)', `(${part.map(() => '?').join(', ')})`), [...before, ...part])
      if (Array.isArray(rows)) for (const row of rows) found.push(row)
      await breathe()
    }
    return found
  }
}

/** Statements of one kind take alike. */
const kindOf = (table: string, columns: readonly string[]) => `${table} ${columns.length}`

function storable(rows: readonly object[]): string {
  const text = JSON.stringify(rows)
  if (!UNSTORABLE.test(text)) return text
  return JSON.stringify(rows, (_name, value: unknown) => (typeof value === 'string' ? value.toWellFormed().replaceAll('\0', '') : value))
}
