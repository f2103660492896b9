import { HomeFlowDocument } from '../../operations.generated.ts'
import { Answered } from '../parts/states.tsx'
import { counted, day } from '../parts/format.ts'
import { useQuery } from '../query.ts'

/** What is finished week by week. */
export function Steadiness({ workspaceId }: { workspaceId: string }) {
  const query = useQuery(HomeFlowDocument, { workspace: workspaceId })
  return (
    <section aria-labelledby="steady">
      <h2 class="q" id="steady">
        How steady are we?
      </h2>
      <Answered query={query} what="velocity">
        {({ workspace: { velocity } }) => (
          <>
            <p class="answer">{velocity.sentence}</p>
            {velocity.weekly.length > 0 && (
              <Weeks weeks={velocity.weekly} median={velocity.throughput?.median ?? null} />
            )}
          </>
        )}
      </Answered>
    </section>
  )
}

function Weeks({ weeks, median }: { weeks: readonly { start: string; items: number }[]; median: number | null }) {
  const most = Math.max(1, ...weeks.map(({ items }) => items))
  const height = (items: number) => `${(100 * items) / most}%`
  const [first, last] = [weeks[0]!, weeks.at(-1)!]
  return (
    <>
      <div
        class="bars"
        role="img"
        aria-label={`Items finished per week over ${weeks.length} weeks: ${Math.min(...weeks.map(({ items }) => items))} to ${most}${median === null ? '' : `, median ${median}`}.`}
        data-fill
      >
        {weeks.map(({ start, items }) => (
          <i
            key={start}
            class={start === last.start ? 'now' : undefined}
            style={{ height: height(items) }}
            title={`${day(start)}: ${items}`}
          />
        ))}
        {median !== null && (
          <span class="med" style={{ bottom: height(median) }}>
            <span>{median}</span>
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
          <caption class="sr">Items finished by week</caption>
          <thead>
            <tr>
              <th scope="col">Week of</th>
              <th scope="col" class="n">
                Finished
              </th>
            </tr>
          </thead>
          <tbody>
            {weeks.map(({ start, items }) => (
              <tr key={start}>
                <th scope="row">{day(start)}</th>
                <td class="n">{items}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </details>
    </>
  )
}
