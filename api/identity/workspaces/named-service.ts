import type { EntityClass } from '@mikro-orm/core'
import { asLine, cut, figureText } from '../../../text.ts'
import type { Context } from '../../data/context.ts'
import type { Db } from '../../data/database.ts'
import { badInput, notFound, Refusal } from '../../graphql/errors.ts'
import { tenantOf } from '../../data/tenant.ts'
import { uuidOf } from '../service.ts'

/** What a workspace holds under a name of its own: teams, calendars, sprints, themes, objectives. */
interface NamedThing {
  id: string
  name: string
  workspace: { id: string }
}

/** What has a name: as it is written, else the only one that has it in another case. */
export function withName<T extends { readonly name: string }>(rows: readonly T[], name: string): T | undefined {
  const exact = rows.find((row) => row.name === name)
  if (exact) return exact
  const words = name.trim().toLowerCase()
  const alike = rows.filter((row) => row.name.toLowerCase() === words)
  return alike.length === 1 ? alike[0] : undefined
}

/** Names that are compared in any case: as many sprints as a workspace can hold. */
const MOST_NAMES = 5_000

/** One of them by global id, uuid or name, in any case. @throws NOT_FOUND, with the place in the input when it was not the subject */
export async function namedFor<T extends NamedThing>(
  { db }: Pick<Context, 'db'>,
  entity: EntityClass<T>,
  typename: string,
  workspaceId: string,
  ref: string,
  path?: readonly string[],
): Promise<T> {
  const uuid = uuidOf(typename, ref)
  const here = { workspace: { id: workspaceId } }
  const found = await db.em.findOne(entity, { ...here, ...(uuid ? { id: uuid } : { name: ref }) } as never)
  if (found) return found as T
  const rows = (await db.em.find(
    entity,
    here as never,
    { fields: ['name'], limit: MOST_NAMES, disableIdentityMap: true } as never,
  )) as Pick<T, 'id' | 'name'>[]
  const alike = uuid ? undefined : withName(rows, ref)
  if (alike) return (await db.em.findOneOrFail(entity, { ...here, id: alike.id } as never)) as T
  if (!path)
    throw notFound(
      typename,
      ref,
      rows.map(({ name }) => name),
    )
  throw new Refusal('NOT_FOUND', `${path.join('.')}: ${typename} ${JSON.stringify(cut(ref, 80))} was not found.`, {
    kind: typename,
    id: cut(ref, 80),
    issues: [{ path, message: 'was not found in this workspace' }],
  })
}

/** A name as it is kept: one line. @throws BAD_USER_INPUT */
export function cleanName(
  name: string | null | undefined,
  longest: number,
  path: readonly string[] = ['input', 'name'],
): string {
  const clean = asLine(name ?? '')
  if (!clean || clean.length > longest) throw badInput({ path, message: `must be 1 to ${longest} characters` })
  return clean
}

/** Longer text as it is kept. @throws BAD_USER_INPUT */
export function cleanText(text: string, field: string, longest: number): string {
  const clean = text.trim()
  if (clean.length > longest)
    throw badInput({
      path: ['input', field],
      message: `has ${clean.length} characters; at most ${longest} are allowed`,
    })
  return clean
}

/** @throws CONFLICT when another one of the workspace has the name. */
export async function refuseTakenName<T extends NamedThing>(
  { db }: Pick<Context, 'db'>,
  entity: EntityClass<T>,
  workspaceId: string,
  name: string,
): Promise<void> {
  const taken = await db.em.count(entity, { workspace: { id: workspaceId }, name } as never)
  if (taken)
    throw new Refusal('CONFLICT', `${JSON.stringify(name)} already exists.`, {
      issues: [{ path: ['input', 'name'], message: 'is taken' }],
    })
}

/**
 * For a thing that is new: its name is free, and there is room. Lists of them are read whole.
 * @throws CONFLICT when another one of the workspace has the name; BAD_USER_INPUT when there are `most`
 */
export async function refuseNew<T extends NamedThing>(
  context: Pick<Context, 'db'>,
  entity: EntityClass<T>,
  workspaceId: string,
  name: string,
  most: number,
): Promise<void> {
  await refuseTakenName(context, entity, workspaceId, name)
  const there = await context.db.em.count(entity, { workspace: { id: workspaceId } } as never)
  if (there >= most)
    throw badInput({
      path: ['input'],
      message: `this workspace has ${figureText(there)} already, the most that it can hold: delete some first`,
    })
}

/** Adds a row to a workspace. @returns its id */
export function addTo<T extends { id: string }>(
  db: Db,
  entity: EntityClass<T>,
  workspaceId: string,
  values: object,
): string {
  const row = db.em.create(entity, { ...values, workspace: [tenantOf(db.em), workspaceId] } as never) as T
  db.changed(workspaceId)
  return row.id
}

/** Writes the values that differ from what is there. Where none does, nothing changes, not even the data version. */
export function edit(db: Db, row: NamedThing, values: Record<string, unknown>): void {
  const before = row as unknown as Record<string, unknown>
  const differing = Object.entries(values).filter(
    ([member, value]) => value !== undefined && plain(before[member]) !== plain(value),
  )
  if (!differing.length) return
  db.em.assign(row, Object.fromEntries(differing) as never)
  db.changed(row.workspace.id)
}

/** A value to compare; of a referenced row its id. */
function plain(value: unknown): string {
  if (value instanceof Date) return value.toISOString()
  if (typeof value === 'object' && value !== null && 'id' in value) return String(value.id)
  return JSON.stringify(value ?? null)
}
