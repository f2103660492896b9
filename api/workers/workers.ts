/** What lends its threads to services, as they see it. */
import type { TaskProgress, Tasks } from './tasks.ts'
import type { Work } from './protocol.ts'

export interface RunOptions {
  /** Whose turn it takes. */
  readonly tenant: string
  readonly signal?: AbortSignal
  /** Milliseconds from the call, waiting included; then the best answer so far is given. */
  readonly deadlineMs?: number
  readonly progress?: (state: TaskProgress) => void
  /** What the cost of the task is learned under; by default its name. */
  readonly costKey?: string
  /** The thread that worked under this name last is preferred: it may have kept what is needed. */
  readonly keeps?: string
}

export interface Workers {
  /** Analyses run in threads of their own. False inside such a thread. */
  readonly reads: boolean
  /** @throws the task's own error, the signal's reason, or QueueFullError. */
  run<Name extends keyof Work>(
    name: Name,
    input: Work[Name]['input'],
    options: RunOptions,
  ): Promise<Work[Name]['result']>
  /** Between two steps of an analysis. @throws when the work is to end here */
  check(): void
}

export type { Tasks }
