/** What the heaps of a node hold once all garbage has been collected: what grows there is kept, and is no garbage that waits. */
import { existsSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'

/** MB, of the thread that serves and of each of the others. */
export interface Heaps {
  readonly serving: number
  readonly threads: readonly number[]
}

const PROBE = new URL('./heap-probe.ts', import.meta.url).href
const PATIENCE_MS = 10_000

/** The environment of a node whose heaps can be asked for. @param folder where it writes them */
export const probed = (folder: string): Record<string, string> => ({
  HEAPS: folder,
  NODE_OPTIONS: `--unhandled-rejections=strict --expose-gc --import=${PROBE}`,
})

/** Collects the garbage of a node, which pauses it for a moment. @returns null for one that does not answer */
export async function heapsOf(pid: number, folder: string): Promise<Heaps | null> {
  const file = join(folder, String(pid))
  process.kill(pid, 'SIGUSR2')
  for (const until = Date.now() + PATIENCE_MS; Date.now() < until; await pause(100)) {
    if (!existsSync(file)) continue
    const heaps = JSON.parse(readFileSync(file, 'utf8')) as Heaps
    rmSync(file)
    return heaps
  }
  return null
}
