/**
 * A second reader of export files, sharing nothing with the product's own: plain columns and plain JSON, for the cells
 * that mean the same to anybody. A cell that needs judgement (a word for a type, a date that could be two) is not claimed.
 */
import { parse } from 'csv-parse/sync'
import { day, instant, usInstant } from './dates.ts'
import { readJson } from './json.ts'
import { plainRow, plainTable } from './plain-table.ts'
import type { Told } from './told.ts'
import { typeOf } from './words.ts'

/** @returns null for a kind of file that this reader does not know. */
export function readExport(bytes: Uint8Array): Told[] | null {
  const text = decoded(bytes)
  if (/^\s*[[{]/.test(text)) return readJson(JSON.parse(text) as unknown)
  const rows = parse(text, {
    bom: true,
    relax_column_count: true,
    relax_quotes: true,
    skip_empty_lines: true,
    delimiter: text.split('\n')[0]!.split(';').length > text.split('\n')[0]!.split(',').length ? ';' : ',',
  }) as string[][]
  const header = rows[0]!.map((name) => name.trim())
  const table = rows
    .slice(1)
    .filter((cells) => cells.length === header.length)
    .map((cells) => new Cells(header, cells))
  if (header.includes('Issue key')) return jira(table)
  if (header.includes('Work Item Type')) return azure(table)
  if (header.some((name) => /^id$/i.test(name)) && header.includes('Team') && header.includes('Status'))
    return linear(table)
  return plainTable(table.map((row) => plainRow(row.entries())))
}

function decoded(bytes: Uint8Array): string {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return new TextDecoder('utf-16le').decode(bytes)
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    return new TextDecoder('windows-1252').decode(bytes)
  }
}

class Cells {
  readonly #header: readonly string[]
  readonly #cells: readonly string[]
  constructor(header: readonly string[], cells: readonly string[]) {
    this.#header = header
    this.#cells = cells
  }
  all(name: string | RegExp): string[] {
    return this.#header.flatMap((header, at) =>
      (typeof name === 'string' ? header.toLowerCase() === name.toLowerCase() : name.test(header)) &&
      this.#cells[at]!.trim() !== ''
        ? [this.#cells[at]!.trim()]
        : [],
    )
  }
  entries(): (readonly [string, string])[] {
    return this.#header.map((name, at) => [name, this.#cells[at]!] as const)
  }
  has(name: string): boolean {
    return this.#header.some((header) => header.toLowerCase() === name.toLowerCase())
  }
  one(name: string | RegExp): string | undefined {
    return this.all(name)[0]
  }
}

/** Spreadsheet escaping: `'=…` is `=…`. */
const plain = (text: string | undefined) => text?.replace(/^'(?=[=+\-@])/, '')
const number = (text: string | undefined) =>
  text === undefined ? null : Number.isFinite(Number(text)) ? Number(text) : undefined

function jira(rows: readonly Cells[]): Told[] {
  const keyOfId = new Map(rows.map((row) => [row.one('Issue id'), row.one('Issue key')]))
  const keys = new Set(rows.map((row) => row.one('Issue key')))
  const blockers = new Map<string, string[]>()
  for (const row of rows) {
    const key = row.one('Issue key')!
    for (const other of row.all('Inward issue link (Blocks)')) blockers.set(key, [...(blockers.get(key) ?? []), other])
    for (const other of row.all('Outward issue link (Blocks)'))
      blockers.set(other, [...(blockers.get(other) ?? []), key])
  }
  return rows.map((row) => {
    const key = row.one('Issue key')!
    const above = row.one('Parent key') ?? row.one('Parent') ?? row.one('Custom field (Epic Link)')
    const parent = above === undefined ? null : keys.has(above) ? above : (keyOfId.get(above) ?? null)
    const sprint = row.all('Sprint').at(-1)
    return {
      key,
      title: plain(row.one('Summary')),
      type: typeOf(row.one('Issue Type')),
      status: row.one('Status'),
      createdAt: instant(row.one('Created')),
      updatedAt: instant(row.one('Updated')),
      resolvedAt: row.one('Status Category') === 'Done' ? instant(row.one('Resolved')) : undefined,
      dueDate: day(row.one('Due date')),
      storyPoints: number(row.one(/^Custom field \(Story points?( estimate)?\)$/i)),
      sprint: sprint === undefined ? null : (/[[,]name=([^,\]]+)/.exec(sprint)?.[1] ?? sprint),
      parent,
      labels: row.all('Labels'),
      blockedBy: blockers.get(key)?.filter((other) => keys.has(other)),
    }
  })
}

function linear(rows: readonly Cells[]): Told[] {
  const keys = new Set(rows.map((row) => row.one(/^id$/i)))
  return rows.map((row) => {
    const parent = row.one('Parent issue')
    return {
      key: row.one(/^id$/i)!,
      title: plain(row.one('Title')),
      status: row.one('Status'),
      createdAt: instant(row.one('Created')),
      updatedAt: instant(row.one('Updated')),
      startedAt: instant(row.one('Started')),
      resolvedAt: instant(row.one('Completed') ?? row.one('Canceled')),
      dueDate: day(row.one('Due Date')),
      storyPoints: number(row.one('Estimate')),
      sprint: row.one('Cycle Name') ?? (row.one('Cycle Number') === undefined ? null : undefined),
      parent: parent !== undefined && keys.has(parent) ? parent : null,
      labels: row.one('Labels')?.split(', ') ?? [],
    }
  })
}

function azure(rows: readonly Cells[]): Told[] {
  const dates = rows.flatMap((row) => row.all(/ Date$/)).map((text) => /^\d{1,2}\/(\d{1,2})\//.exec(text)?.[1])
  const american = dates.some((second) => Number(second) > 12)
  const keys = new Set(rows.map((row) => row.one('ID')))
  return rows.map((row) => {
    const parent = row.one('Parent')
    return {
      key: row.one('ID')!,
      title: plain(row.one(/^Title( \d+)?$/)),
      type: typeOf(row.one('Work Item Type')),
      status: row.one('State'),
      createdAt: american ? usInstant(row.one('Created Date')) : undefined,
      resolvedAt: american && row.one('State') === 'Done' ? usInstant(row.one('Closed Date')) : undefined,
      storyPoints: row.has('Effort') || row.has('Size') ? undefined : number(row.one('Story Points')),
      parent: row.has('Parent') ? (parent !== undefined && keys.has(parent) ? parent : null) : undefined,
      labels: row.has('Tags') ? (row.one('Tags')?.split(/;\s*/) ?? []) : undefined,
    }
  })
}
