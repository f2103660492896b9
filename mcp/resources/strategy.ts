import { StrategicContextDocument } from '../operations.generated.ts'
import { defineResource } from '../resource.ts'

export const strategy = defineResource({
  name: 'strategy',
  title: 'Strategic context',
  description:
    'Mission, themes, and active objectives, with measures, targets, and how much of the open work serves each.',
  uri: 'pm33://strategy/{workspaceId}',
  scope: 'strategy:read',
  ttl: 300,
  operation: StrategicContextDocument,
  content: 'workspace',
})
