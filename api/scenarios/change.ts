/** What a scenario changes, and the plan that comes out. Days are day numbers (see math/calendar.ts). */
import { cut } from '../../text.ts'
import type { CoupledItem } from '../velocity/simulation/coupling.ts'
import type { Forecaster } from '../velocity/forecast/forecast.ts'
import { isoOf } from '../math/calendar.ts'
import { joining, slowed } from './staffing.ts'
import type { Staffing } from './staffing.ts'

export interface PlannedTeam {
  readonly key: string
  readonly name: string
  readonly forecaster: Forecaster
  readonly staffing: Staffing
  /** Cost of one member for one week, in cents; null = unknown. */
  readonly costRateCents: number | null
}

/** What is to be delivered, by whom, and by when if a date is asked for. */
export interface Plan {
  readonly today: number
  readonly teams: readonly PlannedTeam[]
  readonly items: readonly CoupledItem[]
  /** Keys of items that nothing is left of. Another change may still name them, and does nothing to them. */
  readonly emptied?: ReadonlySet<string>
  readonly targetDay: number | null
}

export type Change =
  /** More work, at the end of the team's queue unless `first`. */
  | { readonly type: 'addScope'; readonly team: string; readonly size: number; readonly first?: boolean }
  /** These items go. */
  | { readonly type: 'removeItems'; readonly itemKeys: readonly string[] }
  /** This much goes from the end of the team's queue. */
  | { readonly type: 'removeScope'; readonly team: string; readonly size: number }
  /** The team works at `factor` × what it would otherwise, from a day until another (not included; null = for good). */
  | {
      readonly type: 'capacity'
      readonly team: string
      readonly factor: number
      readonly fromDay: number
      readonly untilDay: number | null
    }
  /** Members join, and reach full productivity step by step over the ramp-up. */
  | {
      readonly type: 'hire'
      readonly team: string
      readonly members: number
      readonly fromDay: number
      readonly rampUpDays: number
    }
  /** Members leave. */
  | { readonly type: 'leave'; readonly team: string; readonly members: number; readonly fromDay: number }
  | {
      readonly type: 'moveMembers'
      readonly fromTeam: string
      readonly toTeam: string
      readonly members: number
      readonly fromDay: number
      readonly rampUpDays: number
    }
  | { readonly type: 'moveItems'; readonly itemKeys: readonly string[]; readonly toTeam: string }
  /** These items, or all of a team, cannot start before a day. */
  | {
      readonly type: 'startNotBefore'
      readonly itemKeys?: readonly string[]
      readonly team?: string
      readonly day: number
    }
  | { readonly type: 'targetDate'; readonly day: number }
  | { readonly type: 'costRate'; readonly team: string; readonly costRateCents: number }

/** A change that the plan cannot take. */
export class InvalidChange extends Error {
  readonly code = 'INVALID_CHANGE'
  readonly changeType: Change['type']
  readonly field: string
  constructor(changeType: Change['type'], field: string, message: string) {
    super(message)
    this.name = 'InvalidChange'
    this.changeType = changeType
    this.field = field
  }
}

/** The plan after all changes, in their order. @throws InvalidChange */
export function applyChanges(plan: Plan, changes: readonly Change[]): Plan {
  return changes.reduce((now, change, i) => applyChange(now, change, `added-${i + 1}`), plan)
}

/** @param addedKey key of an item that the change adds */
export function applyChange(plan: Plan, change: Change, addedKey: string): Plan {
  switch (change.type) {
    case 'addScope': {
      teamOf(plan, change.type, 'team', change.team)
      atLeastZero(change.type, 'size', change.size)
      const ranks = plan.items.map(({ rank }) => rank)
      const rank = change.first ? Math.min(0, ...ranks) - 1 : Math.max(0, ...ranks) + 1
      return {
        ...plan,
        items: [...plan.items, { key: addedKey, team: change.team, size: change.size, rank, blockedBy: [] }],
      }
    }
    case 'removeItems': {
      return { ...plan, items: without(plan.items, itemsOf(plan, change.type, change.itemKeys)) }
    }
    case 'removeScope':
      teamOf(plan, change.type, 'team', change.team)
      atLeastZero(change.type, 'size', change.size)
      return trimmed(plan, change.team, change.size)
    case 'capacity':
      atLeastZero(change.type, 'factor', change.factor)
      return withTeam(plan, change.type, 'team', change.team, (team) => ({
        ...team,
        staffing: slowed(team.staffing, change.factor, change.fromDay, change.untilDay),
      }))
    case 'hire':
      return withTeam(plan, change.type, 'team', change.team, (team) =>
        joined(team, change.type, change.members, change.fromDay, change.rampUpDays),
      )
    case 'leave':
      return withTeam(plan, change.type, 'team', change.team, (team) =>
        left(team, change.type, change.members, change.fromDay),
      )
    case 'moveMembers': {
      const without = withTeam(plan, change.type, 'fromTeam', change.fromTeam, (team) =>
        left(team, change.type, change.members, change.fromDay),
      )
      return withTeam(without, change.type, 'toTeam', change.toTeam, (team) =>
        joined(team, change.type, change.members, change.fromDay, change.rampUpDays),
      )
    }
    case 'moveItems': {
      teamOf(plan, change.type, 'toTeam', change.toTeam)
      const moved = itemsOf(plan, change.type, change.itemKeys)
      return {
        ...plan,
        items: plan.items.map((item) => (moved.has(item.key) ? { ...item, team: change.toTeam } : item)),
      }
    }
    case 'startNotBefore': {
      if (change.team !== undefined) teamOf(plan, change.type, 'team', change.team)
      const held = itemsOf(plan, change.type, change.itemKeys ?? [])
      const earliest = Math.max(0, change.day - plan.today)
      return {
        ...plan,
        items: plan.items.map((item) =>
          held.has(item.key) || item.team === change.team
            ? { ...item, earliest: Math.max(item.earliest ?? 0, earliest) }
            : item,
        ),
      }
    }
    case 'targetDate':
      return { ...plan, targetDay: change.day }
    case 'costRate':
      atLeastZero(change.type, 'costRateCents', change.costRateCents)
      return withTeam(plan, change.type, 'team', change.team, (team) => ({
        ...team,
        costRateCents: change.costRateCents,
      }))
  }
}

