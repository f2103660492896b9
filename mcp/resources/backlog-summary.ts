import { BacklogSummaryDocument } from '../operations.generated.ts'
import { defineResource } from '../resource.ts'

export const backlogSummary = defineResource({
  name: 'backlog_summary',
  title: 'Backlog summary',
  description:
    'Counts of all items, including epics and canceled ones, by status, type, priority, and team, with open points, unestimated items, and the age of the oldest open item.',
  uri: 'pm33://backlog/{workspaceId}/summary',
  scope: 'backlog:read',
  ttl: 60,
  operation: BacklogSummaryDocument,
  content: 'workspace',
})
