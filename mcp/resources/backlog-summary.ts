import { BacklogSummaryDocument } from '../operations.generated.ts'
import { defineResource } from '../resource.ts'

export const backlogSummary = defineResource({
  name: 'backlog_summary',
  title: 'Backlog summary',
  description:
    'Counts of a backlog: by status, type, priority and team, open points, what is unestimated, how old the oldest open item is.',
  uri: 'pm33://backlog/{workspaceId}/summary',
  scope: 'backlog:read',
  ttl: 60,
  operation: BacklogSummaryDocument,
  content: 'workspace',
})
