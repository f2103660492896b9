import { useEffect, useState } from 'preact/hooks'
import { oddsText } from '../../../text.ts'
import { HomeEpicDocument, HomeForecastDocument, type HomeForecastQuery } from '../../operations.generated.ts'
import { ask, problemOf, type Problem } from '../graphql.ts'
import { Answered } from '../parts/states.tsx'
import { useQuery } from '../query.ts'
import { Link } from '../router.tsx'
import { Answer, Question } from './question.tsx'
import { Strips, type Strip } from './strips.tsx'

type Found = HomeForecastQuery['workspace']
type Dated = Found['deliveryForecast']['dates']

/** When the epics that are due first will be done, and everything. */
export function Forecast({ workspaceId }: { workspaceId: string }) {
  const query = useQuery(HomeForecastDocument, { workspace: workspaceId })
  return (
    <Question id="when" asks="When will it ship?">
      {query.problem?.code === 'NOT_ENOUGH_HISTORY' ? (
        <TooLittle problem={query.problem} />
      ) : (
        <Answered query={query} what="the forecast">
          {({ workspace }) => <Dates workspaceId={workspaceId} found={workspace} />}
        </Answered>
      )}
    </Question>
  )
}

function Dates({ workspaceId, found }: { workspaceId: string; found: Found }) {
  const { deliveryForecast: forecast, backlog } = found
  const epics = useEpics(workspaceId, backlog.nodes)
  const record = forecast.trackRecord.find(({ percentile }) => percentile === 90)
  const rows: Strip[] = [
    ...epics,
    {
      key: null,
      title: 'All open work',
      due: null,
      ...percentiles(forecast.dates),
      onTime: null,
      remark: withoutPoints(forecast),
    },
  ]
  const due = epics.some((epic) => epic.due)
  return (
    <>
      <Answer>{forecast.sentence}</Answer>
      <Strips rows={rows} />
      <p class="hint">
        Bars run from P50 to P95{due && '; the black mark is the due date'}.
        {record && record.of > 0 && ` ${recordWords(record)}`}
      </p>
      <p class="small">
        <Link to="/forecast">Forecast in full</Link>
      </p>
    </>
  )
}

const recordWords = ({ of, held, fourWeeks }: { of: number; held: number; fourWeeks: boolean }) => {
  const kind = fourWeeks ? ' for four weeks of work' : ''
  return of === 1
    ? `The last P90 date${kind} was ${held === 1 ? 'met' : 'missed'}.`
    : `${held} of the last ${of} P90 dates${kind} ${held === 1 ? 'was' : 'were'} met.`
}

function percentiles(dates: Dated): Pick<Strip, 'p50' | 'p75' | 'p90' | 'p95'> {
  const at = (level: number) => dates.find(({ percentile }) => percentile === level)?.date ?? null
  return { p50: at(50), p75: at(75), p90: at(90), p95: at(95) }
}

const withoutPoints = ({ sizedZero }: { readonly sizedZero: number }) =>
  sizedZero > 0 ? 'Its items have 0 points, so there is no date.' : null

/** The forecast of each epic; a row says so while it is worked out, and when there is none. */
function useEpics(workspaceId: string, epics: Found['backlog']['nodes']): Strip[] {
  const [known, setKnown] = useState<Readonly<Record<string, Partial<Strip>>>>({})
  useEffect(() => {
    let current = true
    for (const { id, dueDate } of epics) {
      const keep = (row: Partial<Strip>) => current && setKnown((before) => ({ ...before, [id]: row }))
      ask(HomeEpicDocument, { workspace: workspaceId, epic: id, due: dueDate ?? null })
        .then(({ workspace: { deliveryForecast: one } }) => {
          const chance = one.target?.probability
          keep({
            ...percentiles(one.dates),
            onTime: chance == null ? null : oddsText(chance),
            remark: withoutPoints(one),
          })
        })
        .catch((error: unknown) => keep({ remark: problemOf(error).message }))
    }
    return () => {
      current = false
    }
  }, [workspaceId, JSON.stringify(epics)])
  return epics.map(({ id, key, title, dueDate }) => ({
    key,
    title,
    due: dueDate ?? null,
    p50: null,
    p75: null,
    p90: null,
    p95: null,
    onTime: null,
    remark: 'Forecasting…',
    ...known[id],
  }))
}

const TooLittle = ({ problem }: { problem: Problem }) => (
  <>
    <p class="answer">Not enough history for a forecast</p>
    <p class="dim">{problem.message}</p>
  </>
)
