import type { Context } from '../data/context.ts'
import { notFound, Refusal } from '../graphql/errors.ts'
import { Tenant, Workspace } from './entity.ts'

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i

/** The bare uuid of a global id ("Team:<uuid>") or a uuid; anything else is null, for instance a key. */
export function uuidOf(typename: string, id: string): string | null {
  const bare = id.startsWith(`${typename}:`) ? id.slice(typename.length + 1) : id
  return UUID.test(bare) ? bare.toLowerCase() : null
}

/**
 * The workspace that a call is about: by global id, uuid or key; without one, the caller's only workspace.
 * @throws NOT_FOUND, or WORKSPACE_REQUIRED with the workspaces to choose from.
 */
export async function workspaceFor({ db }: Pick<Context, 'db'>, id?: string | null): Promise<Workspace> {
  if (id) {
    const uuid = uuidOf('Workspace', id)
    const found = await db.snapshot(() => db.em.findOne(Workspace, uuid ? { id: uuid } : { key: id.toLowerCase() }))
    if (!found) throw notFound('Workspace', id)
    return found
  }
  const all = await db.snapshot(() => db.em.find(Workspace, {}, { orderBy: { name: 'asc', id: 'asc' }, limit: 51 }))
  if (all.length === 1) return all[0]!
  if (all.length === 0)
    throw new Refusal('NOT_FOUND', 'There are no workspaces yet. Import a backlog with: npx pm33 import FILE', {
      kind: 'Workspace',
    })
  throw new Refusal('WORKSPACE_REQUIRED', 'There are several workspaces. Specify one with workspaceId.', {
    workspaces: all.slice(0, 50).map(({ id, key, name }) => ({ id, key, name })),
  })
}

/** The tenant that the caller stands in, whether named or not. @throws NOT_FOUND for any other */
export async function tenantFor({ db }: Pick<Context, 'db'>, id?: string | null): Promise<Tenant> {
  const own = await db.em.findOneOrFail(Tenant, {})
  if (id && id !== 'me' && uuidOf('Tenant', id) !== own.tenantId) throw notFound('Tenant', id)
  return own
}
