/** How fast the scope of a question grows, from what really happened. */
import type { FlowItem } from '../../planning/planning.ts'
import {
  growthApplies,
  growthNotes,
  scopeEvidence,
  scopeGrowth,
  type ScopedItem,
  type ScopeGrowth,
} from '../forecast/scope-growth.ts'

/** Days back in which the growth of a whole backlog is measured. */
export const GROWTH_DAYS = 90

/** Growth since work on the epic began; for anything wider, when asked, what appeared and what was finished in the last ninety days. */
export function growthOf(
  { history, end }: { history: { items: readonly FlowItem[] }; end: number },
  { epic, items, growthAsked }: { epic: string | null; items: readonly unknown[]; growthAsked: boolean | null },
): { growth: ScopeGrowth; notes: string[] } | null {
  if (epic !== null) {
    const evidence = scopeEvidence(
      history.items.filter(({ epicId }) => epicId === epic).map((item) => scopedItem(item, end)),
      end,
    )
    return growthApplies(growthAsked, { epic: true, start: evidence.start })
      ? { growth: scopeGrowth(evidence), notes: growthNotes(evidence) }
      : null
  }
  if (growthAsked !== true) return null
  const scope = history.items.filter(({ statusCategory }) => statusCategory !== 'cancelled')
  const recent = (day: number | null) => day !== null && day > end - GROWTH_DAYS && day <= end
  const added = scope.filter(({ createdDay }) => recent(createdDay)).length
  const finished = scope.filter(
    ({ resolvedDay, statusCategory }) => statusCategory === 'done' && recent(resolvedDay),
  ).length
  return { growth: scopeGrowth({ added, finished, open: Math.max(1, items.length) }), notes: [] }
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
