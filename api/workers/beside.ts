import { Worker, type WorkerOptions } from 'node:worker_threads'

const YIELDING = new URL('./yielding-thread.ts', import.meta.url)

/** A thread beside the serving one, which gives way to it from its first step on. @param inside the module that does its work */
export const threadBeside = (inside: URL, options: WorkerOptions): Worker =>
  new Worker(YIELDING, { ...options, argv: [inside.href] })
