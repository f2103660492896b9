import { createReadStream, readFileSync, statSync } from 'node:fs'
import { basename } from 'node:path'
import { Readable } from 'node:stream'
import { setTimeout as pause } from 'node:timers/promises'
import { ConsoleError, type Console } from './console.ts'
import { counted, table } from './table.ts'

interface Report {
  format: string
  candidates: { format: string; score: number }[]
  rows: { read: number; imported: number; repaired: number; quarantined: number; dropped: number }
  quarantine: { reason: string; count: number; rows: number[] }[]
  drops: { reason: string; count: number }[]
  repairs: { reason: string; count: number }[]
  columnsIn: number
  columnsRead: { header: string; field: string; populated: number }[]
  columnsNotRead: { header: string; occurrences: number; populated: number }[]
  statuses: { status: string; category: string; rows: number; because: string }[]
  gaps: string[]
  notes: string[]
}

interface Written {
  created: number
  updated: number
  unchanged: number
  refused: number
  refusals: { reason: string; count: number; rows: number[] }[]
  dependenciesStarted: number
  dependenciesEnded: number
  dependenciesLeftOut: number
  endedItems: number
}

export interface ImportOptions {
  workspace?: string | undefined
  mapping?: string | undefined
  'dry-run'?: boolean | undefined
  'end-missing'?: boolean | undefined
  json?: boolean | undefined
}

interface Outcome {
  file: string
  state: string
  report: Report | null
  refusal: { code: string; message: string; next: string } | null
  written: Written | null
  workspace: { key: string; name: string } | null
  id: string
}

/** `pm33 import FILE…`: each file is planned and applied by itself. @returns what to print */
export async function importFiles(console: Console, files: readonly string[], options: ImportOptions): Promise<string> {
  if (!files.length) throw new ConsoleError('Which file? npx pm33 import FILE… [--workspace NAME] [--dry-run] [--mapping FILE]')
  const mapping = options.mapping ? readMapping(options.mapping) : undefined
  // Said before the first one is written.
  for (const file of files) sizeOf(file)
  const outcomes: Outcome[] = []
  for (const file of files) outcomes.push(await importFile(console, file, options, mapping))
  if (outcomes.some(({ state }) => state === 'refused')) process.exitCode = 1
  if (options.json) return JSON.stringify(outcomes.length === 1 ? outcomes[0] : outcomes, null, 2)
  return outcomes.map((outcome) => told(outcome, options['dry-run'] ?? false)).join('\n\n')
}

async function importFile(console: Console, file: string, options: ImportOptions, mapping: unknown): Promise<Outcome> {
  const size = sizeOf(file)
  const { createImport } = await console.tenant<{ createImport: { uploadUrl: string; import: { id: string } } }>(
    'mutation Open($input: CreateImportInput!) { createImport(input: $input) { uploadUrl import { id } } }',
    { input: { fileName: basename(file), ...(options.workspace ? { workspaceName: options.workspace } : {}), ...(mapping ? { mapping } : {}) } },
  )
  const bar = progressBar(options.json ?? false)
  const response = await console.fetch(createImport.uploadUrl, {
    method: 'POST',
    body: Readable.toWeb(createReadStream(file).on('data', (chunk) => bar.add(chunk.length, size, 'reading'))) as ReadableStream,
    duplex: 'half',
  } as RequestInit)
  const planned = (await response.json()) as { id: string; state: string; report: Report | null; refusal: Outcome['refusal']; errors?: { message: string }[] }
  bar.end()
  if (planned.errors) throw new ConsoleError(planned.errors.map(({ message }) => message).join('\n'))
  const outcome: Outcome = { file, state: planned.state, report: planned.report, refusal: planned.refusal, written: null, workspace: null, id: planned.id }
  if (planned.state === 'refused' || options['dry-run']) return outcome
  const look = () => {
    progressOf(console, planned.id).then((progress) => progress && bar.set(progress.done, progress.total, 'writing')).catch(() => undefined)
  }
  const watch = setInterval(look, 200)
  try {
    const { applyImport } = await console
      .tenant<{ applyImport: Done }>('mutation Apply($id: ID!, $endMissing: Boolean) { applyImport(id: $id, endMissing: $endMissing) { state written workspace { key name } } }', { id: planned.id, endMissing: options['end-missing'] ?? false })
      .catch((error: unknown) => goesOn(console, planned.id, error))
    return { ...outcome, ...applyImport }
  } finally {
    clearInterval(watch)
    bar.end()
  }
}

type Done = Pick<Outcome, 'state' | 'written' | 'workspace'>

