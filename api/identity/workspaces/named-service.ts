import type { EntityClass, FilterQuery, RequiredEntityData } from '@mikro-orm/core'
import { asLine, figureText } from '../../../text.ts'
import type { Context } from '../../data/context.ts'
import type { Db } from '../../data/database.ts'
import { badInput, notFound, Refusal } from '../../graphql/errors.ts'
import { refTo, tenantOf } from '../../data/tenant.ts'
import { uuidOf } from '../service.ts'

/** What has a name of its own: teams, calendars, sprints, themes, and objectives in a workspace; competitors and capabilities in the organization. */
interface NamedThing {
  id: string
  name: string
}

/** Where a name is unique: a workspace by its ID; null is the whole organization. */
type Within = string | null

const within = <T extends object>(place: Within, more: object = {}): FilterQuery<T> =>
  ({ ...(place === null ? {} : { workspace: { id: place } }), ...more }) as FilterQuery<T>

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
  place: Within,
  ref: string,
  path?: readonly string[],
): Promise<T> {
  const uuid = uuidOf(typename, ref)
  const found = await db.em.findOne(entity, within<T>(place, uuid ? { id: uuid } : { name: ref }))
  if (found) return found
  const rows: Pick<T, 'id' | 'name'>[] = await db.em.find(entity, within<T>(place), {
    fields: ['id', 'name'] as never,
    limit: MOST_NAMES,
    disableIdentityMap: true,
  })
  const alike = uuid ? undefined : withName(rows, ref)
  if (alike) return db.em.findOneOrFail(entity, within<T>(place, { id: alike.id }))
  const names = rows.map(({ name }) => name)
  const unknown = notFound(typename, ref, names)
  if (!path) throw unknown
  throw new Refusal('NOT_FOUND', `${path.join('.')}: ${unknown.message}`, {
    ...unknown.extensions,
    issues: [{ path, message: place === null ? 'was not found' : 'was not found in this workspace' }],
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

/** @throws CONFLICT when another one there has the name. */
export async function refuseTakenName<T extends NamedThing>(
  { db }: Pick<Context, 'db'>,
  entity: EntityClass<T>,
  place: Within,
  name: string,
): Promise<void> {
  if (await db.em.count(entity, within<T>(place, { name })))
    throw new Refusal('CONFLICT', `${JSON.stringify(name)} already exists.`, {
      issues: [{ path: ['input', 'name'], message: 'is taken' }],
    })
}

/**
 * For a thing that is new: its name is free, and there is room. Lists of them are read whole.
 * @param things what they are called, as a plural
 * @throws CONFLICT when another one there has the name; BAD_USER_INPUT when there are `most`
 */
export async function refuseNew<T extends NamedThing>(
  context: Pick<Context, 'db'>,
  entity: EntityClass<T>,
  place: Within,
  name: string,
  most: number,
  things: string,
): Promise<void> {
  await refuseTakenName(context, entity, place, name)
  const there = await context.db.em.count(entity, within<T>(place))
  if (there >= most)
    throw badInput({
      path: ['input'],
      message: `${place === null ? 'your organization' : 'this workspace'} has ${figureText(there)} ${things}, the most it can have: delete some first`,
    })
}

/** The members that an input says something about. */
export const given = <V extends object>(values: V): { [K in keyof V]?: Exclude<V[K], undefined> } =>
  Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as V

/** What a new row says. Its key and its workspace are ours to fill in. */
type Values<T> = Omit<RequiredEntityData<T>, 'tenantId' | 'id' | 'workspace'>

/** Adds a row to a workspace, or to the organization. */
export function addTo<T extends { id: string }>(db: Db, entity: EntityClass<T>, place: Within, values: Values<T>): T {
  const workspace = place === null ? {} : { workspace: refTo({ tenantId: tenantOf(db.em), id: place }) }
  note(db, place)
  return db.em.create(entity, { ...values, ...workspace } as never)
}

/** Writes the values that differ from what is there. Where none does, nothing changes, not even the data version. @returns whether any did */
export function edit(
  db: Db,
  row: { readonly id: string; readonly workspace?: { readonly id: string } },
  values: Record<string, unknown>,
): boolean {
  const differing = Object.entries(values).filter(
    ([member, value]) => value !== undefined && plain(Reflect.get(row, member)) !== plain(value),
  )
  if (!differing.length) return false
  db.em.assign(row, Object.fromEntries(differing) as never)
  note(db, row.workspace?.id ?? null)
  return true
}

const note = (db: Db, place: Within) => (place === null ? db.changedForAll() : db.changed(place))

/** A value to compare; of a referenced row its id. */
function plain(value: unknown): string {
  if (value instanceof Date) return value.toISOString()
  if (typeof value === 'object' && value !== null && 'id' in value) return String(value.id)
  return JSON.stringify(value ?? null)
}
