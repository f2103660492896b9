/**
 * `npm run bench -- import [--rows 100000] [--engine postgres|embedded] [--json]`: a Jira export of that many rows through the
 * doors that everybody uses, as a multiple of a bare `insert … select` of the same rows in the same run; what it costs in
 * memory, and what others notice meanwhile.
 */
import { fork, type ChildProcess } from 'node:child_process'
import { createReadStream, createWriteStream, mkdtempSync, rmSync, statSync } from 'node:fs'
import { loadavg, tmpdir } from 'node:os'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { setTimeout as pause } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import type { DatabaseLocation } from '../../api/data/database.ts'
import { connect, startPostgres } from '../servers/postgres-server.ts'
import { jiraFile } from './import-rows/file.ts'
import type { Bare, LoopAndMemory, Question, Ready } from './import-rows/server.ts'

export const IDLE_READS = 150
const WARM_ROWS = 3_000

interface Figures {
  engine: string
  rows: number
  megabytes: number
  planSeconds: number
  applySeconds: number
  bareSeconds: number
  perBare: number
  /** On the embedded database, where the database is the process, and a busy machine changes nothing. */
  cpuPerBare: number | null
  memoryMb: number
  idleMemoryMb: number
  longestStopMs: number
  longestHealthMs: number
  idleReadMs: Spread
  readMs: Spread
  load: number
}

interface Spread {
  p50: number
  p99: number
  most: number
  count: number
}

