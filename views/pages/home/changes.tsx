import { HomeChangesDocument } from '../../operations.generated.ts'
import { counted, figure } from '../parts/format.ts'
import { Answered } from '../parts/states.tsx'
import { useQuery } from '../query.ts'
import { Link } from '../router.tsx'
import { changesSince, daysBack, KINDS, sentenceOf } from './changed.ts'
import { Answer, Question } from './question.tsx'

/** Rows that are shown. */
const SHOWN = 8

/** What happened since the last working day began. */
export function Changes({ workspaceId }: { workspaceId: string }) {
  const now = new Date()
  const back = daysBack(now)
  const since = new Date(now.getFullYear(), now.getMonth(), now.getDate() - back)
  const query = useQuery(HomeChangesDocument, { workspace: workspaceId, since: since.toISOString() })
  const from = back === 1 ? 'yesterday' : 'Friday'
  return (
    <Question id="changed" asks={`What changed since ${from}?`}>
      <Answered query={query} what="the changes">
        {({ workspace: { backlog } }) => {
          const rows = changesSince(backlog.nodes, since)
          const hidden = backlog.totalCount - backlog.nodes.length
          return (
            <>
              <Answer>
                {rows.length
                  ? `${sentenceOf(rows)}${hidden > 0 ? ` ${counted(hidden, 'more item')} changed before these.` : ''}`
                  : `Nothing changed since ${from}.`}
              </Answer>
              {rows.length > 0 && (
                <table>
                  <caption class="sr">Items that changed since {from}</caption>
                  <thead>
                    <tr>
                      <th scope="col">Item</th>
                      <th scope="col">What</th>
                      <th scope="col">Change</th>
                    </tr>
                  </thead>
                  <tbody>
                    {rows.slice(0, SHOWN).map(({ key, title, kind, detail }) => (
                      <tr key={key}>
                        <th scope="row">
                          <Link to={`/backlog?item=${encodeURIComponent(key)}`}>
                            <bdi class="nowrap">{key}</bdi>
                          </Link>{' '}
                          <bdi>{title}</bdi>
                        </th>
                        <td class="nowrap">{KINDS[kind].label}</td>
                        <td>
                          <bdi>{detail}</bdi>
                        </td>
                      </tr>
                    ))}
                  </tbody>
                </table>
              )}
              {rows.length > SHOWN && (
                <p class="small">
                  <Link to="/backlog?show=all&sort=updated-">
                    {figure(rows.length + Math.max(0, hidden) - SHOWN)} more
                  </Link>
                </p>
              )}
            </>
          )
        }}
      </Answered>
    </Question>
  )
}
