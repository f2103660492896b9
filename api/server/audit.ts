import { once } from 'node:events'
import { setTimeout as after } from 'node:timers/promises'
import { LRUCache } from 'lru-cache'
import type { Logger } from 'pino'
import { appendEvents, type NewEvent } from '../audit/append-service.ts'
import { INSTALLATION, type AuditActorKind } from '../audit/vocabulary.ts'
import { allMembershipsOf } from '../identity/people/people-service.ts'
import { dbForTenant } from '../data/context.ts'
import type { Orm } from '../data/database.ts'
import { cut, storable } from '../../text.ts'
import { troubleOf } from '../data/unavailable.ts'

/** Milliseconds that rows may wait to be written together. */
const FLUSH_MS = 200
const BATCH = 500
/** Rows that wait while the database is away; about 30 MB. What comes beyond is dropped, counted, and logged. */
const MOST_WAITING = 50_000
/** Milliseconds between two attempts while the database is away, doubled from the first to the second figure. */
const RETRY_MS = [500, 15_000] as const
/** Milliseconds that the end of the process waits for the rest to be written. */
const CLOSE_MS = 5_000

/** Who acts: a principal is one. */
export interface AuditActor {
  /** null: every organization of the person, or, where that is nobody, the installation. */
  readonly tenantId: string | null
  readonly kind: AuditActorKind
  readonly subject: string
  readonly userId: string | null
  readonly scopes: ReadonlySet<string>
}

export interface AuditRow {
  at: Date
  action: string
  correlationId: string
  sessionId: string | null
  ip: string | null
  userAgent: string | null
  outcome: string
  milliseconds: number
  credits?: number | null
}

/** Milliseconds for which further refusals of one kind and sender are not written down. */
const REFUSAL_MS = 60_000

interface Waiting {
  tenantId: string | null
  event: NewEvent
}

export interface AuditLimits {
  mostWaiting?: number
  retryMs?: readonly [first: number, longest: number]
  closeMs?: number
}

/**
 * One row per call: who, what, when, from where, how it ended; no arguments, no answers. Rows are written and chained in
 * batches a moment after the call, so that a read does not wait for a write. While the database is away they wait in a bounded
 * queue; a row that can never be written is dropped and does not hold up the others. No failure leaves this class.
 */
export class AuditLog {
  readonly #orm: Orm
  readonly #key: Uint8Array
  readonly #log: Pick<Logger, 'warn' | 'error'>
  readonly #mostWaiting: number
  readonly #retryMs: readonly [number, number]
  readonly #closeMs: number
  readonly #closing = new AbortController()
  #waiting: Waiting[] = []
  #timer: NodeJS.Timeout | undefined
  #writing: Promise<void> | undefined
  #underWay = 0
  #dropped = 0
  readonly #refusals = new LRUCache<string, true>({ max: 10_000, ttl: REFUSAL_MS })

  /** @param key chains the rows; see `api/audit/seal.ts` */
  constructor(orm: Orm, key: Uint8Array, log: Pick<Logger, 'warn' | 'error'>, limits: AuditLimits = {}) {
    this.#orm = orm
    this.#key = key
    this.#log = log
    this.#mostWaiting = limits.mostWaiting ?? MOST_WAITING
    this.#retryMs = limits.retryMs ?? RETRY_MS
    this.#closeMs = limits.closeMs ?? CLOSE_MS
  }

  /** Rows that were lost since the start: the queue was full, or the database refused them for good. */
  get dropped(): number {
    return this.#dropped
  }

  /** Rows that wait, or are being written. */
  get waiting(): number {
    return this.#waiting.length + this.#underWay
  }

  /** Called with each row, before it waits. */
  onRecord: ((row: AuditRow) => void) | null = null

