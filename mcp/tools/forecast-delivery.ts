import { z } from 'zod'
import { figureText, oddsText } from '../../text.ts'
import { ARGUMENTS } from '../arguments.generated.ts'
import { columnsOf } from '../answers/columns.ts'
import { ForecastDeliveryDocument } from '../operations.generated.ts'
import { defineTool } from '../tool.ts'
import { worded } from './arguments.ts'
import { recordText, sizeText } from './figures.ts'

const asked = worded(ARGUMENTS.ForecastDelivery)

export const forecastDelivery = defineTool({
  name: 'forecast_delivery',
  title: 'Forecast delivery',
  description: `When will this work be done? P50/P75/P90/P95 dates from the team's own throughput, calibrated on past forecast errors, with the track record.

Pass itemIds, epicId, count, or points; default is the whole open backlog. With targetDate, it also gives the odds of making that date and how much is done by then.
Use it for "when will … ship", "can we promise …", "how much by …", "how far is each epic" (byEpic), "why did the date move" (whyMoved). Not for who does what when (schedule_portfolio) or what if (analyze_scenario).
Works well after analyze_velocity, which shows how steady the pace is. Call P90 "90% sure", and never give a single date alone.
Example: {"epicId":"SHOP-42","targetDate":"2027-03-01"}`,
  scope: 'velocity:read',
  input: {
    ...asked,
    byEpic: z.boolean().optional().describe('Add progress, P50, and P90 of each open epic'),
    whyMoved: z.boolean().optional().describe('Explain the shift since this was last asked on an earlier day'),
  },
  variables: ({ byEpic, whyMoved }: { byEpic?: boolean | undefined; whyMoved?: boolean | undefined }) => ({
    byEpic: byEpic === true,
    whyMoved: whyMoved === true,
  }),
  operation: ForecastDeliveryDocument,
  answer: 'workspace.deliveryForecast',
  viewOnly: ['sentence', 'histogram', 'evenOdds', 'rough'],
  bulk: ({ sentence, histogram }) => ({ sentence, histogram: columnsOf(histogram) }),
  view: 'forecast-delivery',
  summary: ({ remaining, unit, dates, target, trackRecord, epics, rough, evenOdds, keptPlan, sizedZero }) => {
    if (sizedZero > 0)
      return `${sizedZero === 1 ? 'The open item has' : `All ${figureText(sizedZero)} open items have`} 0 points, so there is no date. Count items instead.`
    if (remaining <= 0) return 'No work is left.'
    const date = (percentile: number) =>
      dates.find((entry) => entry.percentile === percentile)?.date ?? 'not within ten years'
    const record = trackRecord.find(({ percentile }) => percentile === 90)
    return [
      `${sizeText(remaining, unit)} left: ${evenOdds ? 'even odds by' : 'best guess'} ${date(50)}, 90% sure by ${date(90)}${rough ? ` (rough: ${rough})` : ''}.`,
      ...(target ? [`Odds of being done by ${target.date}: ${oddsText(target.probability)}.`] : []),
      ...(record
        ? [recordText(record, record.fourWeeks ? ' for four weeks of work' : record.teams > 1 ? '' : ' like this one')]
        : []),
      ...(epics?.length
        ? [
            'Each epic’s dates assume that it goes first and keeps growing as before, so not all of these dates can come true.',
          ]
        : []),
      ...(keptPlan?.finish
        ? [
            `The saved plan of ${keptPlan.asOf} ends this work on ${keptPlan.finish}, ${keptPlan.differs ? `but the forecast gives that date ${oddsText(keptPlan.probability ?? 0)}` : 'in line with the forecast'}.`,
          ]
        : []),
    ].join(' ')
  },
})
