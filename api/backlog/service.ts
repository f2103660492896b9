import type { Workspace } from '../identity/entity.ts'
import type { Context } from '../data/context.ts'
import type { Db } from '../data/database.ts'
import { Kept } from '../data/kept.ts'
import { badInput, notFound } from '../graphql/errors.ts'
import { cursorIn, encodeCursor, fingerprint, isMoment, isNumber, wholeBelow, type Cursor } from '../graphql/cursor.ts'
import { BacklogItem } from './entity.ts'
import type { Placed } from './find/find.ts'
import { placesOf } from './find/find-service.ts'
import {
  BACKLOG_SORTS,
  DEFAULT_PAGE,
  LARGEST_PAGE,
  usualOrder,
  type BacklogFilter,
  type BacklogSort,
  type Order,
  type Page,
  type SortDirection,
} from './list.ts'
import { itemIdOf, itemsQuery, narrowedBy, readItems, resolved } from './query-service.ts'
import { isExpressed, meantBy, searchSql, type Stretch } from './search/search-service.ts'
import { ALL_COLUMNS, type ItemRow, type Related } from './row.ts'

export interface ListArguments {
  filter?: BacklogFilter | null | undefined
  sort?: BacklogSort | null | undefined
  direction?: SortDirection | null | undefined
  first?: number | null | undefined
  after?: string | null | undefined
  last?: number | null | undefined
  before?: string | null | undefined
}

/** A page asks for them again and again. */
const counts = new Kept<number>(5_000)

function count(context: Context, workspace: Workspace, filter: BacklogFilter): Promise<number> {
  // What is overdue or stale depends on the day.
  const what = fingerprint([filter, filter.find ? context.now().toISOString().slice(0, 10) : null])
  const counted = () =>
    context.db.snapshot(async () => {
      const words = filter.search?.trim()
      if (!words || !isExpressed(filter)) return (await itemsQuery(context, workspace, filter)).getCount()
      const found = await resolved(context, workspace.id, filter)
      const { sql, values } = searchSql(workspace.id, words, narrowedBy(filter, found))
      const [row] = await context.db.em.execute<{ items: string }[]>(`select count(*) as items from ${sql}`, values)
      return Number(row!.items)
    })
  return counts.once(workspace, what, counted, () => 1)
}

/** One page of a backlog. The cursor names a place in the order, so a page stays right while others write. */
export async function listBacklog(
  context: Context,
  workspace: Workspace,
  args: ListArguments,
  columns: readonly (keyof ItemRow)[],
  related: readonly Related[] = [],
): Promise<Page> {
  const filter = args.filter ?? {}
  const sort: Order = args.sort ? BACKLOG_SORTS[args.sort] : usualOrder(filter)
  const direction = args.direction ?? sort.direction
  const list = fingerprint([workspace.id, filter, sort.column, direction])
  const backward = args.last != null || (args.before != null && args.first == null)
  const size = pageSize(args, backward)
  const from = backward ? args.before : args.after
  const places = args.sort || !filter.find ? null : await placesOf(context, workspace, filter.find)
  const fits = places ? PLACE : FITS[sort.column]
  const cursor = from ? cursorIn(from, list, fits) : null
  const until = backward ? args.after : args.before
  const other = until ? cursorIn(until, list, fits) : null

  const order = backward ? (direction === 'asc' ? 'desc' : 'asc') : direction
  const stretch: Stretch = { sorted: sort.column, descending: order === 'desc', from: cursor, most: size + 1 }
  const readPage = async (filter: BacklogFilter) => {
    const query = await itemsQuery(context, workspace, filter, other ? null : stretch)
    const bound = (place: NonNullable<typeof cursor>, way: SortDirection) => {
      const beyond = way === 'asc' ? '$gt' : '$lt'
      // "at or beyond, and (beyond, or later by id)": this form reads one stretch of the index; the plain `or` reads all before it.
      query.andWhere({
        $and: [
          { [sort.column]: { [`${beyond}e`]: place.value } },
          { $or: [{ [sort.column]: { [beyond]: place.value } }, { id: { [beyond]: place.id } }] },
        ],
      })
    }
    if (cursor) bound(cursor, order)
    if (other) bound(other, order === 'asc' ? 'desc' : 'asc')
    query.orderBy({ [sort.column]: order, id: order }).limit(size + 1)
    return readItems(query, ['id', sort.column, ...columns], related)
  }
  const orders = new Map((places ?? []).map(({ id, order }) => [id, order]))
  const { read, meant } = await context.db.snapshot(async () => {
    if (places)
      return {
        read: await readPlaced(context, workspace, { filter, places, size, backward, cursor, other }, columns, related),
        meant: null,
      }
    const read = await readPage(filter)
    const words = filter.search?.trim()
    if (read.length || !words) return { read, meant: null }
    // The end of a list is empty too: only what matches nothing anywhere is taken for misspelled.
    if (cursor && (await count(context, workspace, filter)) > 0) return { read, meant: null }
    const meant = await meantBy(context, workspace.id, words)
    return { read: meant.search ? await readPage({ ...filter, search: meant.search }) : read, meant }
  })
  const corrected = read.length > 0 || cursor ? (meant?.search ?? null) : null
  const more = read.length > size
  const page = read.slice(0, size)
  if (backward) page.reverse()
  return {
    rows: page,
    cursors: page.map((row) =>
      encodeCursor({
        value: places ? orders.get(row.id)! : plain(row[sort.column as keyof ItemRow]),
        id: row.id,
        list,
        dataVersion: workspace.dataVersion,
      }),
    ),
    hasNextPage: backward ? args.before != null : more,
    hasPreviousPage: backward ? more : args.after != null,
    dataVersion: workspace.dataVersion,
    cursorDataVersion: cursor && cursor.dataVersion !== workspace.dataVersion ? cursor.dataVersion : null,
    totalCount: () => count(context, workspace, corrected ? { ...filter, search: corrected } : filter),
    searchedFor: corrected,
    closestWords: read.length || cursor ? null : (meant?.closest ?? null),
  }
}

