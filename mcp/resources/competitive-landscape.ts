import { CompetitiveLandscapeDocument } from '../operations.generated.ts'
import { defineResource } from '../resource.ts'

export const competitiveLandscape = defineResource({
  name: 'competitive_landscape',
  title: 'Competitive landscape',
  description: 'Competitors by threat, the worst gaps, and the claims behind them. Use `me` as tenantId.',
  uri: 'pm33://competitive/{tenantId}/landscape',
  scope: 'competitive:read',
  ttl: 300,
  operation: CompetitiveLandscapeDocument,
  content: 'tenant.competitiveAnalysis',
})
