import { storable } from '../../../text.ts'
import type { Session } from './statement-service.ts'

/** A statement on the embedded database stops the event loop for as long as it runs: pieces take about this much of the processor. */
const TARGET_MS = 20
const FEWEST = 25
/** More rows at once gain little time, and both threads hold them meanwhile. */
const MOST = 125
const FIRST = 100

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
 * Writes rows as JSON, in pieces that are as large as the database is quick.
 * What need not be there at once can wait until a piece is full.
 */
export class RowWriter {
  readonly #session: Session
  readonly #queues = new Map<string, Queue>()

  constructor(session: Session) {
    this.#session = session
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
    const took = await this.#session.run(
      `insert into ${table} (${list}) select ${list} from json_populate_recordset(null::${table}, ?::json) ${conflict}`,
      [json(piece)],
    )
    if (piece.length >= FEWEST)
      queue.size = Math.min(
        MOST,
        Math.max(FEWEST, Math.round(piece.length * Math.min(2, Math.max(0.5, TARGET_MS / Math.max(1, took))))),
      )
  }
}

/** The rows as the bytes of a JSON list. Nulls are left out: an absent key is null to the database, and most rows are half empty. */
function json(rows: readonly object[]): Uint8Array {
  const text = JSON.stringify(
    rows.map((row) => Object.fromEntries(Object.entries(row).filter(([, value]) => value !== null))),
  )
  return new TextEncoder().encode(
    UNSTORABLE.test(text)
      ? JSON.stringify(rows, (_name, value: unknown) => (typeof value === 'string' ? storable(value) : value))
      : text,
  )
}