export async function run(argv: string[]): Promise<void> {
  const { values } = parseArgs({
    args: argv,
    options: {
      rows: { type: 'string', default: '100000' },
      engine: { type: 'string' },
      json: { type: 'boolean', default: false },
    },
  })
  const folder = mkdtempSync(join(tmpdir(), 'pm33-bench-import-'))
  try {
    const figures: Figures[] = []
    for (const engine of values.engine ? [values.engine] : ['postgres', 'embedded']) {
      figures.push(
        await onDatabase(engine, folder, (location) => measured(engine, location, folder, Number(values.rows))),
      )
      if (!values.json) print(figures.at(-1)!)
    }
    if (values.json) console.log(JSON.stringify(figures, null, 2))
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

export async function onDatabase<T>(
  engine: string,
  folder: string,
  work: (location: DatabaseLocation) => Promise<T>,
  { fsync = true } = {},
): Promise<T> {
  if (engine === 'embedded') return work({ embedded: join(folder, 'db') })
  const postgres = await startPostgres({ fsync })
  await connect(postgres.folder, 'postgres', (client) => client.query('create database pm33_bench'))
  return work({ url: `postgres://postgres@localhost/pm33_bench?host=${encodeURIComponent(postgres.folder)}` }).finally(
    () => postgres.stop(),
  )
}

async function measured(engine: string, location: DatabaseLocation, folder: string, rows: number): Promise<Figures> {
  const child = fork(new URL('./import-rows/server.ts', import.meta.url), {
    execArgv: ['--expose-gc', '--unhandled-rejections=strict'],
  })
  try {
    const client = new Client(child, await ask<Ready>(child, { location, folder }))
    const file = async (length: number) => {
      const path = join(folder, `${length}.csv`)
      await pipeline(Readable.from(jiraFile(length)), createWriteStream(path))
      return path
    }
    await client.apply(await client.plan(await file(WARM_ROWS), 'Warm'))
    const path = await file(rows)
    const idle = await client.readsUntil(() => false, IDLE_READS)
    await ask(child, { watch: true })
    const started = performance.now()
    let importing = true
    const others = Promise.all([client.readsUntil(() => !importing), client.healthUntil(() => !importing)])
    const id = await client.plan(path, 'Big')
    const planned = performance.now()
    const workspaceId = await client.apply(id)
    const applied = performance.now()
    importing = false
    const [reads, longestHealthMs] = await others
    const { longestStopMs, cpuMs, idleMb, mostMb } = await ask<LoopAndMemory>(child, { figures: true })
    const bare = await ask<Bare>(child, { bare: workspaceId, twin: await client.workspace('Twin') })
    return {
      engine,
      rows,
      megabytes: statSync(path).size / 1e6,
      planSeconds: (planned - started) / 1000,
      applySeconds: (applied - planned) / 1000,
      bareSeconds: bare.ms / 1000,
      perBare: (applied - started) / bare.ms,
      cpuPerBare: engine === 'embedded' ? cpuMs / bare.cpuMs : null,
      memoryMb: mostMb - idleMb,
      idleMemoryMb: idleMb,
      longestStopMs,
      longestHealthMs,
      idleReadMs: spread(idle),
      readMs: spread(reads),
      load: loadavg()[0]!,
    }
  } finally {
    child.send('end')
  }
}

/** What others do: upload, apply, read, and look whether the server is well. */
export class Client {
  readonly #child: ChildProcess
  readonly #ready: Ready
  #caller: string
  #since = performance.now()

  constructor(child: ChildProcess, ready: Ready) {
    this.#child = child
    this.#ready = ready
    this.#caller = ready.caller
  }

  async graphql<T>(query: string, variables: object = {}): Promise<T> {
    // Assertions live a minute.
    if (performance.now() - this.#since > 30_000) {
      this.#since = performance.now()
      this.#caller = await ask<string>(this.#child, { assert: true })
    }
    const response = await fetch(`${this.#ready.url}/graphql`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        authorization: `Bearer ${this.#ready.operatorKey}`,
        'x-pm33-caller': this.#caller,
      },
      body: JSON.stringify({ query, variables }),
      signal: AbortSignal.timeout(290_000),
    })
    const { data, errors } = (await response.json()) as { data: T; errors?: { message: string }[] }
    if (errors) throw new Error(errors.map(({ message }) => message).join('; '))
    return data
  }

  async plan(path: string, workspaceName: string): Promise<string> {
    const { createImport } = await this.graphql<{ createImport: { uploadUrl: string } }>(
      'mutation ($input: CreateImportInput!) { createImport(input: $input) { uploadUrl } }',
      { input: { fileName: 'shop.csv', workspaceName } },
    )
    const response = await fetch(`${this.#ready.url}${createImport.uploadUrl}`, {
      method: 'POST',
      body: Readable.toWeb(createReadStream(path)),
      duplex: 'half',
    } as RequestInit)
    const { id, state } = (await response.json()) as { id: string; state: string }
    if (state !== 'planned') throw new Error(`the file was not planned but ${state}`)
    return id
  }

  async apply(id: string): Promise<string> {
    const { applyImport } = await this.graphql<{ applyImport: { workspace: { id: string } } }>(
      'mutation ($id: ID!) { applyImport(id: $id) { workspace { id } } }',
      { id },
    )
    return applyImport.workspace.id.replace('Workspace:', '')
  }

  async workspace(name: string): Promise<string> {
    const { createWorkspace } = await this.graphql<{ createWorkspace: { id: string } }>(
      'mutation ($name: String!) { createWorkspace(name: $name) { id } }',
      { name },
    )
    return createWorkspace.id.replace('Workspace:', '')
  }

  /** The whole export of a workspace. */
  async export(id: string, format: 'csv' | 'json'): Promise<string> {
    const { exportBacklog } = await this.graphql<{ exportBacklog: string }>(
      'mutation ($id: ID!, $format: ExportFormat) { exportBacklog(workspaceId: $id, format: $format) }',
      { id, format },
    )
    const response = await fetch(new URL(new URL(exportBacklog, this.#ready.url).pathname, this.#ready.url))
    if (!response.ok) throw new Error(`the export answered ${response.status}`)
    return response.text()
  }

  /** Reads a page of another workspace again and again. @returns milliseconds of each */
  async readsUntil(over: () => boolean, most = Number.POSITIVE_INFINITY): Promise<number[]> {
    const took: number[] = []
    while (!over() && took.length < most) {
      const started = performance.now()
      await this.graphql(
        '{ workspace(id: "warm") { backlog(first: 25, sort: rank) { totalCount nodes { key title status priority storyPoints } } } }',
      )
      took.push(performance.now() - started)
      await pause(10)
    }
    return took
  }

  async healthUntil(over: () => boolean): Promise<number> {
    let longest = 0
    while (!over()) {
      const started = performance.now()
      const response = await fetch(`${this.#ready.url}/healthz`)
      if (!response.ok) throw new Error(`the health check answered ${response.status}`)
      await response.arrayBuffer()
      longest = Math.max(longest, performance.now() - started)
      await pause(25)
    }
    return longest
  }
}

export function ask<T>(child: ChildProcess, question: Question): Promise<T> {
  return new Promise((answered, failed) => {
    child.once('message', (answer) => answered(answer as T))
    child.once('exit', (code) => failed(new Error(`the server ended with ${code}`)))
    child.send(question)
  })
}

export function spread(all: number[]): Spread {
  const sorted = all.toSorted((a, b) => a - b)
  const at = (share: number) => sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? 0
  return { p50: at(0.5), p99: at(0.99), most: sorted.at(-1) ?? 0, count: sorted.length }
}

function print(f: Figures): void {
  const ms = (value: number) => `${value.toFixed(0)} ms`
  const s = (value: number) => `${value.toFixed(2)} s`
  console.log(`
${f.engine}: ${f.rows.toLocaleString('en-GB')} rows, ${f.megabytes.toFixed(1)} MB, load ${f.load.toFixed(1)}
  upload and plan ${s(f.planSeconds)}, apply ${s(f.applySeconds)}; bare insert … select ${s(f.bareSeconds)}: ${f.perBare.toFixed(2)} × (≤ 2.5)${f.cpuPerBare === null ? '' : `, in processor time ${f.cpuPerBare.toFixed(2)} ×`}
  memory ${f.memoryMb.toFixed(0)} MB over ${f.idleMemoryMb.toFixed(0)} MB idle (≤ 200)
  event loop stopped for at most ${ms(f.longestStopMs)} (≤ 100), health checks answered within ${ms(f.longestHealthMs)}
  reads of others: idle p50 ${ms(f.idleReadMs.p50)}, p99 ${ms(f.idleReadMs.p99)}; meanwhile p50 ${ms(f.readMs.p50)}, p99 ${ms(f.readMs.p99)} = ${(f.readMs.p99 / f.idleReadMs.p99).toFixed(1)} × (≤ 5 on PostgreSQL), longest ${ms(f.readMs.most)} (${f.readMs.count} reads)`)
}
