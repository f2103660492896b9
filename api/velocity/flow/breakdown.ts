/** One line of figures for each type, team, epic, or person: what somebody compares. */
import { cycleTime, type DurationPercentiles } from './flow-time.ts'

export const BREAKDOWNS = ['type', 'team', 'epic', 'assignee', 'priority'] as const
export type Breakdown = (typeof BREAKDOWNS)[number]

export interface BreakdownItem {
  readonly name: string
  /** Has no team, epic, or assignee; its line comes last. */
  readonly none: boolean
  /** Of an epic. */
  readonly title: string | null
  readonly key: string
  readonly created: number | null
  readonly started: number | null
  readonly done: number | null
  readonly inProgress: boolean
  /** Closed with many others on a day of mass closing: no delivery. */
  readonly swept: boolean
  readonly size: number
}

export interface BreakdownRow {
  name: string
  /** Of an epic. */
  title: string | null
  /** Finished in the weeks looked at. */
  finished: number
  points: number
  perWeek: number
  cycleTime: DurationPercentiles | null
  inProgress: number
  /** Of the team; null elsewhere and where it is unknown. */
  members: number | null
  inProgressPerMember: number | null
}

/**
 * @param items in progress, or done in the weeks looked at
 * @param members Of each team, where the lines are teams
 */
export function breakdownOf(
  items: readonly BreakdownItem[],
  { weeks, members }: { weeks: number; members: ReadonlyMap<string, number> },
): BreakdownRow[] {
  const without = items.find(({ none }) => none)?.name
  const last = ({ name }: BreakdownRow) => Number(name === without)
  return [...Map.groupBy(items, ({ name }) => name)]
    .map(([name, own]) => {
      const finished = own.filter(({ done, swept }) => done !== null && !swept)
      const inProgress = own.filter((item) => item.inProgress).length
      // 0 is unknown.
      const staff = members.get(name) || null
      return {
        name,
        title: own[0]!.title,
        finished: finished.length,
        points: finished.reduce((sum, { size }) => sum + size, 0),
        perWeek: finished.length / weeks,
        cycleTime: cycleTime(own),
        inProgress,
        members: staff,
        inProgressPerMember: staff ? inProgress / staff : null,
      }
    })
    .filter(({ finished, inProgress }) => finished + inProgress > 0)
    .sort(
      (a, b) =>
        last(a) - last(b) || b.inProgress - a.inProgress || b.finished - a.finished || (a.name < b.name ? -1 : 1),
    )
}
