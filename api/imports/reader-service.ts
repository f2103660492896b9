import { on } from 'node:events'
import { statSync } from 'node:fs'
import { setImmediate as breathe } from 'node:timers/promises'
import { availableParallelism } from 'node:os'
import type { Worker } from 'node:worker_threads'
import { threadBeside } from '../workers/beside.ts'
import { readerMemory } from '../workers/memory.ts'
import type { Mapping } from './record/mapping.ts'
import { ImportRefusal } from '../files/refusal.ts'
import { Unanswered } from './record/question.ts'
import type { ImportReport } from './record/report.ts'
import type { Session } from './writing/statement-service.ts'
import type { Order, Reply, WriteOrder } from './thread-service.ts'
import type { Writing } from './writing/items-service.ts'
import type { Wrote } from './writing/write-service.ts'

/** A file that needs more than a thread may take is refused, and nobody else is short of memory. */
const MOST_MEMORY_MB = readerMemory(availableParallelism())
/** Of what was only just made: little of a row outlives its statement, and a small nursery is tidied in no time. */
const NURSERY_MB = 8
/** What a thread may work on an order: ten times what a file of its size takes, and more for one that is packed. */
const LEAST_MS = 120_000
const MS_PER_MB = 1_000
const patienceWith = (file: string) =>
  LEAST_MS + ((statSync(file, { throwIfNoEntry: false })?.size ?? 0) / 1_048_576) * MS_PER_MB

/** A file in a thread of its own: read once for the plan, once more to write it. One order at a time. */
export class Reader {
  readonly #thread: Worker
  readonly #patience: (file: string) => number
  #file: string
  /** Why the thread ended, once it has. */
  #ended: Error | undefined

  constructor(file: string, mostMemoryMb = MOST_MEMORY_MB, patience = patienceWith) {
    this.#file = file
    this.#patience = patience
    this.#thread = threadBeside(new URL('./thread-service.ts', import.meta.url), {
      resourceLimits: { maxOldGenerationSizeMb: mostMemoryMb, maxYoungGenerationSizeMb: NURSERY_MB },
    })
    this.#thread.on(
      'error',
      (error: NodeJS.ErrnoException) =>
        (this.#ended = error.code === 'ERR_WORKER_OUT_OF_MEMORY' ? tooMuch(mostMemoryMb) : error),
    )
    this.#thread.on('exit', () => (this.#ended ??= new Error('the reading of the import was ended')))
    this.#thread.unref() // an idle thread does not keep the process alive
  }

  /** Whether another file can be read by this thread. */
  get lives(): boolean {
    return this.#ended === undefined
  }

  /** Goes on with another file, of which a plan must be made first. */
  turnTo(file: string): void {
    this.#file = file
  }

  /** The first reading: what the file is and holds; a signal ends it, and the thread. @throws ImportRefusal */
  async plan(mapping: Mapping, signal?: AbortSignal): Promise<ImportReport> {
    const reply = await this.#order({ kind: 'plan', file: this.#file, mapping }, async () => undefined, signal)
    if (reply.kind !== 'planned') throw new Error(`a plan was ordered, and came ${reply.kind}`)
    return reply.report
  }

  /** The second reading, written through a session of this thread. What the database refuses is thrown as it came. */
  async write(
    where: Omit<WriteOrder, 'tenant'>,
    session: Session,
    takeParts: Writing['takeParts'],
    onProgress: (done: number) => void,
  ): Promise<Wrote> {
    let failure: unknown
    const reply = await this.#order({ kind: 'write', write: { ...where, tenant: session.tenant } }, async (said) => {
      if (said.kind === 'progress') onProgress(said.done)
      if (said.kind !== 'query' && said.kind !== 'run' && said.kind !== 'parts') return undefined
      try {
        if (said.kind === 'parts') return { kind: 'taken', taken: await takeParts(said.part, said.entries) }
        return said.kind === 'query'
          ? { kind: 'answer', rows: await session.query(said.sql, said.params), took: 0 }
          : { kind: 'answer', rows: [], took: await session.run(said.sql, said.params) }
      } catch (error) {
        failure = error
        return { kind: 'failed' }
      }
    }).catch((error: unknown) => {
      throw failure ?? error
    })
    if (reply.kind !== 'wrote') throw new Error(`rows were ordered to be written, and came ${reply.kind}`)
    return reply.wrote
  }

  async close(): Promise<void> {
    await this.#thread.terminate()
  }

  #end(why: Error): void {
    this.#ended ??= why
    this.#thread.terminate().catch(() => undefined)
  }

  /** Sends an order, answers what the thread asks meanwhile, and gives its last word. */
  async #order(
    order: Order,
    answer: (said: Reply) => Promise<Order | undefined>,
    signal?: AbortSignal,
  ): Promise<Reply> {
    signal?.throwIfAborted()
    if (this.#ended) throw this.#ended
    const hungUp = () => this.#end(signal!.reason as Error)
    signal?.addEventListener('abort', hungUp)
    const work = stopwatch(this.#patience(this.#file), () => this.#end(tooSlow(this.#patience(this.#file))))
    this.#thread.ref()
    const messages = on(this.#thread, 'message', { close: ['exit'] }) as AsyncIterable<[Reply]>
    try {
      this.#thread.postMessage(order)
      work.start()
      for await (const [said] of messages) {
        // What the database takes is no fault of the file.
        work.stop()
        if (said.kind === 'refused') throw refused(said)
        if (said.kind === 'failed') throw Object.assign(said.error, said.code && { code: said.code })
        if (said.kind === 'planned' || said.kind === 'wrote') return said
        const next = await answer(said)
        if (next) this.#thread.postMessage(next)
        // The thread may ask again before this loop has turned: others come first.
        await breathe()
        work.start()
      }
    } catch (error) {
      throw this.#ended ?? error
    } finally {
      work.stop()
      signal?.removeEventListener('abort', hungUp)
      this.#thread.unref()
    }
    throw this.#ended!
  }
}

/** Counts the time between start and stop, and calls when it is used up. */
function stopwatch(most: number, usedUp: () => void): { start: () => void; stop: () => void } {
  let left = most
  let since = 0
  let timer: NodeJS.Timeout | undefined
  return {
    start: () => {
      since = performance.now()
      timer = setTimeout(usedUp, left)
    },
    stop: () => {
      if (timer) left -= performance.now() - since
      clearTimeout(timer)
      timer = undefined
    },
  }
}

const tooSlow = (ms: number) =>
  new ImportRefusal(
    'TOO_SLOW',
    `Reading the file takes longer than ${Math.ceil(ms / 1_000).toLocaleString('en')} seconds, the limit for a file of its size.`,
    'Look for damaged cells, such as one with thousands of digits or spaces, or export it in parts.',
  )

const refused = ({ code, message, next, question }: Extract<Reply, { kind: 'refused' }>) =>
  question ? new Unanswered(code, message, next, question) : new ImportRefusal(code, message, next)

const tooMuch = (mb: number) =>
  new ImportRefusal(
    'TOO_MANY_ROWS',
    `The file needs more than ${mb} MB of memory, the limit for one import.`,
    'Export it in parts, such as one project or year at a time.',
  )
