/**
 * `npm run bench -- peers [--items 10000] [--rounds 7] [--requests 40]`: what the same question costs, in processor time of node
 * and in text for the model, asked of PM33, of mcp-graphql in front of PM33's own GraphQL API, and of a server as tutorials write
 * it. PostgreSQL; the peer is installed for the run.
 */
import { execFileSync, fork, type ChildProcess } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { loadavg, tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import type { DatabaseLocation } from '../../api/data/database.ts'
import { answerOf, Generator, onDatabase, quantile, questionsFor } from './api.ts'
import { mcp, TEN } from './api/questions.ts'
import type { Ready } from './api/server.ts'
import { LineServer } from './peers/lines.ts'

const PEER = 'mcp-graphql@2.0.4'
/** Characters of a token: the usual rule of thumb for English and JSON. */
const PER_TOKEN = 4
/** Milliseconds in which rows of the audit log that wait are written. */
const SETTLED = 230

const naively = (method: string, params: object) => JSON.stringify({ jsonrpc: '2.0', id: 1, method, params })

interface Asked {
  name: string
  /** @returns what the model reads */
  ask(): Promise<string>
  /** Processes that work for it. */
  children: ChildProcess[]
  /** What the model reads before it can ask. */
  before: string
}

export async function run(argv: string[]): Promise<void> {
  const { values } = parseArgs({
    args: argv,
    options: {
      items: { type: 'string', default: '10000' },
      rounds: { type: 'string', default: '7' },
      requests: { type: 'string', default: '40' },
    },
  })
  const home = mkdtempSync(join(tmpdir(), 'pm33-peer-'))
  try {
    execFileSync('npm', ['install', '--prefix', home, '--no-audit', '--no-fund', '--silent', PEER])
    await onDatabase('postgres', (location) =>
      compared(location, join(home, 'node_modules/mcp-graphql/dist/index.js'), {
        items: Number(values.items),
        rounds: Number(values.rounds),
        requests: Number(values.requests),
      }),
    )
  } finally {
    rmSync(home, { recursive: true, force: true })
  }
}

async function compared(
  location: DatabaseLocation,
  peer: string,
  { items, rounds, requests }: { items: number; rounds: number; requests: number },
): Promise<void> {
  const product = fork(new URL('./api/server.ts', import.meta.url), { execArgv: ['--unhandled-rejections=strict'] })
  const ready = await answerOf<Ready>(product, { location, items })
  const url = (location as { url: string }).url
  const naive = fork(new URL('./peers/naive.ts', import.meta.url), [url, ready.workspaceId])
  const port = await new Promise<number>((answer) => naive.once('message', (said) => answer(said as number)))
  const at = `http://127.0.0.1:${port}/mcp`
  const lines = new LineServer(peer, {
    ENDPOINT: `${ready.product}/graphql`,
    HEADERS: JSON.stringify({ 'x-api-key': ready.key }),
  })
  const generator = new Generator(ready)
  try {
    await lines.open()
    const [question] = await questionsFor(ready, generator)
    // Its variables arrive as a string, which no GraphQL server takes.
    const query = `{ workspace(id: "${ready.workspaceId}") { backlog(sort: score, first: 50) { nodes { ${TEN} } } } }`
    const asked: Asked[] = [
      {
        name: 'PM33, query_backlog',
        ask: async () => textOf(await generator.ask('mcp', question!.mcp)),
        children: [product],
        before: await generator.ask('mcp', mcp('tools/list', '', {})),
      },
      {
        name: PEER,
        ask: () => lines.call('query-graphql', { query }),
        children: [product, lines.child],
        before: (await lines.tools()) + (await lines.call('introspect-schema', {})),
      },
      {
        name: 'a naive SDK server',
        ask: async () => textOf(await postTo(at, naively('tools/call', { name: 'list_items', arguments: {} }))),
        children: [naive],
        before: await postTo(at, naively('tools/list', {})),
      },
    ]
    await print(asked, { items, rounds, requests })
  } finally {
    lines.close()
    naive.kill()
    await generator.close()
    product.send('end')
  }
}

async function print(asked: readonly Asked[], { items, rounds, requests }: Record<string, number>): Promise<void> {
  const answers = await Promise.all(asked.map(({ ask }) => ask()))
  const cpu = asked.map((): number[] => [])
  for (const { ask } of asked) for (let at = 0; at < 30; at++) await ask()
  for (let round = 0; round < rounds!; round++)
    for (const [at, { ask, children }] of asked.entries()) {
      await pause(SETTLED)
      const before = await cpuOf(children)
      for (let call = 0; call < requests!; call++) await ask()
      await pause(SETTLED)
      cpu[at]!.push(((await cpuOf(children)) - before) / 1_000 / requests!)
    }
  console.log(
    `50 items by score of ${items}, medians of ${rounds} rounds of ${requests}, load ${loadavg()[0]!.toFixed(1)}. A token is ${PER_TOKEN} characters.`,
  )
  for (const [at, { name, before }] of asked.entries()) {
    const ratio = quantile(
      cpu[at]!.map((one, round) => one / cpu[0]![round]!),
      0.5,
    )
    const tokens = (text: string) => Math.round(text.length / PER_TOKEN)
    console.log(
      `${name}: ${quantile(cpu[at]!, 0.5).toFixed(1)} ms of node's processor time a call (${ratio.toFixed(2)} × PM33); answer ${tokens(answers[at]!)} tokens (${(answers[at]!.length / answers[0]!.length).toFixed(1)} ×), ${tokens(before)} more before the first question (${((answers[at]!.length + before.length) / (answers[0]!.length + asked[0]!.before.length)).toFixed(1)} × together)`,
    )
  }
}

async function cpuOf(children: readonly ChildProcess[]): Promise<number> {
  let sum = 0
  for (const child of children) sum += await answerOf<number>(child, 'cpu')
  return sum
}

const textOf = (answer: string): string => {
  const { result, error } = JSON.parse(answer) as {
    result?: { content: { text: string }[]; isError?: boolean }
    error?: unknown
  }
  if (error || !result || result.isError) throw new Error(answer.slice(0, 400))
  return result.content.map(({ text }) => text).join('\n')
}

async function postTo(url: string, body: string): Promise<string> {
  const answer = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', accept: 'application/json, text/event-stream' },
    body,
  })
  return answer.text()
}
