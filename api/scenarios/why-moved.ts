/** Why did the date move? The shift between two issued forecasts, split among what changed in between; the parts sum to the shift. */
import { effortAhead } from '../velocity/forecast/capacity.ts'
import type { Capacity, CapacityChange } from '../velocity/forecast/capacity.ts'
import type { CoupledItem } from '../velocity/simulation/coupling.ts'
import type { DeliveryModel } from '../velocity/forecast/delivery-model.ts'
import { capped, shiftWithin } from '../velocity/forecast/horizon.ts'
import { withScopeGrowth } from '../velocity/forecast/delivery-model.ts'
import { confidenceIn } from '../velocity/flow/history.ts'
import type { ScopeGrowth } from '../velocity/forecast/scope-growth.ts'
import { attribute } from './attribution.ts'
import type { Plan } from './change.ts'
import { needsSimulation, outcomeOf, PERCENTILES } from './outcome.ts'
import type { SimulationSettings } from './outcome.ts'
import { staffed } from './staffing.ts'

/** What a forecast knew when it was issued. */
export interface ForecastInputs {
  readonly today: number
  readonly teams: readonly {
    readonly key: string
    /** Before scope growth. */
    readonly model: DeliveryModel
    readonly growth: ScopeGrowth | null
    readonly capacity: Capacity
  }[]
  /** What was left to do. */
  readonly items: readonly CoupledItem[]
}

/**
 * `progress`: days went by and items were finished, against each other. `scopeAdded`, `scopeRemoved`, `resized`: the work itself.
 * `pace`: what the history says about speed, its uncertainty, and the work of each weekday. `growth`: expected new scope. `capacity`: calendars and planned
 * changes. `dependencies`: who waits for whom, in which order, with which team.
 */
export const CAUSES = [
  'progress',
  'scopeAdded',
  'scopeRemoved',
  'resized',
  'pace',
  'growth',
  'capacity',
  'dependencies',
] as const
export type Cause = (typeof CAUSES)[number]

export interface DateMove {
  readonly percentiles: readonly number[]
  /** Day numbers at each percentile. */
  readonly before: readonly number[]
  readonly after: readonly number[]
  /** Days later (or, negative, earlier); null when either date is not in sight. */
  readonly shiftDays: readonly (number | null)[]
  /** Causes that are present, in the order of CAUSES; their days sum to the shift at every percentile. */
  readonly parts: readonly {
    readonly cause: Cause
    readonly days: readonly (number | null)[]
    readonly items: number
  }[]
}

/**
 * @param finished keys of the items of the older forecast that are done by now; others that are gone were removed
 */
export function whyMoved(
  before: ForecastInputs,
  after: ForecastInputs,
  finished: ReadonlySet<string>,
  settings: SimulationSettings,
): DateMove {
  const story = storyOf(before, after, finished)
  const causes = CAUSES.filter((cause) => story.present[cause])
  const method = [before, after].some((inputs) =>
    needsSimulation(planOf(inputs, inputs, null, inputs.items, inputs.today)),
  )
    ? 'simulation'
    : 'exact'
  const value = (on: readonly boolean[]) => {
    const plan = mixedPlan(before, after, new Set(causes.filter((_, i) => on[i])), finished)
    return outcomeOf(plan, method, settings).days.map((day) => capped(day, plan.today))
  }
  const outcome = (inputs: ForecastInputs) =>
    outcomeOf(planOf(inputs, inputs, null, inputs.items, inputs.today), method, settings).days
  const [from, to] = [outcome(before), outcome(after)]
  const shiftDays = to.map((day, level) => shiftWithin(day, from[level]!))
  const parts = attribute(causes.length, value)
  return {
    percentiles: PERCENTILES,
    before: from,
    after: to,
    shiftDays,
    parts: causes.map((cause, i) => ({
      cause,
      days: parts.days.map((level, at) => (shiftDays[at] === null ? null : level[i]!)),
      items: story.items[cause] ?? 0,
    })),
  }
}

interface Story {
  readonly present: Readonly<Record<Cause, boolean>>
  /** How many items each cause touches. */
  readonly items: Readonly<Partial<Record<Cause, number>>>
}

function storyOf(before: ForecastInputs, after: ForecastInputs, finished: ReadonlySet<string>): Story {
  const old = new Map(before.items.map((item) => [item.key, item]))
  const now = new Map(after.items.map((item) => [item.key, item]))
  const added = after.items.filter(({ key }) => !old.has(key)).length
  const gone = before.items.filter(({ key }) => !now.has(key))
  const done = gone.filter(({ key }) => finished.has(key)).length
  const resized = after.items.filter(({ key, size }) => old.has(key) && old.get(key)!.size !== size).length
  const rearranged = after.items.filter(
    (item) => old.has(item.key) && arrangement(old.get(item.key)!, before.today) !== arrangement(item, after.today),
  ).length
  const differs = (read: (team: ForecastInputs['teams'][number]) => unknown) => {
    const text = (inputs: ForecastInputs) =>
      JSON.stringify(inputs.teams.map((team) => [team.key, read(team)]).sort((a, b) => (a[0]! < b[0]! ? -1 : 1)))
    return text(before) !== text(after)
  }
  const restated = restatedTeams(before, after)
  const later = Math.max(before.today, after.today)
  return {
    present: {
      progress:
        done > 0 ||
        before.today !== after.today ||
        after.items.some(({ key, clock }) => old.has(key) && old.get(key)!.clock?.age !== clock?.age),
      scopeAdded: added > 0,
      scopeRemoved: gone.length > done,
      resized: resized > 0,
      pace:
        differs(({ key, model, capacity }) => [
          ...model.logSize,
          ...model.centre,
          ...model.spread,
          ...model.scores,
          ...(restated.has(key) ? [] : capacity.weekday),
        ]) || after.items.some((item) => old.has(item.key) && curveOf(old.get(item.key)!) !== curveOf(item)),
      growth: differs(({ growth }) => growth),
      capacity: differs(({ key, capacity }) => [
        restated.has(key) ? capacity.weekday : [],
        capacity.yearEnd,
        changesAfter(later, capacity),
        capacity.calendar?.weekdays,
        [...(capacity.calendar?.closed ?? [])],
      ]),
      dependencies: rearranged > 0,
    },
    items: { progress: done, scopeAdded: added, scopeRemoved: gone.length - done, resized, dependencies: rearranged },
  }
}

