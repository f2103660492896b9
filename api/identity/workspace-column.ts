import { p } from '@mikro-orm/core'
import { Workspace } from './entity.ts'

/** Column of a row that belongs to a workspace, and goes with it. Beside the entities, because every function there is one. */
export const workspace = () =>
  p.manyToOne(Workspace).ref().joinColumns('tenant_id', 'workspace_id').deleteRule('cascade').updateRule('no action')
