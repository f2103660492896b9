import { setImmediate as turn } from 'node:timers/promises'
import type { Context } from '../../data/context.ts'
import type { Db } from '../../data/database.ts'
import { Kept, type At } from '../../data/kept.ts'
import { tenantOf } from '../../data/tenant.ts'
import { Workspace } from '../../identity/entity.ts'
import { BacklogItem } from '../entity.ts'
import type { ChangeField } from '../vocabulary.ts'
import { mostAlikeFirst, MOST_PAIRS, Titles, type AlikePair } from './alike.ts'
import { placedBy, type BacklogFind, type Placed } from './find.ts'
import { holdUps, type HoldUp } from './hold-up.ts'

type Found = Map<string, HoldUp> | AlikePair[]

/** Pairs and blockers of all workspaces. */
const kept = new Kept<Found>(400_000)
const underWay = new Map<string, Promise<Found>>()

/** What is computed over a whole workspace is kept, and while it is computed, it is for all who ask. */
async function once<Value extends Found>(what: string, at: At, compute: () => Promise<Value>): Promise<Value> {
  const version = [what, at.tenantId, at.id, at.dataVersion, at.dataChangedAt.getTime()].join(' ')
  const asked = underWay.get(version)
  if (asked) return (await asked) as Value
  const made = kept.once(at, what, compute, (found) => ('size' in found ? found.size : found.length) + 1)
  underWay.set(version, made)
  try {
    return (await made) as Value
  } finally {
    underWay.delete(version)
  }
}

/** Milliseconds after which other requests get their turn. */
const AT_ONCE = 10

/** Does something for each, and gives way in between. */
async function calmly<T>(all: Iterable<T>, work: (one: T, at: number) => void): Promise<void> {
  let [at, since] = [0, performance.now()]
  for (const one of all) {
    work(one, at++)
    if (performance.now() - since < AT_ONCE) continue
    await turn()
    since = performance.now()
  }
}

/** Open items that hold up others, by id. */
const heldUp = ({ db }: Pick<Context, 'db'>, workspace: At): Promise<Map<string, HoldUp>> =>
  once('blocking', workspace, async () => {
    const rows = await db.snapshot(() =>
      db.em.execute<{ blocker: string; blocked: string }[]>(
        `select d.blocker_id as blocker, d.item_id as blocked from dependency d
         join backlog_item b on b.tenant_id = d.tenant_id and b.id = d.blocker_id
         join backlog_item i on i.tenant_id = d.tenant_id and i.id = d.item_id
         where d.tenant_id = ? and d.workspace_id = ? and d.kind = 'blocks' and d.ended_at is null
           and b.status_category not in ('done', 'cancelled') and i.status_category not in ('done', 'cancelled')`,
        [tenantOf(db.em), workspace.id],
      ),
    )
    const held = new Map<string, HoldUp>()
    await calmly(holdUps(rows), ([id, holdUp]) => {
      held.set(id, holdUp)
    })
    return held
  })

/** Open items with nearly the same title; epics and features are named like the work in them, so they are left out. */
const alikeItems = ({ db }: Pick<Context, 'db'>, workspace: At): Promise<AlikePair[]> =>
  once('duplicates', workspace, async () => {
    const rows = await db.snapshot(() =>
      db.em.execute<{ id: string; title: string }[]>(
        `select id, title from backlog_item where tenant_id = ? and workspace_id = ?
         and status_category not in ('done', 'cancelled') and type not in ('epic', 'feature') order by number, key`,
        [tenantOf(db.em), workspace.id],
      ),
    )
    const titles = new Titles()
    await calmly(rows, (row) => titles.add(row))
    let pairs: AlikePair[] = []
    await calmly(rows, (_row, at) => {
      pairs.push(...titles.pairsOf(at))
      if (pairs.length > 2 * MOST_PAIRS) pairs = pairs.sort(mostAlikeFirst).slice(0, MOST_PAIRS)
    })
    return pairs.sort(mostAlikeFirst).slice(0, MOST_PAIRS)
  })

export interface Slips {
  /** Closed sprints that it was in at the end without being finished. */
  carriedOver: number
  /** Moves of the due date to a later day. */
  dueMoves: number
  /** The due date before the first move, as an ISO day. */
  firstDue: string | null
}

/**
 * Item `i` was finished in sprint `s`, in which it was by `c`: what has left for the next sprint is finished there. The
 * last weekend still counts.
 */
export const FINISHED_IN_SPRINT = `(i.resolved_at < s.end_date + interval '3 days'
  and (c.removed_at is null or c.removed_at > i.resolved_at))`

/**
 * Items `i` carried over from closed sprints `s`, by tenant and workspace: there at the end, and not finished in it, by the
 * same rule as its velocity.
 */
export const CARRIED_OVER = `sprint_scope c
  join sprint s on s.tenant_id = c.tenant_id and s.id = c.sprint_id
  join backlog_item i on i.tenant_id = c.tenant_id and i.id = c.item_id
  where c.tenant_id = ? and c.workspace_id = ? and s.state = 'closed' and s.end_date is not null
    and (c.removed_at is null or c.removed_at >= s.end_date)
    and ${FINISHED_IN_SPRINT} is not true`
const CARRIED = `select c.item_id, count(distinct s.id) as times from ${CARRIED_OVER}`
const MOVED = `select item_id, count(*) as times, (array_agg(before order by at, id))[1] as first from field_change
  where tenant_id = ? and workspace_id = ? and field = 'dueDate' and before is not null and after > before`

