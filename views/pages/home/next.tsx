import { HomeNextDocument, type HomeNextQuery } from '../../operations.generated.ts'
import { tenths } from '../../pictures/words.ts'
import { counted, LOCALE } from '../parts/format.ts'
import { Answered } from '../parts/states.tsx'
import { useQuery } from '../query.ts'
import { Link } from '../router.tsx'
import { Answer, Question } from './question.tsx'

type Ranked = HomeNextQuery['workspace']['priorities']['edges'][number]['node']

/** The first of the ranking, and why they are there. */
export function Next({ workspaceId }: { workspaceId: string }) {
  const query = useQuery(HomeNextDocument, { workspace: workspaceId })
  return (
    <Question id="next-up" asks="What should we build next?">
      <Answered query={query} what="the ranking">
        {({ workspace: { priorities } }) => (
          <>
            <Answer>{priorities.sentence}</Answer>
            <Ranking rows={priorities.edges.map(({ node }) => node)} of={priorities.totalCount} />
            <p class="small">
              <Link to="/priorities">All {counted(priorities.totalCount, 'item')}</Link>
            </p>
          </>
        )}
      </Answered>
    </Question>
  )
}

function Ranking({ rows, of }: { rows: readonly Ranked[]; of: number }) {
  const tiers = rows.some(({ tier }) => tier)
  return (
    <table>
      <caption class="sr">
        The first {rows.length} of {counted(of, 'ranked item')}
      </caption>
      <thead>
        <tr>
          <th scope="col" class="n">
            #
          </th>
          <th scope="col">Item</th>
          {tiers && <th scope="col">Tier</th>}
          {tiers && (
            <th scope="col" class="n">
              WSJF
            </th>
          )}
        </tr>
      </thead>
      <tbody>
        {rows.map(({ rank, key, title, tier, score, reason }) => (
          <tr key={key}>
            <td class="n">{rank}</td>
            <th scope="row">
              <Link to={`/backlog?item=${encodeURIComponent(key)}`}>
                <bdi class="nowrap">{key}</bdi>
              </Link>{' '}
              <bdi>{title}</bdi>
              <span class="sub">{reason}</span>
            </th>
            {tiers && (
              <td>
                {tier && (
                  <span class="tier" data-t={tier.slice(1)} data-fill>
                    {tier}
                  </span>
                )}
              </td>
            )}
            {tiers && <td class="n">{score == null ? '' : tenths(score, LOCALE)}</td>}
          </tr>
        ))}
      </tbody>
    </table>
  )
}
