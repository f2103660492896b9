/** Any list with a title, by names that mean the same to anybody; what it says is claimed only where it can be read in one way. */
import { day, instant } from './dates.ts'
import type { Told } from './told.ts'

/** A row by column: the folded name, and the cell as it stands. */
export type PlainRow = ReadonlyMap<string, string>

const folded = (name: string) =>
  name
    .replace(/([a-z])([A-Z])/g, '$1 $2')
    .toLowerCase()
    .replace(/[\s_.-]+/g, ' ')
    .trim()

const TITLES = ['title', 'summary', 'subject', 'name', 'task name', 'card name']
const NAMES = {
  status: ['status', 'state', 'current state', 'task status'],
  createdAt: ['created', 'created at', 'created date', 'date created', 'created on'],
  updatedAt: ['updated', 'updated at', 'last modified', 'modified at', 'updated date'],
  resolvedAt: ['resolved', 'resolved at', 'completed at', 'closed at', 'accepted at', 'done at', 'closed date'],
  dueDate: ['due', 'due date', 'due on'],
  storyPoints: ['story points', 'points'],
} as const

export const plainRow = (entries: readonly (readonly [name: string, cell: string])[]): PlainRow =>
  new Map(entries.map(([name, cell]) => [folded(name), cell.trim()]))

/** @returns null for a list without a column of titles. */
export function plainTable(rows: readonly PlainRow[]): Told[] | null {
  const title = TITLES.find((name) => rows[0]?.has(name))
  if (title === undefined) return null
  // Of two names for one thing, another reader may rightly take either.
  const columns = Object.fromEntries(
    Object.entries(NAMES).map(([field, names]) => {
      const here = names.filter((name) => rows[0]!.has(name))
      return [field, here.length === 1 ? here[0] : undefined]
    }),
  ) as Partial<Record<keyof typeof NAMES, string>>
  const titles = Map.groupBy(rows, (row) => row.get(title) ?? '')
  return rows.flatMap((row): Told[] => {
    const own = row.get(title) ?? ''
    if (own === '' || titles.get(own)!.length > 1) return []
    const cell = (field: keyof typeof NAMES) => (columns[field] && row.get(columns[field])) || undefined
    const points = Number(cell('storyPoints'))
    return [
      {
        key: null,
        title: own,
        status: cell('status'),
        createdAt: moment(cell('createdAt')),
        updatedAt: moment(cell('updatedAt')),
        doneAt: moment(cell('resolvedAt')),
        dueDate: day(cell('dueDate')),
        storyPoints: points > 0 && points <= 10_000 ? points : undefined,
      },
    ]
  })
}

const moment = (text: string | undefined) =>
  text !== undefined && /^\d{4}-\d\d-\d\d$/.test(text) ? `${text}T00:00:00.000Z` : instant(text)
