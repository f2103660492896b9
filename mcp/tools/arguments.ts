import { figureText } from '../../text.ts'
import type { z } from 'zod'

/** Descriptions of arguments that mean the same in every tool. Their types and limits come from the contract: `ARGUMENTS`. */
const WORDS: Readonly<Record<string, string>> = {
  workspaceId: 'Key or name. Default: your default or only workspace',
  itemIds: 'Keys (SHOP-12) or IDs',
  epicId: 'Epic key or ID: only items in it',
  teamId: 'Team ID or name',
  teamIds: 'Only these teams, by name or ID',
  sprint: 'Name or ID; active = sprints in progress, none = in no sprint',
  statusNames: 'Names from the status column',
  labels: 'Any of these labels',
  search: 'Words in the key, title, or description',
  updatedSince: 'Date, or time such as 2026-03-19T08:00:00Z',
  assignee: 'Name of a person; none = nobody',
  cursor: 'nextCursor from the previous page',
  asOf: 'As if today were this day',
  count: 'This many items instead of named ones',
  points: 'This many points instead of named items',
  unit: 'Default: points if half of the recently finished items have them, else items',
  targetDate: 'Date to get odds for',
  finishedFrom: 'Done on this day or later',
  finishedUntil: 'Inclusive',
  dueUntil: 'Inclusive',
  includeScopeGrowth: 'Let scope keep growing as it has. Default: true for an epic, else false',
}

/** A note where a list stops before its end: `5 of 12 blockers are shown.` */
export const shownOf = (shown: number, total: number, what: string, next = '') =>
  shown < total ? [`${figureText(shown)} of ${figureText(total)} ${what} are shown${next}.`] : []

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
