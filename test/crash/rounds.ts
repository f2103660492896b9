/** Kills the server while it writes, opens its database again, and compares what it had acknowledged with what is there. */
import { UNCOUNTED } from '../start/process.ts'
import { fork, type ChildProcess } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { setTimeout as pause } from 'node:timers/promises'
import { mintApiKey } from '../../api/identity/keys/api-key.ts'

const WRITERS = 3
/** Acknowledged in a round before its kill. */
const WRITES = 20

export interface Outcome {
  rounds: number
  /** Writes that were answered with success before a kill. */
  acknowledged: number
  /** Acknowledged writes that are not there. */
  lost: string[]
  /** Items of which only a part is there: a status without its history. */
  torn: string[]
  /** Milliseconds from the start of the process to its first answer, after each kill. */
  reopening: number[]
}

interface Stored {
  key: string
  title: string
  status: string
  statusHistory: { nodes: { to: string }[] }
}

/** @param env where the database is: `PM33_DATA`, and `DATABASE_URL` for PostgreSQL */
export async function killRounds(env: Record<string, string>, rounds: number): Promise<Outcome> {
  const start = {
    env: {
      ...UNCOUNTED,
      PORT: '0',
      LOG_LEVEL: 'error',
      PM33_SECRET: 'a master secret for crashes only, and long',
      ...env,
    },
    tenantId: randomUUID(),
    key: mintApiKey(),
  }
  const expected = new Map<string, { title: string; status?: string }>()
  const outcome: Outcome = { rounds, acknowledged: 0, lost: [], torn: [], reopening: [] }
  for (let round = 0; round <= rounds; round++) {
    const started = performance.now()
    const child = fork(new URL('./server.ts', import.meta.url), { execArgv: ['--unhandled-rejections=strict'] })
    const url = await answering(child, start)
    const ask = asker(url, start.key)
    try {
      if (round > 0) {
        const stored = await everything(ask)
        outcome.reopening.push(Math.round(performance.now() - started))
        compare(expected, stored, outcome)
      }
      if (round === rounds) break
      const writers = Array.from({ length: WRITERS }, (_, writer) =>
        write(ask, `round ${round}, writer ${writer}`, expected, outcome),
      )
      const enough = outcome.acknowledged + WRITES
      while (outcome.acknowledged < enough) await pause(5)
      // A different moment in each round: between statements, inside a transaction, during a commit.
      await pause((round * 37) % 100)
      child.kill('SIGKILL')
      await Promise.all(writers)
    } finally {
      child.kill('SIGKILL')
      if (child.exitCode === null && child.signalCode === null) await once(child, 'exit')
    }
  }
  return outcome
}

function answering(child: ChildProcess, start: object): Promise<string> {
  return new Promise((ready, fail) => {
    child.once('exit', (code) => fail(new Error(`the server ended with ${code} before it answered`)))
    child.once('message', (message) => ready((message as { url: string }).url))
    child.send(start)
  })
}

type Ask = <T>(query: string, variables?: object) => Promise<T>

function asker(url: string, key: string): Ask {
  return async <T>(query: string, variables: object = {}) => {
    const response = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'x-api-key': key },
      body: JSON.stringify({ query, variables }),
    })
    const { data, errors } = (await response.json()) as { data: T; errors?: unknown }
    if (errors) throw new Refused(JSON.stringify(errors))
    return data
  }
}

class Refused extends Error {}

/** Creates an item, moves it, and again, until the server is gone. What was answered with success is expected later. */
async function write(
  ask: Ask,
  name: string,
  expected: Map<string, { title: string; status?: string }>,
  outcome: Outcome,
): Promise<void> {
  for (let n = 0; ; n++) {
    try {
      const title = `${name}, item ${n}`
      const { createItem } = await ask<{ createItem: { key: string } }>(
        'mutation ($title: String!) { createItem(input: { title: $title, status: "Backlog" }) { key } }',
        { title },
      )
      expected.set(createItem.key, { title })
      outcome.acknowledged++
      await ask(
        'mutation ($id: ID!) { updateItem(id: $id, input: { status: "Doing", statusCategory: active }) { key } }',
        { id: createItem.key },
      )
      expected.set(createItem.key, { title, status: 'Doing' })
      outcome.acknowledged++
    } catch (error) {
      if (error instanceof Refused) throw error
      return
    }
  }
}

async function everything(ask: Ask): Promise<Map<string, Stored>> {
  const stored = new Map<string, Stored>()
  for (let after: string | null = null; ;) {
    const {
      workspace,
    }: { workspace: { backlog: { nodes: Stored[]; pageInfo: { hasNextPage: boolean; endCursor: string } } } } =
      await ask(
        'query ($after: String) { workspace { backlog(filter: { mode: full }, first: 100, after: $after) { nodes { key title status statusHistory(first: 100) { nodes { to } } } pageInfo { hasNextPage endCursor } } } }',
        { after },
      )
    for (const item of workspace.backlog.nodes) stored.set(item.key, item)
    if (!workspace.backlog.pageInfo.hasNextPage) return stored
    after = workspace.backlog.pageInfo.endCursor
  }
}

function compare(
  expected: ReadonlyMap<string, { title: string; status?: string }>,
  stored: ReadonlyMap<string, Stored>,
  outcome: Outcome,
): void {
  for (const [key, { title, status }] of expected) {
    const item = stored.get(key)
    if (item?.title !== title || (status && item.status !== status))
      outcome.lost.push(`${key} "${title}"${status ? ` as ${status}` : ''}`)
  }
  for (const { key, status, statusHistory } of stored.values())
    if (statusHistory.nodes.at(-1)?.to !== status) outcome.torn.push(key)
}
