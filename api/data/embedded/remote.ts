/**
 * The embedded database for a worker thread. Its engine lives in the serving thread and cannot be opened twice, so statements
 * go there and rows come back. A thread that ends with a transaction open leaves nothing behind: it is rolled back.
 */
import type { Results, Transaction } from '@electric-sql/pglite'
import { PGliteDialect } from 'kysely'
import type { MessagePort, Worker } from 'node:worker_threads'
import type { EmbeddedDatabase } from './embedded.ts'

/** From the thread: a statement inside or outside its transaction, or where a transaction begins or ends. */
export type EmbeddedCall =
  | { readonly kind: 'sql'; readonly call: number; readonly sql: string; readonly params: unknown[] }
  | { readonly kind: 'begin'; readonly call: number }
  | { readonly kind: 'end'; readonly call: number; readonly commit: boolean }

/** To the thread. Rows are columns: names once, then values, so that cloning them stays cheap. */
export type EmbeddedReply =
  | {
      readonly kind: 'rows'
      readonly call: number
      readonly fields: string[]
      readonly columns: unknown[][]
      readonly affected: number | undefined
    }
  | {
      readonly kind: 'failed'
      readonly call: number
      readonly message: string
      readonly fields: Record<string, unknown>
    }

export const isEmbeddedCall = (message: { kind: string }): message is EmbeddedCall =>
  message.kind === 'sql' || message.kind === 'begin' || message.kind === 'end'

/** The serving side, for one thread. */
export class EmbeddedSession {
  readonly #database: EmbeddedDatabase
  readonly #worker: Pick<Worker, 'postMessage'>
  #open: { tx: Transaction; end: (commit: boolean) => void; done: Promise<void> } | null = null
  #ended = false

  constructor(database: EmbeddedDatabase, worker: Pick<Worker, 'postMessage'>) {
    this.#database = database
    this.#worker = worker
  }

  /** Never rejects: whatever fails is told to the thread. */
  async answer(message: EmbeddedCall): Promise<void> {
    try {
      const { fields = [], rows = [], affectedRows } = (await this.#carryOut(message)) ?? {}
      const columns = fields.map((_, at) => rows.map((row) => row[at]))
      this.#tell({
        kind: 'rows',
        call: message.call,
        fields: fields.map(({ name }) => name),
        columns,
        affected: affectedRows,
      })
    } catch (error) {
      const { message: text } = error instanceof Error ? error : new Error('the statement failed')
      const { code, severity, detail } = (error ?? {}) as Record<string, unknown>
      this.#tell({ kind: 'failed', call: message.call, message: text, fields: { code, severity, detail } })
    }
  }

  /** The thread has ended. */
  async end(): Promise<void> {
    this.#ended = true
    this.#open?.end(false)
    await this.#open?.done.catch(() => undefined)
  }

  #tell(reply: EmbeddedReply): void {
    if (!this.#ended) this.#worker.postMessage(reply)
  }

  async #carryOut(message: EmbeddedCall): Promise<Results<unknown[]> | null> {
    if (message.kind === 'sql')
      return (this.#open?.tx ?? this.#database).query<unknown[]>(message.sql, message.params, { rowMode: 'array' })
    if (message.kind === 'begin') await this.#begin()
    else {
      const open = this.#open
      open?.end(message.commit)
      await open?.done.catch((error: unknown) => {
        if (message.commit) throw error
      })
    }
    return null
  }

  async #begin(): Promise<void> {
    const begun = Promise.withResolvers<void>()
    const ending = Promise.withResolvers<void>()
    const done = this.#database
      .transaction(async (tx) => {
        this.#open = {
          tx,
          end: (commit) => (commit ? ending.resolve() : ending.reject(new Error('rolled back'))),
          done,
        }
        begun.resolve()
        if (this.#ended) ending.reject(new Error('the thread has ended'))
        await ending.promise
      })
      .finally(() => (this.#open = null))
    done.catch((error: unknown) => begun.reject(error as Error))
    await begun.promise
  }
}

/** The thread's side, as Kysely sees a PGlite. */
export class RemoteEmbedded {
  readonly ready = true
  readonly closed = false
  readonly waitReady: Promise<void> = Promise.resolve()
  readonly #port: Pick<MessagePort, 'postMessage'>
  readonly #waiting = new Map<number, PromiseWithResolvers<Results<never>>>()
  #calls = 0

  constructor(port: Pick<MessagePort, 'postMessage'>) {
    this.#port = port
  }

  dialect = (): PGliteDialect => new PGliteDialect({ pglite: this as never })

  /** A reply from the serving side. */
  receive(reply: EmbeddedReply): void {
    const waiting = this.#waiting.get(reply.call)
    this.#waiting.delete(reply.call)
    if (reply.kind === 'failed') {
      waiting?.reject(Object.assign(new Error(reply.message), reply.fields))
      return
    }
    const { fields, columns, affected } = reply
    const rows = (columns[0] ?? []).map((_, row) => {
      const made: Record<string, unknown> = {}
      for (let at = 0; at < fields.length; at++) made[fields[at]!] = columns[at]![row]
      return made
    })
    waiting?.resolve({ rows, fields: [], affectedRows: affected } as unknown as Results<never>)
  }

  query(sql: string, params?: readonly unknown[]): Promise<Results<never>> {
    return this.#ask({ kind: 'sql', sql, params: [...(params ?? [])] })
  }

  async transaction(work: (tx: Pick<RemoteEmbedded, 'query'>) => Promise<void>): Promise<void> {
    await this.#ask({ kind: 'begin' })
    try {
      await work(this)
    } catch (error) {
      await this.#ask({ kind: 'end', commit: false })
      throw error
    }
    await this.#ask({ kind: 'end', commit: true })
  }

  async close(): Promise<void> {}

  #ask(call: { kind: 'sql'; sql: string; params: unknown[] } | { kind: 'begin' } | { kind: 'end'; commit: boolean }) {
    const asked = Promise.withResolvers<Results<never>>()
    const number = ++this.#calls
    this.#waiting.set(number, asked)
    this.#port.postMessage({ ...call, call: number } satisfies EmbeddedCall)
    return asked.promise
  }
}
