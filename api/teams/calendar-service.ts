import type { Context } from '../data/context.ts'
import { badInput } from '../graphql/errors.ts'
import type { Workspace } from '../identity/entity.ts'
import { addTo, cleanName, edit, namedFor, refuseNew, refuseTakenName } from '../identity/workspaces/named-service.ts'
import { Calendar } from './entity.ts'

export interface CalendarInput {
  name?: string | null | undefined
  weekdays?: readonly number[] | null | undefined
  closedDays?: readonly string[] | null | undefined
}

export const LONGEST_NAME = 120
const WEEKDAYS = ['0', '1', '2', '3', '4', '5', '6']
const MONDAY_TO_FRIDAY = [0, 1, 2, 3, 4]
export const MOST_CLOSED_DAYS = 2_000

const ascending = <T extends number | string>(values: readonly T[]) =>
  [...new Set(values)].sort((a, b) => (a < b ? -1 : 1))

function refuseBadInput({ weekdays, closedDays }: CalendarInput): void {
  if (weekdays && (!weekdays.length || weekdays.some((day) => !WEEKDAYS.includes(String(day)))))
    throw badInput({
      path: ['input', 'weekdays'],
      message: 'must be one or more of 0 (Monday) to 6 (Sunday)',
      allowed: WEEKDAYS,
    })
  if (closedDays && closedDays.length > MOST_CLOSED_DAYS)
    throw badInput({
      path: ['input', 'closedDays'],
      message: `has ${closedDays.length} days; at most ${MOST_CLOSED_DAYS} are allowed`,
    })
}

/** That a workspace can hold. */
const MOST_CALENDARS = 200

export async function createCalendar(context: Context, workspace: Workspace, input: CalendarInput): Promise<string> {
  refuseBadInput(input)
  const name = cleanName(input.name, LONGEST_NAME)
  await refuseNew(context, Calendar, workspace.id, name, MOST_CALENDARS, 'calendars')
  return addTo(context.db, Calendar, workspace.id, {
    name,
    weekdays: ascending(input.weekdays ?? MONDAY_TO_FRIDAY),
    closedDays: ascending(input.closedDays ?? []),
    createdAt: context.now(),
  }).id
}

export async function updateCalendar(
  context: Context,
  workspace: Workspace,
  ref: string,
  input: CalendarInput,
): Promise<string> {
  refuseBadInput(input)
  const calendar = await namedFor(context, Calendar, 'Calendar', workspace.id, ref)
  const name = input.name === undefined ? calendar.name : cleanName(input.name, LONGEST_NAME)
  if (name !== calendar.name) await refuseTakenName(context, Calendar, workspace.id, name)
  edit(context.db, calendar, {
    name,
    weekdays: input.weekdays ? ascending(input.weekdays) : undefined,
    closedDays: input.closedDays === undefined ? undefined : ascending(input.closedDays ?? []),
  })
  return calendar.id
}

/** Deletes a calendar; its teams work Monday to Friday again. @returns its name */
export async function deleteCalendar(context: Context, workspace: Workspace, ref: string): Promise<string> {
  const calendar = await namedFor(context, Calendar, 'Calendar', workspace.id, ref)
  await context.db.em.nativeDelete(Calendar, { id: calendar.id })
  context.db.changed(workspace.id)
  return calendar.name
}
