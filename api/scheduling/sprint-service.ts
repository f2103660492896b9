import type { AnalysisContext } from '../data/context.ts'
import type { Workspace } from '../identity/entity.ts'
import { dayOf, isoOf } from '../math/calendar.ts'
import { Sprint } from '../teams/entity.ts'
import type { KnownSprint } from './plan/sprint-rhythm.ts'

/** Days back in which sprints show the teams' rhythm, and the most that are read. */
const SPRINTS_BACK = 730
const MOST_SPRINTS = 1_000

/** Sprints that have dates, of the two years before a day and ahead, as they stood on that day. */
export async function sprintsKnown(
  { db }: AnalysisContext,
  workspace: Workspace,
  today: number,
): Promise<KnownSprint[]> {
  const dated = { startDate: { $gte: isoOf(today - SPRINTS_BACK) }, endDate: { $ne: null } }
  const rows = await db.em.find(
    Sprint,
    { workspace: { id: workspace.id }, ...dated },
    { populate: ['team'], orderBy: { startDate: 'desc', id: 'asc' }, limit: MOST_SPRINTS },
  )
  return rows.flatMap(({ name, team, state, startDate, endDate, completedAt }) => {
    if (!startDate || !endDate || startDate > endDate) return []
    const closed = state === 'closed' && (!completedAt || dayOf(completedAt.toISOString()) <= today)
    return [{ name, teamId: team?.$.name ?? null, closed, start: startDate, end: endDate }]
  })
}
