/**
 * A second reader of export files, sharing nothing with the product's own: plain columns and plain JSON, for the cells
 * that mean the same to anybody. A cell that needs judgement (a word for a type, a date that could be two) is not claimed.
 */
import { parse } from 'csv-parse/sync'

/** What a file plainly says of an item; undefined where it says nothing that could be compared. */
export interface Told {
  key: string
  title?: string | undefined
  type?: string | undefined
  status?: string | undefined
  createdAt?: string | undefined
  updatedAt?: string | undefined
  startedAt?: string | undefined
  resolvedAt?: string | undefined
  dueDate?: string | undefined
  storyPoints?: number | null | undefined
  sprint?: string | null | undefined
  parent?: string | null | undefined
  labels?: string[] | undefined
  /** Keys that the item surely waits for, if they are still open. */
  blockedBy?: string[] | undefined
}

/** @returns null for a kind of file that this reader does not know. */
export function readExport(bytes: Uint8Array): Told[] | null {
  const text = decoded(bytes)
  if (/^\s*[[{]/.test(text)) return json(JSON.parse(text) as unknown)
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
  return null
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
const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec']
const TYPES: Readonly<Record<string, string>> = {
  epic: 'epic',
  story: 'story',
  bug: 'bug',
  task: 'task',
  'sub-task': 'task',
  subtask: 'task',
  improvement: 'improvement',
  feature: 'feature',
  'new feature': 'feature',
  'user story': 'story',
  'product backlog item': 'story',
}
const typeOf = (word: string | undefined) => TYPES[word?.toLowerCase() ?? '']

/** Only dates that can be read in one way. */
function instant(text: string | undefined): string | undefined {
  if (text === undefined) return undefined
  const jira = /^(\d{1,2})\/([A-Za-z]{3})\/(\d{2,4}) (\d{1,2}):(\d{2}) (AM|PM)$/.exec(text)
  if (jira) {
    const hour = (Number(jira[4]) % 12) + (jira[6] === 'PM' ? 12 : 0)
    return new Date(
      Date.UTC(
        jira[3]!.length === 2 ? 2000 + Number(jira[3]) : Number(jira[3]),
        MONTHS.indexOf(jira[2]!.toLowerCase()),
        Number(jira[1]),
        hour,
        Number(jira[5]),
      ),
    ).toISOString()
  }
  if (/^\d{4}-\d\d-\d\dT[\d:.]+(Z|[+-]\d\d:?\d\d)$/.test(text))
    return new Date(text.replace(/([+-]\d\d)(\d\d)$/, '$1:$2')).toISOString()
  if (/^[A-Z][a-z]{2} [A-Z][a-z]{2} \d\d \d{4} [\d:]{8} GMT/.test(text))
    return new Date(text.replace(/ \(.*\)$/, '')).toISOString()
  return undefined
}

function day(text: string | undefined): string | undefined {
  return text !== undefined && /^\d{4}-\d\d-\d\d/.test(text) ? text.slice(0, 10) : instant(text)?.slice(0, 10)
}

/** US dates of Azure DevOps, where some day of the column is above twelve. */
function usInstant(text: string | undefined): string | undefined {
  const match = /^(\d{1,2})\/(\d{1,2})\/(\d{4}) (\d{1,2}):(\d{2}):(\d{2}) (AM|PM)$/.exec(text ?? '')
  return match === null
    ? undefined
    : new Date(
        Date.UTC(
          Number(match[3]),
          Number(match[1]) - 1,
          Number(match[2]),
          (Number(match[4]) % 12) + (match[7] === 'PM' ? 12 : 0),
          Number(match[5]),
          Number(match[6]),
        ),
      ).toISOString()
}

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

type Json = Record<string, unknown>
const texts = (list: unknown, name: string) =>
  Array.isArray(list)
    ? (list as Json[]).map((entry) => String(entry[name] ?? '')).filter((text) => text !== '')
    : undefined

function json(value: unknown): Told[] | null {
  const list = Array.isArray(value) ? (value as Json[]) : null
  if (list?.[0] && 'number' in list[0] && 'title' in list[0]) return github(list)
  if (value !== null && typeof value === 'object' && 'cards' in value) return trello(value as Json)
  if (value !== null && typeof value === 'object' && 'issues' in value)
    return jiraRest((value as { issues: Json[] }).issues)
  return null
}

function github(issues: readonly Json[]): Told[] {
  return issues
    .filter((issue) => !issue.pull_request)
    .map((issue) => {
      const url = String(issue.html_url ?? issue.url ?? '')
      const repository = /\/([^/]+)\/(?:issues|pull|nosb|ummoec)\/\d+/.exec(url)?.[1]
      const named = typeof issue.repo === 'string' ? issue.repo.split('/').at(-1)! : ''
      const milestone = issue.milestone as { title?: string } | null | undefined
      return {
        key: `${/\/issues\/\d+$/.test(url) && repository ? repository : named}#${issue.number as number}`,
        title: String(issue.title).trim(),
        createdAt: instant((issue.created_at ?? issue.createdAt) as string | undefined),
        updatedAt: instant((issue.updated_at ?? issue.updatedAt) as string | undefined),
        resolvedAt:
          String(issue.state).toLowerCase() === 'closed'
            ? instant((issue.closed_at ?? issue.closedAt) as string | undefined)
            : undefined,
        sprint: milestone?.title ?? null,
        labels: texts(issue.labels, 'name'),
      }
    })
}

function trello(board: Json): Told[] {
  const lists = new Map((board.lists as Json[]).map((list) => [list.id, String(list.name)]))
  return (board.cards as Json[]).map((card) => ({
    key: card.idShort === undefined ? String(card.id) : `#${card.idShort as number}`,
    title: String(card.name).trim(),
    status: lists.get(card.idList)?.trim(),
    createdAt: new Date(Number.parseInt(String(card.id).slice(0, 8), 16) * 1000).toISOString(),
    updatedAt: instant(card.dateLastActivity as string),
    dueDate: day((card.due as string | null) ?? undefined),
    parent: null,
    labels: (card.labels as Json[])
      .map(({ name, color }) => String(name || color || ''))
      .filter((label) => label !== ''),
  }))
}

function jiraRest(issues: readonly Json[]): Told[] {
  const keys = new Set(issues.map(({ key }) => key))
  return issues.map((issue) => {
    const fields = issue.fields as Json
    const named = (name: string) => (fields[name] as { name?: string } | null | undefined)?.name
    const parent = (fields.parent as { key?: string } | null | undefined)?.key
    return {
      key: String(issue.key),
      title: String(fields.summary).trim(),
      type: typeOf(named('issuetype')),
      status: named('status'),
      createdAt: instant(fields.created as string),
      updatedAt: instant(fields.updated as string),
      dueDate: day((fields.duedate as string | null) ?? undefined),
      parent: parent === undefined ? undefined : keys.has(parent) ? parent : null,
      labels: fields.labels as string[] | undefined,
    }
  })
}
