/** The stories of a plan in the teams' own sprints. */
import type { FlowData } from '../../planning/flow-data.ts'
import { dayOf } from '../../math/calendar.ts'
import { sizeBy } from '../../velocity/forecast/forecast.ts'
import type { Clock } from '../clock/build.ts'
import type { Portfolio } from '../problem/portfolio.ts'
import type { PlanItem } from '../../planning/planning.ts'
import type { Begun } from '../../planning/under-way.ts'
import type { Measure, Unit } from '../problem/units.ts'
import type { PortfolioPlan } from './plan.ts'
import { packPlan, type SprintPlan } from './sprint-plan.ts'
import { sprintsAhead, type KnownSprint } from './sprint-rhythm.ts'
import { packStories, type Story, type StoryDependency } from './story-packing.ts'

export interface StoryInSprint {
  key: string
  title: string
  sprint: string
  team: string
  start: string
  end: string
  spills: boolean
}

interface Packable {
  readonly portfolio: Portfolio | null
  readonly clock: Clock | null
  readonly units: readonly Unit[]
  readonly measure: Measure
  readonly going: Pick<Begun<PlanItem>, 'dependencies' | 'underWay'>
}

/** A story with the date before which it may not start. */
type Held = Omit<Story, 'earliest'> & { readonly releaseDate: string | null }

/** Stories in the teams' own sprints. What is in progress comes first. */
export function packing(
  { portfolio, clock, units, measure, going }: Packable,
  plan: PortfolioPlan,
  data: FlowData,
  sprints: readonly KnownSprint[],
): { stories: StoryInSprint[]; warnings: string[] } {
  const leaves = units.flatMap((unit) => unit.leaves.map((leaf) => ({ leaf, unit })))
  const byId = new Map(leaves.map(({ leaf }) => [leaf.id, leaf]))
  const stories = leaves.map(({ leaf, unit }): Held => ({
    id: leaf.id,
    epicId: unit.id,
    points: measure.sizeOf(leaf),
    releaseDate: leaf.releaseDate,
    value:
      (going.underWay.has(leaf.key) ? 1_000 : 0) +
      (leaf.businessValue ?? 1) +
      (leaf.timeCriticality ?? 1) +
      (leaf.riskReduction ?? 1),
  }))
  const between = going.dependencies
    .filter(({ item, blocker }) => byId.has(item) && byId.has(blocker))
    .map(({ item, blocker }) => ({ predecessor: blocker, successor: item }))
  const packed = clock
    ? packOnClock(clock, data.today, plan, stories, between, sprints)
    : packPlan(portfolio!, plan, stories, between, sprintsAhead(portfolio!, plan, sprints))
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
          `${packed.notPacked.length} ${packed.notPacked.length === 1 ? 'story has' : 'stories have'} no sprint in this plan: ${packed.notPacked
            .slice(0, 5)
            .map(({ id }) => byId.get(id)?.key)
            .join(', ')}${packed.notPacked.length > 5 ? ', …' : ''}.`,
        ]
      : [],
  }
}

/** A sprint holds what its lane does in it at the median pace. */
function packOnClock(
  { lanes }: Clock,
  today: number,
  plan: PortfolioPlan,
  stories: readonly Held[],
  dependencies: readonly StoryDependency[],
  known: readonly KnownSprint[],
): SprintPlan {
  const forecasters = new Map(lanes.map(({ key, forecaster }) => [key, forecaster]))
  const windows = sprintsAhead({ teams: lanes.map(({ key }) => ({ id: key })) }, plan, known)
    .filter(({ start, end }) => end > plan.start && start <= end)
    .sort((a, b) => (a.start < b.start ? -1 : a.start > b.start ? 1 : a.id < b.id ? -1 : 1))
  const rows = windows.map(({ id, teamId, start, end }) => {
    const forecaster = forecasters.get(teamId)!
    const from = Math.max(1, dayOf(start) - today)
    const to = dayOf(end) - today + 1
    const done = (day: number) => sizeBy(forecaster, day, 0.5)
    return { id, teamId, from, to, points: Math.max(0, done(to - 1) - done(from - 1)) }
  })
  const bars = plan.items.map(({ id, teamId, startPeriod, finishPeriod }) => ({
    id,
    teamId,
    start: startPeriod,
    finish: finishPeriod,
  }))
  const held = stories.map(({ releaseDate, ...story }) => ({
    ...story,
    earliest: releaseDate ? dayOf(releaseDate) - today : 0,
  }))
  return { ...packStories(bars, held, rows, dependencies), windows }
}
