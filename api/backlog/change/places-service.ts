import type { Context } from '../../data/context.ts'
import { Refusal } from '../../graphql/errors.ts'
import type { Workspace } from '../../identity/entity.ts'
import { itemIds, sprintIds, teamIds, type Reference } from '../reference-service.ts'
import { parentCircle } from '../structure/hierarchy.ts'
import { familyOf } from '../structure/hierarchy-service.ts'
import type { Work } from './existing-service.ts'

interface Links {
  parentId: string | null | undefined
  teamId: string | null | undefined
  sprintId: string | null | undefined
}

/** What the drafts refer to, as ids. A parent may be another item of the same call. */
export async function readReferences(
  { db }: Context,
  workspace: Workspace,
  works: readonly Work[],
): Promise<Map<string, Links>> {
  const here = new Map(
    works.flatMap(({ key, existing, itemId }) =>
      [existing?.key ?? key].flatMap((name) => (name ? [[name, itemId] as const] : [])),
    ),
  )
  const given = (member: 'parentId' | 'teamId' | 'sprintId'): Reference[] =>
    works.flatMap(({ draft, path }) => (draft[member] ? [{ ref: draft[member], path: [...path, member] }] : []))
  const elsewhere = given('parentId').filter(({ ref }) => !here.has(ref) && !here.has(ref.toUpperCase()))
  const parents = await itemIds(db, workspace.id, elsewhere)
  const teams = await teamIds(db, workspace.id, given('teamId'))
  const sprints = await sprintIds(db, workspace.id, given('sprintId'))
  const read = (ref: string | null | undefined, find: (ref: string) => string | undefined) =>
    ref ? find(ref)! : (ref as null | undefined)
  return new Map(
    works.map(({ itemId, draft }) => [
      itemId,
      {
        parentId: read(draft.parentId, (ref) => parents.get(ref) ?? here.get(ref) ?? here.get(ref.toUpperCase())),
        teamId: read(draft.teamId, (ref) => teams.get(ref)),
        sprintId: read(draft.sprintId, (ref) => sprints.get(ref)),
      },
    ]),
  )
}

/** The relatives of the items whose place changes, at their new places. @throws BAD_USER_INPUT when an item would be its own ancestor */
export async function refuseCircles(
  { db }: Context,
  reshaped: ReadonlyMap<string, { parentId: string | null; isEpic: boolean; key: string }>,
  works: readonly Work[],
) {
  const known = works.flatMap(({ itemId, existing }) => (existing && reshaped.has(itemId) ? [itemId] : []))
  const family = await familyOf(db, [...known, ...[...reshaped.values()].flatMap(({ parentId }) => parentId ?? [])])
  for (const [id, place] of reshaped) family.set(id, { ...place, epicId: family.get(id)?.epicId ?? null })
  for (const { itemId, path } of works) {
    const circle = reshaped.has(itemId) ? parentCircle(family, itemId) : null
    if (!circle) continue
    const keys = circle.map((id) => family.get(id)!.key)
    throw new Refusal('BAD_USER_INPUT', `${keys[0]} would be its own ancestor: ${[...keys, keys[0]].join(' → ')}.`, {
      issues: [{ path: [...path, 'parentId'], message: 'would make the item its own ancestor' }],
      cycle: keys,
    })
  }
  return family
}
