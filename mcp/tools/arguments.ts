import type { z } from 'zod'

/** What arguments are for that mean the same in every tool. What they may be, the contract says: `ARGUMENTS`. */
const WORDS: Readonly<Record<string, string>> = {
  workspaceId: 'Id or key of the workspace. Leave out when there is only one',
  itemIds: 'Keys (SHOP-12) or ids',
  epicId: 'Key or id of an epic: only what is below it',
  teamId: 'Id or name of a team',
  teamIds: 'Only these teams: names or ids',
  sprint: 'Name or id; active = the running sprints, none = in no sprint',
  labels: 'Items that carry any of them',
  search: 'Words in key, title or description',
  updatedSince: 'Date or time: 2026-03-19, 2026-03-19T08:00:00Z',
  cursor: 'nextCursor of the page before',
  asOf: 'Answer as if today were this day',
  count: 'So many items, whichever they are',
  points: 'So many story points',
  unit: 'Default: points if half of recent finished work has them, else items',
  targetDate: 'How sure is this date?',
  includeScopeGrowth: 'Let scope grow as it has; default for an epic yes, else no',
}

/** A note where a list stops before its end: `5 of 12 blockers are shown.` */
export const shownOf = (shown: number, total: number, what: string, next = '') =>
  shown < total ? [`${shown} of ${total} ${what} are shown${next}.`] : []

/** The arguments of an operation, each with its usual words. */
export function worded<Shape extends Readonly<Record<string, z.ZodType>>>(shape: Shape): Shape {
  const entries = Object.entries(shape).map(([name, argument]) => [
    name,
    WORDS[name] ? argument.describe(WORDS[name]) : argument,
  ])
  return Object.fromEntries(entries) as Shape
}

/** Items to ask about: with none of them there is no question. */
export const someOf = <Entry extends z.ZodType>(items: z.ZodOptional<z.ZodArray<Entry>>) =>
  items.unwrap().min(1).optional().describe(WORDS['itemIds']!)
