/**
 * `npm run bench -- scale [--sizes 1000,10000,100000] [--engine postgres|embedded] [--rounds 3] [--light 200] [--only NAME]
 * [--profile FOLDER] [--json]`: the default call of each tool on backlogs of several sizes, over HTTP and cold (the first call after
 * a change), with the longest stop of the event loop and the memory over idle. Then light reads of another tenant, alone and
 * while every worker is busy. A profile folder gets a CPU profile of each thread.
 */
import { fork, type ChildProcess } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { loadavg, tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { Pool } from 'undici'
import type { DatabaseLocation } from '../../api/data/database.ts'
import { connect, startPostgres } from '../servers/postgres-server.ts'
import { operationOf } from './scale/operation.ts'
import type { ScaledBacklog } from './scale/backlog.ts'
import type { Asked, Serving, Watched } from './scale/server.ts'

interface Question {
  name: string
  tool: string
  variables?: Record<string, unknown>
  /** Asked once more, with the cursor of the answer, and without a change before. */
  nextPage?: boolean
}

const QUESTIONS: readonly Question[] = [
  { name: 'query_backlog', tool: 'query-backlog' },
  { name: 'optimize_priorities', tool: 'optimize-priorities', nextPage: true },
  { name: 'forecast_delivery', tool: 'forecast-delivery' },
  { name: 'forecast_delivery, count 100', tool: 'forecast-delivery', variables: { count: 100 } },
  { name: 'analyze_velocity', tool: 'analyze-velocity' },
  { name: 'schedule_portfolio', tool: 'schedule-portfolio' },
  {
    name: 'analyze_scenario',
    tool: 'analyze-scenario',
    variables: { scenarios: [{ name: 'One more', changes: [{ type: 'hire', team: 'Team 1', members: 1 }] }] },
  },
  { name: 'score_alignment', tool: 'score-alignment' },
]

/** Asks as the adapter does, for the owner of a key. */
interface Client {
  pool: Pool
  serviceKey: string
}

interface Figure {
  items: number
  question: string
  /** Milliseconds, median of the rounds. */
  cold: number
  next: number | null
  stop: number
  overIdle: number
}

export async function run(argv: string[]): Promise<void> {
  const text = (value: string) => ({ type: 'string', default: value }) as const
  const { values } = parseArgs({
    args: argv,
    options: {
      sizes: text('1000,10000,100000'),
      engine: text('postgres'),
      rounds: text('3'),
      light: text('200'),
      only: { type: 'string' },
      profile: { type: 'string' },
      json: { type: 'boolean', default: false },
    },
  })
  const sizes = values.sizes.split(',').map((size) => Number(size.replace('k', '000')))
  await onDatabase(values.engine, async (location) => {
    const child = fork(new URL('./scale/server.ts', import.meta.url), {
      execArgv: [
        '--unhandled-rejections=strict',
        ...(values.profile ? ['--cpu-prof', `--cpu-prof-dir=${values.profile}`] : []),
      ],
    })
    const tell = <T = null>(asked: Asked) => answerOf<T>(child, asked)
    try {
      const { origin, serviceKey, backlogs } = await tell<Serving>({ kind: 'serve', location, sizes })
      const client: Client = {
        pool: new Pool(origin, { headersTimeout: 600_000, bodyTimeout: 600_000 }),
        serviceKey,
      }
      const figures: Figure[] = []
      const questions = QUESTIONS.filter(({ name }) => !values.only || name.includes(values.only))
      // Threads and code are warm before anything counts; the data is not.
      for (const question of questions) for (let at = 0; at < 2; at++) await asked(client, backlogs[0]!, question)
      for (const backlog of backlogs)
        for (const question of questions) {
          const figure = await measured(client, tell, backlog, question, Number(values.rounds))
          figures.push(figure)
          if (!values.json) print(figure)
        }
      const light = await lightReads(client, tell, backlogs, Number(values.light))
      if (values.json) console.log(JSON.stringify({ engine: values.engine, load: loadavg(), figures, light }, null, 2))
      else
        console.log(
          `\nlight reads of another tenant, p99: ${light.alone.toFixed(1)} ms alone, ${light.busy.toFixed(1)} ms while every worker is busy (${(light.busy / light.alone).toFixed(1)} ×); loop stopped ${light.stop.toFixed(0)} ms at most; load ${loadavg()[0]!.toFixed(1)}`,
        )
      await client.pool.close()
    } finally {
      child.send({ number: 0, asked: { kind: 'end' } satisfies Asked })
    }
  })
}

type Tell = <T = null>(asked: Asked) => Promise<T>

async function measured(
  client: Client,
  tell: Tell,
  backlog: ScaledBacklog,
  question: Question,
  rounds: number,
): Promise<Figure> {
  const [cold, next]: [number[], number[]] = [[], []]
  let [stop, overIdle] = [0, 0]
  for (let round = 0; round < rounds; round++) {
    await tell({ kind: 'change', tenantId: backlog.tenantId, workspaceId: backlog.workspaceId })
    const idle = (await watching(tell, async () => undefined)).rss
    const seen = await watching(tell, async () => {
      const first = await asked(client, backlog, question)
      cold.push(first.milliseconds)
      if (question.nextPage) next.push((await asked(client, backlog, question, first.cursor)).milliseconds)
    })
    stop = Math.max(stop, seen.stop)
    overIdle = Math.max(overIdle, seen.rss - idle)
  }
  return {
    items: backlog.items,
    question: question.name,
    cold: quantile(cold, 0.5),
    next: next.length ? quantile(next, 0.5) : null,
    stop,
    overIdle,
  }
}

async function watching(tell: Tell, work: () => Promise<unknown>): Promise<Watched> {
  await tell({ kind: 'watch' })
  await work()
  return tell<Watched>({ kind: 'watched' })
}

/** p99 of a small tenant's list, alone and beside the heaviest calls of the largest tenant. */
async function lightReads(client: Client, tell: Tell, backlogs: readonly ScaledBacklog[], reads: number) {
  const [small, large] = [backlogs[0]!, backlogs.at(-1)!]
  const list = QUESTIONS[0]!
  const read = async () => {
    const times: number[] = []
    for (let at = 0; at < reads; at++) times.push((await asked(client, small, list)).milliseconds)
    return quantile(times, 0.99)
  }
  await read()
  const alone = await read()
  const enough = new AbortController()
  const heavy = [QUESTIONS[1]!, QUESTIONS[2]!].map(async (question) => {
    while (!enough.signal.aborted) {
      await tell({ kind: 'change', tenantId: large.tenantId, workspaceId: large.workspaceId })
      await asked(client, large, question)
    }
  })
  let busy = Number.NaN
  const { stop } = await watching(tell, async () => (busy = await read()))
  enough.abort()
  await Promise.all(heavy)
  return { alone, busy, stop }
}

async function asked(
  { pool, serviceKey }: Client,
  backlog: ScaledBacklog,
  { name, tool, variables }: Question,
  cursor?: string,
): Promise<{ milliseconds: number; cursor: string | undefined }> {
  const started = performance.now()
  const { body, statusCode } = await pool.request({
    path: '/graphql',
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      authorization: `Bearer ${serviceKey}`,
      'x-pm33-caller': backlog.caller,
      'user-agent': 'bench',
    },
    body: JSON.stringify(operationOf(tool, { ...variables, ...(cursor && { cursor }) })),
  })
  const text = await body.text()
  const milliseconds = performance.now() - started
  const answer = JSON.parse(text) as {
    errors?: unknown
    data?: { workspace?: { priorities?: { pageInfo: { endCursor: string } } } }
  }
  // A fast wrong answer is no figure.
  if (statusCode !== 200 || answer.errors || !answer.data) throw new Error(`${name}: ${text.slice(0, 400)}`)
  return { milliseconds, cursor: answer.data.workspace?.priorities?.pageInfo.endCursor }
}

/** Several may be waiting at once, so each question has a number. */
function answerOf<T>(child: ChildProcess, asked: Asked): Promise<T> {
  return new Promise((resolve, reject) => {
    const number = ++questions
    const done = () => {
      child.off('exit', died)
      child.off('message', received)
    }
    const died = (code: number | null) => {
      done()
      reject(new Error(`the server ended with ${code}`))
    }
    const received = (said: unknown) => {
      const { number: of, answered } = said as { number: number; answered: T }
      if (of !== number) return
      done()
      resolve(answered)
    }
    child.on('exit', died)
    child.on('message', received)
    child.send({ number, asked })
  })
}

let questions = 0

async function onDatabase(engine: string, work: (location: DatabaseLocation) => Promise<void>): Promise<void> {
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

function quantile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b)
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN
}

function print({ items, question, cold, next, stop, overIdle }: Figure): void {
  const page = next === null ? '' : `, next page ${next.toFixed(0)} ms`
  console.log(
    `${String(items).padStart(7)} items  ${question.padEnd(30)}${cold.toFixed(0).padStart(8)} ms cold${page.padEnd(22)}  loop stopped ${stop.toFixed(0).padStart(5)} ms  ${overIdle.toFixed(0).padStart(5)} MB over idle`,
  )
}
