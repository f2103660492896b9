import { HomeForecastDocument } from '../../operations.generated.ts'
import type { Problem } from '../graphql.ts'
import { Answered } from '../parts/states.tsx'
import { day } from '../parts/format.ts'
import { useQuery } from '../query.ts'

/** When all that is open will be done. */
export function Forecast({ workspaceId }: { workspaceId: string }) {
  const query = useQuery(HomeForecastDocument, { workspace: workspaceId })
  return (
    <section aria-labelledby="when">
      <h2 class="q" id="when">
        When will it ship?
      </h2>
      {query.problem?.code === 'NOT_ENOUGH_HISTORY' ? (
        <TooLittle problem={query.problem} />
      ) : (
        <Answered query={query} what="the forecast">
          {({ workspace: { deliveryForecast: forecast } }) => {
            const record = forecast.trackRecord.find(({ percentile }) => percentile === 90)
            return (
              <>
                <p class="answer">{forecast.sentence}</p>
                <table>
                  <caption class="sr">Dates by which all open work is done, by confidence</caption>
                  <thead>
                    <tr>
                      <th scope="col">Confidence</th>
                      <th scope="col" class="n">
                        Done by
                      </th>
                    </tr>
                  </thead>
                  <tbody>
                    {forecast.dates.map(({ percentile, date }) => (
                      <tr key={percentile}>
                        <th scope="row">
                          <i class={`swatch p${percentile}`} aria-hidden="true" data-fill />
                          {percentile}%
                        </th>
                        <td class="n">{date ? day(date) : 'not within ten years'}</td>
                      </tr>
                    ))}
                  </tbody>
                </table>
                {record && record.of > 0 && (
                  <p class="hint">
                    Of the last {record.of} P90 dates, {record.held} held.
                  </p>
                )}
              </>
            )
          }}
        </Answered>
      )}
    </section>
  )
}

const TooLittle = ({ problem }: { problem: Problem }) => (
  <>
    <p class="answer">Not enough history for a forecast</p>
    <p class="dim">{problem.message}</p>
  </>
)
