/**
 * The order where too few items have scores: what is due, then priority, then age. No tiers, because a tier says how much an
 * item is worth, and nobody has said that.
 */
import { dayOf, isoOf } from '../../math/calendar.ts'
import { compareKeys, PRIORITIES } from '../score/candidate.ts'
import type { Candidate } from '../score/candidate.ts'
import { precedenceOf } from '../sequence/precedence.ts'
import type { OutsideBlocker, Precedence } from '../sequence/precedence.ts'
import type { Reason } from './reason.ts'

/** Days ahead in which a due date comes before priority: about one sprint. */
export const DUE_SOON_DAYS = 14

/** What the order goes by beside priority and blockers. */
export interface PlainFacts {
  readonly dueDate: string | null
  /** Finishing later has no value. */
  readonly deadline: string | null
  /** null where the source gave no creation date. */
  readonly createdAt: Date | null
  /** The manual order. */
  readonly rank: number
}

export interface PlainItem {
  /** 1-based. */
  readonly rank: number
  readonly key: string
  readonly candidate: Candidate
  /** Overdue or due soon, so that its place is not a question of value. */
  readonly dated: boolean
  /** Items of the list that wait for this one. */
  readonly blocks: number
  /** Key of the item that brought this one forward. */
  readonly pulledUpBy: string | null
  readonly reason: Reason
}

export interface PlainOrder {
  readonly items: readonly PlainItem[]
  /** By position in `items`. */
  readonly before: readonly (readonly number[])[]
  readonly after: readonly (readonly number[])[]
  readonly outside: readonly OutsideBlocker[]
  /** Items of unknown age. */
  readonly undated: number
}

interface Entry {
  readonly candidate: Candidate
  readonly facts: PlainFacts
  readonly due: Due | null
}

interface Due {
  readonly date: string
  readonly urgency: 'overdue' | 'soon' | 'later' | 'past deadline'
}

/**
 * Deterministic, and independent of the order of the candidates. @param asOf ISO date
 * @throws DependencyCycle
 */
export function plainOrder(
  candidates: readonly Candidate[],
  factsOf: (candidate: Candidate) => PlainFacts,
  asOf: string,
): PlainOrder {
  const today = dayOf(asOf)
  const entries = candidates
    .map((candidate): Entry => {
      const facts = factsOf(candidate)
      return { candidate, facts, due: dueOf(facts, today) }
    })
    .sort(byUrgency)
  const { precedence, outside } = precedenceOf(entries.map(({ candidate }) => candidate))
  const placed = withBlockersFirst(precedence)
  const at = new Int32Array(entries.length)
  placed.forEach(({ position }, index) => (at[position] = index))
  const moved = (along: Precedence['before']) =>
    placed.map(({ position }) => along[position]!.map((other) => at[other]!))
  const after = moved(precedence.after)
  return {
    items: placed.map(({ position, pulledUpBy }, index): PlainItem => {
      const { candidate, due } = entries[position]!
      const blocks = after[index]!.length
      const puller = pulledUpBy === null ? null : entries[pulledUpBy]!.candidate.key
      return {
        rank: index + 1,
        key: candidate.key,
        candidate,
        dated: isDated(due),
        blocks,
        pulledUpBy: puller,
        reason:
          puller === null
            ? ownReason(entries[position]!, blocks, today)
            : { code: 'PULLED_UP', text: `Moved up for ${puller}, which cannot start before this`, by: puller },
      }
    }),
    before: moved(precedence.before),
    after,
    outside,
    undated: entries.filter(({ facts }) => facts.createdAt === null).length,
  }
}

/** Each position in turn, what it waits for placed right before it. */
function withBlockersFirst({ size, before }: Precedence): { position: number; pulledUpBy: number | null }[] {
  const placed: { position: number; pulledUpBy: number | null }[] = []
  const seen = new Uint8Array(size)
  for (let root = 0; root < size; root++) {
    if (seen[root]) continue
    seen[root] = 1
    const path = [root]
    const next = [0]
    while (path.length > 0) {
      const top = path.length - 1
      const blocker = before[path[top]!]![next[top]!++]
      if (blocker === undefined) {
        const position = path.pop()!
        next.pop()
        placed.push({ position, pulledUpBy: position === root ? null : root })
      } else if (!seen[blocker]) {
        seen[blocker] = 1
        path.push(blocker)
        next.push(0)
      }
    }
  }
  return placed
}

/** After its deadline an item is no longer urgent: finishing it then has no value. */
function dueOf({ dueDate, deadline }: PlainFacts, today: number): Due | null {
  if (deadline !== null && dayOf(deadline) < today) return { date: deadline, urgency: 'past deadline' }
  const date = dueDate !== null && deadline !== null ? (dueDate < deadline ? dueDate : deadline) : (dueDate ?? deadline)
  if (date === null) return null
  const days = dayOf(date) - today
  return { date, urgency: days < 0 ? 'overdue' : days <= DUE_SOON_DAYS ? 'soon' : 'later' }
}

const isDated = (due: Due | null) => due?.urgency === 'overdue' || due?.urgency === 'soon'

function byUrgency(a: Entry, b: Entry): number {
  const date = ({ due }: Entry) => (due && isDated(due) ? dayOf(due.date) : Infinity)
  // What is of unknown age comes after the rest, in manual order.
  const created = ({ facts }: Entry) => facts.createdAt?.getTime() ?? Infinity
  return (
    (date(a) === date(b) ? 0 : date(a) - date(b)) ||
    PRIORITIES.indexOf(a.candidate.priority) - PRIORITIES.indexOf(b.candidate.priority) ||
    (created(a) === created(b) ? 0 : created(a) - created(b)) ||
    a.facts.rank - b.facts.rank ||
    compareKeys(a.candidate.key, b.candidate.key)
  )
}

function ownReason({ candidate: { priority }, facts, due }: Entry, blocks: number, today: number): Reason {
  const age = facts.createdAt && today - dayOf(facts.createdAt.toISOString().slice(0, 10))
  const facets = [
    ...(due?.urgency === 'overdue' ? [`overdue since ${due.date}`] : []),
    ...(due?.urgency === 'soon' ? [due.date === isoOf(today) ? `due today, ${due.date}` : `due ${due.date}`] : []),
    ...(priority === 'none' ? [] : [priority === 'critical' ? 'critical' : `${priority} priority`]),
    ...(blocks > 0 ? [`blocks ${blocks} ${blocks === 1 ? 'item' : 'items'}`] : []),
    ...(due?.urgency === 'later' ? [`due ${due.date}`] : []),
    ...(due?.urgency === 'past deadline' ? [`its deadline ${due.date} has passed`] : []),
    ...(age === null ? [] : age > 0 ? [`open for ${age} ${age === 1 ? 'day' : 'days'}`] : ['new']),
    ...(priority === 'none' ? ['no priority'] : []),
  ]
  const text = facets.join(', ')
  return {
    code: isDated(due)
      ? due!.urgency === 'overdue'
        ? 'OVERDUE'
        : 'DUE_SOON'
      : priority === 'none' && age !== null
        ? 'AGE'
        : 'PRIORITY',
    text: text[0]!.toUpperCase() + text.slice(1),
    by: null,
  }
}
