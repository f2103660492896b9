import { toCsv } from '../../../api/files/export-csv.ts'
import type { StrategyCoverageQuery } from '../../operations.generated.ts'
import { percent } from '../../pictures/words.ts'
import { counted, figure } from '../parts/format.ts'
import { saveFile } from '../parts/save-file.ts'
import { Link } from '../router.tsx'

/** What share of the open work serves which objective, and what serves none. */
export function Coverage({ alignment }: { alignment: StrategyCoverageQuery['workspace']['alignment'] }) {
  const { coverage, orphanCount, orphans, totalCount } = alignment
  if (!coverage.length) return null
  const most = Math.max(...coverage.map(({ share }) => share), 0.01)
  const csv = () =>
    toCsv(
      ['objective', 'items', 'points', 'share', 'starved'],
      coverage.map((row) => [row.objective.name, row.itemCount, row.points, row.share, row.starved ? 'yes' : 'no']),
    )
  return (
    <section aria-labelledby="coverage">
      <div class="head">
        <h2 id="coverage">Open work by objective</h2>
        <button class="btn no-print" type="button" onClick={() => saveFile('strategy-coverage.csv', 'text/csv', csv())}>
          Download CSV
        </button>
      </div>
      <table class="flow plain">
        <caption class="sr">Share of open work that serves each objective, the best served first</caption>
        <thead>
          <tr>
            <th scope="col">Objective</th>
            <th scope="col">Share</th>
            <th scope="col" class="n">
              Items
            </th>
            <th scope="col" class="n">
              Points
            </th>
          </tr>
        </thead>
        <tbody>
          {coverage.map(({ objective, itemCount, points, share, starved }) => (
            <tr key={objective.id}>
              <th scope="row">
                {objective.name}
                {starved && <span class="sub warn">Starved: less than a quarter of an even share</span>}
              </th>
              <td data-l="Share">
                <span class="share">
                  <i data-fill aria-hidden="true" style={{ width: `${(share / most) * 60}%` }} />
                  {percent(share)}
                </span>
              </td>
              <td class="n" data-l="Items">
                {figure(itemCount)}
              </td>
              <td class="n" data-l="Points">
                {figure(points)}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      {orphanCount > 0 && (
        <p class="small dim">
          {counted(orphanCount, 'item')} of {figure(totalCount)} {orphanCount === 1 ? 'serves' : 'serve'} no objective,
          such as{' '}
          {orphans.slice(0, 5).map(({ key, title }, at) => (
            <>
              {at > 0 && ', '}
              <Link to={`/backlog?item=${encodeURIComponent(key)}`}>
                {key} {title}
              </Link>
            </>
          ))}
          .
        </p>
      )}
    </section>
  )
}
