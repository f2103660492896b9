import { cut } from '../../text.ts'
import type { Db } from '../data/database.ts'
import { Refusal } from '../graphql/errors.ts'
import { uuidOf } from '../identity/service.ts'
import { withName } from '../identity/workspaces/named-service.ts'
import { Sprint, Team } from '../teams/entity.ts'
import { BacklogItem } from './entity.ts'

export type Path = readonly (string | number)[]

/** A reference in somebody's input that leads nowhere, with its place in the input. */
export const brokenReference = (kind: string, ref: string, path: Path) =>
  new Refusal('NOT_FOUND', `${path.join('.')}: ${kind} ${JSON.stringify(cut(ref, 80))} was not found.`, {
    kind,
    id: cut(ref, 80),
    issues: [{ path, message: 'was not found in this workspace' }],
  })

export interface Reference {
  ref: string
  path: Path
}

/** How a key may stand in the backlog: as it was given, or else in capitals. */
export const keysLike = (ref: string): string[] => [...new Set([ref, ref.toUpperCase()])]

/** The row that a key means: the one with exactly this key, else the one with it in capitals. */
export const withKey = <T extends { readonly key: string }>(rows: readonly T[], ref: string): T | undefined =>
  rows.find(({ key }) => key === ref) ?? rows.find(({ key }) => key === ref.toUpperCase())

/** The ids of the teams or sprints that are named by global id, uuid or name, in any case. @throws NOT_FOUND with the path of the first that is not there */
async function namedIds(
  db: Db,
  kind: 'Team' | 'Sprint',
  workspaceId: string,
  references: readonly Reference[],
): Promise<Map<string, string>> {
  const ids = new Map<string, string>()
  if (!references.length) return ids
  const wanted = {
    workspace: { id: workspaceId },
    $or: [
      { id: { $in: references.flatMap(({ ref }) => uuidOf(kind, ref) ?? []) } },
      { name: { $in: references.map(({ ref }) => ref) } },
    ],
  }
  const options = { fields: ['id', 'name'] as const, disableIdentityMap: true }
  const read = (where: object): Promise<{ id: string; name: string }[]> =>
    kind === 'Team' ? db.em.find(Team, where, options) : db.em.find(Sprint, where, options)
  const rows = await read(wanted)
  let all: typeof rows | null = null
  for (const { ref, path } of references) {
    const uuid = uuidOf(kind, ref)
    let row = rows.find(({ id }) => id === uuid) ?? rows.find(({ name }) => name === ref)
    if (!row && !uuid) {
      all ??= await read({ workspace: { id: workspaceId } })
      row = withName(all, ref)
    }
    if (!row) throw brokenReference(kind, ref, path)
    ids.set(ref, row.id)
  }
  return ids
}

export const teamIds = (db: Db, workspaceId: string, references: readonly Reference[]) =>
  namedIds(db, 'Team', workspaceId, references)
export const sprintIds = (db: Db, workspaceId: string, references: readonly Reference[]) =>
  namedIds(db, 'Sprint', workspaceId, references)

/** The ids of items named by global id, uuid or key. @throws NOT_FOUND with the path of the first that is not there */
export async function itemIds(
  db: Db,
  workspaceId: string,
  references: readonly Reference[],
  refusal: (reference: Reference) => Refusal = ({ ref, path }) => brokenReference('BacklogItem', ref, path),
): Promise<Map<string, string>> {
  const ids = new Map<string, string>()
  if (!references.length) return ids
  const uuids = references.flatMap(({ ref }) => uuidOf('BacklogItem', ref) ?? [])
  const keys = references.flatMap(({ ref }) => (uuidOf('BacklogItem', ref) ? [] : keysLike(ref)))
  // Two questions, each with an index of its own; one question with an `or` would read the whole backlog.
  const options = { fields: ['id', 'key'] as const, disableIdentityMap: true }
  const named = keys.length
    ? await db.em.find(BacklogItem, { workspace: { id: workspaceId }, key: { $in: keys } }, options)
    : []
  const known = new Set(
    uuids.length
      ? (await db.em.find(BacklogItem, { workspace: { id: workspaceId }, id: { $in: uuids } }, options)).map(
          ({ id }) => id,
        )
      : [],
  )
  for (const { ref, path } of references) {
    const uuid = uuidOf('BacklogItem', ref)
    const id = uuid ? (known.has(uuid) ? uuid : undefined) : withKey(named, ref)?.id
    if (!id) throw refusal({ ref, path })
    ids.set(ref, id)
  }
  return ids
}
