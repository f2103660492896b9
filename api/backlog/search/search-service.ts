import type { Context } from '../../data/context.ts'
import { tenantOf } from '../../data/tenant.ts'
import { columnOf } from '../item-fields.ts'
import type { BacklogFilter } from '../list.ts'
import { NARROWED } from './search-sql.ts'
import { closestTo, corrected, wordsOf } from './spelling.ts'

/** The columns that a search is narrowed by, with the values that each may have. */
export type Narrowed = Partial<Record<(typeof NARROWED)[number], readonly string[]>>

/** The stretch of an order that a search is asked for. */
export interface Stretch {
  /** Property of the item. */
  sorted: string
  descending: boolean
  from: { value: string | number; id: string } | null
  most: number
}

/** Parts of a filter that the columns of `Narrowed` express; any other part is checked after the search. */
const EXPRESSED = new Set([
  'mode',
  'search',
  'types',
  'status',
  'statusNames',
  'priority',
  'epicId',
  'teamId',
  'sprint',
])

/** Whether a search can be narrowed, sorted, and cut inside the database's function without losing rows. */
export const isExpressed = (filter: BacklogFilter): boolean =>
  ![filter.sprint, filter.teamId, filter.epicId].includes('none') &&
  Object.entries(filter).every(
    ([name, value]) => value == null || (Array.isArray(value) && !value.length) || EXPRESSED.has(name),
  )

/** A call of `backlog_search` with its values. */
export function searchSql(
  workspaceId: string,
  words: string,
  narrowed: Narrowed = {},
  stretch: Stretch | null = null,
): { sql: string; values: unknown[] } {
  const values = [
    workspaceId,
    words,
    JSON.stringify(narrowed),
    stretch && columnOf(stretch.sorted),
    stretch?.descending ?? false,
    stretch?.from ? String(stretch.from.value) : null,
    stretch?.from?.id ?? null,
    stretch?.most ?? null,
  ]
  return { sql: 'backlog_search(?, ?, ?::jsonb, ?, ?, ?, ?, ?)', values }
}

/** Words of titles that a search is compared with. */
const MOST_KNOWN = 20_000

/** What a search that matches nothing could have meant. */
export interface Meant {
  /** The search with its spelling corrected. */
  search: string | null
  /** Words of titles like those of the search. */
  closest: string[]
}

export async function meantBy({ db }: Pick<Context, 'db'>, workspaceId: string, search: string): Promise<Meant> {
  const words = wordsOf(search)
  if (!words.length) return { search: null, closest: [] }
  const rows = await db.em.execute<{ word: string }[]>(
    `select distinct word from search_word where tenant_id = ? and workspace_id = ? and (head = any(?) or tail = any(?))
       and length(word) between ? and ? limit ${MOST_KNOWN}`,
    [
      tenantOf(db.em),
      workspaceId,
      array(words.map((word) => word.slice(0, 1))),
      array(words.map((word) => word.slice(-3))),
      Math.min(...words.map(({ length }) => length)) - 3,
      Math.max(...words.map(({ length }) => length)) + 3,
    ],
  )
  const known = rows.map(({ word }) => word)
  return { search: corrected(search, known), closest: closestTo(search, known) }
}

/** Letters only: they need no quotes. */
const array = (texts: readonly string[]) => `{${[...new Set(texts)].join(',')}}`
