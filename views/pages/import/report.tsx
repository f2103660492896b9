import { useState } from 'preact/hooks'
import type { Mapping } from '../../../api/imports/record/mapping.ts'
import type { ImportReport } from '../../../api/imports/record/report.ts'
import type { Problem } from '../graphql.ts'
import { Refused } from '../parts/states.tsx'
import { counted, figure } from '../parts/format.ts'
import { ColumnsNotRead, ColumnsRead, RowsSetAside, Statuses } from './report-tables.tsx'

interface ReportProps {
  file: File
  report: ImportReport
  problem: Problem | null
  /** The file goes into a workspace that has items already. */
  existing: boolean
  onImport: (endMissing: boolean) => void
  onAgain: (mapping: Mapping) => void
  onOther: () => void
}

const BECAUSE = {
  unambiguous: 'no other order fits',
  cells: 'some dates fit no other order',
  file: 'other columns in the file use it',
  mapping: 'your mapping says so',
  convention: 'it is the usual order',
} as const

function howRead({ format, encoding, delimiter, dates }: ImportReport): string {
  const ordered = dates.find(({ order }) => order)
  const separated =
    delimiter === '\t'
      ? ', separated by tabs'
      : delimiter
        ? `, separated by ${delimiter === ',' ? 'commas' : delimiter === ';' ? 'semicolons' : delimiter}`
        : ''
  return `Read as ${format}${separated}, ${encoding}.${ordered ? ` Dates are ${ordered.order === 'dmy' ? 'day/month/year' : 'month/day/year'}, because ${BECAUSE[ordered.because]}.` : ''}`
}

/** The dry run: what would be written, what would not and why, and what can be decided otherwise. */
export function Report({ file, report, problem, existing, onImport, onAgain, onOther }: ReportProps) {
  const [mapping, setMapping] = useState<Mapping>(report.mapping)
  const [endMissing, setEndMissing] = useState(false)
  const changed = JSON.stringify(mapping) !== JSON.stringify(report.mapping)
  const { rows } = report
  return (
    <>
      <section>
        <div class="head">
          <h1>Preview: {file.name}</h1>
          <span class="dim small">Nothing has been written yet</span>
        </div>
        <p class="dim">{howRead(report)}</p>
        <Refused problem={problem} />
        <dl class="sum">
          <Fact label="rows in the file" value={rows.read} />
          <Fact label="items to import" value={rows.imported} />
          <Fact label="rows repaired" value={rows.repaired} />
          <Fact label="rows skipped" value={rows.quarantined} warn={rows.quarantined > 0} />
          {rows.dropped > 0 && <Fact label="rows dropped" value={rows.dropped} />}
        </dl>
        {existing && (
          <label class="row tick">
            <input
              type="checkbox"
              checked={endMissing}
              onChange={(event) => setEndMissing(event.currentTarget.checked)}
            />{' '}
            Also close items from this source that are missing from the file
          </label>
        )}
        <div class="do">
          {changed ? (
            <button class="btn main" type="button" onClick={() => onAgain(mapping)}>
              Preview with this mapping
            </button>
          ) : (
            <button class="btn main" type="button" disabled={rows.imported === 0} onClick={() => onImport(endMissing)}>
              Import {counted(rows.imported, 'item')}
            </button>
          )}
          <button class="btn" type="button" onClick={onOther}>
            Choose another file
          </button>
        </div>
      </section>
      <Limits report={report} />
      <div class="cols">
        <div>
          <ColumnsNotRead report={report} mapping={mapping} set={setMapping} />
          <RowsSetAside report={report} />
          <Statuses report={report} mapping={mapping} set={setMapping} />
        </div>
        <div>
          <ColumnsRead report={report} />
        </div>
      </div>
    </>
  )
}

function Fact({ label, value, warn = false }: { label: string; value: number; warn?: boolean }) {
  return (
    <div>
      <dt>{label}</dt>
      <dd class={warn ? 'st warn' : undefined}>{figure(value)}</dd>
    </div>
  )
}

/** What this file cannot answer, and what was decided on the way. */
function Limits({ report: { gaps, notes } }: { report: ImportReport }) {
  if (!gaps.length && !notes.length) return null
  return (
    <section aria-labelledby="limits">
      <h2 id="limits">Before you import</h2>
      <ul class="can">
        {gaps.map((gap) => (
          <li>
            <span class="st warn">
              <span aria-hidden="true">!</span>
              <span class="sr">Missing:</span>
            </span>
            <span>{gap}</span>
          </li>
        ))}
        {notes.map((note) => (
          <li>
            <span class="st">
              <span aria-hidden="true">i</span>
              <span class="sr">Note:</span>
            </span>
            <span>{note}</span>
          </li>
        ))}
      </ul>
    </section>
  )
}
