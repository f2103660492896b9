/** One trouble again and again, under load, and what became of every request and every acknowledged write. */
import { titles, underLoad, type Load, type Outcome } from './load.ts'
import type { Subject } from './server.ts'
import type { Trouble } from './troubles.ts'

/** Milliseconds within which everybody is answered well again, without a person. */
const RECOVERY = 45_000

export interface Found {
  trouble: string
  database: string
  rounds: number
  requests: Record<Outcome, number>
  /** Writes that were answered with success, and those of them that are not there. */
  acknowledged: number
  lost: string[]
  /** Milliseconds from the end of the trouble until every client was answered well again, by round. */
  recovery: number[]
  /** Milliseconds of the longest request that was answered or refused. */
  longest: number
  /** Requests that were neither answered nor refused in a typed way, where that is not by design, and rounds that failed. */
  wrong: string[]
  /** What else happened, with how often. */
  notes: Map<string, number>
}

export async function rounds(
  trouble: Trouble,
  database: string,
  subject: Subject,
  count: number,
  tell: (words: string) => void,
): Promise<Found> {
  const found: Found = {
    trouble: trouble.name,
    database,
    rounds: 0,
    requests: { answered: 0, refused: 0, nobody: 0, cut: 0, hung: 0, untyped: 0 },
    acknowledged: 0,
    lost: [],
    recovery: [],
    longest: 0,
    wrong: [],
    notes: new Map(),
  }
  const loads: Load[] = []
  for (let round = 0; round < count; round++) {
    const pids = subject.nodes.map(({ child }) => child.pid)
    const load = underLoad(subject)
    loads.push(load)
    try {
      await load.well(RECOVERY)
      const note = await trouble.cause(subject, round)
      if (note) found.notes.set(note, (found.notes.get(note) ?? 0) + 1)
      found.recovery.push(await load.well(RECOVERY))
      found.rounds++
      if (!trouble.ends && subject.nodes.some(({ child }, at) => child.pid !== pids[at] || child.exitCode !== null))
        throw new Error('a process ended')
    } catch (error) {
      found.wrong.push(
        `round ${round + 1}: ${(error as Error).message}; the servers said: ${subject.nodes.map((node) => node.err().slice(-2_000)).join('\n')}`,
      )
    }
    await load.stop()
    for (const { client, outcome, said, milliseconds } of load.records) {
      found.requests[outcome]++
      if (outcome === 'answered' || outcome === 'refused') found.longest = Math.max(found.longest, milliseconds)
      else if (!trouble.allowed.includes(outcome)) found.wrong.push(`round ${round + 1}, ${client}: ${outcome} ${said}`)
    }
    found.acknowledged += load.writes()
    if (found.wrong.some((words) => words.startsWith('round') && words.includes('the servers said'))) break
    tell(
      `${trouble.name}, ${database}: round ${round + 1} of ${count}, ${load.records.length} requests, well after ${Math.round(found.recovery.at(-1)!)} ms`,
    )
  }
  const stored = await titles(subject).catch((error: unknown) =>
    found.wrong.push(`what is stored cannot be read: ${String(error)}`),
  )
  if (typeof stored === 'object') found.lost = loads.flatMap((load) => load.lost(stored))
  return found
}
