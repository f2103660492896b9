/**
 * The first file of every thread beside the serving one. It gives way to that one, and only then loads what it is for, which takes
 * more of the processor than most tasks.
 * argv: the URL of the module that does the work
 */
import { readlinkSync } from 'node:fs'
import { getPriority, setPriority } from 'node:os'

/** Steps by which the serving thread comes before this one: about three times its share, so that a busy host does not starve it. */
const STEPS = 5
const LOWEST = 19

try {
  // On Linux a priority belongs to a thread; elsewhere it would change the whole process.
  const thread = Number(readlinkSync('/proc/thread-self').split('/').at(-1))
  setPriority(thread, Math.min(LOWEST, getPriority(thread) + STEPS))
} catch {
  // Without it the serving thread merely shares more evenly.
}

await import(process.argv[2]!)
