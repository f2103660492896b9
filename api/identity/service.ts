import type { Context } from '../data/context.ts'
import { tenantOf } from '../data/tenant.ts'
import { notFound, Refusal } from '../graphql/errors.ts'
import { isUuid } from '../math/uuid.ts'
import { nearest } from '../math/nearest.ts'
import { cut } from '../../text.ts'
import { Tenant, Workspace } from './entity.ts'

/** The bare uuid of a global id ("Team:<uuid>") or a uuid; anything else is null, for instance a key. */
export function uuidOf(typename: string, id: string): string | null {
  const bare = id.startsWith(`${typename}:`) ? id.slice(typename.length + 1) : id
  return isUuid(bare) ? bare.toLowerCase() : null
}

/** Workspaces to choose from that a refusal lists. */
const MOST_LISTED = 50
/** Of those that come near a name. */
const MOST_NEAR = 10
/** Workspaces whose names are compared. */
const MOST_NAMES = 5_000

/** How a workspace is named, in the words of the contract. {@link namedWorkspace} reads it. */
export const WORKSPACE_REF = 'Global ID, UUID, key, or name (in any case, if only one workspace has it).'

/**
 * The workspace that a call is about: by {@link WORKSPACE_REF}; without one, the caller's only workspace.
 * @throws NOT_FOUND, or WORKSPACE_REQUIRED with the workspaces to choose from.
 */
export async function workspaceFor(context: Pick<Context, 'db'>, id?: string | null): Promise<Workspace> {
  if (id) return namedWorkspace(context, id)
  const all = await visibleWorkspaces(context)
  if (all.length === 1) return all[0]!
  throw await toChooseFrom(context, all)
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
    throw await toChooseFrom(context, all)
  }
  const found = (await defaultOf(context)) ?? (await onlyFilled(context, all))
  if (!found) throw await toChooseFrom(context, all)
  assumed.add(found)
  return found
}

/** Workspaces that a question did not name. */
const assumed = new WeakSet<Workspace>()

/** Whether an answer has to say which workspace it is about: the question named none, and there are several. */
export const isAssumed = (workspace: Workspace): boolean => assumed.has(workspace)

/**
 * What somebody calls a workspace: by its ID, key, or name as written; where nothing is written so, by key or name in any case.
 * A key made of a name is often that name in lower case, so only the spelling tells them apart.
 * @returns none for an unknown one, and several where a name belongs to several
 */
export async function workspacesCalled(context: Pick<Context, 'db'>, ref: string): Promise<Workspace[]> {
  const own = await ownCalled(context, ref)
  return own ? [own] : amongNames(await visibleWorkspaces(context, MOST_NAMES), ref)
}

/** By what is one workspace's own, its ID or its key as written. */
function ownCalled({ db }: Pick<Context, 'db'>, ref: string): Promise<Workspace | null> {
  const uuid = uuidOf('Workspace', ref)
  return db.snapshot(() => db.em.findOne(Workspace, uuid ? { id: uuid } : { key: ref.trim() }))
}

function amongNames(all: readonly Workspace[], ref: string): Workspace[] {
  const written = ref.trim()
  const words = written.toLowerCase()
  const exact = all.filter(({ name }) => name === written)
  return exact.length ? exact : all.filter(({ key, name }) => key === words || name.toLowerCase() === words)
}

/** That several workspaces have this name. */
export const severalCalled = (ref: string, alike: readonly Workspace[]) =>
  new Refusal(
    'WORKSPACE_REQUIRED',
    `There are ${alike.length} workspaces named ${JSON.stringify(cut(ref, 80))}. Use the key of one of them.`,
    { named: cut(ref, 80), ...listed(alike.slice(0, MOST_NEAR), alike.length) },
  )

/** As {@link workspacesCalled}. @throws NOT_FOUND with the nearest that the caller can open, or WORKSPACE_REQUIRED with those of that name */
async function namedWorkspace(context: Pick<Context, 'db'>, id: string): Promise<Workspace> {
  const own = await ownCalled(context, id)
  if (own) return own
  const all = await visibleWorkspaces(context, MOST_NAMES)
  if (all.length === 0) throw await toChooseFrom(context, all)
  const alike = amongNames(all, id)
  if (alike.length === 1) return alike[0]!
  if (alike.length > 1) throw severalCalled(id, alike)
  const byLikeness = () => {
    const names = all.map(({ name }) => name)
    return nearest(id.slice(0, 200), names, MOST_NEAR).flatMap((name) => all.filter((one) => one.name === name))
  }
  // Nothing comes near an ID: what belongs to somebody else is answered like what never was.
  const near = (uuidOf('Workspace', id) ? all : byLikeness()).slice(0, MOST_NEAR)
  throw new Refusal('NOT_FOUND', notFound('Workspace', id).message, {
    kind: 'Workspace',
    id: cut(id, 80),
    ...listed(near, all.length),
  })
}

const listed = (some: readonly Workspace[], all: number) => ({
  workspaces: some.map(({ id, key, name }) => ({ id, key, name })),
  workspaceCount: all,
})

const visibleWorkspaces = ({ db }: Pick<Context, 'db'>, limit = MOST_LISTED + 1): Promise<Workspace[]> =>
  db.snapshot(() => db.em.find(Workspace, {}, { orderBy: { name: 'asc', id: 'asc' }, limit }))

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

async function toChooseFrom({ db }: Pick<Context, 'db'>, all: readonly Workspace[]): Promise<Refusal> {
  if (all.length === 0)
    return new Refusal(
      'NOT_FOUND',
      'There are no workspaces yet. Ask an admin to import a backlog on the Import page, or run: npx pm33 import FILE',
      {
        kind: 'Workspace',
      },
    )
  const count = all.length > MOST_LISTED ? await db.snapshot(() => db.em.count(Workspace)) : all.length
  return new Refusal(
    'WORKSPACE_REQUIRED',
    'There are several workspaces. Specify one with workspaceId.',
    listed(all.slice(0, MOST_LISTED), count),
  )
}

/** The tenant that the caller stands in, whether named or not. @throws NOT_FOUND for any other */
export async function tenantFor({ db }: Pick<Context, 'db'>, id?: string | null): Promise<Tenant> {
  const own = await db.em.findOneOrFail(Tenant, {})
  if (id && id !== 'me' && uuidOf('Tenant', id) !== own.tenantId) throw notFound('Tenant', id)
  return own
}
