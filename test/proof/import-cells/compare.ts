/** What a client reads of a file's items, against what the file says of them. */
import type { ImportReport } from '../../../api/imports/record/report.ts'
import type { Told } from './told.ts'

const COMPARED = [
  'title',
  'type',
  'status',
  'statusCategory',
  'priority',
  'description',
  'createdAt',
  'updatedAt',
  'startedAt',
  'resolvedAt',
  'dueDate',
  'storyPoints',
  'team',
  'sprint',
  'parent',
] as const

export interface Item {
  key: string
  [column: string]: unknown
}

const textsOf = (value: unknown) => ((value as string[] | undefined) ?? []).toSorted()
const isOver = (item: Item | undefined) => ['done', 'cancelled'].includes(String(item?.statusCategory))

/** @param whole what is told is all there is to know: a client reads nothing beyond it */
export function compare(
  told: readonly Told[],
  items: readonly Item[],
  { rows }: Pick<ImportReport, 'rows'>,
  whole: boolean,
): { cells: number; differences: string[] } {
  const differences: string[] = []
  let cells = 0
  const read = new Map(items.map((item) => [item.key, item]))
  const titled = Map.groupBy(items, ({ title }) => title)
  const itemOf = ({ key, title }: Told) => (key === null ? titled.get(title)?.[0] : read.get(key))
  const nameOf = ({ key, title }: Told) => key ?? `"${title}"`
  const missing = told.filter((item) => !itemOf(item))
  if (missing.length > (whole ? 0 : rows.quarantined + rows.dropped))
    differences.push(`${missing.length} items of the file are not there: ${missing.slice(0, 5).map(nameOf).join(', ')}`)
  if (told.every(({ key }) => key !== null)) {
    const expected = new Set(told.map(({ key }) => key))
    for (const key of read.keys()) if (!expected.has(key)) differences.push(`${key} is not in the file`)
  }
  for (const item of told) {
    const given = itemOf(item)
    if (!given) continue
    const same = (column: string, said: unknown, found: unknown) => {
      cells++
      if (JSON.stringify(said ?? null) !== JSON.stringify(found ?? null))
        differences.push(
          `${nameOf(item)} ${column}: the file says ${JSON.stringify(said)}, the client reads ${JSON.stringify(found ?? null)}`,
        )
    }
    for (const column of COMPARED) if (item[column] !== undefined) same(column, item[column], given[column])
    if (item.doneAt !== undefined && isOver(given)) same('resolvedAt', item.doneAt, given.resolvedAt)
    if (item.labels) same('labels', [...new Set(item.labels)].sort(), textsOf(given.labels))
    const waits = (item.blockedBy ?? []).filter((blocker) => read.has(blocker) && !isOver(read.get(blocker)))
    if (whole) same('blockedBy', waits.sort(), textsOf(given.blockedBy))
    else for (const blocker of waits) same(`blockedBy ${blocker}`, true, textsOf(given.blockedBy).includes(blocker))
  }
  return { cells, differences }
}
