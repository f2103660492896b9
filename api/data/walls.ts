import type { EntityManager } from '@mikro-orm/core'
import type { Principal } from '../identity/principal.ts'

/** What bounds all work of an entity manager: a tenant, and workspaces of it; null means all, later ones too. */
export type Walls = Pick<Principal, 'tenantId' | 'workspaceIds'>

/** An entity manager behind both walls. The only place that sets a tenant; all other code runs within it. */
export function behind<Em extends Pick<EntityManager, 'setFilterParams'>>(
  em: Em,
  { tenantId, workspaceIds }: Walls,
): Em {
  em.setFilterParams('tenant', { id: tenantId })
  em.setFilterParams('workspace', { ids: workspaceIds })
  return em
}
