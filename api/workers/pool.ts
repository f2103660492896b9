/**
 * Long computations beside the event loop: worker threads of lower priority, tenants in turn by what their work costs, each task
 * with progress, a deadline and cancellation. A deadline gives the best answer so far; cancellation gives none. One thread
 * is never given long work, so that short work waits only for short work.
 */
import { threadBeside } from './beside.ts'
import { EmbeddedSession, isEmbeddedCall } from '../data/embedded/remote.ts'
import type { DatabaseSource } from '../data/database.ts'
import type { EmbeddedDatabase } from '../data/embedded/embedded.ts'
import { Costs, SHORT_MS } from './costs.ts'
import { FairQueue } from './fair-queue.ts'
import { QueueFullError, revived, TooLargeError, TooLongError } from './failures.ts'
import { threadMemory } from './memory.ts'
import { CANCELLED, MOVED, type TaskReply, type Work } from './protocol.ts'
import { end, forget, type Entry, type Thread } from './pool-thread.ts'
import type { RunOptions, Workers } from './workers.ts'

export interface PoolOptions {
  readonly threads: number
  /** Waiting tasks per tenant; one more is refused with QueueFullError. */
  readonly maxWaitingPerTenant: number
  /** Milliseconds after which a task ends without an answer, its thread with it; five minutes unless given. */
  readonly longestMs?: number
  /** Megabytes of the heap of each thread; a share of the machine's unless given. */
  readonly memoryMb?: number
  /** Where analyses read. */
  readonly source?: DatabaseSource | null
  /** The embedded database behind that source, if it is one. */
  readonly embedded?: EmbeddedDatabase | undefined
}

/** No task takes longer: the slowest that anybody needs, on the largest backlog and a busy machine, takes a fraction. */
const LONGEST_MS = 5 * 60_000
/** After this long without an answer a cancelled thread is ended and replaced. */
const GRACE_MS = 2_000
/** After this long without a checkpoint a task that is to move is started again elsewhere. */
const MOVE_MS = 1_000
/** What an unknown task is counted as when tenants take turns. */
const UNKNOWN_MS = 50
/** Names that a thread remembers to have worked under. */
const KEEPS = 32

export class WorkerPool implements Workers {
  private readonly options: PoolOptions
  private readonly costs = new Costs()
  private readonly short = new FairQueue<Entry>()
  private readonly long = new FairQueue<Entry>()
  private readonly threads: Thread[] = []
  private closed = false
  private nextId = 1

  constructor(options: PoolOptions) {
    this.options = options
  }

  get reads(): boolean {
    return Boolean(this.options.source)
  }

  check(): void {
    // Nothing on the serving thread is moved.
  }

  /** Tasks waiting and running, for metrics. */
  get load(): { readonly waiting: number; readonly running: number } {
    return {
      waiting: this.short.length + this.long.length,
      running: this.threads.filter((thread) => thread.entry !== null).length,
    }
  }

  run<Name extends keyof Work>(
    name: Name,
    input: Work[Name]['input'],
    options: RunOptions,
  ): Promise<Work[Name]['result']> {
    const { tenant, signal, deadlineMs, costKey = name } = options
    if (this.closed) return Promise.reject(new Error('the worker pool is closed'))
    if (signal?.aborted) return Promise.reject(signal.reason)
    if (this.short.lengthOf(tenant) + this.long.lengthOf(tenant) >= this.options.maxWaitingPerTenant) {
      return Promise.reject(
        new QueueFullError('too many analyses of this organization are waiting; try again when some have finished'),
      )
    }
    return new Promise((resolve, reject) => {
      const flags = new Int32Array(new SharedArrayBuffer(8))
      const until = deadlineMs === undefined ? null : Date.now() + deadlineMs
      const abort = () => this.cancel(entry, signal?.reason)
      const cost = this.costs.expected(costKey)
      const entry: Entry = {
        request: { kind: 'task', id: this.nextId++, name, input, flags, until },
        options,
        costKey,
        cost,
        long: cost !== null && cost > SHORT_MS,
        settle: (outcome) => {
          signal?.removeEventListener('abort', abort)
          if ('error' in outcome) reject(outcome.error)
          else resolve(outcome.result as Work[Name]['result'])
        },
      }
      signal?.addEventListener('abort', abort, { once: true })
      this.wait(entry)
      this.dispatch()
    })
  }

  /** Ends every thread; what waits or runs is rejected. */
  async close(): Promise<void> {
    this.closed = true
    const error = new Error('the worker pool is closed')
    for (const queue of [this.short, this.long])
      for (let entry = queue.shift(); entry !== undefined; entry = queue.shift()) entry.settle({ error })
    const threads = this.threads.splice(0)
    for (const thread of threads) {
      forget(thread)
      thread.entry?.settle({ error })
    }
    await Promise.all(threads.map((thread) => end(thread)))
  }

  private wait(entry: Entry): void {
    const queue = entry.long ? this.long : this.short
    queue.push(entry.options.tenant, entry, entry.cost ?? UNKNOWN_MS)
  }

  private cancel(entry: Entry, reason: unknown): void {
    Atomics.store(entry.request.flags, CANCELLED, 1)
    if (!(entry.long ? this.long : this.short).remove(entry.options.tenant, entry)) {
      const thread = this.threads.find((one) => one.entry === entry)
      thread?.worker.postMessage({ kind: 'cancel', id: entry.request.id })
      if (thread)
        setTimeout(() => {
          if (thread.entry === entry) this.replace(thread)
        }, GRACE_MS).unref()
    }
    entry.settle({ error: reason })
  }

  /** Threads that may have long work at a time: all but one. */
  private get mayBeLong(): number {
    return Math.max(1, this.options.threads - 1)
  }

