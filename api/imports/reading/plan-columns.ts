/** Lists that are plans: dates that say what is meant to happen, and progress where no column says the status. */
import { cut } from '../../../text.ts'
import { categoryOfWord } from '../../backlog/status.ts'
import { OPEN, type StatusCategory } from '../../backlog/vocabulary.ts'
import { foldHeader } from '../formats/headers.ts'
import type { Field } from '../record/fields.ts'
import { FLAG, readNumber } from '../record/words.ts'

type Rows = readonly (readonly string[])[]

/** Names of a list or a stage: a status only where one of its values is a word for one. */
const PLACES = new Set(['list', 'list name', 'column', 'section', 'stage', 'liste', 'spalte', 'colonne', 'lista'])

/** A list of things to do is not what becomes of them. */
export function placeColumns(
  header: readonly string[],
  fields: (Field | null)[],
  cellsOf: (column: number) => readonly string[],
  free: (column: number) => boolean,
  notes: string[],
): void {
  fields.forEach((field, column) => {
    if (field !== 'status' || !free(column) || !PLACES.has(foldHeader(header[column]!))) return
    const cells = cellsOf(column)
    if (cells.length === 0 || cells.some((cell) => categoryOfWord(cell) !== null)) return
    fields[column] = fields.includes('project') ? 'labels' : 'project'
    notes.push(`"${cut(header[column]!, 60)}" contains no statuses, so it was read as ${fields[column]}.`)
  })
}

const STATUS_NAME = /(^| )(status|state|stage|zustand|statut|etat|estado|stato|stan)$/u
/** Statuses of one list; what holds more is text. */
const MOST_STATUSES = 20

const SAYS_LITTLE: readonly Field[] = ['title', 'description', 'key']

/** Without a status column, one that is called a state of something, or that holds nothing but words for statuses, is read as it. */
export function statedColumn(
  header: readonly string[],
  fields: (Field | null)[],
  cellsOf: (column: number) => readonly string[],
  free: (column: number) => boolean,
  notes: string[],
): void {
  if (fields.includes('status') || fields.includes('progress')) return
  const shareOf = (at: number) => {
    const cells = fields[at] === null && free(at) ? cellsOf(at) : []
    if (cells.length === 0 || new Set(cells).size > MOST_STATUSES || cells.every((cell) => FLAG.test(cell))) return 0
    return cells.filter((cell) => categoryOfWord(cell) !== null).length / cells.length
  }
  const named = header.findIndex((name, at) => STATUS_NAME.test(foldHeader(name)) && shareOf(at) >= 0.5)
  // Whatever its name, a column that holds little else is one; of a list that says little, a person is asked.
  const knows = fields.includes('title') && fields.some((field) => field !== null && !SAYS_LITTLE.includes(field))
  const column =
    named >= 0 || !knows ? named : header.findIndex((_, at) => cellsOf(at).length > 1 && shareOf(at) >= 0.8)
  if (column < 0) return
  fields[column] = 'status'
  notes.push(`"${cut(header[column]!, 60)}" contains statuses, so it was read as the status.`)
}

/** The number that stands for "complete" in a column of progress: 100, or 1 where it holds shares; null when it is none. */
function completeAt(cells: readonly string[]): number | null {
  const numbers = cells.map((cell) => readNumber(cell.replace(/%$/, '')))
  if (numbers.length === 0 || numbers.some((number) => number === null || number < 0 || number > 100)) return null
  return cells.some((cell) => cell.includes('%')) || numbers.some((number) => number! > 1) ? 100 : 1
}

/** How far a row is, as the status that it has. */
export function statusOfProgress(cell: string, complete: number): string {
  const done = readNumber(cell.replace(/%$/, '')) ?? 0
  return done >= complete ? 'Done' : done > 0 ? 'In Progress' : 'To Do'
}

/** Progress stands in for a status where there is none; beside one, it is not read. @returns what is complete, or null */
export function progressColumn(
  header: readonly string[],
  fields: (Field | null)[],
  cellsOf: (column: number) => readonly string[],
  notes: string[],
): number | null {
  const column = fields.indexOf('progress')
  if (column < 0) return null
  const cells = cellsOf(column)
  const complete = completeAt(cells)
  if (complete !== null && !fields.includes('status') && !fields.includes('completed')) {
    notes.push(`No status column: statuses come from "${cut(header[column]!, 60)}".`)
    return complete
  }
  const words = complete === null && cells.some((cell) => categoryOfWord(cell) !== null)
  fields[column] = words && !fields.includes('status') ? 'status' : null
  return null
}

const PLANNED = [
  ['startedAt', 'startDate', 'a planned start', ['backlog', 'todo']],
  ['resolvedAt', 'dueDate', 'the due date', OPEN],
] as const satisfies readonly (readonly [Field, Field, string, readonly StatusCategory[]])[]

/** A start of what has not begun, and an end of what is not done, are plans. */
export function plannedDates(
  header: readonly string[],
  fields: (Field | null)[],
  rows: Rows,
  complete: number | null,
  free: (column: number) => boolean,
  notes: string[],
): void {
  const by = fields.indexOf(complete === null ? 'status' : 'progress')
  if (by < 0) return
  const categories = rows.map((row) => {
    const cell = row[by]?.trim() ?? ''
    if (complete !== null) return categoryOfWord(statusOfProgress(cell, complete))
    return cell === '' ? null : categoryOfWord(cell)
  })
  for (const [field, planned, what, open] of PLANNED)
    fields.forEach((read, column) => {
      if (read !== field || !free(column)) return
      const ahead = rows.filter((_, at) => (open as readonly (string | null)[]).includes(categories[at]!))
      const filled = ahead.filter((row) => (row[column] ?? '').trim() !== '').length
      if (filled === 0 || filled < ahead.length / 2) return
      fields[column] = fields.includes(planned) ? null : planned
      notes.push(
        `"${cut(header[column]!, 60)}" also has dates for items that ${field === 'startedAt' ? 'have not started' : 'are not done'}, so it was ${fields[column] === null ? `not used as the ${field === 'startedAt' ? 'start' : 'completion'} date` : `read as ${what}`}.`,
      )
    })
}
