/** What is right for a file that the suite holds: its literals, as a client is to read them. */
import { existsSync, readFileSync } from 'node:fs'
import { basename } from 'node:path'
import type { ImportRecord } from '../../../api/imports/record/record.ts'
import { OPEN, shown } from '../../imports/shown.ts'
import type { Told } from './told.ts'

const FIXTURES = new URL('../../imports/fixtures/', import.meta.url)
type Literals = Record<string, Partial<ImportRecord>[]>

/** @returns null unless the suite has this file under this name, byte by byte */
export function rightOf(file: string, bytes: Uint8Array): Told[] | null {
  for (const [folder, literals] of [
    ['cases/', 'cases.json'],
    ['', 'expected.json'],
  ] as const) {
    const own = new URL(`${folder}${encodeURIComponent(basename(file))}`, FIXTURES)
    if (!existsSync(own) || !readFileSync(own).equals(bytes)) continue
    const items = (JSON.parse(readFileSync(new URL(literals, FIXTURES), 'utf8')) as Literals)[basename(file)]
    if (items === undefined) continue
    const open = Object.fromEntries(OPEN.map((column) => [column, null]))
    return items.map((item): Told => ({ key: item.key!, ...open, labels: [], blockedBy: [], ...shown(item, items) }))
  }
  return null
}
