import { z } from 'zod'
import { ARGUMENTS } from '../arguments.generated.ts'
import { QueryBacklogDocument } from '../operations.generated.ts'
import { defineTool } from '../tool.ts'
import { shownOf, worded } from './arguments.ts'

const asked = worded(ARGUMENTS.QueryBacklog)

const columnSets = ['identity', 'triage', 'scoring', 'scheduling', 'full'] as const

/** Which fields a set of columns includes: what is not included is not asked for. */
const fieldsOf = ({ columns }: { columns: (typeof columnSets)[number] }) => ({
  triage: columns !== 'identity',
  scoring: columns === 'scoring' || columns === 'full',
  scheduling: columns === 'scheduling' || columns === 'full',
  full: columns === 'full',
})

export const queryBacklog = defineTool({
  name: 'query_backlog',
  title: 'Query backlog',
  description: `Lists and searches backlog items (epics, stories, bugs, and other types) by status, priority, epic, team, sprint, label, text, or date.

Start here: the keys it returns (SHOP-12) are the item IDs for optimize_priorities, score_alignment, and schedule_portfolio.
Use it for "what is in…", "which bugs…", "how many… are open" (totalCount counts all matches, so limit 1 is enough).
Not for ranking by value (optimize_priorities), dates (forecast_delivery), or speed (analyze_velocity).

Returns 25 items per call. For more, pass nextCursor as cursor with the same filters and sort, until there is none.
Example: {"filterTypes":["bug"],"priority":["critical","high"],"sort":"updated"}`,
  scope: 'backlog:read',
  input: {
    ...asked,
    mode: asked.mode
      .default('active')
      .describe('active excludes done and `cancelled` items unless status includes them'),
    sort: asked.sort.default('rank').describe('rank = manual order; score = WSJF; updated and created: newest first'),
    columns: z
      .enum(columnSets)
      .default('triage')
      .describe('triage adds to identity; scoring and scheduling add to triage; full has everything'),
    limit: asked.limit.default(25),
  },
  operation: QueryBacklogDocument,
  variables: fieldsOf,
  answer: 'workspace.backlog',
  summary: ({ totalCount, edges }, { sort, cursor }) =>
    totalCount === 0
      ? 'No items match.'
      : `${totalCount} ${totalCount === 1 ? 'item matches' : 'items match'}; ${edges.length} on this page${cursor ? ' (continued)' : ''}, by ${sort}.`,
  notes: ({ dataVersion, cursorDataVersion, edges }) => [
    ...(typeof cursorDataVersion === 'number' && cursorDataVersion !== dataVersion
      ? ['The backlog changed since the previous page: items may have moved between pages.']
      : []),
    // By number: a key is what people wrote.
    ...edges.flatMap(({ node: { blockedBy } }, at) =>
      blockedBy ? shownOf(blockedBy.nodes.length, blockedBy.totalCount, `blockers of item ${at + 1} on this page`) : [],
    ),
  ],
})
