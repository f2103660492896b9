import { HomeStuckDocument, type HomeFlowQuery } from '../../operations.generated.ts'
import { counted, figure, listed } from '../parts/format.ts'
import { Answered } from '../parts/states.tsx'
import { useQuery, type Query } from '../query.ts'
import { Link } from '../router.tsx'
import { Answer, Question } from './question.tsx'

type Wip = HomeFlowQuery['workspace']['velocity']['wip']

/** Items that are named under the picture. */
const NAMED = 5

/** Work in progress by its age, beside what is usual. */
export const Stuck = ({ workspaceId, flow }: { workspaceId: string; flow: Query<HomeFlowQuery> }) => (
  <Question id="stuck" asks="What is stuck?">
    <Answered query={flow} what="work in progress">
      {({ workspace: { velocity } }) => <Aging workspaceId={workspaceId} wip={velocity.wip} />}
    </Answered>
  </Question>
)

function Aging({ workspaceId, wip }: { workspaceId: string; wip: Wip }) {
  if (!wip.items) return <Answer>Nothing is in progress.</Answer>
  const old = wip.ages.filter(({ olderThanUsual }) => olderThanUsual)
  const of = counted(wip.items, 'item')
  return (
    <>
      <Answer>
        {wip.usualDays === null
          ? `${of} in progress. Too little is finished to say what is usual.`
          : wip.olderThanUsual === 0
            ? `None of ${of} in progress has taken longer than usual.`
            : `${figure(wip.olderThanUsual)} of ${of} in progress ${wip.olderThanUsual === 1 ? 'has' : 'have'} taken longer than usual.`}
      </Answer>
      <Ages wip={wip} old={old} />
      <p class="hint">
        Days since work began. One dot is one item.
        {wip.usualDays !== null &&
          ` Usual: 85% of items finish within ${counted(wip.usualDays, 'day')}, counting open work by its age so far.`}
        {wip.ages.length < wip.items && ` The oldest ${figure(wip.ages.length)} are shown.`}
      </p>
      {old.length > 0 && <Oldest workspaceId={workspaceId} old={old.slice(0, NAMED)} of={wip.olderThanUsual} />}
    </>
  )
}

function Ages({ wip, old }: { wip: Wip; old: Wip['ages'] }) {
  const { ages, usualDays } = wip
  const step = stepOf(Math.max(...ages.map(({ age }) => age), usualDays ?? 0))
  const most = step * 6
  const place = (days: number) => `${(days / most) * 100}%`
  const seen = new Map<number, number>()
  const named = old.slice(0, NAMED).map(({ key, age }) => `${key}, ${counted(age, 'day')}`)
  return (
    <>
      <div
        class="age"
        role="img"
        aria-label={`Age of ${counted(ages.length, 'item')} in progress.${usualDays === null ? '' : ` 85% finish within ${counted(usualDays, 'day')}.`}${named.length ? ` Older: ${listed(named)}.` : ''}`}
      >
        {usualDays !== null && (
          <span class={usualDays > most / 2 ? 'lim' : 'lim early'} style={{ insetInlineStart: place(usualDays) }}>
            <span>85% finish within {counted(usualDays, 'day')}</span>
          </span>
        )}
        {ages.map(({ key, age, olderThanUsual }) => {
          const level = seen.get(age) ?? 0
          seen.set(age, level + 1)
          return (
            <i
              key={key}
              class={olderThanUsual ? 'old' : undefined}
              style={{ insetInlineStart: place(age), bottom: `${4 + Math.min(level, 4) * 10}px` }}
              title={`${key}: ${counted(age, 'day')}`}
              data-fill
            />
          )
        })}
      </div>
      <p class="days" aria-hidden="true">
        {Array.from({ length: 7 }, (_, at) => (
          <span key={at} style={{ insetInlineStart: place(at * step) }}>
            {figure(at * step)}
          </span>
        ))}
      </p>
    </>
  )
}

/** Days between two figures of the axis, of which there are six. */
function stepOf(days: number): number {
  const least = Math.max(1, days / 6)
  const size = 10 ** Math.floor(Math.log10(least))
  return ([1, 2, 5, 10].find((one) => one * size >= least) ?? 10) * size
}

function Oldest({ workspaceId, old, of }: { workspaceId: string; old: Wip['ages']; of: number }) {
  const query = useQuery(HomeStuckDocument, { workspace: workspaceId, keys: old.map(({ key }) => key) })
  const known = new Map(query.data?.workspace.backlog.nodes.map((item) => [item.key, item]))
  return (
    <table>
      <caption class="sr">
        {old.length < of ? `The oldest ${old.length} of ${figure(of)} items` : 'Items'} that take longer than usual
      </caption>
      <thead>
        <tr>
          <th scope="col">Item</th>
          <th scope="col">Status</th>
          <th scope="col" class="n">
            Days
          </th>
        </tr>
      </thead>
      <tbody>
        {old.map(({ key, age }) => (
          <tr key={key}>
            <th scope="row">
              <Link to={`/backlog?item=${encodeURIComponent(key)}`}>
                <bdi class="nowrap">{key}</bdi>
              </Link>{' '}
              <bdi>{known.get(key)?.title}</bdi>
            </th>
            <td>{known.get(key)?.status}</td>
            <td class="n">{figure(age)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}
