/** Items that were asked for by name: each ends no earlier than one of its kind takes from its own start. */
import type { FlowData } from '../../planning/flow-data.ts'
import type { FlowItem, PlanItem } from '../../planning/planning.ts'
import { isContainer } from '../../planning/choice.ts'
import { dayOf, isoOf } from '../../math/calendar.ts'
import { cycleCurve, cycleDays, type CycleCurve, type ItemClock } from '../forecast/item-clock.ts'

export interface NamedItems {
  /** By key. Missing where too few items were finished to know, and for an epic: what is in it is not one piece of work. */
  readonly clocks: ReadonlyMap<string, ItemClock>
  readonly assumptions: readonly string[]
}

/** Kinds of item that are told apart in a sentence; with more, one for all is enough. */
const KINDS_SAID = 3

/** @param leaves the named ones */
export function namedItems(
  { history, today, end }: Pick<FlowData, 'history' | 'today' | 'end'>,
  leaves: readonly PlanItem[],
): NamedItems {
  const clocked = (some: readonly FlowItem[]) =>
    some.map(({ startedDay, resolvedDay, statusCategory }) => ({
      started: startedDay,
      finished: statusCategory === 'done' ? resolvedDay : null,
    }))
  const curves = new Map<string, { readonly kind: string; readonly curve: CycleCurve | null }>()
  const curveOf = (type: PlanItem['type']) => {
    let known = curves.get(type)
    if (!known) {
      const own = cycleCurve(clocked(history.items.filter((item) => item.type === type)), end)
      const all = own ? null : (curves.get('') ?? { kind: 'item', curve: cycleCurve(clocked(history.items), end) })
      if (all) curves.set('', all)
      curves.set(type, (known = all ?? { kind: type, curve: own }))
    }
    return known
  }
  const clocks = new Map<string, ItemClock>()
  const kinds = new Map<string, CycleCurve>()
  for (const item of leaves) {
    if (isContainer(item)) continue
    const { kind, curve } = curveOf(item.type)
    if (!curve) continue
    kinds.set(kind, curve)
    const started = startedOn(item)
    clocks.set(item.key, { curve, age: started !== null && started <= today ? today - started + 1 : null })
  }
  const [only] = clocks.size === 1 ? leaves.filter(({ key }) => clocks.has(key)) : []
  const said = [...kinds]
    .slice(0, KINDS_SAID)
    .map(
      ([kind, curve], at) =>
        `${at === 0 ? (/^[aeiou]/.test(kind) ? 'An ' : 'A ') : /^[aeiou]/.test(kind) ? 'an ' : 'a '}${kind} takes ${daysIn(curve, 0.5)} from start to finish half of the time and up to ${daysIn(curve, 0.9)} 90% of the time`,
    )
    .join(', ')
  return {
    clocks,
    assumptions: said
      ? [
          only
            ? `${said}. ${only.key} ${startedWords(clocks.get(only.key)!, today)}, so it is not expected before then, even if it goes first.`
            : `${said}. No named item is expected sooner after its own start, even if it goes first.`,
        ]
      : [],
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
  return (statusCategory === 'active' || statusCategory === 'review') && startedAt
    ? dayOf(new Date(startedAt).toISOString())
    : null
}
