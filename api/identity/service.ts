import type { Context } from '../data/context.ts'
import { tenantOf } from '../data/tenant.ts'
import { notFound, Refusal } from '../graphql/errors.ts'
import { isUuid } from '../math/uuid.ts'
import { Tenant, Workspace } from './entity.ts'

/** The bare uuid of a global id ("Team:<uuid>") or a uuid; anything else is null, for instance a key. */
export function uuidOf(typename: string, id: string): string | null {
  const bare = id.startsWith(`${typename}:`) ? id.slice(typename.length + 1) : id
  return isUuid(bare) ? bare.toLowerCase() : null
}

const MOST_LISTED = 50

/**
 * The workspace that a call is about: by global id, uuid or key; without one, the caller's only workspace.
 * @throws NOT_FOUND, or WORKSPACE_REQUIRED with the workspaces to choose from.
 */
export async function workspaceFor(context: Pick<Context, 'db'>, id?: string | null): Promise<Workspace> {
  if (id) return namedWorkspace(context, id)
  const all = await visibleWorkspaces(context)
  if (all.length === 1) return all[0]!
  throw toChooseFrom(all)
}

/**
 * The workspace that a question is about. Without a name it is the caller's only one, else the default of the credential, else
 * the only one that has a backlog. Changes take {@link workspaceFor}, which guesses nothing.
 * @throws NOT_FOUND, or WORKSPACE_REQUIRED with the workspaces to choose from.
 */
export async function askedWorkspace(
  context: Pick<Context, 'db' | 'principal'>,
  id?: string | null,
): Promise<Workspace> {
  if (id) return namedWorkspace(context, id)
  const all = await visibleWorkspaces(context)
  if (all.length <= 1) {
    if (all[0]) return all[0]
    throw toChooseFrom(all)
  }
  const found = (await defaultOf(context)) ?? (await onlyFilled(context, all))
  if (!found) throw toChooseFrom(all)
  assumed.add(found)
  return found
}

/** Workspaces that a question did not name. */
const assumed = new WeakSet<Workspace>()

/** Whether an answer has to say which workspace it is about: the question named none, and there are several. */
export const isAssumed = (workspace: Workspace): boolean => assumed.has(workspace)

async function namedWorkspace({ db }: Pick<Context, 'db'>, id: string): Promise<Workspace> {
  const uuid = uuidOf('Workspace', id)
  const found = await db.snapshot(() => db.em.findOne(Workspace, uuid ? { id: uuid } : { key: id.toLowerCase() }))
  if (!found) throw notFound('Workspace', id)
  return found
}

const visibleWorkspaces = ({ db }: Pick<Context, 'db'>): Promise<Workspace[]> =>
  db.snapshot(() => db.em.find(Workspace, {}, { orderBy: { name: 'asc', id: 'asc' }, limit: MOST_LISTED + 1 }))

async function defaultOf({ db, principal }: Pick<Context, 'db' | 'principal'>): Promise<Workspace | null> {
  const id = principal?.defaultWorkspaceId
  return id ? db.snapshot(() => db.em.findOne(Workspace, { id })) : null
}

async function onlyFilled({ db }: Pick<Context, 'db'>, all: readonly Workspace[]): Promise<Workspace | null> {
  if (all.length > MOST_LISTED) return null
  const filled = await db.snapshot(() =>
    db.em.execute<{ id: string }[]>(
      `select w.id from workspace w where w.tenant_id = ? and w.id in (${all.map(() => '?').join(', ')})
         and exists (select 1 from backlog_item i where i.tenant_id = w.tenant_id and i.workspace_id = w.id) limit 2`,
      [tenantOf(db.em), ...all.map(({ id }) => id)],
    ),
  )
  return filled.length === 1 ? (all.find(({ id }) => id === filled[0]!.id) ?? null) : null
}

function toChooseFrom(all: readonly Workspace[]): Refusal {
  if (all.length === 0)
    return new Refusal(
      'NOT_FOUND',
      'There are no workspaces yet. Ask an admin to import a backlog on the Import page, or run: npx pm33 import FILE',
      {
        kind: 'Workspace',
      },
    )
  return new Refusal('WORKSPACE_REQUIRED', 'There are several workspaces. Specify one with workspaceId.', {
    workspaces: all.slice(0, MOST_LISTED).map(({ id, key, name }) => ({ id, key, name })),
  })
}

/** The tenant that the caller stands in, whether named or not. @throws NOT_FOUND for any other */
export async function tenantFor({ db }: Pick<Context, 'db'>, id?: string | null): Promise<Tenant> {
  const own = await db.em.findOneOrFail(Tenant, {})
  if (id && id !== 'me' && uuidOf('Tenant', id) !== own.tenantId) throw notFound('Tenant', id)
  return own
}
