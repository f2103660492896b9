/** A plan as files that other programs open. */
import { toCsv } from '../../files/export-csv.ts'
import { toIcs } from '../../files/export-ics.ts'

/** One bar as a file shows it. */
interface Bar {
  readonly id: string
  readonly key: string
  readonly title: string
  readonly type: string
  readonly team: string
  readonly people: number | null
  readonly points: number
  readonly start: string
  readonly finish: string
  readonly critical: boolean
  readonly slack: number
  readonly dueDate: string | null
  readonly daysLate: number | null
  readonly waitedFor: readonly string[]
}

interface Plan {
  readonly items: readonly Bar[]
  readonly stamp: { readonly asOf: string }
}

export function scheduleIcs({ items, stamp }: Plan): string {
  const events = items.map(({ id, key, title, team, start, finish, waitedFor }) => ({
    uid: `${id}@pm33`,
    title: `${key} ${title}`,
    description: waitedFor.length ? `Waits for ${waitedFor.join(', ')}.` : '',
    start,
    finish,
    category: team,
  }))
  return toIcs('PM33 plan', events, `${stamp.asOf}T00:00:00Z`)
}

export function scheduleCsv({ items }: Plan): string {
  return toCsv(
    [
      'key',
      'title',
      'type',
      'team',
      'people',
      'size',
      'start',
      'finish',
      'critical',
      'slack',
      'due date',
      'days late',
      'waited for',
    ],
    items.map((item) => [
      item.key,
      item.title,
      item.type,
      item.team,
      item.people,
      item.points,
      item.start,
      item.finish,
      item.critical,
      item.slack,
      item.dueDate,
      item.daysLate,
      item.waitedFor.join(' '),
    ]),
  )
}
