import { FIELDS, type Field } from '../../../api/imports/record/fields.ts'
import type { Mapping } from '../../../api/imports/record/mapping.ts'
import { STATUS_CATEGORIES, type StatusCategory } from '../../../api/backlog/vocabulary.ts'
import type { ColumnReport, ImportReport } from '../../../api/imports/record/report.ts'
import { useState } from 'preact/hooks'
import { counted, figure } from '../parts/format.ts'
import { inWords } from './field-words.ts'

interface Mapped {
  report: ImportReport
  mapping: Mapping
  set: (mapping: Mapping) => void
}

const SHOWN = 12
const named = ({ header, occurrences }: ColumnReport) => (occurrences > 1 ? `${header} ×${occurrences}` : header)

function useShown<Row>(rows: readonly Row[]): { shown: readonly Row[]; more: preact.ComponentChild } {
  const [all, setAll] = useState(false)
  const more = !all && rows.length > SHOWN && (
    <div>
      <button class="btn quiet small" type="button" onClick={() => setAll(true)}>
        Show all {figure(rows.length)}
      </button>
    </div>
  )
  return { shown: all ? rows : rows.slice(0, SHOWN), more }
}

export function ColumnsNotRead({ report, mapping, set }: Mapped) {
  const { shown, more } = useShown(report.columnsNotRead.toSorted((a, b) => b.populated - a.populated))
  if (!report.columnsNotRead.length) return null
  const map = (header: string, field: string) =>
    set({ ...mapping, columns: { ...mapping.columns, [header]: (field || 'ignore') as Field | 'ignore' } })
  return (
    <section aria-labelledby="not-read">
      <h2 id="not-read">{counted(report.columnsNotRead.length, 'column')} ignored</h2>
      <table>
        <caption class="sr">Ignored columns</caption>
        <thead>
          <tr>
            <th scope="col">Column</th>
            <th scope="col" class="n">
              Filled
            </th>
            <th scope="col">Use as</th>
          </tr>
        </thead>
        <tbody>
          {shown.map((column) => (
            <tr key={column.header}>
              <th scope="row">{named(column)}</th>
              <td class="n">{figure(column.populated)}</td>
              <td>
                {column.populated ? (
                  <select
                    aria-label={`Read ${column.header} as`}
                    value={mapping.columns?.[column.header] ?? ''}
                    onChange={(event) => map(column.header, event.currentTarget.value)}
                  >
                    <option value="">ignore</option>
                    {FIELDS.map((field) => (
                      <option key={field} value={field}>
                        {inWords(field)}
                      </option>
                    ))}
                  </select>
                ) : (
                  <span class="faint">empty</span>
                )}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      {more}
    </section>
  )
}

export function RowsSetAside({ report: { quarantine, drops, repairs } }: { report: ImportReport }) {
  const groups = [
    ...quarantine.map((group) => ({ ...group, what: 'skipped' })),
    ...drops.map((group) => ({ ...group, what: 'dropped' })),
    ...repairs.map((group) => ({ ...group, what: 'repaired' })),
  ]
  const { shown, more } = useShown(groups)
  if (!groups.length) return null
  return (
    <section aria-labelledby="aside">
      <h2 id="aside">Rows changed or skipped</h2>
      <table>
        <caption class="sr">Rows skipped, dropped, or repaired</caption>
        <thead>
          <tr>
            <th scope="col">Why</th>
            <th scope="col">What</th>
            <th scope="col" class="n">
              Rows
            </th>
          </tr>
        </thead>
        <tbody>
          {shown.map(({ reason, count, rows, what }) => (
            <tr key={`${what} ${reason}`}>
              <th scope="row">
                {reason}
                <span class="sub">
                  {rows.length === 1 ? 'Row' : 'Rows'} {rows.slice(0, 8).map(figure).join(', ')}
                  {count > 8 ? ', …' : ''}
                </span>
              </th>
              <td>{what === 'skipped' ? <span class="st warn">{what}</span> : what}</td>
              <td class="n">{figure(count)}</td>
            </tr>
          ))}
        </tbody>
      </table>
      {more}
    </section>
  )
}

/** What rows say beside their status. */
const BESIDE = {
  status: '',
  completed: 'completed',
  incomplete: 'not completed',
  resolution: 'not done or duplicate',
  archived: 'archived',
}

export function Statuses({ report, mapping, set }: Mapped) {
  const { shown, more } = useShown(report.statuses)
  if (!report.statuses.length) return null
  return (
    <section aria-labelledby="statuses">
      <h2 id="statuses">Statuses</h2>
      <table>
        <caption class="sr">What each status means</caption>
        <thead>
          <tr>
            <th scope="col">In your file</th>
            <th scope="col" class="n">
              Items
            </th>
            <th scope="col">Means</th>
          </tr>
        </thead>
        <tbody>
          {shown.map(({ status, category, rows, outcomes }) => (
            <tr key={status}>
              <th scope="row">
                {status}
                {outcomes
                  .filter(({ because }) => because !== 'status')
                  .map((outcome) => (
                    <span class="sub" key={outcome.category}>
                      {figure(outcome.rows)} {BESIDE[outcome.because]}: {outcome.category}
                    </span>
                  ))}
              </th>
              <td class="n">{figure(rows)}</td>
              <td>
                <select
                  aria-label={`${status} means`}
                  value={mapping.statuses?.[status] ?? category}
                  onChange={(event) =>
                    set({
                      ...mapping,
                      statuses: { ...mapping.statuses, [status]: event.currentTarget.value as StatusCategory },
                    })
                  }
                >
                  {STATUS_CATEGORIES.map((meaning) => (
                    <option key={meaning} value={meaning}>
                      {meaning}
                    </option>
                  ))}
                </select>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      {more}
    </section>
  )
}

export function ColumnsRead({ report }: { report: ImportReport }) {
  const { shown, more } = useShown(report.columnsRead)
  return (
    <section aria-labelledby="read">
      <h2 id="read">{counted(report.columnsRead.length, 'column')} imported</h2>
      <table>
        <caption class="sr">Imported columns</caption>
        <thead>
          <tr>
            <th scope="col">Column</th>
            <th scope="col">Field</th>
            <th scope="col" class="n">
              Filled
            </th>
          </tr>
        </thead>
        <tbody>
          {shown.map((column) => (
            <tr key={column.header}>
              <th scope="row">{named(column)}</th>
              <td>{column.field && inWords(column.field)}</td>
              <td class="n">
                <span class="fill" aria-hidden="true" data-fill>
                  <i style={{ width: `${Math.min(100, (100 * column.populated) / Math.max(1, report.rows.read))}%` }} />
                </span>
                <span class="num">{figure(column.populated)}</span>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      {more}
    </section>
  )
}
