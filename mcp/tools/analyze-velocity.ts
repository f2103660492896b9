import { counted, figureText } from '../../text.ts'
import { ARGUMENTS } from '../arguments.generated.ts'
import { AnalyzeVelocityDocument } from '../operations.generated.ts'
import { defineTool } from '../tool.ts'
import { shownOf, worded } from './arguments.ts'
import { recordText, sizeText } from './figures.ts'

const asked = worded(ARGUMENTS.AnalyzeVelocity)

export const analyzeVelocity = defineTool({
  name: 'analyze_velocity',
  title: 'Analyze velocity',
  description: `How fast, steady, and predictable is delivery? Weekly throughput, cycle and lead times, work in progress and its age, sprint velocity and say/do ratio, predictability, and anything unusual about the data.

Use it for "how fast are we", "is the team predictable", "what is stuck", "what is our velocity"; with by, also for "cycle time by type", "compare two teams", "who has too much in progress". Not for dates (forecast_delivery), utilization (schedule_portfolio), or plain counts (query_backlog).
Trends are described, not projected. Works well before forecast_delivery and schedule_portfolio.
Example: {"teamId":"Checkout","weeks":26}`,
  scope: 'velocity:read',
  input: {
    ...asked,
    weeks: asked.weeks.default(26).describe('Number of past weeks to look at'),
    by: asked.by.describe('Compare these side by side: finished, cycle time in days, in progress'),
  },
  variables: ({ by }: { by?: string | undefined }) => ({ all: !by }),
  operation: AnalyzeVelocityDocument,
  answer: 'workspace.velocity',
  viewOnly: ['weekly'],
  notes: ({ wip }) => shownOf(wip.ages.length, wip.items, 'items in progress', ', the oldest first'),
  summary: ({ throughput, unit, cycleTime, wip, trackRecord }) => {
    if (!throughput || throughput.periods === 0) return 'No work was finished in this period.'
    const record = trackRecord?.find(({ percentile }) => percentile === 90)
    return [
      `${sizeText(throughput.median, unit)} a week (median of ${sizeText(throughput.periods, 'weeks')}).`,
      ...(cycleTime
        ? [
            `Half of the items take at most ${sizeText(cycleTime.p50, 'days')}, 85% at most ${sizeText(cycleTime.p85, 'days')}.`,
          ]
        : []),
      wip.items
        ? `${counted(wip.items, 'item is', 'items are')} in progress${wip.olderThanUsual ? `, ${wip.items === 1 ? '' : `${figureText(wip.olderThanUsual)} of them `}for longer than usual` : ''}.`
        : 'Nothing is in progress.',
      ...(record ? [recordText(record, ' for four weeks of work')] : []),
    ].join(' ')
  },
})
