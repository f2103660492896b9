/**
 * Loaded first by each thread of a node that is measured: on SIGUSR2, all of them collect their garbage, and the node writes what
 * their heaps hold then, in MB, to a file in the folder HEAPS.
 */
import { renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { getHeapStatistics } from 'node:v8'
import { BroadcastChannel, isMainThread, threadId } from 'node:worker_threads'

/** A thread at work answers between two steps of it; one that is later than this is not in the sum. */
const PATIENCE_MS = 2_000

const channel = new BroadcastChannel('heaps')

function collected(): number {
  gc!()
  return getHeapStatistics().used_heap_size / 1_048_576
}

async function write(): Promise<void> {
  const threads = new Map<number, number>()
  channel.onmessage = (message) => {
    const [thread, megabytes] = (message as { data: [number, number] }).data
    threads.set(thread, megabytes)
  }
  channel.postMessage('collect')
  const serving = collected()
  await pause(PATIENCE_MS)
  const file = join(process.env.HEAPS!, String(process.pid))
  writeFileSync(`${file}.part`, JSON.stringify({ serving, threads: [...threads.values()] }))
  renameSync(`${file}.part`, file)
}

if (isMainThread)
  process.on('SIGUSR2', () => {
    write().catch((error: unknown) => console.error(error))
  })
else channel.onmessage = () => channel.postMessage([threadId, collected()])
channel.unref()
