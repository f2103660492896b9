/** A thread of the pool, and what it is at. */
import type { Worker } from 'node:worker_threads'
import type { EmbeddedSession } from '../data/embedded/remote.ts'
import type { TaskRequest } from './protocol.ts'
import type { RunOptions } from './workers.ts'

export interface Entry {
  readonly request: TaskRequest
  readonly options: RunOptions
  readonly costKey: string
  /** Expected milliseconds; null while nothing is known. */
  cost: number | null
  long: boolean
  readonly settle: (outcome: { result: unknown } | { error: unknown }) => void
}

export interface Thread {
  readonly worker: Worker
  readonly session: EmbeddedSession | null
  entry: Entry | null
  since: number
  /** Fires when the task has taken too long for short work. */
  overtime: NodeJS.Timeout | undefined
  /** Fires when the task has taken too long for anybody. */
  limit: NodeJS.Timeout | undefined
  /** Names under which it has worked, and may have kept something. */
  readonly keeps: Set<string>
}

export function forget({ overtime, limit }: Thread): void {
  clearTimeout(overtime)
  clearTimeout(limit)
}

export async function end({ worker, session }: Thread): Promise<void> {
  await worker.terminate()
  await session?.end()
}
