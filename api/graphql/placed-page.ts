import { cursorIn, encodeCursor, fingerprint, type Cursor } from './cursor.ts'
import { pageInfoOf } from './page.ts'

interface PageArguments {
  first?: number | null | undefined
  last?: number | null | undefined
  after?: string | null | undefined
  before?: string | null | undefined
}

type Direction = 'asc' | 'desc'
const opposite = (direction: Direction): Direction => (direction === 'asc' ? 'desc' : 'asc')

/** Rows in the order of one column, and of their id where that is the same. */
interface PlacedList<T extends { id: string }> {
  /** What is listed, and whose: a cursor of another list is refused. */
  list: unknown
  /** Rows of a page that asks for no number. */
  size: number
  by: keyof T & string
  direction: Direction
  /** Whether a cursor's value can be compared with the column. */
  fits: (value: Cursor['value']) => value is Cursor['value']
  find: (where: object, options: { orderBy: object[]; limit: number }) => Promise<T[]>
}

/**
 * A page of a list. A cursor is the place of its row, so that pages neither repeat nor skip one while others write.
 * @throws BAD_CURSOR for a cursor that is not of this list
 */
export async function placedPage<T extends { id: string }>(
  { first, last, after, before }: PageArguments,
  { list, size, by, direction, fits, find }: PlacedList<T>,
) {
  const name = fingerprint(list)
  const backward = last != null || (before != null && first == null)
  const order = backward ? opposite(direction) : direction
  const most = (backward ? last : first) ?? size
  const beyond = (text: string | null | undefined, way: Direction): object[] => {
    if (text == null) return []
    const { value, id } = cursorIn(text, name, fits)
    const sign = way === 'asc' ? '$gt' : '$lt'
    return [{ $or: [{ [by]: { [sign]: value } }, { [by]: value, id: { [sign]: id } }] }]
  }
  const bounds = [
    ...beyond(after, backward ? opposite(order) : order),
    ...beyond(before, backward ? order : opposite(order)),
  ]
  const rows = await find(bounds.length ? { $and: bounds } : {}, {
    orderBy: [{ [by]: order }, { id: order }],
    limit: most + 1,
  })
  const page = rows.slice(0, most)
  if (backward) page.reverse()
  const edges = page.map((node) => ({
    cursor: encodeCursor({ value: placed(node[by]), id: node.id, list: name, dataVersion: 0 }),
    node,
  }))
  const more = rows.length > most
  return {
    edges,
    pageInfo: pageInfoOf({
      cursors: edges.map(({ cursor }) => cursor),
      hasNextPage: backward ? before != null : more,
      hasPreviousPage: backward ? more : after != null,
    }),
  }
}

const placed = (value: unknown) => (value instanceof Date ? value.toISOString() : (value as string | number))
