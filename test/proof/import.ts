/**
 * `npm run proof -- import [--items] [FILE…]`: each file goes into a fresh workspace through the command line, and what real
 * MCP clients of both eras then read is compared cell by cell: with the literals of the suite, if it holds this file, or with
 * what a second reader understands. Each file is equal, asked about, refused, different, or without anything to compare with.
 * `--items` prints what was read, item by item.
 */
import { spawn, spawnSync, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join, resolve } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import type { ImportReport } from '../../api/imports/record/report.ts'
import type { WrittenCounts } from '../../api/imports/writing/written.ts'
import { claude, type Claude, type Era } from '../claude.ts'
import { STRICT } from '../start/process.ts'
import { compare, type Item } from './import-cells/compare.ts'
import { readExport } from './import-cells/reader.ts'
import { rightOf } from './import-cells/right.ts'

const PM33 = fileURLToPath(new URL('../../pm33.ts', import.meta.url))
interface Imported {
  state: string
  report: ImportReport | null
  refusal: { code: string; message: string } | null
  question?: object
  workspace: { key: string } | null
  written: WrittenCounts | null
}

type Verdict = 'equal' | 'asked about' | 'refused' | 'DIFFERENT' | 'read, with nothing to compare'

export async function run(argv: string[]): Promise<void> {
  const { values, positionals } = parseArgs({
    args: argv,
    options: { items: { type: 'boolean', default: false } },
    allowPositionals: true,
  })
  if (!positionals.length) return dirtyFiles()
  const data = mkdtempSync(join(tmpdir(), 'pm33-proof-'))
  const env = {
    ...process.env,
    ...STRICT,
    PM33_DATA: data,
    PORT: '0',
    LOG_LEVEL: 'error',
    PM33_CALLS_PER_KEY: '100000',
    PM33_CALLS_PER_TENANT: '100000',
  }
  const server = spawn(process.execPath, [PM33, 'start'], { env, stdio: ['ignore', 'ignore', 'inherit'] })
  try {
    const url = await answering(server, data)
    const command = (...args: string[]) =>
      output(spawn(process.execPath, [PM33, ...args], { env, stdio: ['ignore', 'pipe', 'inherit'] }))
    const { key } = JSON.parse(await command('key', 'create', 'proof', '--json')) as {
      key: string
    }
    const clients = new Map<Era, Claude>()
    for (const era of ['legacy', 'modern'] as const) clients.set(era, await clientOf(url, key, era))
    const verdicts: Verdict[] = []
    for (const [at, file] of positionals.entries()) {
      const into = `Proof ${at + 1}`
      const imported = (path: string) => command('import', path, '--workspace', into, '--json')
      verdicts.push(await judged(resolve(file), into, imported, clients, values.items))
    }
    for (const client of clients.values()) await client.close()
    const counts = [...Map.groupBy(verdicts, (verdict) => verdict)].map(([verdict, all]) => `${all.length} ${verdict}`)
    console.log(`${verdicts.length} files: ${counts.join(', ')}`)
    if (verdicts.includes('DIFFERENT')) process.exitCode = 1
  } finally {
    server.kill('SIGTERM')
    if (server.exitCode === null) await once(server, 'exit')
    rmSync(data, { recursive: true, force: true })
  }
}

/** Without files: 200 generated ones on each database, whose reports must state what queries find. */
function dirtyFiles(): void {
  const vitest = fileURLToPath(new URL('vitest.mjs', import.meta.resolve('vitest/package.json')))
  const { status } = spawnSync(
    process.execPath,
    [vitest, 'run', '--testTimeout', '3600000', 'test/imports/report.test.ts'],
    { stdio: 'inherit', env: { ...process.env, PM33_TESTS: 'full' } },
  )
  if (status !== 0) process.exitCode = 1
}

