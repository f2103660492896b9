import { z } from 'zod'
import { counted, figureText } from '../../text.ts'
import { ARGUMENTS } from '../arguments.generated.ts'
import { CompetitiveAnalysisDocument } from '../operations.generated.ts'
import { defineTool } from '../tool.ts'
import { worded } from './arguments.ts'

const asked = worded(ARGUMENTS.CompetitiveAnalysis)

const most = (gaps: readonly { severity: number }[]) =>
  `${Math.max(...gaps.map(({ severity }) => severity)).toFixed(2)} of 1`

export const competitiveAnalysis = defineTool({
  name: 'competitive_analysis',
  title: 'Competitive analysis',
  description: `Who are we up against, and what do they have? Competitors ranked by threat, capabilities they have and we lack, and the claims behind it, each with source, date, and confidence. Uses only what the team recorded; nothing is searched or made up.

focus: landscape (overview and worst gaps), threats (who, and whether the threat is rising), gaps (what we lack and which items close it), matrix (capability by competitor), battlecard (one competitor; name it).
Use it for "how do we compare with …", "what are we missing", "who is catching up". Not for the order of work (optimize_priorities takes competitive pressure as a factor).
Works well before optimize_priorities and generate_prd. Cite claims by key (C-12), and say which are stale or unsupported. Names that match several competitors are returned in unresolvedNames: ask which one is meant.
Example: {"focus":"battlecard","competitorNames":["Norda"]}`,
  scope: 'competitive:read',
  input: {
    ...asked,
    workspaceId: asked.workspaceId.describe('Its items may close gaps'),
    focus: asked.focus.default('landscape'),
    competitorIds: asked.competitorIds.describe('Names or IDs'),
    competitorNames: asked.competitorNames.describe('Names as the user typed them'),
    itemIds: asked.itemIds.describe('Items to check for the gaps they close: keys or IDs'),
    sinceDays: asked.sinceDays.default(180).describe('Claims older than this are stale'),
    minConfidence: asked.minConfidence.default(0),
    detail: z.enum(['summary', 'full']).default('summary').describe('full adds URLs and the parts of the threat score'),
    limit: asked.limit.default(25),
  },
  operation: CompetitiveAnalysisDocument,
  variables: ({ detail }: { detail: 'summary' | 'full' }) => ({ full: detail === 'full' }),
  answer: 'tenant.competitiveAnalysis',
  summary: ({ focus, sentence, totalCount, competitors, gaps, evidence, unresolvedNames }, { cursor }) => {
    // Without rows, the sentence names nobody.
    if (totalCount === 0) return sentence
    const unresolved = unresolvedNames?.length
      ? `${figureText(unresolvedNames.length)} of the names ${unresolvedNames.length === 1 ? 'matches' : 'match'} no competitor exactly. Choose from the candidates. `
      : ''
    const standing = (kind: string) => evidence.filter((claim) => claim.standing === kind).length
    const rising = (competitors ?? []).filter(({ trend }) => trend === 'rising').length
    const all = counted(totalCount, 'competitor')
    const rows = {
      landscape: `${all}, ${rising} of those listed rising.${gaps?.length ? ` The worst gap has severity ${most(gaps)}.` : ''}`,
      threats: `${all} by threat, ${rising} of those listed rising.`,
      gaps: `${counted(totalCount, 'gap')}${gaps?.length ? `; the worst ${cursor ? 'on this page ' : ''}has severity ${most(gaps)}` : ''}.`,
      matrix: `${counted(totalCount, 'capability', 'capabilities')} compared.`,
      battlecard: `${counted(totalCount, 'battlecard')}.`,
    }[focus]
    return `${unresolved}${rows} ${counted(evidence.length, 'claim is', 'claims are')} cited, ${standing('stale')} of them stale, ${standing('unsupported')} unsupported.`
  },
})
