import { createWriteStream } from 'node:fs'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { ConsoleError, type Console } from './console.ts'

/** `pm33 export [WORKSPACE] [--format csv|json] [--output FILE]`: to the file, or to standard output. */
export async function exportWorkspace(console: Console, workspace: string | undefined, options: { format?: string | undefined; output?: string | undefined }): Promise<string | null> {
  const format = options.format ?? (options.output?.endsWith('.json') ? 'json' : 'csv')
  if (format !== 'csv' && format !== 'json') throw new ConsoleError('--format is csv or json.')
  const { exportBacklog } = await console.tenant<{ exportBacklog: string }>('mutation Export($id: ID, $format: ExportFormat) { exportBacklog(workspaceId: $id, format: $format) }', { id: workspace ?? null, format })
  const response = await console.fetch(exportBacklog)
  if (!response.ok || !response.body) throw new ConsoleError(`The export failed (${response.status}).`)
  const body = Readable.fromWeb(response.body as never)
  if (!options.output) {
    await pipeline(body, process.stdout, { end: false })
    return null
  }
  await pipeline(body, createWriteStream(options.output))
  return `Wrote ${options.output}.`
}