function joined(
  team: PlannedTeam,
  type: Change['type'],
  members: number,
  fromDay: number,
  rampUpDays: number,
): PlannedTeam {
  atLeastZero(type, 'members', members)
  atLeastZero(type, 'rampUpDays', rampUpDays)
  membersKnown(team, type, 'one more')
  return { ...team, staffing: joining(team.staffing, members, fromDay, rampUpDays) }
}

function membersKnown({ name, staffing }: PlannedTeam, type: Change['type'], what: string): void {
  if (staffing.members <= 0)
    throw new InvalidChange(
      type,
      'team',
      `It is not known how many members ${name} has, so the effect of ${what} is unknown. Set its number of members first.`,
    )
}

function left(team: PlannedTeam, type: Change['type'], members: number, fromDay: number): PlannedTeam {
  atLeastZero(type, 'members', members)
  membersKnown(team, type, 'one less')
  const { members: today, joins } = team.staffing
  const presentOn = (day: number) => joins.reduce((sum, join) => sum + (join.fromDay <= day ? join.members : 0), today)
  // Others may leave later, whatever the order in which the changes are given.
  const [least, day] = [fromDay, ...joins.map((join) => join.fromDay)]
    .filter((one) => one >= fromDay)
    .sort((a, b) => a - b)
    .map((one) => [presentOn(one), one] as const)
    .reduce((fewest, one) => (one[0] < fewest[0] ? one : fewest))
  if (members > least)
    throw new InvalidChange(
      type,
      'members',
      `${team.name} has ${least} ${least === 1 ? 'member' : 'members'} ${day === fromDay ? 'then' : `from ${isoOf(day)} on, after the other changes`}; ${members} cannot leave.`,
    )
  return { ...team, staffing: joining(team.staffing, -members, fromDay, 0) }
}

/** The items without some; nothing waits for those any more. */
function without(items: readonly CoupledItem[], gone: ReadonlySet<string>): readonly CoupledItem[] {
  return items
    .filter(({ key }) => !gone.has(key))
    .map((item) => ({ ...item, blockedBy: item.blockedBy.filter(({ key }) => !gone.has(key)) }))
}

/** The plan without `size` of the team's work, taken from the end of its queue. What nothing is left of goes with its waiting. */
function trimmed(plan: Plan, team: string, size: number): Plan {
  const { items } = plan
  let left = size
  const kept = new Map<string, number>()
  for (const item of items
    .filter((one) => one.team === team)
    .toSorted((a, b) => b.rank - a.rank || (a.key < b.key ? 1 : -1))) {
    const cut = Math.min(left, item.size)
    left -= cut
    kept.set(item.key, item.size - cut)
  }
  const gone = new Set(items.flatMap(({ key, size: was }) => (was > 0 && kept.get(key) === 0 ? [key] : [])))
  return {
    ...plan,
    items: without(items, gone).map((item) => (kept.has(item.key) ? { ...item, size: kept.get(item.key)! } : item)),
    emptied: new Set([...(plan.emptied ?? []), ...gone]),
  }
}

function teamOf(plan: Plan, type: Change['type'], field: string, key: string): PlannedTeam {
  const team = plan.teams.find((one) => one.key === key)
  if (!team)
    throw new InvalidChange(
      type,
      field,
      `No team of this plan is called ${cut(key, 80)}. Its teams: ${
        plan.teams
          .map(({ name }) => name)
          .slice(0, 20)
          .join(', ') || 'none'
      }.`,
    )
  return team
}

function withTeam(
  plan: Plan,
  type: Change['type'],
  field: string,
  key: string,
  change: (team: PlannedTeam) => PlannedTeam,
): Plan {
  const found = teamOf(plan, type, field, key)
  return { ...plan, teams: plan.teams.map((team) => (team === found ? change(team) : team)) }
}

function itemsOf(plan: Plan, type: Change['type'], keys: readonly string[]): ReadonlySet<string> {
  const known = new Set([...plan.items.map(({ key }) => key), ...(plan.emptied ?? [])])
  const missing = keys.find((key) => !known.has(key))
  if (missing !== undefined)
    throw new InvalidChange(
      type,
      'itemKeys',
      `${cut(missing, 80)} is not one of the ${plan.items.length} items of this plan.`,
    )
  return new Set(keys)
}

function atLeastZero(type: Change['type'], field: string, value: number): void {
  if (!(Number.isFinite(value) && value >= 0))
    throw new InvalidChange(type, field, `${field} must be a number of at least 0.`)
}
