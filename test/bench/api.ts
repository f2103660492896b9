/**
 * `npm run bench -- api [--items 100000] [--rounds 15] [--requests 100] [--concurrency 4] [--engine postgres|embedded] [--json]`: what a
 * request costs the server, over HTTP, as a multiple of a floor in the same run. Rounds are interleaved and medians taken, so that
 * a busy machine shifts all of them alike.
 */
import { fork, type ChildProcess } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { loadavg, tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import { Pool } from 'undici'
import type { DatabaseLocation } from '../../api/data/database.ts'
import { connect, startPostgres } from '../servers/postgres-server.ts'
import { firstPages, questionsOf, type Question, type Sent } from './api/questions.ts'
import type { Ready } from './api/server.ts'

/** Milliseconds in which the rows of the audit log that wait are written: their cost belongs to the calls. */
const AUDIT_WRITTEN = 230
const FORMS = ['floor', 'graphql', 'operation', 'mcp'] as const
type Form = (typeof FORMS)[number]

interface Figures {
  question: string
  form: Form
  /** Server CPU per request in milliseconds: median of the rounds. */
  cpu: number
  p50: number
  p99: number
  /** Medians of the ratios within each round. */
  perFloor: number
  perOperation?: number
}

interface Settings {
  items: number
  rounds: number
  requests: number
  concurrency: number
}

export async function run(argv: string[]): Promise<void> {
  const text = (value: string) => ({ type: 'string', default: value }) as const
  const { values } = parseArgs({
    args: argv,
    options: {
      items: text('100000'),
      rounds: text('15'),
      requests: text('100'),
      concurrency: text('4'),
      engine: { type: 'string' },
      json: { type: 'boolean', default: false },
    },
  })
  const settings = {
    items: Number(values.items),
    rounds: Number(values.rounds),
    requests: Number(values.requests),
    concurrency: Number(values.concurrency),
  }
  const results: { engine: string; load: number[]; figures: Figures[] }[] = []
  for (const engine of values.engine ? [values.engine] : ['postgres', 'embedded']) {
    const { figures, seededSeconds } = await onDatabase(engine, (location) => measured(location, settings))
    results.push({ engine, load: loadavg(), figures })
    if (!values.json) print(engine, settings, seededSeconds, figures)
  }
  if (values.json) console.log(JSON.stringify({ settings, results }, null, 2))
}

export async function onDatabase<T>(engine: string, work: (location: DatabaseLocation) => Promise<T>): Promise<T> {
  if (engine === 'embedded') {
    const folder = mkdtempSync(join(tmpdir(), 'pm33-bench-'))
    return work({ embedded: join(folder, 'db') }).finally(() => rmSync(folder, { recursive: true, force: true }))
  }
  const postgres = await startPostgres()
  await connect(postgres.folder, 'postgres', (client) => client.query('create database pm33_bench'))
  return work({ url: `postgres://postgres@localhost/pm33_bench?host=${encodeURIComponent(postgres.folder)}` }).finally(
    () => postgres.stop(),
  )
}

async function measured(
  location: DatabaseLocation,
  settings: Settings,
): Promise<{ figures: Figures[]; seededSeconds: number }> {
  const child = fork(new URL('./api/server.ts', import.meta.url), { execArgv: ['--unhandled-rejections=strict'] })
  try {
    process.stderr.write(`writing ${settings.items} items …\n`)
    const ready = await answerOf<Ready>(child, { location, items: settings.items })
    const generator = new Generator(ready)
    const questions = await questionsFor(ready, generator)
    const figures: Figures[] = []
    for (const [at, question] of questions.entries()) {
      process.stderr.write(`${at + 1} of ${questions.length}: ${question.name}\n`)
      figures.push(...(await answered(child, generator, question, settings)))
    }
    await generator.close()
    return { figures, seededSeconds: ready.seededSeconds }
  } finally {
    child.send('end')
  }
}

/** The questions, once their lists have said what a cursor looks like. */
export async function questionsFor(ready: Ready, generator: Generator): Promise<Question[]> {
  const pages = firstPages(ready)
  const endCursor = async (sent: Sent) => {
    const text = await generator.ask('graphql', sent)
    const { data } = JSON.parse(text) as { data?: { workspace: { backlog: { pageInfo: { endCursor: string } } } } }
    if (!data) throw new Error(text.slice(0, 400))
    return data.workspace.backlog.pageInfo.endCursor
  }
  return questionsOf(ready, { list: await endCursor(pages.list), operation: await endCursor(pages.operation) })
}

export function answerOf<T>(child: ChildProcess, message: object | string): Promise<T> {
  return new Promise((answer, fail) => {
    const died = (code: number | null) => fail(new Error(`the server ended with ${code}`))
    child.once('exit', died)
    child.once('message', (said) => {
      child.off('exit', died)
      answer(said as T)
    })
    child.send(message)
  })
}

/** One question in all its forms: warmed up, then in turns. */
async function answered(
  child: ChildProcess,
  generator: Generator,
  question: Question,
  { rounds, requests, concurrency }: Settings,
): Promise<Figures[]> {
  const forms = FORMS.filter((form) => question[form])
  for (const form of forms) {
    assertRight(question, form, await generator.ask(form, question[form]!))
    await generator.burst(form, question[form]!, question.rows ? 300 : 30, concurrency)
  }
  const each = question.rows ? requests : Math.ceil(requests / 5)
  const cpu: Record<Form, number[]> = { floor: [], graphql: [], operation: [], mcp: [] }
  const wall: Record<Form, number[]> = { floor: [], graphql: [], operation: [], mcp: [] }
  await pause(AUDIT_WRITTEN)
  for (let round = 0; round < rounds; round++) {
    for (const form of forms) {
      const before = await answerOf<number>(child, 'cpu')
      wall[form].push(...(await generator.burst(form, question[form]!, each, concurrency)))
      await pause(AUDIT_WRITTEN)
      cpu[form].push(((await answerOf<number>(child, 'cpu')) - before) / 1_000 / each)
    }
  }
  const ratio = (form: Form, to: Form) =>
    quantile(
      cpu[form].map((one, round) => one / cpu[to][round]!),
      0.5,
    )
  return forms.map((form) => ({
    question: question.name,
    form,
    cpu: quantile(cpu[form], 0.5),
    p50: quantile(wall[form], 0.5),
    p99: quantile(wall[form], 0.99),
    perFloor: ratio(form, 'floor'),
    ...(question.operation && form === 'mcp' && { perOperation: ratio('mcp', 'operation') }),
  }))
}

/** A fast wrong answer is no figure. */
function assertRight({ name, rows }: Question, form: Form, text: string): void {
  const answer = JSON.parse(text) as {
    data?: { workspace?: { backlog?: { edges: unknown[] } } } & unknown[]
    errors?: unknown
    result?: { isError?: boolean; structuredContent?: { items: unknown[] } }
  }
  const list =
    form === 'floor'
      ? answer.data?.slice(0, rows || undefined)
      : form === 'mcp'
        ? answer.result?.structuredContent?.items
        : answer.data?.workspace?.backlog?.edges
  if (answer.errors || answer.result?.isError || (rows > 0 && list?.length !== rows))
    throw new Error(`${name} as ${form}: ${text.slice(0, 400)}`)
}

/** Sends requests over connections that stay open, so many at once. */
export class Generator {
  readonly #product: Pool
  readonly #floor: Pool
  readonly #key: string

  constructor({ product, floor, key }: Ready) {
    this.#product = new Pool(product)
    this.#floor = new Pool(floor)
    this.#key = key
  }

  async ask(form: Form, { path, body, headers }: Sent): Promise<string> {
    const { statusCode, body: answer } = await (form === 'floor' ? this.#floor : this.#product).request({
      path,
      method: 'POST',
      headers: { 'content-type': 'application/json', 'x-api-key': this.#key, 'user-agent': 'bench', ...headers },
      body,
    })
    const text = await answer.text()
    if (statusCode !== 200) throw new Error(`${form} answered ${statusCode}: ${text.slice(0, 400)}`)
    return text
  }

  /** @returns milliseconds of each request */
  async burst(form: Form, sent: Sent, requests: number, concurrency: number): Promise<number[]> {
    const times: number[] = []
    let left = requests
    const worker = async () => {
      while (left-- > 0) {
        const started = performance.now()
        await this.ask(form, sent)
        times.push(performance.now() - started)
      }
    }
    await Promise.all(Array.from({ length: concurrency }, worker))
    return times
  }

  async close(): Promise<void> {
    await Promise.all([this.#product.close(), this.#floor.close()])
  }
}

export function quantile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b)
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN
}

const NAMES: Record<Form, string> = {
  floor: 'floor',
  graphql: 'GraphQL, 50 × 10 fields',
  operation: "GraphQL, the tool's operation",
  mcp: 'MCP query_backlog',
}

function print(
  engine: string,
  { items, rounds, requests, concurrency }: Settings,
  seededSeconds: number,
  figures: readonly Figures[],
): void {
  console.log(
    `\n${engine}: ${items} items (written in ${seededSeconds.toFixed(1)} s), medians of ${rounds} rounds of ${requests}, ${concurrency} at once, load ${loadavg()[0]!.toFixed(1)}`,
  )
  console.log(
    `${'question'.padEnd(22)}${'asked of'.padEnd(32)}${'CPU ms'.padStart(8)}${'p50 ms'.padStart(8)}${'p99 ms'.padStart(8)}${'× floor'.padStart(9)}${'× operation'.padStart(13)}`,
  )
  for (const { question, form, cpu, p50, p99, perFloor, perOperation } of figures) {
    const name =
      question === 'the summary' && form !== 'floor' ? (form === 'mcp' ? 'MCP resource' : 'GraphQL') : NAMES[form]
    console.log(
      `${question.padEnd(22)}${name.padEnd(32)}${cpu.toFixed(2).padStart(8)}${p50.toFixed(1).padStart(8)}${p99.toFixed(1).padStart(8)}${perFloor.toFixed(2).padStart(9)}${(perOperation?.toFixed(2) ?? '').padStart(13)}`,
    )
  }
}
