/** What a plan is late for beside the due dates of its bars: dates of the work inside them, and deadlines of what runs already. */
import { dayOf, type IsoDate } from '../../math/calendar.ts'

interface Dated {
  readonly id: string
  readonly key: string
  readonly dueDate: IsoDate | null
  readonly deadline: IsoDate | null
}

export interface LateBar {
  readonly item: Dated
  readonly leaves: readonly Dated[]
  /** First and last day; null where it has no place. */
  readonly start: IsoDate | null
  readonly finish: IsoDate | null
}

export interface LateBeside {
  /** Keys of what is certainly late. */
  readonly late: readonly string[]
  /** How many of them miss a deadline rather than a due date. */
  readonly deadlines: number
  /** How many are due before the bar that they are in ends, so that their place in it decides. */
  readonly atRisk: number
  readonly warnings: readonly string[]
}

const NAMED = 5

/** @param end last day that the plan looks at; null is without an end */
export function lateBeside(bars: readonly LateBar[], end: IsoDate | null): LateBeside {
  const inside = bars.flatMap(({ item, leaves, start, finish }) =>
    leaves.flatMap((leaf) => {
      const date = earlier(leaf.dueDate, leaf.deadline)
      if (leaf.id === item.id || date === null) return []
      if (start === null || finish === null)
        return end === null || date <= end ? [{ leaf, date, sure: true, item, finish }] : []
      return date < finish ? [{ leaf, date, sure: date < start, item, finish }] : []
    }),
  )
  const sure = inside.filter((one) => one.sure)
  const hard = sure.filter(({ leaf, date }) => date !== leaf.dueDate)
  const overdue = bars.flatMap(({ item, finish }) =>
    item.deadline !== null && finish !== null && finish > item.deadline
      ? [{ key: item.key, days: dayOf(finish) - dayOf(item.deadline) }]
      : [],
  )
  const longest = new Map<string, number>()
  for (const { key, days } of overdue) longest.set(key, Math.max(days, longest.get(key) ?? 0))
  const named = [...sure, ...inside.filter((one) => !one.sure)]
  return {
    late: [...new Set([...sure.map(({ leaf }) => leaf.key), ...longest.keys()])],
    deadlines: longest.size + new Set(hard.map(({ leaf }) => leaf.key)).size,
    atRisk: inside.length - sure.length,
    warnings: [
      ...[...longest].map(
        ([key, days]) => `${key} is in progress and ends ${days} ${days === 1 ? 'day' : 'days'} after its deadline.`,
      ),
      ...named
        .slice(0, NAMED)
        .map(({ leaf, date, item, finish }) =>
          finish === null
            ? `${leaf.key} is due ${date}; ${item.key}, which it is in, could not be placed.`
            : `${leaf.key} is due ${date}; ${item.key}, which it is in, is planned until ${finish}.`,
        ),
      ...(named.length > NAMED ? [`The same holds for ${named.length - NAMED} more.`] : []),
    ],
  }
}

function earlier(a: IsoDate | null, b: IsoDate | null): IsoDate | null {
  if (a === null || b === null) return a ?? b
  return a < b ? a : b
}
