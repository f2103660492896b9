/** An item that is asked for by itself: it ends no earlier than one of its kind takes from its own start. */
import type { FlowData } from '../../planning/flow-data.ts'
import { isInProgress, type FlowItem, type PlanItem } from '../../planning/planning.ts'
import { isContainer } from '../../planning/choice.ts'
import { dayOf, isoOf } from '../../math/calendar.ts'
import { cycleCurve, cycleDays, type CycleCurve, type ItemClock } from '../forecast/item-clock.ts'

export interface SoleItem {
  /** By key. Empty for several items: what they take together is their team's pace, on which those of them that take long have their share. */
  readonly clocks: ReadonlyMap<string, ItemClock>
  readonly assumptions: readonly string[]
}

const NONE: SoleItem = { clocks: new Map(), assumptions: [] }

/** @param leaves all that is asked for */
export function soleItem(
  { history, today, end }: Pick<FlowData, 'history' | 'today' | 'end'>,
  leaves: readonly PlanItem[],
): SoleItem {
  const [item, ...others] = leaves
  if (!item || others.length > 0 || isContainer(item)) return NONE
  // What was canceled, or went back to To do, is no longer on its way; of what ended on an unknown day nothing is known.
  const curveOf = (some: readonly FlowItem[]) =>
    cycleCurve(
      some
        .filter((one) => (one.statusCategory === 'done' ? one.resolvedDay !== null : isInProgress(one)))
        .map(({ startedDay, resolvedDay, statusCategory }) => ({
          started: startedDay,
          finished: statusCategory === 'done' ? resolvedDay : null,
        })),
      end,
    )
  const own = curveOf(history.items.filter(({ type }) => type === item.type))
  const curve = own ?? curveOf(history.items)
  if (!curve) return NONE
  const started = startedOn(item)
  const clock = { curve, age: started !== null && started <= today ? today - started + 1 : null }
  const kind = own ? item.type : 'item'
  return {
    clocks: new Map([[item.key, clock]]),
    assumptions: [
      `${/^[aeiou]/.test(kind) ? 'An' : 'A'} ${kind} takes ${daysIn(curve, 0.5)} from start to finish half of the time and up to ${daysIn(curve, 0.9)} 90% of the time. ${item.key} ${startedWords(clock, today)}, so it is not expected before then, even if it goes first.`,
    ],
  }
}

function daysIn(curve: CycleCurve, p: number): string {
  const days = cycleDays(curve, p)
  return days === 1 ? '1 day' : `${days} days`
}

function startedWords({ age }: ItemClock, today: number): string {
  return age === null ? 'has not started' : `has been in progress since ${isoOf(today - age + 1)}`
}

function startedOn({ statusCategory, startedAt }: PlanItem): number | null {
  return isInProgress({ statusCategory }) && startedAt ? dayOf(new Date(startedAt).toISOString()) : null
}
