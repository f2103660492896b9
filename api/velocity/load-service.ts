import { loadHistory, loadOpenWork, type History, type OpenWork } from '../backlog/planning-service.ts'
import type { Context } from '../context.ts'
import type { Workspace } from '../identity/entity.ts'
import { dayOf, isoOf } from '../math/calendar.ts'

/** A gap this long between the newest change in the data and today means that the data ended, not that work stopped. */
const QUIET_DAYS = 14

/** The inputs of velocity and forecasts, read at one moment. */
export interface FlowInputs extends OpenWork {
  history: History
  /** Day number that counts as today. */
  today: number
  /** Last day of which the data can speak. */
  end: number
  warnings: string[]
}

/** @param asOf ISO date; null is the present day in UTC */
export async function loadFlow(context: Context, workspace: Workspace, asOf: string | null): Promise<FlowInputs> {
  const { work, history } = await context.db.snapshot(async () => ({ work: await loadOpenWork(context, workspace), history: await loadHistory(context, workspace) }))
  const today = dayOf(asOf ?? context.now().toISOString())
  const newest = history.newestDay
  const quiet = newest !== null && today - newest > QUIET_DAYS
  const warnings = quiet ? [`The newest change in the data is of ${isoOf(newest)}, ${today - newest} days ago: pace is measured up to then, and dates count from ${isoOf(today)}. Import again for a fresher answer.`] : []
  return { ...work, history, today, end: quiet ? newest : today, warnings }
}
