/** Sprint-level view of a plan: stories packed into sprints, within the epics that the plan has placed. */
import { dayOf } from '../../math/calendar.ts'
import { dateOf, periodOf } from '../problem/axis.ts'
import type { PortfolioPlan } from './plan.ts'
import { type Portfolio, portfolioProblem } from '../problem/portfolio.ts'
import { unitsAt } from '../problem/problem.ts'
import { type SprintDates, sprintsAhead } from './sprint-rhythm.ts'
import { packStories, type SprintWindow, type Story, type StoryDependency, type StoryPacking } from './story-packing.ts'

export interface SprintPlan extends StoryPacking {
  /** The sprints packed into, in time order; those that ended before the plan begins are left out. */
  readonly windows: readonly SprintDates[]
}

/** Epics are the plan's items. A sprint under way counts with the days it has left. */
export function packPlan(
  portfolio: Portfolio,
  plan: PortfolioPlan,
  stories: readonly (Omit<Story, 'earliest'> & { readonly releaseDate?: string | null })[],
  dependencies: readonly StoryDependency[],
  sprints: readonly SprintDates[] = sprintsAhead(portfolio, plan),
): SprintPlan {
  const { axis, problem } = portfolioProblem(portfolio)
  const velocity = new Map(portfolio.teams.map((team) => [team.id, team.pointsPerPersonDay]))
  const capacity = new Map(problem.resources.map((r) => [r.id, r.capacity]))
  const windows = sprints
    .filter((s) => capacity.has(s.teamId) && s.end >= dateOf(axis, 0) && s.start <= s.end)
    .sort((a, b) => (a.start < b.start ? -1 : a.start > b.start ? 1 : a.id < b.id ? -1 : 1))
  const rows = windows.map((s): SprintWindow => {
    const from = periodOf(axis, dayOf(s.start))
    const to = periodOf(axis, dayOf(s.end) + 1)
    let personDays = 0
    for (let period = from; period < to; period++) personDays += unitsAt(capacity.get(s.teamId)!, period)
    return { id: s.id, teamId: s.teamId, from, to, points: personDays * velocity.get(s.teamId)! }
  })
  const epics = plan.items.map((item) => ({
    id: item.id,
    teamId: item.teamId,
    start: item.startPeriod,
    finish: item.finishPeriod,
  }))
  const held = stories.map(({ releaseDate, ...story }) => ({
    ...story,
    earliest: releaseDate ? periodOf(axis, dayOf(releaseDate)) : 0,
  }))
  return { ...packStories(epics, held, rows, dependencies), windows }
}
