/** The inside of one worker thread: takes a task at a time, answers with its result or its error. */
import { parentPort } from 'node:worker_threads'
import { type TaskProgress, tasks, type Tasks } from './tasks.ts'

export interface TaskRequest {
  readonly id: number
  readonly name: keyof Tasks
  readonly input: unknown
  /** Set to 1 from outside to cancel. */
  readonly cancelled: Int32Array
  /** Epoch milliseconds after which the task answers with what it has; null for none. */
  readonly until: number | null
}

export type TaskReply =
  | { readonly id: number; readonly kind: 'progress'; readonly state: TaskProgress }
  | { readonly id: number; readonly kind: 'result'; readonly result: unknown }
  | { readonly id: number; readonly kind: 'error'; readonly error: TaskFailure }

/** An error as plain data: structured clone keeps neither class nor extra fields. */
export interface TaskFailure {
  readonly name: string
  readonly message: string
  readonly fields: Readonly<Record<string, unknown>>
}

const PROGRESS_EVERY_MS = 200

parentPort?.on('message', ({ id, name, input, cancelled, until }: TaskRequest) => {
  const reply = (message: TaskReply) => parentPort?.postMessage(message)
  let told = Date.now()
  const control = {
    stop: () => Atomics.load(cancelled, 0) === 1 || (until !== null && Date.now() >= until),
    progress: (state: TaskProgress) => {
      if (Date.now() - told < PROGRESS_EVERY_MS) return
      told = Date.now()
      reply({ id, kind: 'progress', state })
    },
  }
  try {
    const task = tasks[name] as (input: unknown, control: object) => unknown
    reply({ id, kind: 'result', result: task(input, control) })
  } catch (error) {
    const { name: kind, message } = error instanceof Error ? error : new Error('the computation failed')
    const fields =
      error instanceof Error ? Object.fromEntries(Object.entries(error).filter(([key]) => key !== 'name')) : {}
    reply({ id, kind: 'error', error: { name: kind, message, fields } })
  }
})