  private get runningLong(): number {
    return this.threads.filter(({ entry }) => entry?.long).length
  }

  /** Long tasks that one tenant may have at work: another one's finds a thread where there is more than one for such. */
  private readonly mayHaveLong = (tenant: string): boolean =>
    this.threads.filter(({ entry }) => entry?.long && entry.options.tenant === tenant).length <
    Math.max(1, this.mayBeLong - 1)

  private dispatch(): void {
    for (;;) {
      const isFree = this.threads.length < this.options.threads || this.threads.some(({ entry }) => entry === null)
      if (!isFree) return
      const entry =
        this.short.shift() ?? (this.runningLong < this.mayBeLong ? this.long.shift(this.mayHaveLong) : undefined)
      if (entry === undefined) return
      this.begin(this.threadFor(entry), entry)
    }
  }

  private threadFor({ options: { keeps } }: Entry): Thread {
    const idle = this.threads.filter(({ entry }) => entry === null)
    const knows = keeps === undefined ? undefined : idle.find((thread) => thread.keeps.has(keeps))
    return knows ?? idle[0] ?? this.start()
  }

  private begin(thread: Thread, entry: Entry): void {
    thread.entry = entry
    thread.since = performance.now()
    const { keeps } = entry.options
    if (keeps !== undefined) {
      thread.keeps.delete(keeps)
      thread.keeps.add(keeps)
      if (thread.keeps.size > KEEPS) thread.keeps.delete(thread.keeps.values().next().value!)
    }
    thread.limit = setTimeout(() => this.tooLong(thread, entry), this.options.longestMs ?? LONGEST_MS).unref()
    thread.worker.ref()
    thread.worker.postMessage(entry.request)
  }

  /** Work that proves long counts as long from here on; where that takes the last thread from short work, it begins again later. */
  private overdue(thread: Thread, entry: Entry): void {
    if (thread.entry !== entry) return
    const fits =
      this.options.threads === 1 || (this.runningLong < this.mayBeLong && this.mayHaveLong(entry.options.tenant))
    entry.long = true
    entry.cost = Math.max(entry.cost ?? 0, performance.now() - thread.since)
    this.costs.learn(entry.costKey, 2 * entry.cost)
    if (fits) return
    Atomics.store(entry.request.flags, MOVED, 1)
    thread.overtime = setTimeout(() => {
      if (thread.entry !== entry) return
      if (this.short.length === 0) {
        thread.overtime?.refresh()
        return
      }
      thread.entry = null
      this.again(entry)
      this.replace(thread)
    }, MOVE_MS).unref()
  }

  private tooLong(thread: Thread, entry: Entry): void {
    if (thread.entry !== entry) return
    entry.settle({ error: new TooLongError('the computation took too long and was ended') })
    this.replace(thread)
  }

  private again(entry: Entry): void {
    Atomics.store(entry.request.flags, MOVED, 0)
    if (Atomics.load(entry.request.flags, CANCELLED) === 0) this.wait(entry)
  }

  private start(): Thread {
    const { source = null, embedded, threads, memoryMb } = this.options
    const worker = threadBeside(new URL('./thread.ts', import.meta.url), {
      workerData: { source },
      resourceLimits: {
        ...threadMemory(threads),
        ...(memoryMb === undefined ? {} : { maxOldGenerationSizeMb: memoryMb }),
      },
    })
    const session = embedded ? new EmbeddedSession(embedded, worker) : null
    const thread: Thread = {
      worker,
      session,
      entry: null,
      since: 0,
      overtime: undefined,
      limit: undefined,
      keeps: new Set(),
    }
    worker.unref() // an idle thread does not keep the process alive
    worker.on('message', (reply: TaskReply) => this.receive(thread, reply))
    worker.on('error', (error: NodeJS.ErrnoException) =>
      this.lost(thread, error.code === 'ERR_WORKER_OUT_OF_MEMORY' ? new TooLargeError(error.message) : error),
    )
    worker.on('exit', () => this.lost(thread, new Error('the thread of the computation has ended')))
    this.threads.push(thread)
    return thread
  }

  private receive(thread: Thread, reply: TaskReply): void {
    if (isEmbeddedCall(reply)) {
      thread.session?.answer(reply).catch((error: Error) => this.lost(thread, error))
      return
    }
    const { entry } = thread
    if (entry === null || entry.request.id !== reply.id) return
    if (reply.kind === 'begun') {
      thread.since = performance.now()
      thread.limit?.refresh()
      if (!entry.long) thread.overtime = setTimeout(() => this.overdue(thread, entry), 2 * SHORT_MS).unref()
      return
    }
    if (reply.kind === 'progress') {
      entry.options.progress?.(reply.state)
      return
    }
    thread.entry = null
    forget(thread)
    thread.worker.unref()
    if (reply.kind === 'moved') this.again(entry)
    else {
      if (reply.kind === 'result') this.costs.learn(entry.costKey, performance.now() - thread.since)
      entry.settle(reply.kind === 'result' ? { result: reply.result } : { error: revived(reply.error) })
    }
    this.dispatch()
  }

  /** A thread has ended by itself. It says so twice after an error, and once more when it was replaced. */
  private lost(thread: Thread, error: unknown): void {
    if (!this.threads.includes(thread)) return
    thread.entry?.settle({ error })
    this.replace(thread)
  }

  private replace(thread: Thread): void {
    const at = this.threads.indexOf(thread)
    if (at >= 0) this.threads.splice(at, 1)
    thread.entry = null
    forget(thread)
    end(thread).catch(() => undefined)
    if (!this.closed) this.dispatch()
  }
}
