/** What a worker thread and the pool say to each other: plain data that crosses by structured clone. */
import type { DatabaseSource } from '../data/database.ts'
import type { EmbeddedCall } from '../data/embedded/remote.ts'
import type { Principal } from '../identity/principal.ts'
import type { TaskProgress, Tasks } from './tasks.ts'

/** An analysis by name: it reads its own rows, as the caller would. */
export interface AnalysisInput {
  readonly name: string
  readonly principal: Principal
  readonly workspaceId: string
  readonly args: unknown
  /** The present moment, for the whole of it. */
  readonly now: Date
}

export interface Work extends Tasks {
  analysis: { input: AnalysisInput; result: unknown }
}

/** Places among the flags of a task, set to 1 from outside. */
export const CANCELLED = 0
export const MOVED = 1

export interface TaskRequest {
  readonly kind: 'task'
  readonly id: number
  readonly name: keyof Work
  readonly input: unknown
  readonly flags: Int32Array
  /** Epoch milliseconds after which the task answers with what it has; null for none. */
  readonly until: number | null
}

/** The caller has gone: whatever waits for the database stops waiting. */
export interface CancelRequest {
  readonly kind: 'cancel'
  readonly id: number
}

export type TaskReply =
  /** The thread is ready: what the task takes counts from here. */
  | { readonly id: number; readonly kind: 'begun' }
  | { readonly id: number; readonly kind: 'progress'; readonly state: TaskProgress }
  | { readonly id: number; readonly kind: 'result'; readonly result: unknown }
  /** Stopped at a checkpoint, to begin again in the lane of long work. */
  | { readonly id: number; readonly kind: 'moved' }
  | { readonly id: number; readonly kind: 'error'; readonly error: TaskFailure }
  | EmbeddedCall

/** An error as plain data: structured clone keeps neither class nor extra fields. */
export interface TaskFailure {
  readonly name: string
  readonly message: string
  readonly fields: Readonly<Record<string, unknown>>
}

/** What a thread is started with. */
export interface ThreadData {
  /** Where analyses read; null for a pool that only computes. */
  readonly source: DatabaseSource | null
}
