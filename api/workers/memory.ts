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

/** Imports that are read or written at once, each in a thread of its own. */
export const READERS = 2
/** A file of a million rows needs about half of this. */
const MOST_READER_MB = 1_024

/** What the container or the machine has, in bytes. */
const available = () => process.constrainedMemory() || totalmem()

/** Equal shares for the serving thread, those that analyze, and those that read imports, in MB. */
const shareOf = (threads: number, total: number) =>
  Math.max(LEAST_MB, Math.floor(Math.min(total, totalmem()) / MB / (1 + threads + READERS)))

/**
 * Each thread that analyzes may take as much as is left for it: one that needs more ends alone, and not the whole process with it.
 * @param total bytes that the process may use; what the container or the machine has, unless given
 */
export const threadMemory = (threads: number, total = available()): ResourceLimits => ({
  maxOldGenerationSizeMb: Math.min(MOST_MB, shareOf(threads, total)),
  maxYoungGenerationSizeMb: NURSERY_MB,
})

/** The same for a thread that reads an import, in MB. */
export const readerMemory = (threads: number, total = available()): number =>
  Math.min(MOST_READER_MB, shareOf(threads, total))

/** Rows that each of two caches of this thread may keep, so that both together take half of what it has. */
export const mostKept = (): number =>
  Math.min(400_000, Math.floor(getHeapStatistics().heap_size_limit / 4 / BYTES_A_ROW))
