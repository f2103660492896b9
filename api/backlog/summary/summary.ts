import { figureText } from '../../../text.ts'
import type { StatusCategory } from '../vocabulary.ts'

/** One group of items, as the database counts them. */
export interface GroupRow {
  status: StatusCategory
  type: string
  priority: string
  items: number
  points: number
  unestimated: number
}

export interface Count {
  name: string
  items: number
  points: number
}

/** Adds groups up by one of their names, in the given order of names; groups without items are left out. */
export function countBy(
  rows: readonly GroupRow[],
  by: 'status' | 'type' | 'priority',
  order: readonly string[],
): Count[] {
  return order
    .map((name) => {
      const group = rows.filter((row) => row[by] === name)
      return { name, items: sum(group, 'items'), points: sum(group, 'points') }
    })
    .filter(({ items }) => items > 0)
}

export function sum(rows: readonly GroupRow[], column: 'items' | 'points' | 'unestimated'): number {
  return rows.reduce((total, row) => total + row[column], 0)
}

/** The summary in one sentence that a product manager can repeat. */
export function summarySentence(name: string, rows: readonly GroupRow[], oldestOpenDays: number | null): string {
  const total = sum(rows, 'items')
  if (total === 0) return `${name} has no items yet.`
  const count = (...categories: StatusCategory[]) =>
    sum(
      rows.filter((row) => categories.includes(row.status)),
      'items',
    )
  const open = count('backlog', 'todo', 'active', 'review')
  const unestimated = sum(
    rows.filter((row) => row.status !== 'done' && row.status !== 'cancelled'),
    'unestimated',
  )
  const parts = [
    `${name} has ${figureText(total)} ${total === 1 ? 'item' : 'items'}: ${figureText(open)} open (${figureText(count('active', 'review'))} in progress), ${figureText(count('done'))} done, ${figureText(count('cancelled'))} canceled.`,
  ]
  if (open > 0 && unestimated > 0)
    parts.push(`${figureText(unestimated)} of the open items ${unestimated === 1 ? 'has' : 'have'} no estimate.`)
  if (oldestOpenDays !== null)
    parts.push(`The oldest open item is ${figureText(oldestOpenDays)} ${oldestOpenDays === 1 ? 'day' : 'days'} old.`)
  return parts.join(' ')
}
