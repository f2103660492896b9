import { createWriteStream, statSync } from 'node:fs'
import { rename, rm } from 'node:fs/promises'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import type { Given } from '../commands.ts'
import type { Console } from '../console.ts'
import { ConsoleError } from '../errors.ts'
import { ExportWorkspaceDocument } from '../operations.generated.ts'

/**
 * @param mode of the file that is written; by default what the shell gives
 * @returns what to print; null when the export itself went to standard output
 */
export async function exportWorkspace(
  console: Console,
  { workspace, format, output }: Given<'export'>,
  mode?: number,
): Promise<string | null> {
  const { exportBacklog } = await console.tenant(ExportWorkspaceDocument, {
    id: workspace ?? null,
    format: format ?? (output?.endsWith('.json') ? 'json' : 'csv'),
  })
  const response = await console.fetch(exportBacklog)
  if (!response.ok || !response.body)
    throw new ConsoleError(
      `The export failed (HTTP ${response.status}). Run it again; if it fails again, see the server log.`,
    )
  const body = Readable.fromWeb(response.body as never)
  if (output) return written(body, output, mode)
  await print(body)
  return null
}

/** To standard output. */
export async function print(body: Readable): Promise<void> {
  await pipeline(body, process.stdout, { end: false }).catch((error: NodeJS.ErrnoException) => {
    // The reader has what it wanted, as `head` does.
    if (error.code !== 'EPIPE') throw error
  })
}

/** Beside its place first: an export that breaks off leaves the file that was there. A pipe or device is written directly. */
async function written(body: Readable, output: string, mode = 0o666): Promise<string> {
  const direct = statSync(output, { throwIfNoEntry: false })?.isFile() === false
  const target = direct ? output : `${output}.partial`
  try {
    // One that was left there keeps the rights it had.
    if (!direct) await rm(target, { force: true })
    await pipeline(body, createWriteStream(target, { mode }))
    if (!direct) await rename(target, output)
    return `Wrote ${output}.`
  } catch (error) {
    if (!direct) await rm(target, { force: true })
    throw new ConsoleError(`Could not write ${output}: ${(error as Error).message}`)
  }
}
