/**
 * Long computations beside the event loop: a few worker threads, tenants in turn, each task with progress, a deadline
 * and cancellation. A deadline gives the best answer so far; cancellation gives none.
 */
import { Worker } from 'node:worker_threads'
import { ProblemError, type ProblemErrorCode } from '../scheduling/problem/problem.ts'
import { FairQueue } from './fair-queue.ts'
import type { TaskProgress, Tasks } from './tasks.ts'
import type { TaskFailure, TaskReply, TaskRequest } from './thread.ts'

export interface RunOptions {
  /** Whose turn it takes. */
  readonly tenant: string
  readonly signal?: AbortSignal
  /** Milliseconds from the call, waiting included; then the best answer so far is given. */
  readonly deadlineMs?: number
  readonly progress?: (state: TaskProgress) => void
}

export interface PoolOptions {
  readonly threads: number
  /** Waiting tasks per tenant; one more is refused with QueueFullError. */
  readonly maxWaitingPerTenant: number
}

/** Too much of this tenant's work is waiting; try again when some has finished. */
export class QueueFullError extends Error {
  override readonly name = 'QueueFullError'
}

interface Entry {
  readonly request: TaskRequest
  readonly tenant: string
  readonly progress: RunOptions['progress']
  readonly settle: (outcome: { result: unknown } | { error: unknown }) => void
}

interface Thread {
  readonly worker: Worker
  entry: Entry | null
}

/** After this long without an answer a cancelled thread is ended and replaced. */
const GRACE_MS = 2_000

export class WorkerPool {
  private readonly options: PoolOptions
  private readonly waiting = new FairQueue<Entry>()
  private readonly threads: Thread[] = []
  private closed = false
  private nextId = 1

  constructor(options: PoolOptions) {
    this.options = options
  }

  /** Tasks waiting and running, for metrics. */
  get load(): { readonly waiting: number; readonly running: number } {
    return { waiting: this.waiting.length, running: this.threads.filter((t) => t.entry !== null).length }
  }

  /** @throws the task's own error, the signal's reason, or QueueFullError. */
  run<Name extends keyof Tasks>(
    name: Name,
    input: Tasks[Name]['input'],
    options: RunOptions,
  ): Promise<Tasks[Name]['result']> {
    const { tenant, signal, deadlineMs, progress } = options
    if (this.closed) return Promise.reject(new Error('the worker pool is closed'))
    if (signal?.aborted) return Promise.reject(signal.reason)
    if (this.waiting.lengthOf(tenant) >= this.options.maxWaitingPerTenant) {
      return Promise.reject(
        new QueueFullError('too many computations of this tenant are waiting; try again when some have finished'),
      )
    }
    return new Promise((resolve, reject) => {
      const cancelled = new Int32Array(new SharedArrayBuffer(4))
      const until = deadlineMs === undefined ? null : Date.now() + deadlineMs
      const abort = () => this.cancel(entry, signal?.reason)
      const entry: Entry = {
        request: { id: this.nextId++, name, input, cancelled, until },
        tenant,
        progress,
        settle: (outcome) => {
          signal?.removeEventListener('abort', abort)
          if ('error' in outcome) reject(outcome.error)
          else resolve(outcome.result as Tasks[Name]['result'])
        },
      }
      signal?.addEventListener('abort', abort, { once: true })
      this.waiting.push(tenant, entry)
      this.dispatch()
    })
  }

  /** Ends every thread; what waits or runs is rejected. */
  async close(): Promise<void> {
    this.closed = true
    const error = new Error('the worker pool is closed')
    for (let entry = this.waiting.shift(); entry !== undefined; entry = this.waiting.shift()) entry.settle({ error })
    const threads = this.threads.splice(0)
    for (const thread of threads) thread.entry?.settle({ error })
    await Promise.all(threads.map(({ worker }) => worker.terminate()))
  }

  private cancel(entry: Entry, reason: unknown): void {
    Atomics.store(entry.request.cancelled, 0, 1)
    if (!this.waiting.remove(entry.tenant, entry)) {
      const thread = this.threads.find((t) => t.entry === entry)
      if (thread)
        setTimeout(() => {
          if (thread.entry === entry) this.replace(thread)
        }, GRACE_MS).unref()
    }
    entry.settle({ error: reason })
  }

  private dispatch(): void {
    while (this.waiting.length > 0) {
      const thread =
        this.threads.find((t) => t.entry === null) ??
        (this.threads.length < this.options.threads ? this.start() : undefined)
      if (thread === undefined) return
      const entry = this.waiting.shift()!
      thread.entry = entry
      thread.worker.ref()
      thread.worker.postMessage(entry.request)
    }
  }

  private start(): Thread {
    const thread: Thread = { worker: new Worker(new URL('./thread.ts', import.meta.url)), entry: null }
    thread.worker.unref() // an idle thread does not keep the process alive
    thread.worker.on('message', (reply: TaskReply) => this.receive(thread, reply))
    thread.worker.on('error', (error) => {
      thread.entry?.settle({ error })
      this.replace(thread)
    })
    this.threads.push(thread)
    return thread
  }

  private receive(thread: Thread, reply: TaskReply): void {
    const { entry } = thread
    if (entry === null || entry.request.id !== reply.id) return
    if (reply.kind === 'progress') {
      entry.progress?.(reply.state)
      return
    }
    thread.entry = null
    thread.worker.unref()
    entry.settle(reply.kind === 'result' ? { result: reply.result } : { error: revive(reply.error) })
    this.dispatch()
  }

  private replace(thread: Thread): void {
    const at = this.threads.indexOf(thread)
    if (at >= 0) this.threads.splice(at, 1)
    thread.entry = null
    thread.worker.terminate().catch(() => undefined)
    if (!this.closed) this.dispatch()
  }
}

function revive({ name, message, fields }: TaskFailure): Error {
  if (name !== 'ProblemError') return Object.assign(new Error(message), { name })
  const field = String(fields['field'])
  return new ProblemError(
    fields['code'] as ProblemErrorCode,
    field,
    message.slice(field.length + 2),
    fields['cycle'] as string[],
  )
}
