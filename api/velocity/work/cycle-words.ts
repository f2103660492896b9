/** What the team's pace does not tell about one named item: how long it takes from its own start. */
import type { FlowData } from '../../planning/flow-data.ts'
import type { FlowItem } from '../../planning/planning.ts'
import { dayOf, isoOf } from '../../math/calendar.ts'
import { cycleCurve, cycleDays, daysLeftAtAge } from '../forecast/item-clock.ts'
import { dateWithin } from '../forecast/horizon.ts'

/** A floor under the dates of one item: pace says when its team has room for it, the cycle time how long it is under way. */
export function cycleWords({ items, history, today, end }: FlowData, key: string): string[] {
  const item = items.find((one) => one.key === key)
  if (!item) return []
  const clocked = (some: readonly FlowItem[]) =>
    some.map(({ startedDay, resolvedDay, statusCategory }) => ({
      started: startedDay,
      finished: statusCategory === 'done' ? resolvedDay : null,
    }))
  const own = cycleCurve(clocked(history.items.filter(({ type }) => type === item.type)), end)
  const curve = own ?? cycleCurve(clocked(history.items), end)
  if (!curve) return []
  const startedDay =
    item.statusCategory === 'active' || item.statusCategory === 'review'
      ? item.startedAt && dayOf(new Date(item.startedAt).toISOString())
      : null
  const begin = Math.max(today, item.releaseDate ? dayOf(item.releaseDate) - 1 : today)
  const date = (p: number) =>
    dateWithin(
      today,
      typeof startedDay === 'number' && startedDay <= today
        ? daysLeftAtAge(curve, today - startedDay + 1, p)
        : begin - today + cycleDays(curve, p),
    )
  const [even, sure] = [date(0.5), date(0.9)]
  const kind = own ? `A ${item.type}` : 'An item'
  return [
    `${kind} takes ${cycleDays(curve, 0.5)} days from start to finish half of the time and up to ${cycleDays(curve, 0.9)} days 90% of the time. ${
      typeof startedDay === 'number'
        ? `This one has been in progress since ${isoOf(startedDay)}`
        : `This one has not started`
    }, so do not expect it before ${even ?? 'ten years from now'} (even odds) or ${sure ?? 'ten years from now'} (90%), even if it goes first.`,
  ]
}
