/** What the workspace holds of a file once it is written: asked of the database, so that no report rests on a plan. */
import type { StatusCategory } from '../../backlog/vocabulary.ts'
import { inPieces, type Session } from './statement-service.ts'
import type { Found, FoundDate } from './written.ts'

const DATES = {
  createdAt: ["i.created_at at time zone 'UTC'", "i.extra->>'createdUnknown' is null"],
  startedAt: ["i.started_at at time zone 'UTC'", 'i.started_at is not null'],
  resolvedAt: ["i.resolved_at at time zone 'UTC'", 'i.resolved_at is not null'],
  dueDate: ['i.due_date', 'i.due_date is not null'],
} as const satisfies Readonly<Record<keyof Found['dates'], readonly [string, string]>>
type DateName = keyof Found['dates']
const DATE_NAMES = Object.keys(DATES) as DateName[]

type Row = Record<'status' | 'category', string> &
  Record<'items' | 'parents' | 'sprints' | 'points' | DateName, number> &
  Record<`${DateName}First` | `${DateName}Last`, string | null>

const SQL = `select i.status, i.status_category as category, count(*)::int as items, count(i.parent_id)::int as parents,
    count(i.sprint_id)::int as sprints, count(i.story_points)::int as points,
    ${DATE_NAMES.map((name) => {
      const [moment, known] = DATES[name]
      const of = (what: string) => `to_char(${what}(${moment}) filter (where ${known}), 'YYYY-MM-DD')`
      return `count(*) filter (where ${known})::int as "${name}", ${of('min')} as "${name}First", ${of('max')} as "${name}Last"`
    }).join(', ')}
  from backlog_item i where i.tenant_id = ? and i.id in (…) group by i.status, i.status_category`

/** @param ids of the items that the file brought and nothing refused */
export async function foundItems(
  session: Session,
  ids: readonly string[],
  links: Pick<Found, 'links' | 'linksOutside'>,
): Promise<Found> {
  const rows = await inPieces<Row>(session, SQL, [session.tenant], ids)
  const sum = (name: 'items' | 'parents' | 'sprints' | 'points' | DateName) =>
    rows.reduce((total, row) => total + row[name], 0)
  const statuses = new Map<string, Found['statuses'][number]>()
  for (const { status, category, items } of rows) {
    const known = statuses.get(`${category} ${status}`)
    if (known) known.items += items
    else statuses.set(`${category} ${status}`, { status, category: category as StatusCategory, items })
  }
  const dateOf = (name: DateName): FoundDate => ({
    items: sum(name),
    first: rows.flatMap((row) => row[`${name}First`] ?? []).sort()[0] ?? null,
    last:
      rows
        .flatMap((row) => row[`${name}Last`] ?? [])
        .sort()
        .at(-1) ?? null,
  })
  return {
    items: sum('items'),
    statuses: [...statuses.values()].sort((a, b) => b.items - a.items || (a.status < b.status ? -1 : 1)),
    dates: {
      createdAt: dateOf('createdAt'),
      startedAt: dateOf('startedAt'),
      resolvedAt: dateOf('resolvedAt'),
      dueDate: dateOf('dueDate'),
    },
    withParent: sum('parents'),
    inSprint: sum('sprints'),
    estimated: sum('points'),
    ...links,
  }
}
