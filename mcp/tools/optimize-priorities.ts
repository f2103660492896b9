import { counted, figureText, oddsText } from '../../text.ts'
import { ARGUMENTS } from '../arguments.generated.ts'
import { OptimizePrioritiesDocument } from '../operations.generated.ts'
import { defineTool } from '../tool.ts'
import { someOf, worded } from './arguments.ts'
import { rankingBulk } from './ranking-bulk.ts'

const asked = worded(ARGUMENTS.OptimizePriorities)

const percent = (share: number) => `${Math.round(share * 100)}%`

interface Scope {
  readonly date: string
  readonly confidence: number
  readonly count: number
  readonly probability?: number | null
  readonly valueShare: number
  readonly cutCount: number
  readonly cut: readonly string[]
  readonly next?: { readonly keys: readonly string[]; readonly probability: number } | null
}

function scopeWords(scope: Scope, totalCount: number, byScores: boolean): string[] {
  const { date, count, probability, cut, cutCount, next } = scope
  if (count === 0 || probability == null)
    return [
      `Nothing on this list ships by ${date} with ${percent(scope.confidence)} confidence${next ? `; the first item to add, ${next.keys.join(' with ')}, is ${oddsText(next.probability)} likely to ship by then` : ''}.`,
    ]
  const sure = `with ${oddsText(probability)} confidence if nothing is added`
  if (count === totalCount)
    return [`By ${date}, ${count === 1 ? 'the item ships' : `all ${count} items ship`} ${sure}.`]
  const items = counted(count, 'item')
  const who = count + cutCount === totalCount ? `The other ${cutCount}` : `${cutCount} more of those looked at`
  return [
    byScores
      ? `By ${date}, the best ${items} ${count === 1 ? 'ships' : 'ship'} ${sure}: ${percent(scope.valueShare)} of the value.`
      : `By ${date}, at most ${items} ${count === 1 ? 'ships' : 'ship'} ${sure}.`,
    ...(cutCount > 0
      ? [
          `${who} ${cutCount === 1 ? 'has' : 'have'} to wait${cutCount <= cut.length ? `: ${cut.join(', ')}` : `, the highest-ranked of them ${cut.slice(0, 3).join(', ')}`}.`,
        ]
      : []),
  ]
}

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
    asOf: asked.asOf.describe('For the age of claims and targetDate only'),
    targetDate: asked.targetDate.describe('Also find the best set that ships by this day'),
    limit: asked.limit.default(25),
  },
  operation: OptimizePrioritiesDocument,
  answer: 'workspace.priorities',
  viewOnly: ['inputs', 'rows', 'unranked'],
  bulk: rankingBulk,
  view: 'optimize-priorities',
  summary: (
    { totalCount, openWork, method: order, unranked, tiers, upper, stability, scopeByDate, estimateNext },
    { method },
  ) => {
    if (totalCount === 0) return openWork > 0 ? 'No open item matches.' : 'There is no open work to rank.'
    const byScores = order !== 'withoutScores'
    return [
      byScores
        ? `${counted(totalCount, 'open item')} by ${method.toUpperCase()}: ${tiers
            .filter((tier) => tier.items > 0)
            .map((tier) => `${tier.tier} ${figureText(tier.items)}`)
            .join(', ')}.`
        : (unranked ?? ''),
      ...(!byScores && estimateNext.length > 0
        ? [`Estimate these first: ${estimateNext.map(({ key }) => key).join(', ')}.`]
        : []),
      ...(upper && stability && upper.count < totalCount
        ? [
            `The ${figureText(upper.count)} P0–P1 ${
              upper.effort == null
                ? `${upper.count === 1 ? 'item has' : 'items have'} ${percent(upper.value)} of the score`
                : `${upper.count === 1 ? 'item delivers' : 'items deliver'} ${percent(upper.value)} of the value for ${percent(upper.effort)} of the effort`
            }. If every estimate could be off by one step, ${Math.round(stability.stay)} of these ${stability.topK} would stay there on average (${stability.samples} samples${stability.considered < totalCount ? ` of the first ${stability.considered} items` : ''}).`,
          ]
        : []),
      ...(scopeByDate ? scopeWords(scopeByDate, totalCount, byScores) : []),
    ].join(' ')
  },
})