/** An answer that takes longer than a connection lives: the server goes on, and we ask until it is done. */
async function goesOn(console: Console, id: string, error: unknown): Promise<{ applyImport: Done }> {
  while ((await progressOf(console, id))?.state === 'writing') await pause(500)
  const { import: row } = await console.tenant<{ import: Done }>('query Import($id: ID!) { import(id: $id) { state written workspace { key name } } }', { id }).catch(() => ({ import: null }))
  if (row?.state !== 'applied') throw error
  return { applyImport: row }
}

async function progressOf(console: Console, id: string): Promise<{ state: string; done: number; total: number } | null> {
  const response = await console.fetch(`/import/${id}/progress`).catch(() => null)
  return response?.ok ? ((await response.json()) as { state: string; done: number; total: number }) : null
}

function told({ file, report, refusal, written, workspace, id }: Outcome, dryRun: boolean): string {
  if (refusal) return `${basename(file)} was not read: ${refusal.message}\n${refusal.next}\nNothing was written.`
  if (!report) return `${basename(file)}: nothing to say.`
  const { rows } = report
  const other = report.candidates.filter(({ format }) => format !== report.format)
  const lines = [
    `${basename(file)}: read as ${report.format}${other.length ? ` (it also resembles ${other.map(({ format }) => format).join(', ')}; choose with --mapping)` : ''}`,
    `  ${counted(rows.read, 'row')}: ${rows.imported} items, ${rows.repaired} repaired, ${rows.quarantined} set aside, ${rows.dropped} dropped`,
    ...report.quarantine.map(({ reason, rows: at }) => `    set aside: ${reason} (row ${at.slice(0, 8).join(', ')}${at.length > 8 ? ', …' : ''})`),
    ...report.drops.map(({ reason, count }) => `    dropped: ${reason} (${count})`),
    ...report.repairs.map(({ reason, count }) => `    repaired: ${reason} (${count})`),
    '',
    table(['status', 'means', 'items', 'because'], report.statuses.map(({ status, category, rows: items, because }) => [`  ${status}`, category, items, because])),
  ]
  const unread = report.columnsNotRead.filter(({ populated }) => populated > 0)
  const empty = report.columnsNotRead.length - unread.length
  if (report.columnsNotRead.length) {
    lines.push('', `  ${report.columnsNotRead.length} of ${report.columnsRead.length + report.columnsNotRead.length} headers were not read${empty ? `; ${empty} of them are empty` : ''}:`)
    lines.push(...unread.map(({ header, populated }) => `    ${header} (${counted(populated, 'value')})`))
  }
  lines.push(...report.gaps.map((gap) => `  ! ${gap}`), ...report.notes.map((note) => `  · ${note}`), '')
  if (dryRun) lines.push('  Dry run: nothing was written.')
  else if (written && workspace) {
    lines.push(
      `  Workspace "${workspace.name}" (${workspace.key}): ${written.created} created, ${written.updated} updated, ${written.unchanged} unchanged, ${written.refused} refused.`,
      ...written.refusals.map(({ reason, rows: at }) => `    refused: ${reason} (row ${at.slice(0, 8).join(', ')}${at.length > 8 ? ', …' : ''})`),
      `  Links: ${written.dependenciesStarted} started, ${written.dependenciesEnded} ended.${written.dependenciesLeftOut ? ` ${written.dependenciesLeftOut} left out, because they lead back to themselves.` : ''}${written.endedItems ? ` ${written.endedItems} items are gone from the source and closed.` : ''}`,
      `  Undo with: npx pm33 import --undo ${id.replace('Import:', '')}`,
    )
  }
  return lines.join('\n')
}

function sizeOf(file: string): number {
  try {
    const stat = statSync(file)
    if (!stat.isFile()) throw new ConsoleError(`${file} is not a file.`)
    return stat.size
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') throw new ConsoleError(`${file} does not exist.`)
    throw error
  }
}

function readMapping(file: string): unknown {
  try {
    return JSON.parse(readFileSync(file, 'utf8'))
  } catch (error) {
    throw new ConsoleError(`--mapping ${file}: ${(error as Error).message}`)
  }
}

/** On a terminal, one line that fills up; elsewhere nothing. */
function progressBar(quiet: boolean) {
  let seen = 0
  const shown = process.stderr.isTTY && !quiet
  const draw = (done: number, total: number, what: string) => {
    if (!shown || !total) return
    const filled = Math.min(30, Math.round((30 * done) / total))
    process.stderr.write(`\r  ${what} ${'█'.repeat(filled)}${'░'.repeat(30 - filled)} ${Math.min(100, Math.round((100 * done) / total))} %`)
  }
  return {
    add: (bytes: number, total: number, what: string) => draw((seen += bytes), total, what),
    set: draw,
    end: () => shown && process.stderr.write('\r\u001b[K'),
  }
}
