import { setImmediate as breathe } from 'node:timers/promises'
import type { EntityManager } from '../database.ts'

/** A statement on the embedded database stops the event loop for as long as it runs: pieces take about this much of the processor. */
const TARGET_MS = 40
const FEWEST = 25
const MOST = 1_000
const FIRST = 100
/** Rows that a statement which only reads, ends or deletes by id takes at once. */
const BY_ID = 500

/** Escapes that PostgreSQL cannot hold as text: NUL, and halves of surrogate pairs. */
const UNSTORABLE = /\\u(?:0000|d[89a-f])/i

interface Queue {
  table: string
  columns: readonly string[]
  conflict: string
  rows: object[]
  /** Rows that one statement takes now. */
  size: number
}

/**
 * Writes rows as JSON, in pieces that are as large as the database is quick; between two pieces others get their turn.
 * What need not be there at once can wait until a piece is full.
 */
export class RowWriter {
  readonly #em: EntityManager
  readonly #queues = new Map<string, Queue>()

  constructor(em: EntityManager) {
    this.#em = em
  }

  /** Rows that one piece takes now. */
  size(table: string, columns: readonly string[], conflict = ''): number {
    return this.#queue(table, columns, conflict).size
  }

  /** Writes rows now, and what waited before them. */
  async insert(table: string, columns: readonly string[], rows: readonly object[], conflict = ''): Promise<void> {
    const queue = this.#queue(table, columns, conflict)
    for (const row of rows) queue.rows.push(row)
    while (queue.rows.length) await this.#write(queue)
  }

  /** Writes rows when enough have come, or at `flush`. */
  async later(table: string, columns: readonly string[], rows: readonly object[], conflict = ''): Promise<void> {
    const queue = this.#queue(table, columns, conflict)
    for (const row of rows) queue.rows.push(row)
    while (queue.rows.length >= queue.size) await this.#write(queue)
  }

  async flush(): Promise<void> {
    for (const queue of this.#queues.values()) while (queue.rows.length) await this.#write(queue)
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

  #queue(table: string, columns: readonly string[], conflict: string): Queue {
    const kind = `${table} ${columns.length} ${conflict}`
    let queue = this.#queues.get(kind)
    if (!queue) this.#queues.set(kind, (queue = { table, columns, conflict, rows: [], size: FIRST }))
    return queue
  }

  async #write(queue: Queue): Promise<void> {
    const { table, columns, conflict } = queue
    const piece = queue.rows.splice(0, queue.size)
    const list = columns.join(', ')
    const started = process.cpuUsage()
    await this.#em.execute(`insert into ${table} (${list}) select ${list} from json_populate_recordset(null::${table}, ?::json) ${conflict}`, [storable(piece)])
    const { user, system } = process.cpuUsage(started)
    const took = Math.max(1, (user + system) / 1_000)
    if (piece.length >= FEWEST) queue.size = Math.min(MOST, Math.max(FEWEST, Math.round(piece.length * Math.min(2, Math.max(0.5, TARGET_MS / took)))))
    await breathe()
  }
}

/** Nulls are left out: an absent key is null to the database, and most rows are half empty. */
function storable(rows: readonly object[]): string {
  const text = JSON.stringify(rows.map((row) => Object.fromEntries(Object.entries(row).filter(([, value]) => value !== null))))
  if (!UNSTORABLE.test(text)) return text
  return JSON.stringify(rows, (_name, value: unknown) => (typeof value === 'string' ? value.toWellFormed().replaceAll('\0', '') : value))
}