/** How often items slipped: all that did, or those among some. */
async function slipsOf(
  { db }: { db: Db },
  workspaceId: string,
  ids: readonly string[] | null,
): Promise<Map<string, Slips>> {
  const among = ids ? ` and item_id in (${ids.map(() => '?').join(', ')})` : ''
  const values = () => [tenantOf(db.em), workspaceId, ...(ids ?? [])]
  return db.snapshot(async () => {
    const carried = await db.em.execute<{ item_id: string; times: string }[]>(
      `${CARRIED}${among.replace('item_id', 'c.item_id')} group by c.item_id`,
      values(),
    )
    const moved = await db.em.execute<{ item_id: string; times: string; first: string }[]>(
      `${MOVED}${among} group by item_id`,
      values(),
    )
    const slips = new Map<string, Slips>()
    for (const { item_id, times } of carried)
      slips.set(item_id, { carriedOver: Number(times), dueMoves: 0, firstDue: null })
    for (const { item_id, times, first } of moved)
      slips.set(item_id, {
        carriedOver: slips.get(item_id)?.carriedOver ?? 0,
        dueMoves: Number(times),
        firstDue: first,
      })
    return slips
  })
}

/** What is found by more than its columns, in the order in which people want it; null for what columns tell. */
export async function placesOf(
  context: Pick<Context, 'db'>,
  workspace: At,
  find: BacklogFind,
): Promise<Placed[] | null> {
  if (find === 'blocking') return placedBy([...(await heldUp(context, workspace))].map(([id, { all }]) => [id, all]))
  if (find === 'slipped') {
    const slips = await slipsOf(context, workspace.id, null)
    return placedBy([...slips].map(([id, { carriedOver, dueMoves }]) => [id, carriedOver + dueMoves]))
  }
  if (find !== 'duplicates') return null
  const places = new Map<string, Placed>()
  for (const [at, { a, b }] of (await alikeItems(context, workspace)).entries())
    for (const id of [a, b])
      if (!places.has(id)) places.set(id, { id, order: `${String(at).padStart(8, '0')} ${id === a ? 0 : 1} ${id}` })
  return [...places.values()].sort((x, y) => (x.order < y.order ? -1 : 1))
}

/** An item as a loader names it: `workspace item`. */
const splitName = (name: string) => name.split(' ') as [workspaceId: string, id: string]

/** Something of a whole workspace for items of one or more of them, in the order of the names. */
async function perItem<Value>(
  context: Pick<Context, 'db'>,
  names: readonly string[],
  of: (workspace: At, ids: readonly string[]) => Promise<(id: string) => Value>,
): Promise<Value[]> {
  const values = new Map<string, Value>()
  for (const [workspaceId, own] of Map.groupBy(names, (name) => splitName(name)[0])) {
    const workspace = await context.db.em.findOneOrFail(Workspace, { id: workspaceId })
    const valueOf = await of(
      workspace,
      own.map((name) => splitName(name)[1]),
    )
    for (const name of own) values.set(name, valueOf(splitName(name)[1]))
  }
  return names.map((name) => values.get(name)!)
}

export const holdUpsByName = (context: Pick<Context, 'db'>, names: readonly string[]) =>
  perItem(context, names, async (workspace) => {
    const held = await heldUp(context, workspace)
    return (id) => held.get(id)?.all ?? 0
  })

const NO_SLIPS: Slips = { carriedOver: 0, dueMoves: 0, firstDue: null }
export const slipsByName = (context: Pick<Context, 'db'>, names: readonly string[]) =>
  perItem(context, names, async (workspace, ids) => {
    const slips = await slipsOf(context, workspace.id, ids)
    return (id) => slips.get(id) ?? NO_SLIPS
  })

export const alikeByName = (context: Pick<Context, 'db'>, names: readonly string[]) =>
  perItem(context, names, async (workspace, ids) => {
    const mine = new Set(ids)
    const pairs = (await alikeItems(context, workspace)).filter(({ a, b }) => mine.has(a) || mine.has(b))
    const others = [...new Set(pairs.flatMap(({ a, b }) => [a, b]))]
    const rows = await context.db.em.find(
      BacklogItem,
      { id: { $in: others } },
      { fields: ['id', 'key'], disableIdentityMap: true },
    )
    const keys = new Map(rows.map(({ id, key }) => [id, key]))
    return (id) =>
      pairs.flatMap(({ a, b, alike }) =>
        a === id || b === id ? [{ key: keys.get(a === id ? b : a)!, alike: Math.round(alike * 100) / 100 }] : [],
      )
  })

export interface KeptChange {
  at: Date
  field: ChangeField
  before: string | null
  after: string | null
}

/** The newest changes of each item's fields, oldest first. */
export async function changesOf({ db }: Pick<Context, 'db'>, ids: readonly string[]): Promise<KeptChange[][]> {
  const rows = await db.snapshot(() =>
    db.em.execute<(Omit<KeptChange, 'at'> & { item_id: string; at: string | Date })[]>(
      `select item_id, at, field, before, after from (
         select c.*, row_number() over (partition by item_id order by at desc, id desc) as place from field_change c
         where tenant_id = ? and item_id in (${ids.map(() => '?').join(', ')})) c
       where place <= ${MOST_CHANGES} order by at, id`,
      [tenantOf(db.em), ...ids],
    ),
  )
  const byItem = Map.groupBy(rows, ({ item_id }) => item_id)
  return ids.map((id) => (byItem.get(id) ?? []).map((row) => ({ ...row, at: new Date(row.at) })))
}

export const MOST_CHANGES = 50
