/** From a backlog to what a portfolio plan places: an epic's open work per team, or an item that stands alone. */
import type { FlowData } from '../../planning/flow-data.ts'
import type { PlanItem, PlanningDependency, PlanningTeam } from '../../planning/planning.ts'
import {
  below,
  leavesOf,
  sizesOf,
  usualUnit,
  withStories,
  type Sizes,
  type Unit as WorkUnit,
} from '../../planning/work.ts'
import type { ItemRow } from '../../backlog/row.ts'
import { isoOf } from '../../math/calendar.ts'
import { median } from '../../math/percentile.ts'
import { UNKNOWN } from '../../teams/members.ts'
import { staffOf } from './pace.ts'
import type { Portfolio, PortfolioDependency, PortfolioTeam } from './portfolio.ts'

/** One bar of the plan. An epic that several teams work on becomes one bar in each of their lanes. */
export interface Unit {
  readonly id: string
  readonly item: PlanItem
  readonly teamId: string | null
  readonly points: number
  /** The leaves inside; the item itself when it has none. */
  readonly leaves: readonly PlanItem[]
}

/** A unit, or the part of one that may start at the same time: a bar of the plan. */
export interface Startable extends Unit {
  /** What it is, or is a part of. */
  readonly whole: Unit
  /** Something in it is in progress, so it waits for nothing. */
  readonly started: boolean
  /** Day before which none of it starts; null where that is not ahead. */
  readonly releaseDate: string | null
  /** null, too, where something of the unit is in progress: what runs is shown late rather than left out. */
  readonly deadline: string | null
}

export interface UnitsOptions {
  /** Ids asked for; null is everything open. */
  readonly chosen: ReadonlySet<string> | null
  /** Lanes asked for; null is all. */
  readonly teams: ReadonlySet<string> | null
  readonly most: number
}

/** How work is measured: the unit of every answer, and the size of a leaf in it. */
export interface Measure extends Sizes {
  readonly unit: WorkUnit
  readonly sizeOf: (leaf: Pick<PlanItem, 'id'>) => number
}

export function measureOf(data: Pick<FlowData, 'items' | 'history' | 'end'>): Measure {
  const unit = usualUnit(data.history, data.end)
  const sizes = sizesOf(leavesOf(data.items), data, unit)
  return { ...sizes, unit, sizeOf: ({ id }) => sizes.sizes.get(id) ?? 0 }
}

/** The bars of the plan in manual order, and how many did not fit the limit. */
export function unitsOf(
  items: readonly PlanItem[],
  measure: Measure,
  { chosen, teams, most }: UnitsOptions,
): { units: Unit[]; left: number } {
  const leaves = leavesOf(items)
  const isLeaf = new Set(leaves.map(({ id }) => id))
  const byEpic = Map.groupBy(leaves, ({ epicId }) => epicId)
  const epics = new Set(items.filter(({ type }) => type === 'epic').map(({ id }) => id))
  const wanted = chosen && new Set(withStories(items, [...chosen]))
  const byKey = new Map(items.map((item) => [item.id, item]))
  const insideChosen = (item: PlanItem): boolean => {
    const seen = new Set([item.id])
    const above = [item.epicId, item.parentId]
    for (let id = above.pop(); id !== undefined; id = above.pop()) {
      if (id === null || seen.has(id)) continue
      if (wanted!.has(id) && byKey.has(id)) return true
      seen.add(id)
      above.push(byKey.get(id)?.parentId ?? null, byKey.get(id)?.epicId ?? null)
    }
    return false
  }
  const heads = items.filter((item) => {
    // What is chosen brings what is in it.
    if (wanted) return wanted.has(item.id) && !insideChosen(item)
    return item.type === 'epic' || ((item.epicId === null || !epics.has(item.epicId)) && isLeaf.has(item.id))
  })
  const units = heads.flatMap((item): Unit[] => {
    const inside = isLeaf.has(item.id)
      ? []
      : wanted
        ? leavesOf(below(items, new Set([item.id])))
        : (byEpic.get(item.id) ?? [])
    // Nothing is left in it, or it is an epic of epics and the bars of those stand for it.
    if (!inside.length && !isLeaf.has(item.id)) return []
    if (!inside.length)
      return [{ id: item.id, item, teamId: item.teamId, points: measure.sizeOf(item), leaves: [item] }]
    const lanes = Map.groupBy(inside, ({ teamId }) => teamId)
    return [...lanes].map(([teamId, part]) => ({
      id: lanes.size > 1 ? `${item.id}@${teamId ?? ''}` : item.id,
      item,
      teamId,
      points: part.reduce((sum, leaf) => sum + measure.sizeOf(leaf), 0),
      leaves: part,
    }))
  })
  const inLanes = teams ? units.filter(({ teamId }) => teamId !== null && teams.has(teamId)) : units
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

export interface PortfolioInputs {
  readonly units: readonly Startable[]
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
      people: staffOf(team),
      pointsPerPersonDay: paces.get(team.id) ?? 1,
      weekdays: team.calendar.weekdays,
      closed: [...team.calendar.closed].sort((a, b) => a - b).map(isoOf),
      absences: (team.members === UNKNOWN ? [] : team.absences).map(({ from, to, members }) => ({
        from,
        to,
        people: members,
      })),
      skills: new Map(team.skills.map((skill) => [skill, staffOf(team)])),
    })),
    items: units.map((unit) => {
      const own = teams.find(({ id }) => id === unit.teamId)
      return {
        id: unit.id,
        points: unit.points,
        teamIds: own ? [own.id] : all,
        people: peopleOn(own ? staffOf(own) : Math.max(1, ...teams.map(staffOf))),
        skills: own ? [] : unit.item.skills,
        supportingTeams: [],
        costOfDelay: costs.get(unit.id) ?? 0,
        releaseDate: unit.releaseDate,
        dueDate: unit.item.dueDate,
        deadline: unit.deadline,
        inProgress: unit.started && own !== undefined,
      }
    }),
    dependencies,
  }
}

