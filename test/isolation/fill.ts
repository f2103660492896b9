/** A row in every table that a tenant owns, made from the entities themselves: a new table is filled the day it exists. */
import type { EntityMetadata, EntityProperty } from '@mikro-orm/core'
import type { EntityManager } from '../../api/data/database.ts'
import { GLOBAL_TABLES } from '../../api/data/entities.ts'
import { hashApiKey } from '../../api/identity/keys/api-key.ts'
import type { World } from '../world.ts'

export interface Ground {
  tenantId: string
  userId: string
  /** null fills the tables that no workspace owns. */
  workspaceId: string | null
  /** Stands in every text of every row. */
  marker: string
}

/** Ids that exist, by entity. */
export type Filled = Map<string, string[]>

const DAY = '2026-03-02'
const MOMENT = new Date('2026-03-02T09:00:00.000Z')

/** Where a value made from the type alone would not do. */
const VALUES: Record<string, (ground: Ground) => unknown> = {
  'ApiKey.hash': () => hashApiKey(new Uint8Array(32), crypto.randomUUID()),
  'ApiKey.scopes': () => ['mcp:enabled'],
  'ApiKey.surfaces': () => ['graphql'],
  'ApiKey.expiresAt': () => null,
  'ApiKey.revokedAt': () => null,
  'Calendar.weekdays': () => [0, 1, 2, 3, 4],
  'CreditEntry.request': () => null,
  'CreditEntry.attempt': () => null,
  'Dependency.endedAt': () => null,
  'Import.mapping': () => null,
  'Import.refusal': () => null,
  'Import.report': () => null,
  'Import.written': () => null,
  // Nobody reads it meanwhile.
  'SyncConnection.dueAt': () => '2100-01-01T00:00:00Z',
  'McpSession.idHash': () => crypto.randomUUID(),
  'Sprint.state': () => 'active',
}

/**
 * Fills every tenant-owned table that has no row of this ground yet.
 * @param made entities whose rows are made otherwise, in their turn
 * @throws when a table cannot be filled: give its column a value in VALUES
 */
export async function fill(
  world: Pick<World, 'orm'>,
  ground: Ground,
  filled: Filled,
  made: Record<string, () => Promise<string[]>> = {},
): Promise<void> {
  const em = world.orm.em.fork()
  em.setFilterParams('tenant', { id: ground.tenantId })
  const all = [...world.orm.getMetadata().getAll().values()].filter(
    (meta) => !(meta.tableName in GLOBAL_TABLES) && meta.tableName && !meta.pivotTable,
  )
  let waiting = all.filter((meta) => !filled.has(meta.className) && belongs(meta) === (ground.workspaceId !== null))
  while (waiting.length) {
    const waitsFor = (meta: EntityMetadata, prop: EntityProperty) =>
      targetOf(prop) !== meta.className && waiting.some(({ className }) => className === targetOf(prop))
    const complete = waiting.filter((meta) => !references(meta).some((prop) => waitsFor(meta, prop)))
    const ready = complete.length
      ? complete
      : waiting.filter((meta) => !references(meta).some((prop) => !prop.nullable && waitsFor(meta, prop)))
    if (!ready.length)
      throw new Error(`tables wait for each other: ${waiting.map(({ className }) => className).join(', ')}`)
    for (const meta of ready) {
      const rows = await made[meta.className]?.()
      if (rows) {
        filled.set(meta.className, rows)
        continue
      }
      filled.set(meta.className, await insert(em, meta, ground, filled))
    }
    waiting = waiting.filter((meta) => !ready.includes(meta))
  }
}

/** More rows of an entity, in one statement. @param given some columns of each @returns their ids */
export async function more(
  world: Pick<World, 'orm'>,
  entity: string,
  ground: Ground,
  filled: Filled,
  given: readonly Record<string, unknown>[],
): Promise<string[]> {
  const em = world.orm.em.fork()
  em.setFilterParams('tenant', { id: ground.tenantId })
  return insert(em, world.orm.getMetadata().getByClassName(entity), ground, filled, given)
}

async function insert(
  em: EntityManager,
  meta: EntityMetadata,
  ground: Ground,
  filled: Filled,
  given: readonly Record<string, unknown>[] = [{}],
): Promise<string[]> {
  const ids = given.map(() => crypto.randomUUID())
  const rows = given.map((columns, at) => ({ ...rowFor(meta, ids[at]!, ground, filled), ...columns }))
  const columns = Object.keys(rows[0]!)
  const places = `(${columns.map(() => '?').join(', ')})`
  await em
    .execute(
      `insert into "${meta.tableName}" (${columns.map((name) => `"${name}"`).join(', ')}) values ${rows.map(() => places).join(', ')}`,
      rows.flatMap((row: Record<string, unknown>) => columns.map((name) => row[name])),
    )
    .catch((error: Error) => {
      throw new Error(`cannot fill ${meta.className}: ${error.message}`)
    })
  return ids
}

const targetOf = (prop: EntityProperty) => prop.targetMeta!.className
const belongs = (meta: EntityMetadata) => 'workspace' in meta.properties
const references = (meta: EntityMetadata) =>
  Object.values<EntityProperty>(meta.properties).filter(({ kind }) => kind === 'm:1' || kind === '1:1')

function rowFor(meta: EntityMetadata, id: string, ground: Ground, filled: Filled): Record<string, unknown> {
  const row: Record<string, unknown> = {}
  for (const prop of Object.values<EntityProperty>(meta.properties)) {
    if (prop.generated || prop.persist === false || prop.kind === '1:m' || prop.kind === 'm:n') continue
    const value = valueFor(meta, prop, id, ground, filled)
    if (value !== undefined) row[prop.fieldNames.at(-1)!] = value
  }
  return row
}

function valueFor(meta: EntityMetadata, prop: EntityProperty, id: string, ground: Ground, filled: Filled): unknown {
  const given = VALUES[`${meta.className}.${prop.name}`]?.(ground)
  if (given === null) return null
  if (prop.name === 'tenantId') return ground.tenantId
  if (prop.name === 'id') return id
  if (given !== undefined) return prop.runtimeType === 'object' || Array.isArray(given) ? JSON.stringify(given) : given
  if (prop.kind === 'm:1' || prop.kind === '1:1') {
    const target = targetOf(prop)
    if (target === 'Workspace') return ground.workspaceId
    if (target === 'User') return ground.userId
    return filled.get(target)?.[0] ?? null
  }
  if (prop.enum) return prop.items![0]
  const type = prop.columnTypes[0]!
  if (/^(json|jsonb)/.test(type)) return '[]'
  if (type.startsWith('uuid')) return crypto.randomUUID()
  if (type.startsWith('timestamp')) return MOMENT
  if (type.startsWith('date')) return DAY
  if (type.startsWith('bool')) return false
  if (/^(int|smallint|bigint|double|real|numeric)/.test(type)) return 1
  if (type.startsWith('bytea')) return Buffer.from(ground.marker)
  return `${ground.marker} ${prop.name} ${id.slice(0, 8)}`.slice(0, prop.length ?? 1_000)
}
