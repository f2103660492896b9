/** The stories of a plan, packed into the teams' own sprints. */
import type { Context } from '../data/context.ts'
import type { Workspace } from '../identity/entity.ts'
import { dayOf, isoOf } from '../math/calendar.ts'
import type { FlowInputs } from '../planning/load-service.ts'
import { Sprint } from '../teams/entity.ts'
import type { PortfolioPlan } from './plan/plan.ts'
import { packPlan } from './plan/sprint-plan.ts'
import { sprintsAhead, type KnownSprint } from './plan/sprint-rhythm.ts'
import type { Portfolio } from './problem/portfolio.ts'
import type { Measure, Unit } from './problem/units.ts'

/** Days back in which sprints show the teams' rhythm, and the most that are read. */
const SPRINTS_BACK = 730
const MOST_SPRINTS = 1_000

export interface PackedStory {
  key: string
  title: string
  sprint: string
  team: string
  start: string
  end: string
  spills: boolean
}

/** Sprints that have dates, of the two years before a day and ahead, as they stood on that day. */
export async function sprintsKnown({ db }: Context, workspace: Workspace, today: number): Promise<KnownSprint[]> {
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

/** Stories in the teams' own sprints. What is in progress comes first. */
export function packing(
  { portfolio, units, measure }: { portfolio: Portfolio; units: readonly Unit[]; measure: Measure },
  plan: PortfolioPlan,
  inputs: FlowInputs,
  sprints: readonly KnownSprint[],
): { stories: PackedStory[]; warnings: string[] } {
  const leaves = units.flatMap((unit) => unit.leaves.map((leaf) => ({ leaf, unit })))
  const byId = new Map(leaves.map(({ leaf }) => [leaf.id, leaf]))
  const stories = leaves.map(({ leaf, unit }) => ({
    id: leaf.id,
    epicId: unit.id,
    points: measure.sizeOf(leaf),
    value:
      (leaf.statusCategory === 'active' || leaf.statusCategory === 'review' ? 1_000 : 0) +
      (leaf.businessValue ?? 1) +
      (leaf.timeCriticality ?? 1) +
      (leaf.riskReduction ?? 1),
  }))
  const between = inputs.dependencies
    .filter(({ item, blocker }) => byId.has(item) && byId.has(blocker))
    .map(({ item, blocker }) => ({ predecessor: blocker, successor: item }))
  const packed = packPlan(portfolio, plan, stories, between, sprintsAhead(portfolio, plan, sprints))
  const windows = new Map(packed.windows.map((window) => [window.id, window]))
  return {
    stories: packed.stories.map(({ id, sprintId, spills }) => {
      const window = windows.get(sprintId)!
      return {
        key: byId.get(id)!.key,
        title: byId.get(id)!.title,
        sprint: window.name,
        team: window.teamId,
        start: window.start,
        end: window.end,
        spills,
      }
    }),
    warnings: packed.notPacked.length
      ? [
          `${packed.notPacked.length} stories have no sprint in this plan: ${packed.notPacked
            .slice(0, 5)
            .map(({ id }) => byId.get(id)?.key)
            .join(', ')}${packed.notPacked.length > 5 ? ', …' : ''}.`,
        ]
      : [],
  }
}
