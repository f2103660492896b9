/** From a backlog to what a portfolio plan places: an epic's open work per team, or an item that stands alone. */
import type { FlowItem, PlanningDependency, PlanningTeam } from '../../planning/planning.ts'
import type { ItemRow } from '../../backlog/row.ts'
import { isoOf, workingDaysBetween } from '../../math/calendar.ts'
import { median } from '../../math/percentile.ts'
import type { Portfolio, PortfolioDependency, PortfolioTeam } from './portfolio.ts'

export type PlanItem = ItemRow & { skills: readonly string[] }

/** One bar of the plan. An epic that several teams work on becomes one bar in each of their lanes. */
export interface Unit {
  readonly id: string
  readonly item: PlanItem
  readonly teamId: string | null
  readonly points: number
  /** The leaves inside; the item itself when it has none. */
  readonly leaves: readonly PlanItem[]
}

export interface UnitsOptions {
  /** Ids asked for; null is everything open. */
  readonly chosen: ReadonlySet<string> | null
  /** Lanes asked for; null is all. */
  readonly teams: ReadonlySet<string> | null
  readonly most: number
}

/** How work is measured when half of the finished work carries points, and else. */
export interface Measure {
  readonly unit: 'points' | 'items'
  readonly sizeOf: (item: Pick<ItemRow, 'storyPoints' | 'jobSize'>) => number
  readonly assumedSize: number
  readonly isAssumed: (item: Pick<ItemRow, 'storyPoints' | 'jobSize'>) => boolean
}

export function measureOf(history: readonly FlowItem[], open: readonly ItemRow[]): Measure {
  const done = history.filter(({ statusCategory }) => statusCategory === 'done')
  const sized = done.filter(({ points }) => points !== null).length
  const inPoints = done.length > 0 ? sized * 2 >= done.length : open.some(({ storyPoints }) => storyPoints !== null)
  if (!inPoints) return { unit: 'items', sizeOf: () => 1, assumedSize: 1, isAssumed: () => false }
  const known = [...done.map(({ points }) => points), ...open.map(({ storyPoints }) => storyPoints)].filter(
    (points): points is number => points !== null && points > 0,
  )
  const assumedSize = known.length ? median(known) : 1
  return {
    unit: 'points',
    sizeOf: ({ storyPoints }) => storyPoints ?? assumedSize,
    assumedSize,
    isAssumed: ({ storyPoints }) => storyPoints === null,
  }
}

/** The bars of the plan in manual order, and how many did not fit the limit. */
export function unitsOf(
  items: readonly PlanItem[],
  measure: Measure,
  { chosen, teams, most }: UnitsOptions,
): { units: Unit[]; left: number } {
  const containers = new Set(items.flatMap(({ parentId, epicId }) => [parentId, epicId]))
  const leaves = items.filter(({ id, type }) => type !== 'epic' && !containers.has(id))
  const byEpic = Map.groupBy(leaves, ({ epicId }) => epicId)
  const epics = new Set(items.filter(({ type }) => type === 'epic').map(({ id }) => id))
  const heads = items.filter((item) => {
    // An epic that is chosen brings what is in it.
    if (chosen)
      return chosen.has(item.id) && !(item.epicId !== null && epics.has(item.epicId) && chosen.has(item.epicId))
    return item.type === 'epic' || ((item.epicId === null || !epics.has(item.epicId)) && !containers.has(item.id))
  })
  const units = heads.flatMap((item): Unit[] => {
    const inside = item.type === 'epic' ? (byEpic.get(item.id) ?? []) : []
    // An epic of epics is the bars of those.
    if (!chosen && item.type === 'epic' && !inside.length && containers.has(item.id)) return []
    if (!inside.length)
      return [{ id: item.id, item, teamId: item.teamId, points: measure.sizeOf(item), leaves: [item] }]
    const lanes = Map.groupBy(inside, ({ teamId }) => teamId ?? item.teamId)
    return [...lanes].map(([teamId, part]) => ({
      id: lanes.size > 1 ? `${item.id}@${teamId ?? ''}` : item.id,
      item,
      teamId,
      points: part.reduce((sum, leaf) => sum + measure.sizeOf(leaf), 0),
      leaves: part,
    }))
  })
  const inLanes = teams ? units.filter(({ teamId }) => teamId === null || teams.has(teamId)) : units
  return { units: inLanes.slice(0, most), left: Math.max(0, inLanes.length - most) }
}

/** Cost of delay per working day: money where it is stated, else the SAFe sum, else the mean of what is inside, else the median of all. */
export function costsOfDelay(units: readonly Unit[]): {
  costs: Map<string, number>
  assumed: number
  inMoney: boolean
} {
  const inMoney = units.some(({ item }) => item.delayCostCents !== null)
  const own = (item: ItemRow): number | null => {
    if (inMoney) return item.delayCostCents === null ? null : item.delayCostCents / 500
    const parts = [item.businessValue, item.timeCriticality, item.riskReduction]
    return parts.every((part) => part === null) ? null : parts.reduce<number>((sum, part) => sum + (part ?? 1), 0)
  }
  const stated = new Map(
    units.map((unit) => {
      const inside = unit.leaves.map(own).filter((cost): cost is number => cost !== null)
      return [
        unit.id,
        own(unit.item) ?? (inside.length ? inside.reduce((sum, cost) => sum + cost, 0) / inside.length : null),
      ] as const
    }),
  )
  const known = [...stated.values()].filter((cost): cost is number => cost !== null)
  const usual = known.length ? median(known) : 1
  const total = new Map<string, number>()
  for (const unit of units) total.set(unit.item.id, (total.get(unit.item.id) ?? 0) + unit.points)
  const costs = new Map(
    units.map((unit) => {
      const share = total.get(unit.item.id)! > 0 ? unit.points / total.get(unit.item.id)! : 1
      return [unit.id, (stated.get(unit.id) ?? usual) * share] as const
    }),
  )
  return { costs, assumed: [...stated.values()].filter((cost) => cost === null).length, inMoney }
}