  record(actor: AuditActor, row: AuditRow): void {
    this.onRecord?.(row)
    if (this.#waiting.length + this.#underWay >= this.#mostWaiting) return this.#drop(1, 'the queue is full')
    this.#waiting.push({ tenantId: actor.tenantId, event: eventOf(actor, row) })
    if (this.#waiting.length >= BATCH) this.#start()
    else this.#timer ??= setTimeout(() => this.#start(), FLUSH_MS).unref()
  }

  /** Whether it is the first refusal of its kind and sender in a minute. */
  isFirst(refusal: string): boolean {
    if (this.#refusals.has(refusal)) return false
    this.#refusals.set(refusal, true)
    return true
  }

  /** Resolves when what waits has been written, or dropped. While the database is away it goes on trying. */
  async flush(): Promise<void> {
    do {
      this.#start()
      await this.#writing
    } while (this.#waiting.length && !this.#closing.signal.aborted)
  }

  /** Writes what waits, for five seconds at most; what is left then is counted and logged. */
  async close(): Promise<void> {
    const late = setTimeout(() => this.#closing.abort(), this.#closeMs)
    // A database that says nothing at all must not keep the process: what it was given last counts as lost too.
    await Promise.race([this.flush(), once(this.#closing.signal, 'abort')])
    clearTimeout(late)
    const left = this.#waiting.splice(0).length + this.#underWay
    if (left) this.#drop(left, 'the server stopped before the database came back')
  }

  #start(): void {
    clearTimeout(this.#timer)
    this.#timer = undefined
    // One writer at a time; `#writeAll` never rejects.
    this.#writing ??= this.#writeAll().finally(() => (this.#writing = undefined))
  }

  async #writeAll(): Promise<void> {
    let [pause, longest] = this.#retryMs
    let away = false
    while (this.#waiting.length && !this.#closing.signal.aborted) {
      const batch = this.#waiting.splice(0, BATCH)
      this.#underWay = batch.length
      const left = await this.#write(batch)
      this.#underWay = 0
      if (left.length === 0) {
        if (away) this.#log.warn({ waiting: this.#waiting.length }, 'the audit log is being written again')
        ;[pause, away] = [this.#retryMs[0], false]
        continue
      }
      this.#waiting.unshift(...left)
      if (!away) this.#log.warn({ waiting: this.#waiting.length }, 'the audit log waits for the database')
      away = true
      await after(pause, undefined, { signal: this.#closing.signal, ref: false }).catch(() => undefined)
      pause = Math.min(longest, pause * 2)
    }
  }

  /** @returns the rows that are still to be written, because the database is away */
  async #write(batch: Waiting[]): Promise<Waiting[]> {
    const left: Waiting[] = []
    const placed: (Waiting & { tenantId: string })[] = []
    for (const waiting of batch) {
      try {
        if (left.length) left.push(waiting)
        else placed.push(...(await this.#placed(waiting)))
      } catch (error) {
        if (troubleOf(error) === null) this.#drop(1, 'its organization was not found', error)
        else left.push(waiting)
      }
    }
    for (const [tenantId, rows] of Map.groupBy(placed, (row) => row.tenantId)) {
      // Where one tenant's rows find no database, the others' would only wait for it too.
      left.push(...(left.length ? rows : await this.#writeOf(tenantId, rows)))
    }
    return left
  }

  /** In which organizations an event stands. */
  async #placed({ tenantId, event }: Waiting): Promise<(Waiting & { tenantId: string })[]> {
    if (tenantId) return [{ tenantId, event }]
    const { userId } = event.identity
    const all = userId ? await allMembershipsOf(this.#orm.em.fork(), userId) : []
    if (!all.length) return [{ tenantId: INSTALLATION, event }]
    return all.map((membership) => ({ tenantId: membership.tenantId, event: { ...event, id: crypto.randomUUID() } }))
  }

  /** Rows of one tenant. A batch that the database refuses is halved until the row it refuses stands alone. */
  async #writeOf(tenantId: string, rows: Waiting[]): Promise<Waiting[]> {
    try {
      const events = rows.map(({ event }) => event)
      await appendEvents(dbForTenant(this.#orm, tenantId), this.#key, events)
      return []
    } catch (error) {
      if (troubleOf(error) !== null) return rows
      if (rows.length > 1) {
        const middle = Math.ceil(rows.length / 2)
        return [
          ...(await this.#writeOf(tenantId, rows.slice(0, middle))),
          ...(await this.#writeOf(tenantId, rows.slice(middle))),
        ]
      }
      // Its id is there already: the connection was lost after it had been written.
      if (error instanceof Error && error.name === 'UniqueConstraintViolationException' && !isTaken(error)) return []
      this.#drop(1, 'the database refuses it', error)
      return []
    }
  }

  #drop(rows: number, why: string, error?: unknown): void {
    const before = this.#dropped
    this.#dropped += rows
    // A full queue drops on every call: say it at 1, 10, 100, …
    if (Math.floor(Math.log10(before || 0.5)) === Math.floor(Math.log10(this.#dropped)) && error === undefined) return
    this.#log.error(
      { dropped: this.#dropped, code: (error as { code?: unknown } | undefined)?.code },
      `audit rows were dropped: ${why}`,
    )
  }
}

/** Somebody else has written to the log, past PM33: its next number is taken. `pm33 audit verify` finds that row. */
const isTaken = ({ message }: Error) => message.includes('audit_event_tenant_id_sequence_unique')

/** As columns take it: what a client says of itself is text of any kind. */
function eventOf(actor: AuditActor, row: AuditRow): NewEvent {
  const text = (value: string, most: number) => cut(storable(value), most)
  const optional = (value: string | null, most: number) => (value === null ? null : text(value, most))
  return {
    id: crypto.randomUUID(),
    at: row.at,
    action: text(row.action, 120),
    outcome: text(row.outcome, 40),
    correlationId: text(row.correlationId, 60),
    actor: actor.kind,
    scopes: text([...actor.scopes].join(' '), 400),
    milliseconds: row.milliseconds,
    credits: row.credits ?? null,
    identity: {
      userId: actor.userId,
      subject: text(actor.subject, 120),
      sessionId: optional(row.sessionId, 64),
      ip: optional(row.ip, 64),
      userAgent: optional(row.userAgent, 300),
    },
  }
}
