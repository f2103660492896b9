import type { FlowUnit, HomeFlowQuery } from '../../operations.generated.ts'
import { counted, day, figure } from '../parts/format.ts'
import { Answered } from '../parts/states.tsx'
import type { Query } from '../query.ts'
import { Answer, Question } from './question.tsx'

/** What is finished week by week. */
export const Steadiness = ({ flow }: { flow: Query<HomeFlowQuery> }) => (
  <Question id="steady" asks="How steady are we?">
    <Answered query={flow} what="velocity">
      {({ workspace: { velocity } }) => (
        <>
          <Answer>{velocity.sentence}</Answer>
          {velocity.weekly.length > 0 && (
            <Weeks weeks={velocity.weekly} median={velocity.throughput?.median ?? null} unit={velocity.unit} />
          )}
        </>
      )}
    </Answered>
  </Question>
)

interface Week {
  start: string
  /** In the unit of the answer, as its median is. */
  size: number
}

function Weeks({ weeks, median, unit }: { weeks: readonly Week[]; median: number | null; unit: FlowUnit }) {
  const sizes = weeks.map(({ size }) => size)
  const most = Math.max(1, median ?? 0, ...sizes)
  const height = (size: number) => `${(100 * size) / most}%`
  const [first, last] = [weeks[0]!, weeks.at(-1)!]
  const what = unit === 'points' ? 'Points' : 'Items'
  return (
    <>
      <div
        class="bars"
        role="img"
        aria-label={`${what} finished per week over ${weeks.length} weeks: ${figure(Math.min(...sizes))} to ${figure(Math.max(...sizes))}${median === null ? '' : `, median ${figure(median)}`}.`}
        data-fill
      >
        {weeks.map(({ start, size }) => (
          <i
            key={start}
            class={start === last.start ? 'now' : undefined}
            style={{ height: height(size) }}
            title={`${day(start)}: ${counted(size, unit === 'points' ? 'point' : 'item')}`}
          />
        ))}
        {median !== null && (
          <span class="med" style={{ bottom: height(median) }}>
            <span>{figure(median)}</span>
          </span>
        )}
      </div>
      <p class="ticks" aria-hidden="true">
        <span>week of {day(first.start)}</span>
        <span>{day(last.start)}</span>
      </p>
      <details>
        <summary class="hint">{counted(weeks.length, 'week')} as a table</summary>
        <table>
          <caption class="sr">{what} finished by week</caption>
          <thead>
            <tr>
              <th scope="col">Week of</th>
              <th scope="col" class="n">
                {what}
              </th>
            </tr>
          </thead>
          <tbody>
            {weeks.map(({ start, size }) => (
              <tr key={start}>
                <th scope="row">{day(start)}</th>
                <td class="n">{figure(size)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </details>
    </>
  )
}
