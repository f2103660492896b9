import { figureText, oddsText } from '../../text.ts'
import { ARGUMENTS } from '../arguments.generated.ts'
import { OptimizePrioritiesDocument } from '../operations.generated.ts'
import { defineTool } from '../tool.ts'
import { someOf, worded } from './arguments.ts'
import { rankingBulk } from './ranking-bulk.ts'

const asked = worded(ARGUMENTS.OptimizePriorities)

const percent = (share: number) => `${Math.round(share * 100)}%`

export const optimizePriorities = defineTool({
  name: 'optimize_priorities',
  title: 'Optimize priorities',
  description: `What should we do next? Ranks open work into P0–P4 by WSJF (or RICE, ICE), never ahead of its blocker, with a reason for each rank, how stable the order is, and what to estimate next. Strategic alignment and competitive pressure are factors; weight 0 ignores one.

By default it ranks all open work, with epics counted by their contents (filterTypes ["epic"] ranks epics). If under 30% of items have scores, there are no tiers: the order follows due dates, priority, and age. With targetDate, it also names the best set that ships by then with 85% confidence.
Use it for "what should we do next", "why is X above Y", "what can we still ship by …". Not for dates (forecast_delivery) or who does what (schedule_portfolio).
Works well after query_backlog and before schedule_portfolio. rankLow–rankHigh is the range of ranks if estimates are off by one step.
Example: {"teamId":"Checkout","targetDate":"2027-03-31"}`,
  scope: 'optimize:read',
  calls: 2,
  input: {
    ...asked,
    itemIds: someOf(asked.itemIds),
    method: asked.method.default('wsjf'),
    alignmentWeight: asked.alignmentWeight
      .default(0.3)
      .describe('1 doubles the value of an item that fully serves an objective'),
    competitiveWeight: asked.competitiveWeight
      .default(0.3)
      .describe('1 doubles the value of an item that closes the worst gap'),
    targetDate: asked.targetDate.describe('Also find the best set that ships by this day'),
    limit: asked.limit.default(25),
  },
  operation: OptimizePrioritiesDocument,
  answer: 'workspace.priorities',
  viewOnly: ['inputs', 'rows'],
  bulk: rankingBulk,
  view: 'optimize-priorities',
  summary: ({ totalCount, method: order, scored, tiers, upper, stability, scopeByDate, estimateNext }, { method }) => {
    if (totalCount === 0) return 'There is no open work to rank.'
    const items = `${figureText(totalCount)} open ${totalCount === 1 ? 'item' : 'items'}`
    const byScores = order !== 'withoutScores'
    return [
      byScores
        ? `${items} by ${method.toUpperCase()}: ${tiers
            .filter((tier) => tier.items > 0)
            .map((tier) => `${tier.tier} ${figureText(tier.items)}`)
            .join(', ')}.`
        : `${scored === 0 ? 'None' : `Only ${figureText(scored)}`} of ${items} ${scored <= 1 ? 'has' : 'have'} scores, too few to rank by value. The order follows blockers, due dates, priority, and age.`,
      ...(!byScores && estimateNext.length > 0
        ? [`Estimate these first: ${estimateNext.map(({ key }) => key).join(', ')}.`]
        : []),
      ...(upper && stability && upper.count < totalCount
        ? [
            `The ${figureText(upper.count)} P0–P1 ${upper.count === 1 ? 'item delivers' : 'items deliver'} ${percent(upper.value)} of the value for ${percent(upper.effort)} of the effort. If every estimate could be off by one step, ${Math.round(stability.stay)} of these ${stability.topK} would stay there on average (${stability.samples} samples${stability.considered < totalCount ? ` of the first ${stability.considered} items` : ''}).`,
          ]
        : []),
      ...(scopeByDate
        ? [
            `By ${scopeByDate.date}, ${byScores ? 'the best' : 'the most that fit are'} ${scopeByDate.count} ${scopeByDate.count === 1 ? 'item' : 'items'}${byScores ? (scopeByDate.count === 1 ? ' ships' : ' ship') : ''} with ${oddsText(scopeByDate.probability)} confidence if nothing is added${byScores ? `: ${percent(scopeByDate.valueShare)} of the value` : ''}.`,
            ...(scopeByDate.cutCount > 0
              ? [
                  `The other ${figureText(scopeByDate.cutCount)} ${scopeByDate.cutCount === 1 ? 'has' : 'have'} to wait${scopeByDate.cutCount <= scopeByDate.cut.length ? `: ${scopeByDate.cut.join(', ')}` : `, the highest-ranked of them ${scopeByDate.cut.slice(0, 3).join(', ')}`}.`,
                ]
              : []),
          ]
        : []),
    ].join(' ')
  },
})
