/** How much memory worker threads may take, and what they may keep of it. */
import { totalmem } from 'node:os'
import { getHeapStatistics } from 'node:v8'
import type { ResourceLimits } from 'node:worker_threads'

const MB = 1_048_576
/** The largest analysis needs some 400 MB, beside what is kept; more than this only lets garbage stand. */
const MOST_MB = 2_048
const LEAST_MB = 512
/** Of what was only just made, in three parts. Three times the usual saves no time, and no thread gives it back. */
const NURSERY_MB = 48
/** What a thread holds for an item that is kept: measured 1.3 KB, as read and again as ranked. */
const BYTES_A_ROW = 1_300

/**
 * Each thread may take as much as is left for it: a thread that needs more ends alone, and not the whole process with it.
 * @param total bytes that the process may use; what the container or the machine has, unless given
 */
export function threadMemory(threads: number, total = process.constrainedMemory() || totalmem()): ResourceLimits {
  const share = Math.floor(Math.min(total, totalmem()) / MB / (threads + 1))
  return { maxOldGenerationSizeMb: Math.min(MOST_MB, Math.max(LEAST_MB, share)), maxYoungGenerationSizeMb: NURSERY_MB }
}

/** Rows that each of two caches of this thread may keep, so that both together take half of what it has. */
export const mostKept = (): number =>
  Math.min(400_000, Math.floor(getHeapStatistics().heap_size_limit / 4 / BYTES_A_ROW))
