import { createReadStream, readFileSync, statSync } from 'node:fs'
import { basename, join } from 'node:path'
import { Readable } from 'node:stream'
import { setTimeout as pause } from 'node:timers/promises'
import type { ImportReport, Question } from '../../api/imports/record/report.ts'
import type { WrittenCounts } from '../../api/imports/writing/written.ts'
import type { Given } from '../commands.ts'
import type { Console } from '../console.ts'
import { answerTo, type Mapping } from '../import/ask-mapping.ts'
import { ConsoleError, UsageError } from '../errors.ts'
import { reportText, type Outcome } from '../import/report.ts'
import {
  ApplyImportDocument,
  OpenImportDocument,
  ReadImportDocument,
  type AppliedFragment,
} from '../operations.generated.ts'
import { undo } from '../import/undo.ts'

type Options = Given<'import'>

/** `pm33 import`: files, or an earlier import to undo. @returns what to print */
export async function importOrUndo(console: Console, options: Options): Promise<string> {
  const { file: files, undo: id } = options
  if (id !== undefined) return undo(console, id, options)
  return importFiles(console, files, options)
}

/** What the declaration cannot say. @throws UsageError before anything is opened */
export function checkImport({ file: files, undo: id }: Options): void {
  if (id === undefined && !files.length)
    throw new UsageError(
      'Name at least one file to import, or an import to undo.\nUsage: npx pm33 import FILE… or npx pm33 import --undo ID\nHelp: npx pm33 import --help',
    )
  if (id !== undefined && files.length)
    throw new UsageError("Option '--undo ID' cannot be used with files.\nHelp: npx pm33 import --help")
}

/** Each file is planned and applied by itself. @returns what to print */
export async function importFiles(
  console: Console,
  files: readonly string[],
  options: Omit<Options, 'file'>,
): Promise<string> {
  const mapping = mappingOf(options)
  // Missing files are reported before anything is written.
  for (const file of files) sizeOf(file)
  const outcomes: Outcome[] = []
  for (const file of files) outcomes.push(await importAnswered(console, file, options, mapping))
  if (outcomes.some(({ state }) => state === 'refused')) process.exitCode = 1
  if (options.json) return JSON.stringify(outcomes.length === 1 ? outcomes[0] : outcomes, null, 2)
  return outcomes.map((outcome) => reportText(outcome, options.dryRun ?? false)).join('\n\n')
}

/** Where only a person knows what a file means, they are asked on a terminal, and it is read again with their answer. */
async function importAnswered(
  console: Console,
  file: string,
  options: Omit<Options, 'file'>,
  mapping: Mapping | undefined,
): Promise<Outcome> {
  let given = mapping
  for (;;) {
    const outcome = await importFile(console, file, options, given)
    if (!outcome.question || options.json || !process.stdin.isTTY || !process.stderr.isTTY) return outcome
    given = { ...given, ...(await answerTo(outcome.question, basename(file), given)) }
  }
}

async function importFile(
  console: Console,
  file: string,
  options: Omit<Options, 'file'>,
  mapping: Mapping | undefined,
): Promise<Outcome> {
  const size = sizeOf(file)
  const { createImport } = await console.tenant(OpenImportDocument, {
    input: {
      fileName: basename(file),
      ...(options.workspace ? { workspaceName: options.workspace } : {}),
      ...(mapping ? { mapping } : {}),
    },
  })
  const bar = progressBar(options.json ?? false)
  const response = await console.fetch(createImport.uploadUrl, {
    method: 'POST',
    body: Readable.toWeb(
      createReadStream(file).on('data', (chunk) => bar.add(chunk.length, size, 'reading')),
    ) as ReadableStream,
    duplex: 'half',
  } as RequestInit)
  const planned = (await response.json()) as {
    id: string
    state: string
    report: ImportReport | null
    refusal: Outcome['refusal']
    question?: Question
    errors?: { message: string }[]
  }
  bar.end()
  if (planned.errors) throw new ConsoleError(planned.errors.map(({ message }) => message).join('\n'))
  const outcome: Outcome = {
    file,
    state: planned.state,
    report: planned.report,
    refusal: planned.refusal,
    ...(planned.question ? { question: planned.question } : {}),
    written: null,
    workspace: null,
    id: planned.id,
  }
  if (planned.state === 'refused' || options.dryRun) return outcome
  const look = () => {
    progressOf(console, planned.id)
      .then((progress) => progress && bar.set(progress.done, progress.total, 'writing'))
      .catch(() => undefined)
  }
  const watch = setInterval(look, 200)
  try {
    const { applyImport } = await console
      .tenant(ApplyImportDocument, { id: planned.id, endMissing: options.endMissing ?? false })
      .catch((error: unknown) => goesOn(console, planned.id, error))
    return { ...outcome, ...applyImport, written: applyImport.written as WrittenCounts | null }
  } finally {
    clearInterval(watch)
    bar.end()
  }
}

/** The server keeps working when its answer takes longer than the connection lives: ask until it is done. */
async function goesOn(console: Console, id: string, error: unknown): Promise<{ applyImport: AppliedFragment }> {
  while ((await progressOf(console, id))?.state === 'writing') await pause(500)
  const { import: row } = await console.tenant(ReadImportDocument, { id }).catch(() => ({ import: null }))
  if (row?.state !== 'applied') throw error
  return { applyImport: row }
}

async function progressOf(
  console: Console,
  id: string,
): Promise<{ state: string; done: number; total: number } | null> {
  const response = await console.fetch(`/import/${id}/progress`).catch(() => null)
  return response?.ok ? ((await response.json()) as { state: string; done: number; total: number }) : null
}

function sizeOf(file: string): number {
  try {
    const stat = statSync(file)
    if (stat.isDirectory())
      throw new ConsoleError(`${file} is a folder. Name the files in it, such as ${join(file, '*.csv')}.`)
    if (!stat.isFile()) throw new ConsoleError(`${file} is not a file.`)
    return stat.size
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') throw new ConsoleError(`${file} does not exist.`)
    throw error
  }
}

/** The mapping file, with the columns named on the command line. */
function mappingOf({ mapping: file, map }: Omit<Options, 'file'>): Mapping | undefined {
  const mapping = file ? readMapping(file) : undefined
  return map ? { ...mapping, columns: { ...mapping?.columns, ...map } } : mapping
}

/** What it holds is judged by the server. */
function readMapping(file: string): Mapping {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as Mapping
  } catch (error) {
    throw new ConsoleError(`Could not read the mapping file ${file}: ${(error as Error).message}`)
  }
}

/** One line that fills up on a terminal, nothing elsewhere. */
function progressBar(quiet: boolean) {
  let seen = 0
  const shown = process.stderr.isTTY && !quiet
  const draw = (done: number, total: number, what: string) => {
    if (!shown || !total) return
    const filled = Math.min(30, Math.round((30 * done) / total))
    process.stderr.write(
      `\r  ${what} ${'█'.repeat(filled)}${'░'.repeat(30 - filled)} ${Math.min(100, Math.round((100 * done) / total))}%`,
    )
  }
  return {
    add: (bytes: number, total: number, what: string) => draw((seen += bytes), total, what),
    set: draw,
    end: () => shown && process.stderr.write('\r\u001b[K'),
  }
}
