/** Ranges of dates on one axis of months: from P50 to P95, with the due date as a mark. */
import { dayOf, monthOf, monthsBetween } from '../../pictures/words.ts'
import { day, LOCALE } from '../parts/format.ts'
import { Link } from '../router.tsx'

export interface Strip {
  /** null: the whole of it. */
  key: string | null
  title: string
  due: string | null
  p50: string | null
  p75: string | null
  p90: string | null
  p95: string | null
  /** The odds of the due date. */
  onTime: string | null
  /** Why there are no dates. */
  remark: string | null
}

const LEVELS = ['p50', 'p75', 'p90', 'p95'] as const
/** Names of months that fit above the bars. */
const MOST_MONTHS = 6

export function Strips({ rows }: { rows: readonly Strip[] }) {
  const all = rows.flatMap((row) => [...LEVELS.map((level) => row[level]), row.due]).flatMap((at) => at ?? [])
  // Without a date, the axis is about today.
  const marked = (all.length ? all : [new Date().toISOString()]).map(dayOf)
  const [from, to] = [Math.min(...marked) - 7, Math.max(...marked) + 7]
  const place = (at: number) => `${((at - from) / (to - from)) * 100}%`
  const months = monthsBetween(from, to)
  const step = Math.ceil(months.length / MOST_MONTHS)
  const onTime = rows.some((row) => row.onTime)
  return (
    <table class="rel">
      <caption class="sr">Dates by confidence</caption>
      <thead>
        <tr>
          <th scope="col">Epic</th>
          <th scope="col" class="plot">
            <span class="months" aria-hidden="true">
              {months
                .filter((_, at) => at % step === 0)
                .map((first) => (
                  <span key={first} style={{ insetInlineStart: place(first) }}>
                    {monthOf(first, LOCALE)}
                  </span>
                ))}
            </span>
            <span class="sr">Range</span>
          </th>
          <th scope="col" class="n">
            P50
          </th>
          <th scope="col" class="n">
            P90
          </th>
          {onTime && (
            <th scope="col" class="n">
              On time
            </th>
          )}
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => (
          <tr key={row.key ?? ''}>
            <th scope="row">
              <bdi>{row.title}</bdi>
              {row.key && (
                <span class="sub">
                  <Link to={`/forecast?epic=${encodeURIComponent(row.key)}`}>
                    <bdi class="nowrap">{row.key}</bdi>
                  </Link>
                </span>
              )}
            </th>
            {row.remark ? (
              <td class="dim" colSpan={onTime ? 4 : 3}>
                {row.remark}
              </td>
            ) : (
              <>
                <td class="plot">
                  <Range row={row} place={place} />
                </td>
                <td class="n" data-l="P50">
                  {row.p50 ? day(row.p50) : 'later'}
                </td>
                <td class="n" data-l="P90">
                  {row.p90 ? day(row.p90) : 'later'}
                </td>
                {onTime && (
                  <td class="n" data-l="On time">
                    {row.onTime}
                  </td>
                )}
              </>
            )}
          </tr>
        ))}
      </tbody>
    </table>
  )
}

function Range({ row, place }: { row: Strip; place: (at: number) => string }) {
  const parts = LEVELS.slice(1).flatMap((level, at) => {
    const [start, end] = [row[LEVELS[at]!], row[level]]
    return start && end ? [{ level: LEVELS[at]!, start: dayOf(start), end: dayOf(end) }] : []
  })
  const said = LEVELS.flatMap((level) => (row[level] ? [`${level.toUpperCase()} ${day(row[level])}`] : []))
  const due = row.due ? [`due ${day(row.due)}`] : []
  return (
    <div class="strip" role="img" aria-label={[...said, ...due].join(', ') || 'No date within ten years'}>
      {parts.map(({ level, start, end }) => (
        <i
          key={level}
          class={`r ${level}`}
          style={{ insetInlineStart: place(start), width: `calc(${place(end)} - ${place(start)})` }}
          data-fill
        />
      ))}
      {row.due && <i class="t" style={{ insetInlineStart: place(dayOf(row.due)) }} data-fill />}
    </div>
  )
}
