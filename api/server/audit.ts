import { AuditEvent } from '../identity/entity.ts'
import type { Principal } from '../identity/principal.ts'
import { standIn } from '../data/context.ts'
import type { Orm } from '../data/database.ts'

/** Milliseconds that rows of reads may wait to be written together. */
const FLUSH_MS = 200
const BATCH = 500

export interface AuditRow {
  at: Date
  action: string
  subject: string
  correlationId: string
  sessionId: string | null
  ip: string | null
  userAgent: string | null
  outcome: string
  milliseconds: number
}

/**
 * One row per call: who, what, when, from where, how it ended; no arguments, no answers. Rows are written in batches a
 * moment after the call, so that a read does not wait for a write; `close` writes the rest.
 */
export class AuditLog {
  readonly #orm: Orm
  readonly #waiting = new Map<string, { principal: Principal; rows: AuditRow[] }>()
  #timer: NodeJS.Timeout | undefined
  #writing: Promise<void> = Promise.resolve()

  constructor(orm: Orm) {
    this.#orm = orm
  }

  record(principal: Principal, row: AuditRow): void {
    const waiting = this.#waiting.get(principal.tenantId) ?? { principal, rows: [] }
    this.#waiting.set(principal.tenantId, waiting)
    waiting.rows.push(row)
    if (waiting.rows.length >= BATCH) void this.flush()
    else this.#timer ??= setTimeout(() => void this.flush(), FLUSH_MS).unref()
  }

  /** Writes what waits. Resolves when it is in the database. */
  flush(): Promise<void> {
    clearTimeout(this.#timer)
    this.#timer = undefined
    const batches = [...this.#waiting.values()]
    this.#waiting.clear()
    this.#writing = this.#writing.then(async () => {
      for (const { principal, rows } of batches) {
        const { em } = standIn(this.#orm, principal)
        await em.insertMany(AuditEvent, rows.map((row) => ({ ...row, id: crypto.randomUUID(), tenantId: principal.tenantId })))
      }
    })
    return this.#writing
  }
}
