import DataLoader from 'dataloader'
import type { Context } from '../../data/context.ts'
import { tenantOf } from '../../data/tenant.ts'
import { cursorIn, encodeCursor, fingerprint } from '../../graphql/cursor.ts'
import { badInput } from '../../graphql/errors.ts'
import { OPEN } from '../vocabulary.ts'

export const LARGEST_RELATED_PAGE = 100
const DEFAULT_PAGE = 10

/** What an item has a list of. */
export type Relation = 'children' | 'blockedBy' | 'blocks' | 'statusHistory'

export interface RelatedArguments {
  first?: number | null | undefined
  after?: string | null | undefined
}

/** Ids of the rows of one page, in order. */
export interface RelatedPage {
  ids: string[]
  cursors: string[]
  hasNextPage: boolean
  hasPreviousPage: boolean
  /** Rows on all pages. */
  total(): Promise<number>
}

interface Source {
  /** `owner`, `id`, and `value`, by which the rows of an owner are ordered, of all rows of some owners. */
  rows: string
  /** The values of the `?` in `rows` after the tenant and the owners. */
  bound?: readonly unknown[]
}

const dependencies = (here: 'item_id' | 'blocker_id', there: 'item_id' | 'blocker_id'): Source => ({
  rows: `select distinct d.${here} as owner, i.id, i.rank as value from dependency d
    join backlog_item i on i.tenant_id = d.tenant_id and i.id = d.${there}
    where d.tenant_id = ? and d.${here} in (#) and d.kind = 'blocks' and d.ended_at is null
    and i.status_category in (${OPEN.map(() => '?').join(', ')})`,
  bound: OPEN,
})

const SOURCES: Readonly<Record<Relation, Source>> = {
  children: {
    rows: `select parent_id as owner, id, rank as value from backlog_item where tenant_id = ? and parent_id in (#)`,
  },
  blockedBy: dependencies('item_id', 'blocker_id'),
  blocks: dependencies('blocker_id', 'item_id'),
  // In microseconds: a cursor says exactly where it stands.
  statusHistory: {
    rows: `select item_id as owner, id, (extract(epoch from at) * 1000000)::float8 as value
      from status_change where tenant_id = ? and item_id in (#)`,
  },
}

type ReadPage = Omit<RelatedPage, 'total'>
type Count = Pick<Ask, 'relation' | 'owner'>

interface Ask {
  relation: Relation
  owner: string
  size: number
  after: { value: number; id: string } | null
}

/** Pages that are asked for together are read together, one statement for each kind of page. */
const loaders = new WeakMap<Context, { pages: DataLoader<Ask, ReadPage>; totals: DataLoader<Count, number, string> }>()

/**
 * One page of what belongs to an item. Which rows these are; the rows themselves are read by id, as everywhere.
 * @throws BAD_USER_INPUT for a size that no page has, BAD_CURSOR for a cursor of another list
 */
export async function relatedPage(
  context: Context,
  relation: Relation,
  owner: string,
  { first, after }: RelatedArguments,
): Promise<RelatedPage> {
  const size = first ?? DEFAULT_PAGE
  if (size < 1 || size > LARGEST_RELATED_PAGE)
    throw badInput({ path: ['first'], message: `must be 1 to ${LARGEST_RELATED_PAGE}` })
  let loader = loaders.get(context)
  if (!loader) {
    loader = {
      pages: new DataLoader((asks) => readPages(context, asks), { cache: false }),
      totals: new DataLoader((asks) => countRows(context, asks), {
        cacheKeyFn: ({ relation, owner }) => JSON.stringify([relation, owner]),
      }),
    }
    loaders.set(context, loader)
  }
  const { pages, totals } = loader
  const page = await pages.load({ relation, owner, size, after: after ? placeOf(after, relation, owner) : null })
  const whole = !after && !page.hasNextPage
  return { ...page, total: async () => (whole ? page.ids.length : await totals.load({ relation, owner })) }
}

const listOf = (relation: Relation, owner: string) => fingerprint([relation, owner])

function placeOf(text: string, relation: Relation, owner: string): { value: number; id: string } {
  const { value, id } = cursorIn(text, listOf(relation, owner), (given) => typeof given === 'number')
  return { value, id }
}

async function readPages(context: Context, asks: readonly Ask[]): Promise<ReadPage[]> {
  const pages = new Map<Ask, ReadPage>()
  const alike = Map.groupBy(asks, ({ relation, size, after }) => JSON.stringify([relation, size, after]))
  for (const group of alike.values()) {
    const [{ relation, size, after }] = group as [Ask]
    const owners = [...new Set(group.map(({ owner }) => owner))]
    const { rows, bound = [] } = SOURCES[relation]
    const found = await context.db.snapshot(() =>
      context.db.em.execute<{ owner: string; id: string; value: number }[]>(
        `select owner, id, value from (
          select r.*, row_number() over (partition by owner order by value, id) as place from (
            ${rows.replace('#', owners.map(() => '?').join(', '))}
          ) r ${after ? 'where value >= ? and (value > ? or id > ?)' : ''}
        ) p where place <= ? order by owner, place`,
        [
          tenantOf(context.db.em),
          ...owners,
          ...bound,
          ...(after ? [after.value, after.value, after.id] : []),
          // One more than the page shows whether another follows.
          size + 1,
        ],
      ),
    )
    const byOwner = Map.groupBy(found, ({ owner }) => owner)
    for (const ask of group) {
      const own = byOwner.get(ask.owner) ?? []
      const list = listOf(relation, ask.owner)
      const page = own.slice(0, size)
      pages.set(ask, {
        ids: page.map(({ id }) => id),
        cursors: page.map(({ id, value }) => encodeCursor({ value: Number(value), id, list, dataVersion: 0 })),
        hasNextPage: own.length > size,
        hasPreviousPage: after !== null,
      })
    }
  }
  return asks.map((ask) => pages.get(ask)!)
}

async function countRows(context: Context, asks: readonly Count[]): Promise<number[]> {
  const totals = new Map<Count, number>()
  for (const [relation, group] of Map.groupBy(asks, (ask) => ask.relation)) {
    const { rows, bound = [] } = SOURCES[relation]
    const owners = group.map(({ owner }) => owner)
    const counted = await context.db.snapshot(() =>
      context.db.em.execute<{ owner: string; total: number }[]>(
        `select owner, count(*)::int as total from (${rows.replace('#', owners.map(() => '?').join(', '))}) r group by owner`,
        [tenantOf(context.db.em), ...owners, ...bound],
      ),
    )
    const found = new Map(counted.map(({ owner, total }) => [owner, total]))
    for (const ask of group) totals.set(ask, found.get(ask.owner) ?? 0)
  }
  return asks.map((ask) => totals.get(ask)!)
}
