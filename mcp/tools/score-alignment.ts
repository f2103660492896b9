import { z } from 'zod'
import { figureText } from '../../text.ts'
import { ARGUMENTS } from '../arguments.generated.ts'
import { ScoreAlignmentDocument } from '../operations.generated.ts'
import { defineTool } from '../tool.ts'
import { shownOf, someOf, worded } from './arguments.ts'

const { objectives: _objectives, rows: _rows, ...asked } = worded(ARGUMENTS.ScoreAlignment)

interface Chosen {
  detail: 'summary' | 'full'
  includeEvidence: boolean
}

export const scoreAlignment = defineTool({
  name: 'score_alignment',
  title: 'Score alignment',
  description: `Does this work serve our objectives? Scores items by direct link, then by a link of the parent epic, then by matching words, with the evidence. Shows which objectives are starved (coverage, share of points) and which items serve none (orphans).

By default it scores all open work. If there are no objectives, or none is active, the status is no_objectives or none_active and there are no scores: never invent one.
Use it for "why are we doing this", "which objective is nobody working on", "what could we drop". Not for the order of work (optimize_priorities takes alignment as a factor).
Works well after query_backlog and before optimize_priorities. For the objectives, read the resource pm33://strategy/{workspaceId}. A link was set by a person; a lexical or model score is only a hint: say which it is. Method ai costs credits and needs prd:write: use it only if the user asks for it.
Example: {"epicId":"SHOP-42","detail":"full"}`,
  scope: 'strategy:read',
  input: {
    ...asked,
    itemIds: someOf(asked.itemIds),
    objectiveIds: asked.objectiveIds.describe('Only these objectives, by name or ID'),
    method: asked.method
      .default('hybrid')
      .describe('linked = links only; lexical = words only; ai = a model reads items without a link and costs credits'),
    includeEvidence: z.boolean().default(true),
    detail: z
      .enum(['summary', 'full'])
      .default('summary')
      .describe('summary = best objective per item; full = up to five'),
    limit: asked.limit.default(25),
  },
  operation: ScoreAlignmentDocument,
  // Method ai charges credits and sends items to the AI provider of the organization, so a host should ask.
  // The same question about the same items is charged once, so it stays idempotent.
  annotations: { readOnlyHint: false, openWorldHint: true },
  variables: ({ detail, includeEvidence }: Chosen) => ({
    objectives: detail === 'full' ? 5 : 1,
    rows: detail === 'full' ? 50 : 25,
    evidence: includeEvidence,
  }),
  answer: 'workspace.alignment',
  notes: ({ coverage, objectiveCount, orphans, orphanCount }, { detail }) => {
    const more = detail === 'full' ? '' : '; detail full lists more'
    return [
      ...shownOf(coverage.length, objectiveCount, 'objectives', `, the best served first${more}`),
      ...shownOf(orphans.length, orphanCount, 'items that serve no objective', more),
    ]
  },
  summary: ({ status: state, totalCount, objectiveCount, starvedCount, orphanCount }, { objectiveIds: about }) => {
    if (state === 'no_objectives') return 'There are no objectives yet, so nothing is scored.'
    if (state === 'none_active')
      return `${about ? (about.length === 1 ? 'This objective is not active' : 'None of these objectives is active') : 'No objective is active'}, so nothing is scored.`
    if (totalCount === 0) return 'There are no items to score.'
    return `${figureText(totalCount - orphanCount)} of ${figureText(totalCount)} ${totalCount === 1 ? 'item serves' : 'items serve'} an objective, ${figureText(orphanCount)} ${orphanCount === 1 ? 'serves' : 'serve'} none. ${starvedCount ? `${starvedCount} ${starvedCount === 1 ? 'objective is' : 'objectives are'} starved.` : objectiveCount === 1 ? 'The objective is not starved.' : `None of the ${objectiveCount} objectives is starved.`}`
  },
})
