/** How fast the scope of a question grows, from what really happened. */
import type { FlowItem } from '../../planning/planning.ts'
import { usualPoints, type Unit } from '../../planning/work.ts'
import {
  countedWords,
  growthApplies,
  growthNotes,
  growthWarnings,
  scopeEvidence,
  scopeGrowth,
  type ScopedItem,
  type ScopeEvidence,
  type ScopeGrowth,
} from '../forecast/scope-growth.ts'

/** Days back in which the growth of a whole backlog is measured. */
const GROWTH_DAYS = 90

/** How a question grows, and what is to be said about it. */
export interface Growth {
  /** null where no scope is added. */
  readonly growth: ScopeGrowth | null
  readonly notes: readonly string[]
  readonly warnings: readonly string[]
}

interface Grown {
  readonly unit: Unit
  readonly total: number
  readonly epic: string | null
  /** Empty where a plain size is asked for. */
  readonly items: readonly unknown[]
  readonly growthAsked: boolean | null
}

/** Growth since work on the epic began; for anything wider, when asked, what appeared and what was finished in the last ninety days. */
export function growthOf(
  { history, end }: { history: { items: readonly FlowItem[] }; end: number },
  { unit, total, epic, items, growthAsked }: Grown,
): Growth {
  if (epic !== null) {
    const evidence = scopeEvidence(
      history.items.filter(({ epicId }) => epicId === epic).map((item) => scopedItem(item, end)),
      end,
    )
    if (growthApplies(growthAsked, { epic: true, start: evidence.start }))
      return said(evidence, 'Since work on it began', growthNotes(evidence))
    const notes = growthAsked
      ? [`Scope growth is known only for epics on which work has begun, and ${epic} is not one.`]
      : []
    return { growth: null, notes, warnings: [] }
  }
  if (growthAsked !== true) return { growth: null, notes: [], warnings: [] }
  const scope = history.items.filter(({ statusCategory }) => statusCategory !== 'cancelled')
  const recent = (day: number | null) => day !== null && day > end - GROWTH_DAYS && day <= end
  const added = scope.filter(({ createdDay }) => recent(createdDay)).length
  const finished = scope.filter(
    ({ resolvedDay, statusCategory }) => statusCategory === 'done' && recent(resolvedDay),
  ).length
  // A plain size is so many items, too: what is added is small or large beside all of them.
  const open = items.length || Math.round(unit === 'items' ? total : total / usualPoints(history.items))
  return said({ added, finished, open: Math.max(1, open) }, `In the last ${GROWTH_DAYS} days`)
}

function said(
  counted: Pick<ScopeEvidence, 'added' | 'finished' | 'open'>,
  since: string,
  notes: readonly string[] = [],
): Growth {
  const growth = scopeGrowth(counted)
  return { growth, notes: [countedWords(counted, since), ...notes], warnings: growthWarnings(counted, growth) }
}

function scopedItem({ createdDay, startedDay, resolvedDay, statusCategory }: FlowItem, end: number): ScopedItem {
  return {
    created: createdDay,
    started: startedDay,
    finished: statusCategory === 'done' ? resolvedDay : null,
    joined: null,
    cancelled: statusCategory === 'cancelled' ? (resolvedDay ?? end) : null,
  }
}
