import { randomUUID } from 'node:crypto'
import { createReadStream, createWriteStream, rmSync } from 'node:fs'
import { join } from 'node:path'
import { addAbortSignal, Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import type { Db } from '../../data/database.ts'
import { records } from './export-items-service.ts'
import { exportedParts } from './export-parts-service.ts'
import { exportCsv, exportJson } from './export.ts'

export const EXPORT_FORMATS = ['csv', 'json'] as const
export type ExportFormat = (typeof EXPORT_FORMATS)[number]

/**
 * Writes a workspace to a file as it is at one moment, as far as the scopes may read it, and gives the file as a stream that removes it at the end.
 * The database is free again before the first byte leaves: a slow reader holds nothing, and one that hung up ends it.
 */
export async function exportFile(
  db: Db,
  folder: string,
  workspaceId: string,
  format: ExportFormat,
  scopes: ReadonlySet<string>,
  signal: AbortSignal,
): Promise<Readable> {
  signal.throwIfAborted()
  const file = join(folder, `${randomUUID()}.export`)
  try {
    await db.snapshot(async () => {
      const items = records(db, workspaceId)
      const parts = (when: 'before' | 'after') => exportedParts(db, workspaceId, scopes, when)
      const texts = format === 'csv' ? exportCsv(items) : exportJson(items, parts('before'), parts('after'))
      await pipeline(Readable.from(pieces(texts, signal)), createWriteStream(file, { mode: 0o600, flags: 'wx' }))
    })
  } catch (error) {
    rmSync(file, { force: true })
    throw error
  }
  return addAbortSignal(
    signal,
    createReadStream(file).on('close', () => rmSync(file, { force: true })),
  )
}

const PIECE = 65_536

/** Texts joined to pieces worth a write each. It ends between two of them, when the database is not being asked. */
async function* pieces(texts: AsyncIterable<string>, signal: AbortSignal): AsyncGenerator<string> {
  let piece = ''
  for await (const text of texts) {
    signal.throwIfAborted()
    piece += text
    if (piece.length < PIECE) continue
    yield piece
    piece = ''
  }
  if (piece !== '') yield piece
}
