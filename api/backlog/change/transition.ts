import { TERMINAL, type StatusCategory } from '../vocabulary.ts'

/** Where an item stands in its flow. */
export interface Progress {
  status: string
  statusCategory: StatusCategory
  /** First entry into work: `active` or `review`. */
  startedAt: Date | null
  /** Entry into `done` or `cancelled`; null while work is open. */
  resolvedAt: Date | null
}

/** Progress after a change of status at a moment. An item that is reopened keeps when it was first started. */
export function changeStatus(
  before: Progress | null,
  to: Pick<Progress, 'status' | 'statusCategory'>,
  at: Date,
): Progress {
  const working = to.statusCategory === 'active' || to.statusCategory === 'review'
  const terminal = TERMINAL.includes(to.statusCategory)
  const stays = before?.statusCategory === to.statusCategory ? before.resolvedAt : null
  return {
    ...to,
    startedAt: before?.startedAt ?? (working ? at : null),
    resolvedAt: terminal ? (stays ?? at) : null,
  }
}

/** A status that the workspace uses: the word, what it means, how many items carry it. */
export interface StatusUse {
  status: string
  category: StatusCategory
  items: number
}

const WORD: Record<StatusCategory, string> = {
  backlog: 'Backlog',
  todo: 'To do',
  active: 'In progress',
  review: 'In review',
  done: 'Done',
  cancelled: 'Cancelled',
}

const mostUsed = (uses: readonly StatusUse[]) =>
  uses.toSorted((a, b) => b.items - a.items || (a.status < b.status ? -1 : 1))[0]

/** The word that a workspace uses for a category; where it has none yet, the usual one. */
export function wordFor(category: StatusCategory, uses: readonly StatusUse[]): string {
  return mostUsed(uses.filter((use) => use.category === category))?.status ?? WORD[category]
}

/** What a workspace means by a word, whatever its case; null when no item carries it. */
export function categoryFor(status: string, uses: readonly StatusUse[]): StatusCategory | null {
  const word = status.toLowerCase()
  return mostUsed(uses.filter((use) => use.status.toLowerCase() === word))?.category ?? null
}
