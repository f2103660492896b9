/** Items linked to a capability, by the page. Those of a list of capabilities are read together. */
import DataLoader from 'dataloader'
import { principalOf, type Context } from '../data/context.ts'
import { tenantOf } from '../data/tenant.ts'
import { workspaceFor } from '../identity/service.ts'
import { ItemCapability } from './entity.ts'

interface Linked {
  capability: string
  /** null is all workspaces. */
  workspace: string | null
}

interface Rows extends Linked {
  /** What a cursor leaves out; empty on a first page. */
  beyond: object
  options: { orderBy: object[]; limit: number }
}

interface Loaders {
  rows: DataLoader<Rows, ItemCapability[]>
  totals: DataLoader<Linked, number>
  /** The workspace that a reference names, looked up once. @throws NOT_FOUND */
  workspace: (ref: string) => Promise<string>
}
const loaders = new WeakMap<Context['db'], Loaders>()

/** Both by one statement for all capabilities that are asked for in the same moment. */
export function linkedItems(context: Context): Loaders {
  const { db } = context
  // The statements here pass by the wall between workspaces, which the entity manager keeps: they say it themselves.
  const mine = principalOf(context).workspaceIds
  const known = new Map<string, Promise<string>>()
  const made = loaders.get(db) ?? {
    rows: new DataLoader((asked) => readRows(db, mine, asked), { cache: false }),
    totals: new DataLoader((asked) => countRows(db, mine, asked), { cache: false }),
    workspace: (ref: string) => {
      const found = known.get(ref) ?? workspaceFor(context, ref).then(({ id }) => id)
      known.set(ref, found)
      return found
    },
  }
  loaders.set(db, made)
  return made
}

const linkedWhere = ({ capability, workspace }: Linked) => ({
  capability: { id: capability },
  ...(workspace ? { workspace: { id: workspace } } : {}),
})

type Mine = readonly string[] | null

/** The workspaces that are meant, as a condition; null is all. */
function among(workspace: string | null, mine: Mine): { sql: string; values: string[] } {
  const ids = workspace ? [workspace] : mine
  return ids ? { sql: ' and workspace_id = any(?::uuid[])', values: [`{${ids.join()}}`] } : { sql: '', values: [] }
}

async function readRows(db: Context['db'], mine: Mine, asked: readonly Rows[]): Promise<ItemCapability[][]> {
  const found = new Map<Rows, ItemCapability[]>()
  const alike = Map.groupBy(asked, ({ workspace, beyond, options }) => JSON.stringify([workspace, beyond, options]))
  for (const group of alike.values()) {
    const [{ workspace, beyond, options }] = group as [Rows]
    // A cursor belongs to the list of one capability.
    if (group.length === 1 || Object.keys(beyond).length) {
      for (const one of group)
        found.set(one, await db.em.find(ItemCapability, { ...linkedWhere(one), ...beyond }, options))
      continue
    }
    const within = among(workspace, mine)
    const backward = JSON.stringify(options.orderBy).includes('desc')
    const order = backward ? 'created_at desc, id desc' : 'created_at, id'
    const ids = await db.em.execute<{ id: string }[]>(
      `select id from (
         select id, row_number() over (partition by capability_id order by ${order}) as place from item_capability
         where tenant_id = ? and capability_id = any(?::uuid[])${within.sql}
       ) placed where place <= ?`,
      [tenantOf(db.em), idsOf(group), ...within.values, options.limit],
    )
    const rows = await db.em.find(
      ItemCapability,
      { id: { $in: ids.map(({ id }) => id) } },
      { orderBy: options.orderBy as never },
    )
    const byCapability = Map.groupBy(rows, ({ capability }) => capability.id)
    for (const one of group) found.set(one, byCapability.get(one.capability) ?? [])
  }
  return asked.map((one) => found.get(one)!)
}

async function countRows(db: Context['db'], mine: Mine, asked: readonly Linked[]): Promise<number[]> {
  const totals = new Map<Linked, number>()
  for (const [workspace, group] of Map.groupBy(asked, (one) => one.workspace)) {
    const within = among(workspace, mine)
    const counted = await db.em.execute<{ capability: string; total: number }[]>(
      `select capability_id as capability, count(*)::int as total from item_capability
       where tenant_id = ? and capability_id = any(?::uuid[])${within.sql} group by 1`,
      [tenantOf(db.em), idsOf(group), ...within.values],
    )
    const known = new Map(counted.map(({ capability, total }) => [capability, total]))
    for (const one of group) totals.set(one, known.get(one.capability) ?? 0)
  }
  return asked.map((one) => totals.get(one)!)
}

/** As PostgreSQL writes an array of UUIDs. */
const idsOf = (asked: readonly Linked[]) => `{${asked.map(({ capability }) => capability).join()}}`
