import { ARGUMENTS } from '../arguments.generated.ts'
import { GeneratePrdDocument } from '../operations.generated.ts'
import { defineTool } from '../tool.ts'
import { prdText } from './prd-text.ts'
import { someOf, worded } from './arguments.ts'

const asked = worded(ARGUMENTS.GeneratePrd)

export const generatePrd = defineTool({
  name: 'generate_prd',
  title: 'Generate PRD',
  description: `Write it down: a product requirements document in which every sentence names the record or analysis it rests on. Dates, odds, rank, capacity, and blockers come from PM33's own analyses; what only people can decide (problem, measure, non-goals, trade-offs) comes back as questions.

Pass exactly one of epicId, itemIds, topic. It saves a draft; a draft nobody has edited gets another version. dryRun writes nothing and says what it costs. Send the same requestId when you retry.
Not for a date or a rank alone (forecast_delivery, optimize_priorities).
Works well after query_backlog. Keep citations such as [R1] and [E2], show the questions to the user, and never turn an assumption into a fact.
Example: {"epicId":"SHOP-42","template":"onePager","includeStrategicContext":true}`,
  scope: 'prd:write',
  calls: 5,
  input: {
    ...asked,
    workspaceId: asked.workspaceId.describe('Key or name. Required if there are several'),
    itemIds: someOf(asked.itemIds),
    epicId: asked.epicId.describe('Key or ID of the epic'),
    topic: asked.topic.describe('Subject of the document, if there is no epic. Open items are found by its words'),
    template: asked.template.describe('Default standard; own writes only the sections you name'),
    audience: asked.audience.describe('Default team. external leaves out competitors, capacity, and risks'),
    sections: asked.sections.describe('Only these, in order: keys such as risks, or headings of your own'),
    includeStrategicContext: asked.includeStrategicContext.describe('Add objectives and competitors. Default false'),
    dryRun: asked.dryRun.describe('Write nothing; say what it would cost'),
    requestId: asked.requestId.describe('Your ID for this request: sent again, it returns the same document'),
  },
  operation: GeneratePrdDocument,
  answer: 'generatePrd',
  view: 'generate-prd',
  viewOnly: ['context', 'previous'],
  // With an AI provider that an owner agreed to, records are sent to it.
  annotations: { readOnlyHint: false, idempotentHint: false, openWorldHint: true },
  summary: ({ key, version, sentences, assumptions, openQuestions, mode, credits, completeness }) => {
    const of = completeness.answered + completeness.assumed + completeness.missing
    return [
      key ? `${key}, version ${version}, is saved as a draft.` : 'Dry run: nothing was saved.',
      `${sentences - assumptions} of ${sentences} sentences rest on records or analyses${assumptions ? `, ${assumptions} ${assumptions === 1 ? 'is an assumption' : 'are assumptions'}` : ''}; ${completeness.answered} of ${of} sections are answered, and ${openQuestions} ${openQuestions === 1 ? 'question needs' : 'questions need'} an answer from people.`,
      mode === 'outline'
        ? `No model wrote it; it ${key ? 'cost' : 'would cost'} no credits.`
        : `It ${key ? 'cost' : 'would cost at most'} ${credits} ${credits === 1 ? 'credit' : 'credits'}.`,
    ].join(' ')
  },
  others: ({ key }) =>
    key ? 'The whole document is in PM33 under Documents.' : 'Name fewer sections to see the others.',
  text: prdText,
})
