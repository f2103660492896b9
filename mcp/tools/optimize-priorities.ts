import { z } from 'zod'
import { OptimizePrioritiesDocument } from '../operations.generated.ts'
import { defineTool } from '../tool.ts'
import {
  asOf,
  cursor,
  epicId,
  filterTypes,
  itemIds,
  labels,
  limit,
  priority,
  search,
  sprint,
  status,
  targetDate,
  teamId,
  updatedSince,
  workspaceId,
} from './arguments.ts'

const weight = z.number().min(0).max(5).default(0.3)
const percent = (share: number) => `${Math.round(share * 100)} %`

export const optimizePriorities = defineTool({
  name: 'optimize_priorities',
  title: 'Optimize priorities',
  description: `What next? Ranks open work into P0–P4 by WSJF (or RICE, ICE), never an item before its blocker, with one reason a rank, how firm the order is and what to estimate next. Strategic alignment and competitive pressure enter as factors; weight 0 leaves one out.

Without items or filters it ranks everything open; epics count by what is in them (filterTypes ["epic"] ranks epics). With targetDate it also names the best set that ships by then with 85 %.
Use it for "what should we do next", "why is X above Y", "what can we still ship by …". Not for dates (forecast_delivery) or who does what (schedule_portfolio).
Works well after query_backlog, before schedule_portfolio. rankLow–rankHigh is where the item stays when its figures are a step off.
Example: {"teamId":"Checkout","targetDate":"2027-03-31"}`,
  scope: 'optimize:read',
  input: {
    workspaceId,
    itemIds,
    filterTypes,
    status,
    priority,
    epicId,
    teamId,
    sprint,
    labels,
    search,
    updatedSince,
    method: z.enum(['wsjf', 'rice', 'ice']).default('wsjf'),
    alignmentWeight: weight.describe('1 doubles an item that serves an objective fully'),
    competitiveWeight: weight.describe('1 doubles an item that closes the worst gap'),
    targetDate: targetDate.describe('Also: the best set that ships by this day'),
    asOf,
    limit,
    cursor,
  },
  operation: OptimizePrioritiesDocument,
  answer: 'workspace.priorities',
  view: 'optimize-priorities',
  summary: ({ totalCount, tiers, upper, stability, scopeByDate }, { method }) => {
    if (totalCount === 0) return 'Nothing open to rank.'
    return [
      `${totalCount} open ${totalCount === 1 ? 'item' : 'items'} by ${method.toUpperCase()}: ${tiers
        .filter(({ items }) => items > 0)
        .map(({ tier, items }) => `${tier} ${items}`)
        .join(', ')}.`,
      ...(upper.count < totalCount
        ? [
            `The ${upper.count} in P0 and P1 bring ${percent(upper.value)} of the value for ${percent(upper.effort)} of the effort; with every figure possibly a step off, ${Math.round(stability.stay)} of these ${stability.topK} stay there on average.`,
          ]
        : []),
      ...(scopeByDate
        ? [
            `By ${scopeByDate.date} the best ${scopeByDate.count} ship with ${percent(scopeByDate.probability)}: ${percent(scopeByDate.valueShare)} of the value.`,
          ]
        : []),
    ].join(' ')
  },
})
