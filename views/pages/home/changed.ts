/** What happened to items since a moment: one kind for each, the most telling first. */
import type { HomeChangesQuery, StatusCategory } from '../../operations.generated.ts'
import { day, figure, listed } from '../parts/format.ts'

type Item = HomeChangesQuery['workspace']['backlog']['nodes'][number]

/** How each kind is named on a row, and counted in the sentence. */
export const KINDS = {
  finished: { label: 'Finished', counted: 'finished' },
  reopened: { label: 'Reopened', counted: 'reopened' },
  due: { label: 'Due date', counted: 'with a new due date' },
  started: { label: 'Started', counted: 'started' },
  added: { label: 'Added', counted: 'added' },
  canceled: { label: 'Canceled', counted: 'canceled' },
  moved: { label: 'Moved', counted: 'moved to another status' },
  estimated: { label: 'Estimate', counted: 're-estimated' },
  edited: { label: 'Edited', counted: 'edited' },
} as const
export type Kind = keyof typeof KINDS

export interface Changed {
  key: string
  title: string
  kind: Kind
  /** What it was, and what it is. */
  detail: string
}

/** Days back to the last working day: what a Monday's reader has not seen yet began on Friday. */
export const daysBack = (now: Date): number => ({ 0: 2, 1: 3 })[now.getDay()] ?? 1

const ENDED: readonly StatusCategory[] = ['done', 'cancelled']
const BEGUN: readonly StatusCategory[] = ['active', 'review']

/** @returns a row for each item, by kind and within it the latest first, as they came */
export function changesSince(items: readonly Item[], since: Date): Changed[] {
  const order = Object.keys(KINDS)
  return items
    .map(({ key, title, ...item }) => ({ key, title, ...whatHappened(item, since) }))
    .sort((a, b) => order.indexOf(a.kind) - order.indexOf(b.kind))
}

function whatHappened(item: Omit<Item, 'key' | 'title'>, since: Date): Pick<Changed, 'kind' | 'detail'> {
  const late = (at: string) => new Date(at) >= since
  const history = item.statusHistory.nodes
  const last = history.at(-1)
  const earlier = history.findLast(({ at }) => !late(at))
  // A tracker's history begins with the first step from a status that it names; what that meant is not known.
  const first = history[0]
  const before = earlier ?? (first?.from && !late(item.createdAt) ? { to: first.from, category: null } : undefined)
  const steps = before && last && before !== last ? `${before.to} → ${last.to}` : item.status
  if (last && late(last.at) && before) {
    const [was, is] = [before.category, last.category]
    if (is === 'done' && was !== 'done') return { kind: 'finished', detail: steps }
    if (is === 'cancelled' && was !== 'cancelled') return { kind: 'canceled', detail: steps }
    if (was && ENDED.includes(was) && !ENDED.includes(is)) return { kind: 'reopened', detail: steps }
    if ((!was || !BEGUN.includes(was)) && BEGUN.includes(is)) return { kind: 'started', detail: steps }
  }
  const changed = (field: string) => item.changes.filter((change) => change.field === field && late(change.at))
  const span = (field: string, said: (value: string) => string) => {
    const all = changed(field)
    const [from, to] = [all[0]?.before ?? null, all.at(-1)?.after ?? null]
    return all.length && from !== to ? `${from ? said(from) : 'none'} → ${to ? said(to) : 'none'}` : null
  }
  const due = span('dueDate', (value) => day(value.slice(0, 10)))
  if (due) return { kind: 'due', detail: due }
  if (late(item.createdAt)) return { kind: 'added', detail: item.status }
  if (last && late(last.at) && before && before.to !== last.to) return { kind: 'moved', detail: steps }
  const points = span('storyPoints', (value) => figure(Number(value)))
  if (points) return { kind: 'estimated', detail: points }
  return { kind: 'edited', detail: item.status }
}

/** "6 items finished, 3 started, and 1 added." */
export function sentenceOf(rows: readonly Changed[]): string {
  const kinds = (Object.keys(KINDS) as Kind[]).flatMap((kind) => {
    const count = rows.filter((row) => row.kind === kind).length
    return count ? [{ kind, count }] : []
  })
  const words = kinds.map(({ kind, count }, at) => {
    const items = at === 0 ? (count === 1 ? ' item' : ' items') : ''
    return `${figure(count)}${items} ${KINDS[kind].counted}`
  })
  return `${listed(words)}.`
}
