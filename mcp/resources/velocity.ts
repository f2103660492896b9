import { VelocitySnapshotDocument } from '../operations.generated.ts'
import { defineResource } from '../resource.ts'

export const velocity = defineResource({
  name: 'velocity',
  title: 'Velocity snapshot',
  description: 'Throughput, cycle time, work in progress, and predictability over the last twelve weeks.',
  uri: 'pm33://velocity/{workspaceId}/current',
  scope: 'velocity:read',
  ttl: 120,
  operation: VelocitySnapshotDocument,
  content: 'workspace.velocity',
})