/** Keys of two items whose parts wait for each other; the plan leaves out that the first waits for the second. */
export interface Overlap {
  readonly item: string
  readonly blocker: string
}

/**
 * Dependencies between bars, from those of the work inside in their order: one that would close a circle is left out (two
 * epics whose stories wait for each other overlap in truth). Then those between the bars of one item and team, and those
 * stated between whole items, for all of their bars.
 * @param dependencies between leaves, as they hold: those stated between them first
 * @param stated between the items of the units
 */
export function unitDependencies(
  units: readonly (Unit & Partial<Pick<Startable, 'started'>>)[],
  dependencies: readonly PlanningDependency[],
  stated: readonly PlanningDependency[] = [],
): { arcs: PortfolioDependency[]; overlaps: Overlap[] } {
  const unitsByItem = Map.groupBy(units, ({ item }) => item.id)
  const unitByLeaf = new Map(units.flatMap((unit) => unit.leaves.map((leaf) => [leaf.id, unit] as const)))
  const arcs = new Map<string, PortfolioDependency>()
  const next = new Map<string, Set<string>>()
  const reaches = (from: string, to: string): boolean => {
    const seen = new Set([from])
    for (const at of seen) {
      if (at === to) return true
      for (const successor of next.get(at) ?? []) seen.add(successor)
    }
    return false
  }
  /** Whether it could be added. */
  const add = (from: Unit, to: Unit, lag: number): boolean => {
    const arc = `${from.id}>${to.id}`
    const known = arcs.get(arc)
    if (!known && reaches(to.id, from.id)) return false
    arcs.set(arc, { predecessor: from.id, successor: to.id, lag: Math.max(lag, known?.lag ?? 0) })
    next.set(from.id, (next.get(from.id) ?? new Set()).add(to.id))
    return true
  }
  const overlaps = new Map<string, Overlap>()
  const inside: { from: Unit; to: Unit; lagDays: number }[] = []
  for (const { item, blocker, lagDays } of dependencies) {
    const from = unitByLeaf.get(blocker)
    const to = unitByLeaf.get(item)
    if (!from || !to || from === to) continue
    if (from.item.id === to.item.id) {
      // Teams work on one epic side by side.
      if (from.teamId === to.teamId) inside.push({ from, to, lagDays })
    } else if (!add(from, to, lagDays))
      overlaps.set(`${from.item.id}>${to.item.id}`, { item: to.item.key, blocker: from.item.key })
  }
  for (const { from, to, lagDays } of inside) add(from, to, lagDays)
  for (const { item, blocker, lagDays } of stated)
    for (const from of unitsByItem.get(blocker) ?? [])
      for (const to of unitsByItem.get(item) ?? []) if (!to.started) add(from, to, lagDays)
  return { arcs: [...arcs.values()], overlaps: [...overlaps.values()] }
}
