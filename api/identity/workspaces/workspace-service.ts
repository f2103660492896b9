import type { EntityClass } from '@mikro-orm/core'
import { type Context, principalOf } from '../../data/context.ts'
import type { Db } from '../../data/database.ts'
import { tenantOf } from '../../data/tenant.ts'
import { badInput, notFound, Refusal } from '../../graphql/errors.ts'
import { LONGEST_NAME, Setting, Workspace } from '../entity.ts'
import { uuidOf, WORKSPACE_REF, workspaceFor } from '../service.ts'
import { cleanName } from './named-service.ts'

/** How a change names its workspace, in the words of the contract. */
export const WORKSPACE = {
  /** Of what is not there yet. */
  forNew: `${WORKSPACE_REF} Not needed if there is only one workspace.`,
  /** Of what {@link workspaceOf} finds by its id. */
  forNamed: `${WORKSPACE_REF} Not needed if the object is given by ID or there is only one workspace.`,
  /** Of many things at once. */
  forSeveral: `${WORKSPACE_REF} Not needed if the first item that is given by ID is in it, or there is only one workspace.`,
} as const

/** Something in a workspace, as a caller names it. */
export interface Named {
  entity: EntityClass<{ id: string; workspace: { id: string } }>
  typename: string
  ref: string
}

/** Of several things of one kind, the first whose workspace its id tells. */
export function firstById(
  entity: Named['entity'],
  typename: string,
  refs: readonly (string | null | undefined)[],
): Named | null {
  const ref = refs.find((one) => one != null && uuidOf(typename, one) !== null)
  return ref == null ? null : { entity, typename, ref }
}

/**
 * The workspace that a change is about: the one that is named, else the one that holds the thing that is named by id, else
 * the caller's only one.
 * @throws NOT_FOUND, WORKSPACE_REQUIRED
 */
export async function workspaceOf(
  context: Pick<Context, 'db'>,
  workspaceId: string | null | undefined,
  named?: Named | null,
): Promise<Workspace> {
  const uuid = !workspaceId && named ? uuidOf(named.typename, named.ref) : null
  if (!uuid) return workspaceFor(context, workspaceId)
  const found = await context.db.em.findOne(named!.entity, { id: uuid } as never, {
    fields: ['id', 'workspace'] as never,
    disableIdentityMap: true,
  })
  if (!found) throw notFound(named!.typename, named!.ref)
  return workspaceFor(context, found.workspace.id)
}

const KEY = /^[a-z0-9][a-z0-9-]{0,59}$/

/** A key made of a name: `Web Shop` is `web-shop`. */
const keyOf = (name: string) =>
  name
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '')
    .slice(0, 50) || 'workspace'

async function freeKey({ db }: Context, wanted: string | null | undefined, name: string): Promise<string> {
  // Without the caller's own bounds: a key is taken also where somebody else's workspace has it.
  const taken = async (key: string) => (await db.em.count(Workspace, { key }, { filters: { workspace: false } })) > 0
  if (wanted == null) {
    const base = keyOf(name)
    for (let at = 1; ; at++) {
      const key = at === 1 ? base : `${base}-${at}`
      if (!(await taken(key))) return key
    }
  }
  const key = wanted.toLowerCase()
  if (!KEY.test(key) || uuidOf('Workspace', key))
    throw badInput({ path: ['key'], message: 'must be 1 to 60 letters, digits, and hyphens, such as web-shop' })
  if (await taken(key))
    throw new Refusal('CONFLICT', `The workspace key ${key} is already taken.`, {
      issues: [{ path: ['key'], message: 'is taken' }],
    })
  return key
}

/** Makes an empty workspace. Whoever sees only some workspaces sees this one too. @returns its id */
export async function createWorkspace(
  context: Context,
  input: { name: string; key?: string | null | undefined },
): Promise<string> {
  const { db } = context
  const name = cleanName(input.name, LONGEST_NAME, ['name'])
  const workspace = db.em.create(Workspace, {
    key: await freeKey(context, input.key, name),
    name,
    dataChangedAt: context.now(),
    createdAt: context.now(),
  })
  const { userId, workspaceIds } = principalOf(context)
  if (workspaceIds && userId) {
    // Changed by the database: of two that are made at once, both come into the list.
    await db.em.execute(
      `update membership set workspace_ids = workspace_ids || to_jsonb(?::text) where tenant_id = ? and user_id = ? and jsonb_typeof(workspace_ids) = 'array'`,
      [workspace.id, tenantOf(db.em), userId],
    )
  }
  return workspace.id
}

export async function renameWorkspace(
  context: Context,
  workspace: Workspace,
  input: { name?: string | null | undefined; key?: string | null | undefined },
): Promise<void> {
  const name = input.name == null ? workspace.name : cleanName(input.name, LONGEST_NAME, ['name'])
  const key =
    input.key == null || input.key.toLowerCase() === workspace.key
      ? workspace.key
      : await freeKey(context, input.key, name)
  if (name === workspace.name && key === workspace.key) return
  await context.db.em.nativeUpdate(Workspace, { id: workspace.id }, { name, key })
  context.db.changed(workspace.id)
}

const CURRENCIES: ReadonlySet<string> = new Set(Intl.supportedValuesOf('currency'))

/** Names the currency of every amount in a workspace; amounts are not converted. @throws BAD_USER_INPUT */
export async function setCurrency({ db }: Context, workspace: Workspace, currency: string | null): Promise<void> {
  const code = currency === null ? null : currency.trim().toUpperCase()
  if (code !== null && !CURRENCIES.has(code))
    throw badInput({ path: ['currency'], message: 'must be an ISO 4217 code, such as USD or EUR' })
  if (code === (workspace.currency ?? null)) return
  await db.em.nativeUpdate(Workspace, { id: workspace.id }, { currency: code })
  db.changed(workspace.id)
}

export interface DeletedRows {
  kind: string
  count: number
}

/** Deletes a workspace with everything in it. @returns how many rows of each kind are gone */
export async function deleteWorkspace({ db }: Context, workspace: Workspace): Promise<DeletedRows[]> {
  const counts: DeletedRows[] = []
  for (const { class: entity, className, properties } of db.em.getMetadata().getAll().values()) {
    if (!('workspace' in properties)) continue
    const count = await db.em.count(entity as EntityClass<object>, { workspace: { id: workspace.id } } as never)
    if (count) counts.push({ kind: className, count })
  }
  await db.em.nativeDelete(Setting, { name: { $like: ['import mapping', workspace.id, '%'].join(' ') } })
  await db.em.nativeDelete(Workspace, { id: workspace.id })
  // Last, because who changes people waits for these rows, and a large workspace is not gone in a moment.
  await forgetIn(db, 'membership', workspace.id)
  await forgetIn(db, 'invite', workspace.id)
  return counts.sort((a, b) => (a.kind < b.kind ? -1 : 1))
}

/**
 * Who sees only some workspaces is compared with others by their list: it names none that is gone. The database changes the
 * list, because an admin may be taking others out of it.
 */
async function forgetIn({ em }: Db, table: 'membership' | 'invite', workspaceId: string): Promise<void> {
  await em.execute(
    `update ${table} set workspace_ids = workspace_ids - ?::text where tenant_id = ? and workspace_ids @> to_jsonb(?::text)`,
    [workspaceId, tenantOf(em), workspaceId],
  )
}