/**
 * Teams whose calendar names other weekdays than before: their weekdays changed with it. Those of the others are measured
 * from what they finished.
 */
function restatedTeams(before: ForecastInputs, after: ForecastInputs): ReadonlySet<string> {
  const named = ({ teams }: ForecastInputs) =>
    new Map(teams.map(({ key, capacity }) => [key, JSON.stringify(capacity.calendar?.weekdays ?? null)]))
  const [then, now] = [named(before), named(after)]
  return new Set([...then].flatMap(([key, days]) => (now.has(key) && now.get(key) !== days ? [key] : [])))
}

/** What is planned for the days after one: of an absence under way the first day is always tomorrow. */
function changesAfter(day: number, { changes }: Pick<Capacity, 'changes'>): CapacityChange[] {
  const under = changes.findLast(({ from }) => from <= day + 1)?.factor ?? 1
  const ahead = [{ from: day + 1, factor: under }, ...changes.filter(({ from }) => from > day + 1)]
  return ahead.filter(({ factor }, at) => factor !== (at > 0 ? ahead[at - 1]!.factor : 1))
}

const curveOf = ({ clock }: CoupledItem) => JSON.stringify(clock?.curve ?? null)

function arrangement({ team, rank, blockedBy, earliest }: CoupledItem, today: number): string {
  return JSON.stringify([team, rank, blockedBy, earliest ? today + earliest : 0])
}

/** The same item seen from another day: what may not start before a date still may not, and what is in progress has its age of that day. */
function seenFrom(item: CoupledItem, today: number, from: number): CoupledItem {
  const age = (item.clock?.age ?? null) === null ? null : item.clock!.age! + from - today
  return {
    ...item,
    ...(item.earliest && { earliest: Math.max(0, item.earliest + today - from) }),
    ...(item.clock && { clock: { curve: item.clock.curve, age: age === null || age < 1 ? null : age } }),
  }
}

/** Whether it was in progress is progress; how long items take is pace. */
function clockOf(item: CoupledItem, later: CoupledItem, on: ReadonlySet<Cause>): Pick<CoupledItem, 'clock'> {
  const curve = (on.has('pace') ? later : item).clock?.curve
  const age = (on.has('progress') ? later : item).clock?.age ?? null
  return curve ? { clock: { curve, age } } : {}
}

/** The older forecast with some of the causes as they are now. */
function mixedPlan(
  before: ForecastInputs,
  after: ForecastInputs,
  on: ReadonlySet<Cause>,
  finished: ReadonlySet<string>,
): Plan {
  const today = on.has('progress') ? after.today : before.today
  const now = new Map(after.items.map((item) => [item.key, seenFrom(item, after.today, today)]))
  const kept = before.items
    .map((item) => seenFrom(item, before.today, today))
    .flatMap((item): CoupledItem[] => {
      const later = now.get(item.key)
      if (!later) return on.has(finished.has(item.key) ? 'progress' : 'scopeRemoved') ? [] : [item]
      const { clock: _clock, ...arranged } = on.has('dependencies') ? later : item
      return [{ ...arranged, size: (on.has('resized') ? later : item).size, ...clockOf(item, later, on) }]
    })
  const old = new Set(before.items.map(({ key }) => key))
  const items = on.has('scopeAdded') ? [...kept, ...[...now.values()].filter(({ key }) => !old.has(key))] : kept
  const present = new Set(items.map(({ key }) => key))
  const legal = items.map((item) => ({ ...item, blockedBy: item.blockedBy.filter(({ key }) => present.has(key)) }))
  return planOf(before, after, on, legal, today)
}

/** @param on the causes as they are now; null = all as `before` has them */
function planOf(
  before: ForecastInputs,
  after: ForecastInputs,
  on: ReadonlySet<Cause> | null,
  items: readonly CoupledItem[],
  today: number,
): Plan {
  const later = new Map(after.teams.map((team) => [team.key, team]))
  const restated = restatedTeams(before, after)
  const all = [...before.teams, ...after.teams.filter(({ key }) => !before.teams.some((team) => team.key === key))]
  const teams = all.map((team) => {
    const pick = (cause: Cause) => (on?.has(cause) ? (later.get(team.key) ?? team) : team)
    const { model } = pick('pace')
    const { growth } = pick('growth')
    const planned = pick('capacity').capacity
    const capacity = restated.has(team.key) ? planned : { ...planned, weekday: pick('pace').capacity.weekday }
    const forecaster = {
      today,
      confidence: confidenceIn(model.regime),
      model: growth ? withScopeGrowth(model, growth) : model,
      capacity,
      ahead: effortAhead(capacity, today),
    }
    return { key: team.key, name: team.key, forecaster, staffing: staffed(0), costRateCents: null }
  })
  return { today, teams, items, targetDay: null }
}
