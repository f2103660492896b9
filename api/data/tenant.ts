import { p, type EntityManager, type FilterDef } from '@mikro-orm/core'

/** The tenant that an entity manager is limited to. Set once, by `api/data/walls.ts`; reading it where it was not set throws. */
export function tenantOf(em: Pick<EntityManager, 'getFilterParams'>): string {
  const id = em.getFilterParams<{ id?: string }>('tenant')?.id
  if (!id) throw new Error('no tenant is set for this work')
  return id
}

/**
 * One definition, two walls: the ORM adds `tenant_id = …` to every query, and the migration makes the same condition a
 * forced row-level security policy, so that a forgotten filter still finds nothing.
 */
export const tenantFilter = {
  tenant: {
    name: 'tenant',
    cond: (args: Record<string, unknown>) => ({ tenantId: args.id }),
    default: true,
    rls: { setting: 'app.tenant_id' },
  } satisfies FilterDef as FilterDef,
}

/**
 * Adds the caller's workspaces to the first wall: `ids: null` means all of the tenant's. Rows of a workspace that the
 * credential does not name do not exist for it.
 */
const workspaceFilter = {
  ...tenantFilter,
  workspace: {
    name: 'workspace',
    cond: (args: Record<string, unknown>) => (args.ids ? { workspace: { id: { $in: args.ids } } } : {}),
    default: true,
  } satisfies FilterDef as FilterDef,
}

/** The primary key of every tenant-owned row. Both halves are made here, never by the database. */
export const tenantKey = {
  tenantId: p
    .uuid()
    .primary()
    .onCreate((_row, em) => tenantOf(em)),
  id: p
    .uuid()
    .primary()
    .onCreate(() => crypto.randomUUID()),
}

/** A row as another one refers to it, by its whole key, which the types of the ORM do not know for a reference. */
export const refTo = ({ tenantId, id }: { readonly tenantId: string; readonly id: string }) => [tenantId, id] as never

/** What a table of a tenant has in common: both walls. */
export const tenantOwned = { filters: tenantFilter, rowLevelSecurity: 'force' as const }
/** The same for rows that also belong to a workspace. */
export const workspaceOwned = { filters: workspaceFilter, rowLevelSecurity: 'force' as const }

export const createdAt = p.datetime(3).onCreate(() => new Date())
