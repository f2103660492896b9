import type { Db } from '../../data/database.ts'
import { refTo, tenantOf } from '../../data/tenant.ts'
import { Team } from '../../teams/entity.ts'
import { BacklogItem, FieldChange } from '../entity.ts'
import type { ChangeField } from '../vocabulary.ts'

/** Columns whose changes are kept as they stand; parents and teams are kept by name. */
const PLAIN = ['title', 'storyPoints', 'dueDate'] as const satisfies readonly ChangeField[]

export interface FieldMove {
  itemId: string
  field: ChangeField
  /** Plain values; ids of parents and teams. */
  before: string | number | null
  after: string | number | null
}

type Before = Pick<BacklogItem, 'id' | (typeof PLAIN)[number]> & {
  parent?: { id: string } | null | undefined
  team?: { id: string } | null | undefined
}

/** The kept fields that a write changes; `values` holds what it sets, references as `[tenant, id]` or null. */
export function fieldMoves(existing: Before, values: Readonly<Record<string, unknown>>): FieldMove[] {
  const idOf = (reference: unknown) => (Array.isArray(reference) ? (reference[1] as string) : null)
  return [
    ...PLAIN.filter((field) => field in values).map((field) => ({
      itemId: existing.id,
      field,
      before: existing[field] ?? null,
      after: (values[field] ?? null) as string | number | null,
    })),
    ...(['parent', 'team'] as const)
      .filter((field) => field in values)
      .map((field) => ({
        itemId: existing.id,
        field,
        before: existing[field]?.id ?? null,
        after: idOf(values[field]),
      })),
  ]
}

/** Keeps what changed. The items themselves are written by the caller. */
export async function recordFieldMoves(
  db: Db,
  workspaceId: string,
  moves: readonly FieldMove[],
  at: Date,
): Promise<void> {
  if (!moves.length) return
  const { em } = db
  const tenantId = tenantOf(em)
  const named = (field: ChangeField) =>
    moves
      .filter((move) => move.field === field)
      .flatMap(({ before, after }) => [before, after].filter((id) => id !== null))
  const plain = { disableIdentityMap: true } as const
  const parents = named('parent') as string[]
  const teams = named('team') as string[]
  const names = new Map([
    ...(parents.length
      ? await em.find(BacklogItem, { id: { $in: parents } }, { ...plain, fields: ['id', 'key'] })
      : []
    ).map(({ id, key }) => [id, key] as const),
    ...(teams.length ? await em.find(Team, { id: { $in: teams } }, { ...plain, fields: ['id', 'name'] }) : []).map(
      ({ id, name }) => [id, name] as const,
    ),
  ])
  const text = (field: ChangeField, value: string | number | null) =>
    value === null ? null : field === 'parent' || field === 'team' ? (names.get(String(value)) ?? null) : String(value)
  await em.insertMany(
    FieldChange,
    moves.map(({ itemId, field, before, after }) => ({
      tenantId,
      id: crypto.randomUUID(),
      workspace: refTo({ tenantId, id: workspaceId }),
      item: refTo({ tenantId, id: itemId }),
      at,
      field,
      before: text(field, before),
      after: text(field, after),
      importId: null,
    })),
  )
}
