import { percentOf } from '../backlog/summary/groups.ts'
import type { AnalysisContext } from '../data/context.ts'
import { tenantOf } from '../data/tenant.ts'
import { Refusal } from '../graphql/errors.ts'
import type { Workspace } from '../identity/entity.ts'
import { loadFlow } from '../planning/load-service.ts'
import type { FlowItem } from '../planning/planning.ts'
import { analysis, released } from '../workers/analysis.ts'
import { forecastDelivery } from './forecast-service.ts'

/** Epics that one answer forecasts. */
export const MOST_EPICS = 20

export interface EpicProgress {
  key: string
  title: string | null
  open: number
  done: number
  percentDone: number | null
  openPoints: number
  donePoints: number
  percentPoints: number | null
  /** ISO days; null where there is not enough history, or where its items wait for each other. */
  p50: string | null
  p90: string | null
}

/** How far each epic with open work is, and when the rest is done; the most open work first. */
export const epicProgress = analysis('velocity.epics', progressOfEpics)

async function progressOfEpics(
  context: AnalysisContext,
  workspace: Workspace,
  { asOf }: { asOf: string | null | undefined },
): Promise<EpicProgress[]> {
  const { history } = await loadFlow(context, workspace, asOf ?? null)
  await released(context)
  const epics = epicsIn(history.items).slice(0, MOST_EPICS)
  const titles = await titlesOf(
    context,
    workspace,
    epics.map(({ key }) => key),
  )
  const progress: EpicProgress[] = []
  for (const { key, open, done, openPoints, donePoints } of epics) {
    const dates = await datesOf(context, workspace, key, asOf)
    progress.push({
      key,
      title: titles.get(key) ?? null,
      open,
      done,
      percentDone: percentOf(done, open),
      openPoints,
      donePoints,
      percentPoints: percentOf(donePoints, openPoints),
      p50: dates(50),
      p90: dates(90),
    })
  }
  return progress
}

/** Epics with open work, by the pieces of work in them: the same that a forecast counts. */
function epicsIn(items: readonly FlowItem[]) {
  const live = items.filter(({ epicId, statusCategory }) => epicId !== null && statusCategory !== 'cancelled')
  return [...Map.groupBy(live, ({ epicId }) => epicId!)]
    .map(([key, own]) => {
      const done = own.filter(({ statusCategory }) => statusCategory === 'done')
      const points = (some: readonly FlowItem[]) => some.reduce((sum, item) => sum + (item.points ?? 0), 0)
      const donePoints = points(done)
      return {
        key,
        open: own.length - done.length,
        done: done.length,
        openPoints: points(own) - donePoints,
        donePoints,
      }
    })
    .filter(({ open }) => open > 0)
    .sort((a, b) => b.open - a.open || b.done - a.done || (a.key < b.key ? -1 : 1))
}

async function titlesOf({ db }: AnalysisContext, workspace: Workspace, keys: readonly string[]) {
  const rows = await db.snapshot(() =>
    db.em.execute<{ key: string; title: string }[]>(
      `select key, title from backlog_item where tenant_id = ? and workspace_id = ?
         and key in (select jsonb_array_elements_text(?::jsonb))`,
      [tenantOf(db.em), workspace.id, JSON.stringify(keys)],
    ),
  )
  return new Map(rows.map(({ key, title }) => [key, title]))
}

/** Of one that cannot be forecast, none: the other epics can. */
const NO_DATES = ['NOT_ENOUGH_HISTORY', 'DEPENDENCY_CYCLE']

async function datesOf(
  context: AnalysisContext,
  workspace: Workspace,
  epicId: string,
  asOf: string | null | undefined,
) {
  try {
    const { dates } = await forecastDelivery(context, workspace, { epicId, asOf, unrecorded: true })
    return (wanted: number) => dates.find(({ percentile }) => percentile === wanted)?.date ?? null
  } catch (error) {
    if (error instanceof Refusal && NO_DATES.includes(String(error.extensions.code))) return () => null
    throw error
  }
}