async function judged(
  file: string,
  into: string,
  imported: (path: string) => Promise<string>,
  clients: ReadonlyMap<Era, Claude>,
  printsItems: boolean,
): Promise<Verdict> {
  const started = performance.now()
  const { report, written, refusal, question, workspace } = JSON.parse(await imported(file)) as Imported
  const seconds = (performance.now() - started) / 1_000
  if (!report || !written || !workspace)
    return say(file, question ? 'asked about' : 'refused', `${refusal?.code}: ${refusal?.message}`)
  const bytes = readFileSync(file)
  const right = rightOf(file, bytes)
  const told = right ?? readExport(bytes)
  const differences = balanceOf(report, written)
  let cells = 0
  for (const [era, client] of clients) {
    const items = await everything(client, workspace.key)
    if (items.length !== report.rows.imported + (report.rows.implied ?? 0) - written.refused)
      differences.push(`${era}: ${items.length} items are read`)
    if (told) {
      const compared = compare(told, items, report, right !== null)
      cells += compared.cells
      differences.push(...compared.differences.map((difference) => `${era}: ${difference}`))
    }
    if (era === 'modern') printed(report, items, printsItems)
  }
  const { rows, format, columnsIn, columnsRead } = report
  const read = columnsRead.reduce((sum, { occurrences }) => sum + occurrences, 0)
  return say(
    file,
    differences.length ? 'DIFFERENT' : told ? 'equal' : 'read, with nothing to compare',
    `${format}, ${rows.read} rows = ${rows.imported} imported + ${rows.quarantined} set aside + ${rows.dropped} dropped${rows.implied ? `, ${rows.implied} implied` : ''}, ${written.refused} refused; ${columnsIn} columns = ${read} read + ${columnsIn - read} reported; ${told ? `${cells} cells compared in two eras with ${right ? 'the literals of the suite' : 'a second reader'}` : 'no second reader for this format'}; ${seconds.toFixed(1)} s`,
    differences,
  )
}

/** What was read, field by field, as a client reads it back, and what the report says about the rest. */
function printed(report: ImportReport, items: readonly Item[], whole: boolean): void {
  const { columnsRead, columnsNotRead, statuses, gaps, notes } = report
  for (const { header, field, populated } of columnsRead) console.log(`  read    "${header}" as ${field}: ${populated}`)
  for (const { header, populated } of columnsNotRead) console.log(`  unread  "${header}": ${populated}`)
  for (const { status, category, rows, because } of statuses)
    console.log(`  status  "${status}" as ${category} (${because}): ${rows}`)
  for (const text of [...notes, ...gaps]) console.log(`  said    ${text}`)
  const fields = [...new Set(items.flatMap((item) => Object.keys(item)))]
  for (const field of fields) {
    const values = items.map((item) => item[field]).filter((value) => value !== null && value !== undefined)
    const first = [...new Set(values.map((value) => JSON.stringify(value)))].slice(0, 3).join(', ')
    console.log(`  field   ${field}: ${values.length} of ${items.length}: ${first.slice(0, 200)}`)
  }
  if (whole) for (const item of items) console.log(`  item    ${JSON.stringify(item)}`)
}

function say(file: string, verdict: Verdict, line: string, differences: readonly string[] = []): Verdict {
  console.log(`${basename(file)}: ${verdict}: ${line}`)
  for (const difference of differences.slice(0, 20)) console.log(`  ${difference}`)
  return verdict
}

/** Where the server says it answers. */
async function answering(server: ChildProcess, data: string): Promise<string> {
  for (;;) {
    if (server.exitCode !== null) throw new Error(`the server ended with ${server.exitCode}`)
    try {
      const { url } = JSON.parse(readFileSync(join(data, 'server.json'), 'utf8')) as { url?: string }
      if (url && (await fetch(`${url}/healthz`)).ok) return url
    } catch {
      // Not yet.
    }
    await pause(100)
  }
}

async function output(child: ChildProcess): Promise<string> {
  let text = ''
  child.stdout!.on('data', (chunk: Buffer) => (text += chunk.toString()))
  const [code] = (await once(child, 'close')) as [number]
  if (!text) throw new Error(`the command ended with ${code} and said nothing`)
  return text
}

function balanceOf(
  { rows, columnsIn, columnsRead, columnsNotRead }: ImportReport,
  { created, refused }: WrittenCounts,
): string[] {
  const columns = [...columnsRead, ...columnsNotRead].reduce((sum, { occurrences }) => sum + occurrences, 0)
  return [
    ...(rows.read === rows.imported + rows.quarantined + rows.dropped ? [] : ['rows do not add up']),
    ...(rows.imported + (rows.implied ?? 0) === created + refused
      ? []
      : [`of ${rows.imported} items ${created} were created`]),
    ...(columnsIn === columns ? [] : ['columns do not add up']),
  ]
}

const clientOf = (url: string, key: string, era: Era) =>
  claude(
    { fetch: (request: Request) => fetch(new Request(new URL(new URL(request.url).pathname, url), request)) },
    key,
    era,
  )

async function everything(client: Claude, workspaceId: string): Promise<Item[]> {
  const items: Item[] = []
  let cursor: string | undefined
  do {
    const { data, text, isError } = await client.call<{ items: Item[]; nextCursor?: string }>('query_backlog', {
      workspaceId,
      mode: 'full',
      columns: 'full',
      sort: 'key',
      limit: 100,
      ...(cursor && { cursor }),
    })
    if (isError) throw new Error(text)
    items.push(...data.items)
    cursor = data.nextCursor
  } while (cursor)
  return items
}