/** Weeks of history that a team's pace is taken from. */
const PACE_WEEKS = 12

/** Size per person and working day: what the team finished in the last twelve weeks ÷ the person-days it had. null without history. */
export function pacePerPersonDay(
  team: PlanningTeam,
  history: readonly FlowItem[],
  measure: Measure,
  end: number,
): number | null {
  const from = end - PACE_WEEKS * 7
  const done = history.filter(
    (item) =>
      item.teamId === team.id &&
      item.statusCategory === 'done' &&
      item.resolvedDay !== null &&
      item.resolvedDay > from &&
      item.resolvedDay <= end,
  )
  const size = done.reduce(
    (sum, item) => sum + (measure.unit === 'items' ? 1 : (item.points ?? measure.assumedSize)),
    0,
  )
  const days = team.members * workingDaysBetween(team.calendar, from + 1, end + 1)
  return size > 0 && days > 0 ? size / days : null
}

export interface PortfolioInputs {
  readonly units: readonly Unit[]
  readonly teams: readonly PlanningTeam[]
  /** Size per person-day by team; teams without history have the mean of the others, or 1. */
  readonly paces: ReadonlyMap<string, number>
  readonly costs: ReadonlyMap<string, number>
  readonly dependencies: readonly PortfolioDependency[]
  readonly startDate: string
}

/** A team of four or more works on two things at once; a smaller one on one. */
const peopleOn = (members: number) => Math.max(1, Math.floor(members >= 4 ? members / 2 : members))

export function portfolioOf({ units, teams, paces, costs, dependencies, startDate }: PortfolioInputs): Portfolio {
  const all = teams.map(({ id }) => id)
  return {
    startDate,
    teams: teams.map((team): PortfolioTeam => ({
      id: team.id,
      people: team.members,
      pointsPerPersonDay: paces.get(team.id) ?? 1,
      weekdays: team.calendar.weekdays,
      closed: [...team.calendar.closed].sort((a, b) => a - b).map(isoOf),
      absences: team.absences.map(({ from, to, members }) => ({ from, to, people: members })),
      skills: new Map(team.skills.map((skill) => [skill, team.members])),
    })),
    items: units.map((unit) => {
      const own = teams.find(({ id }) => id === unit.teamId)
      const started = unit.leaves.some(
        ({ statusCategory }) => statusCategory === 'active' || statusCategory === 'review',
      )
      return {
        id: unit.id,
        points: unit.points,
        teamIds: own ? [own.id] : all,
        people: peopleOn(own?.members ?? Math.max(1, ...teams.map(({ members }) => members))),
        skills: own ? [] : unit.item.skills,
        supportingTeams: [],
        costOfDelay: costs.get(unit.id) ?? 0,
        releaseDate: unit.item.releaseDate,
        dueDate: unit.item.dueDate,
        deadline: unit.item.deadline,
        inProgress: started && own !== undefined,
      }
    }),
    dependencies,
  }
}

/**
 * Dependencies between bars: those stated between their items, and those between the work inside, which count only where
 * they do not close a circle (two epics whose stories wait for each other overlap in truth).
 */
export function unitDependencies(
  units: readonly Unit[],
  dependencies: readonly PlanningDependency[],
): { arcs: PortfolioDependency[]; dropped: number } {
  const unitsByItem = Map.groupBy(units, ({ item }) => item.id)
  const unitByLeaf = new Map(units.flatMap((unit) => unit.leaves.map((leaf) => [leaf.id, unit] as const)))
  const arcs = new Map<string, PortfolioDependency>()
  const add = (predecessor: string, successor: string, lag: number) =>
    arcs.set(`${predecessor}>${successor}`, { predecessor, successor, lag })
  for (const { item, blocker, lagDays } of dependencies) {
    for (const from of unitsByItem.get(blocker) ?? [])
      for (const to of unitsByItem.get(item) ?? []) add(from.id, to.id, lagDays)
  }
  let dropped = 0
  const next = Map.groupBy(arcs.values(), ({ predecessor }) => predecessor)
  const reaches = (from: string, to: string): boolean => {
    const seen = new Set<string>()
    const stack = [from]
    for (let at = stack.pop(); at !== undefined; at = stack.pop()) {
      if (at === to) return true
      if (seen.has(at)) continue
      seen.add(at)
      for (const arc of next.get(at) ?? []) stack.push(arc.successor)
    }
    return false
  }
  for (const { item, blocker, lagDays } of [...dependencies].sort((a, b) =>
    a.item + a.blocker < b.item + b.blocker ? -1 : 1,
  )) {
    const from = unitByLeaf.get(blocker)
    const to = unitByLeaf.get(item)
    if (!from || !to || from.id === to.id || from.item.id === to.item.id || arcs.has(`${from.id}>${to.id}`)) continue
    if (reaches(to.id, from.id)) {
      dropped++
      continue
    }
    add(from.id, to.id, lagDays)
    next.set(from.id, [...(next.get(from.id) ?? []), arcs.get(`${from.id}>${to.id}`)!])
  }
  return { arcs: [...arcs.values()], dropped }
}
