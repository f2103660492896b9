import { backlogGroups } from '../backlog/groups-service.ts'
import type { AnalysisContext } from '../data/context.ts'
import { Refusal } from '../graphql/errors.ts'
import type { Workspace } from '../identity/entity.ts'
import { analysis } from '../workers/analysis.ts'
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
  /** ISO days; null where there is not enough history. */
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
  const groups = await backlogGroups(context, workspace, {}, 'epic')
  const open = groups.filter((group) => group.title !== null && group.open).slice(0, MOST_EPICS)
  const progress: EpicProgress[] = []
  for (const group of open) {
    const dates = await datesOf(context, workspace, group.name, asOf)
    const { name, title, done, percentDone, donePoints, percentPoints } = group
    progress.push({
      key: name,
      title,
      open: group.open ?? 0,
      done,
      percentDone,
      openPoints: group.openPoints ?? 0,
      donePoints,
      percentPoints,
      p50: dates(50),
      p90: dates(90),
    })
  }
  return progress
}

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
    if (error instanceof Refusal && error.extensions.code === 'NOT_ENOUGH_HISTORY') return () => null
    throw error
  }
}
