/**
 * `npm run proof -- import [FILE…]`: each file goes into a fresh workspace of a fresh server through the command line, and what
 * real MCP clients of both eras then read is compared with the file, cell by cell, as a second reader understands it.
 */
import { spawn, spawnSync, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join, resolve } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import type { ImportReport } from '../../api/imports/record/report.ts'
import type { WrittenCounts } from '../../api/imports/writing/written.ts'
import { claude, type Era } from '../claude.ts'
import { STRICT } from '../start/process.ts'
import { readExport, type Told } from './import-cells/reader.ts'

const PM33 = fileURLToPath(new URL('../../pm33.ts', import.meta.url))
const COMPARED = [
  'title',
  'type',
  'status',
  'createdAt',
  'updatedAt',
  'startedAt',
  'resolvedAt',
  'dueDate',
  'storyPoints',
  'sprint',
  'parent',
] as const

interface Item {
  key: string
  [column: string]: unknown
}

interface Imported {
  state: string
  report: ImportReport | null
  refusal: { code: string; message: string } | null
  written: WrittenCounts | null
}

export async function run(argv: string[]): Promise<void> {
  if (!argv.length) return dirtyFiles()
  for (const file of argv) if (!(await proven(resolve(file)))) process.exitCode = 1
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

async function proven(file: string): Promise<boolean> {
  const data = mkdtempSync(join(tmpdir(), 'pm33-proof-'))
  const env = { ...process.env, ...STRICT, PM33_DATA: data, PORT: '0', LOG_LEVEL: 'error' }
  const server = spawn(process.execPath, [PM33, 'start'], { env, stdio: ['ignore', 'ignore', 'inherit'] })
  try {
    const url = await answering(server, data)
    const command = (...args: string[]) =>
      output(spawn(process.execPath, [PM33, ...args], { env, stdio: ['ignore', 'pipe', 'inherit'] }))
    const started = performance.now()
    const outcome = JSON.parse(await command('import', file, '--workspace', 'Proof', '--json')) as Imported
    const seconds = (performance.now() - started) / 1_000
    if (!outcome.report || !outcome.written)
      return say(file, `not read: ${outcome.refusal?.code} ${outcome.refusal?.message}`, ['the file was refused'])
    const { apiKey, key } = JSON.parse(await command('key', 'create', 'proof', '--json')) as {
      apiKey: unknown
      key: string
    }
    if (!apiKey) throw new Error('no key was made')
    const told = readExport(readFileSync(file))
    const differences = balanceOf(outcome.report, outcome.written)
    let cells = 0
    for (const era of ['legacy', 'modern'] as const) {
      const items = await everything(url, key, era)
      if (items.length !== outcome.report.rows.imported - outcome.written.refused)
        differences.push(`${era}: ${items.length} items are read`)
      const compared = told ? compare(told, items, outcome.report) : { cells: 0, differences: [] }
      cells += compared.cells
      differences.push(...compared.differences.map((difference) => `${era}: ${difference}`))
      if (era === 'modern') printed(outcome.report, items)
    }
    const { rows, format, columnsIn, columnsRead } = outcome.report
    const read = columnsRead.reduce((sum, { occurrences }) => sum + occurrences, 0)
    return say(
      file,
      `${format}, ${rows.read} rows = ${rows.imported} imported + ${rows.quarantined} set aside + ${rows.dropped} dropped, ${outcome.written.refused} refused; ${columnsIn} columns = ${read} read + ${columnsIn - read} reported; ${told ? `${cells} cells compared in two eras` : 'no second reader for this format'}; ${seconds.toFixed(1)} s`,
      differences,
    )
  } finally {
    server.kill('SIGTERM')
    await once(server, 'exit')
    rmSync(data, { recursive: true, force: true })
  }
}

/** What was read, field by field, as a client reads it back, and what the report says about the rest. */
function printed({ columnsRead, columnsNotRead, statuses, gaps, notes }: ImportReport, items: readonly Item[]): void {
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
  for (const item of items) console.log(`  item    ${JSON.stringify(item)}`)
}

function say(file: string, line: string, differences: readonly string[]): boolean {
  console.log(`${basename(file)}: ${line}: ${differences.length ? `${differences.length} DIFFERENCES` : 'equal'}`)
  for (const difference of differences.slice(0, 20)) console.log(`  ${difference}`)
  return differences.length === 0
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
    ...(rows.imported === created + refused ? [] : [`of ${rows.imported} items ${created} were created`]),
    ...(columnsIn === columns ? [] : ['columns do not add up']),
  ]
}

async function everything(url: string, key: string, era: Era): Promise<Item[]> {
  const here = { fetch: (request: Request) => fetch(new Request(new URL(new URL(request.url).pathname, url), request)) }
  const client = await claude(here, key, era)
  const items: Item[] = []
  let cursor: string | undefined
  do {
    const { data, text, isError } = await client.call<{ items: Item[]; nextCursor?: string }>('query_backlog', {
      workspaceId: 'proof',
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
  await client.close()
  return items
}

function compare(
  told: readonly Told[],
  items: readonly Item[],
  { rows }: ImportReport,
): { cells: number; differences: string[] } {
  const differences: string[] = []
  let cells = 0
  const read = new Map(items.map((item) => [item.key, item]))
  const expected = new Map(told.map((item) => [item.key, item]))
  const missing = [...expected.keys()].filter((key) => !read.has(key))
  if (missing.length > rows.quarantined + rows.dropped)
    differences.push(`${missing.length} items of the file are not there: ${missing.slice(0, 5).join(', ')}`)
  for (const key of read.keys()) if (!expected.has(key)) differences.push(`${key} is not in the file`)
  const same = (key: string, column: string, said: unknown, given: unknown) => {
    cells++
    if (JSON.stringify(said ?? null) !== JSON.stringify(given ?? null))
      differences.push(
        `${key} ${column}: the file says ${JSON.stringify(said)}, the client reads ${JSON.stringify(given)}`,
      )
  }
  for (const [key, item] of expected) {
    const given = read.get(key)
    if (!given) continue
    for (const column of COMPARED) if (item[column] !== undefined) same(key, column, item[column], given[column])
    if (item.labels)
      same(key, 'labels', [...new Set(item.labels)].sort(), ((given.labels as string[] | undefined) ?? []).toSorted())
    for (const blocker of item.blockedBy ?? []) {
      const over = ['done', 'cancelled'].includes(String(read.get(blocker)?.statusCategory))
      if (read.has(blocker) && !over)
        same(key, `blockedBy ${blocker}`, true, ((given.blockedBy as string[] | undefined) ?? []).includes(blocker))
    }
  }
  return { cells, differences }
}