interface Placing {
  filter: BacklogFilter
  places: readonly Placed[]
  size: number
  backward: boolean
  cursor: Cursor | null
  other: Cursor | null
}

/** A page, and one more, of items whose order no column holds. */
async function readPlaced(
  context: Context,
  workspace: Workspace,
  { filter, places, size, backward, cursor, other }: Placing,
  columns: readonly (keyof ItemRow)[],
  related: readonly Related[],
): Promise<ItemRow[]> {
  return context.db.snapshot(async () => {
    const matching = new Set(
      (await readItems(await itemsQuery(context, workspace, filter), ['id'])).map(({ id }) => id),
    )
    const [after, before] = backward ? [other, cursor] : [cursor, other]
    const left = places.filter(
      ({ id, order }) =>
        matching.has(id) && (!after || order > String(after.value)) && (!before || order < String(before.value)),
    )
    const page = backward ? left.slice(-size - 1).reverse() : left.slice(0, size + 1)
    const query = context.db.em.createQueryBuilder(BacklogItem, 'i').where({ id: { $in: page.map(({ id }) => id) } })
    await query.applyFilters()
    const rows = new Map((await readItems(query, ['id', ...columns], related)).map((row) => [row.id, row]))
    return page.flatMap(({ id }) => rows.get(id) ?? [])
  })
}

const plain = (value: unknown): string | number =>
  value instanceof Date ? value.toISOString() : (value as string | number)

/** Refused here, where the list is: what else the query asks for is answered. */
function pageSize({ first, last }: ListArguments, backward: boolean): number {
  const asked = (backward ? last : first) ?? DEFAULT_PAGE
  if (asked < 1 || asked > LARGEST_PAGE)
    throw badInput({ path: [backward ? 'last' : 'first'], message: `must be 1 to ${LARGEST_PAGE}` })
  return asked
}

type Fits = (value: Cursor['value']) => value is Cursor['value']
/** Where a list is placed by more than a column, its own text. */
const PLACE: Fits = (value): value is string => typeof value === 'string'
const NUMBER: Fits = (value): value is number => Number.isFinite(value)
const FITS: Readonly<Record<Order['column'], Fits>> = {
  rank: NUMBER,
  score: NUMBER,
  priorityOrder: wholeBelow(2 ** 15),
  number: isNumber,
  updatedAt: isMoment,
  createdAt: isMoment,
  resolvedAt: isMoment,
  dueOrder: (value): value is string =>
    typeof value === 'string' && /^\d{4}-\d\d-\d\d$/.test(value) && isMoment(`${value}T00:00:00.000Z`),
}

/** Items by id, in the order asked for; those that do not exist are null. */
export async function itemsById({ db }: { db: Db }, ids: readonly string[]): Promise<(ItemRow | null)[]> {
  const rows = await db.snapshot(async () => {
    const query = db.em.createQueryBuilder(BacklogItem, 'i').where({ id: { $in: [...new Set(ids)] } })
    await query.applyFilters()
    return readItems(query, ALL_COLUMNS)
  })
  const byId = new Map(rows.map((row) => [row.id, row]))
  return ids.map((id) => byId.get(id) ?? null)
}

/** @throws NOT_FOUND */
export async function itemFor(context: Context, workspaceId: string, ref: string): Promise<ItemRow> {
  const [item] = await itemsById(context, [await itemIdOf(context, workspaceId, ref)])
  if (!item) throw notFound('Backlog item', ref)
  return item
}
