/** Records on their way from a source to the importer: values only. */
import { createHash } from 'node:crypto'
import type { ImportedSprint } from '../imports/record/record.ts'
import type { About, SourceRecord } from './source.ts'

/** What is known of an item at the source. */
export interface KnownRecord {
  readonly sourceId: string
  /** Epoch ms. */
  readonly changedAt: number
  readonly ended: boolean
}

export interface Sorted {
  /** To be written, each once. */
  readonly records: readonly SourceRecord[]
  /** Ended here, and yet in a list: only a look decides. */
  readonly doubtful: readonly string[]
}

/**
 * What of a page is news. A list may be older than what a look has seen, so that an older record is left out; the same
 * moment is written again, because a change of a link may not show in it.
 * @param looked the records are what the source says now, not what a list remembers
 */
export function sortRecords(
  records: readonly SourceRecord[],
  known: ReadonlyMap<string, KnownRecord>,
  looked: boolean,
): Sorted {
  const newest = new Map<string, SourceRecord>()
  for (const record of records) {
    const other = newest.get(record.id)
    if (other === undefined || record.updatedAt >= other.updatedAt) newest.set(record.id, record)
  }
  const doubtful: string[] = []
  const news = [...newest.values()].filter(({ id, updatedAt }) => {
    const before = known.get(id)
    if (before === undefined || looked) return true
    if (before.ended) doubtful.push(id)
    return !before.ended && updatedAt >= before.changedAt
  })
  return { records: news, doubtful }
}

/**
 * A digest of each record with all that says how it is read: the same one would be written the same.
 * @param ground values that are the same for all of them
 */
export function digestsOf(records: readonly SourceRecord[], ground: unknown): Map<SourceRecord, string> {
  const digest = (value: unknown) => createHash('sha256').update(JSON.stringify(value)).digest('base64')
  const before = digest(ground)
  return new Map(records.map((record) => [record, digest([before, record])]))
}

/**
 * A workspace has one sprint of a name: of several boards' or teams' with the same, the one that has begun last, else the
 * next to begin. Where several are under way, nothing is said of one that is known: its items say which of them it is.
 */
export function oneOfEachName(sprints: readonly ImportedSprint[], now: Date): ImportedSprint[] {
  const today = now.toISOString().slice(0, 10)
  const begins = ({ startDate }: ImportedSprint) => startDate ?? '9999'
  return [...Map.groupBy(sprints, ({ name }) => name).values()].map((namesakes) => {
    const begun = namesakes.filter((sprint) => begins(sprint) <= today)
    const underWay = begun.filter(({ state, endDate }) => state !== 'closed' && (endDate === null || endDate >= today))
    const chosen = begun.length
      ? begun.reduce((one, other) => (begins(other) > begins(one) ? other : one))
      : namesakes.reduce((one, other) => (begins(other) < begins(one) ? other : one))
    return underWay.length > 1 ? { ...chosen, shared: true } : chosen
  })
}

/** The records as a file of their tool. */
export function fileOf(records: readonly SourceRecord[], list: string, { beside }: Pick<About, 'beside'>): string {
  const items = records.map(({ item }) => item)
  return JSON.stringify(list === '' ? items : { [list]: items, ...beside })
}

/** Keys by the source's ids, of the records and of what they name. A record's own key outweighs a mention. */
export function keysOf(records: readonly SourceRecord[]): Map<string, string> {
  return new Map([
    ...records.flatMap(({ mentions }) => mentions.map(({ id, key }) => [id, key] as const)),
    ...records.map(({ id, key }) => [id, key] as const),
  ])
}
