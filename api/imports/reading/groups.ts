/** Boards that repeat their header for every group, and files put together from several: what is no item among the rows. */
import type { CsvRow } from '../../files/csv.ts'
import { categoryOfWord } from '../../backlog/status.ts'
import type { Field } from '../record/fields.ts'

/** A row below the header. */
export interface TableRow extends CsvRow {
  /** Why the row is no item, such as the header of the next group; null for all others. */
  readonly aside: string | null
  /** Of a subitem: the row of the item that it belongs to. */
  readonly under?: number
  /** The name of the group that it stands in. */
  readonly group?: string
}

/** How the rows of a file stand below its header. */
export interface Layout {
  /** Items stand in groups, each with its name, the header again, subitems, and a row of sums. */
  readonly grouped: boolean
  /** The fields that column names stand for. */
  readonly fieldsOf: (header: readonly string[]) => readonly (Field | null)[]
  /** Names of columns that only subitems have, with their values: there is nowhere to read them into. */
  readonly unread: Map<string, number>
  /** Names of groups with items. */
  readonly groups: Set<string>
}

/** What the name of a group says of the items in it that no column says. */
export const fieldOfGroup = (name: string): 'sprint' | 'status' | 'labels' =>
  /^(?:sprint|iteration|cycle)\b/i.test(name) ? 'sprint' : categoryOfWord(name) === null ? 'labels' : 'status'

const filled = (cells: readonly string[]) => cells.filter((cell) => cell.trim() !== '').length
const RULE = 'the line below the column names'
const AGAIN = 'the column names again'
const SUBHEADER = 'the column names of subitems'
const SUMS = 'a row of sums'

/** Sorts the rows below `header`, in their order. In groups, a row with only its first cell waits for the next one. */
export function groupedRows(
  header: readonly string[],
  layout: Layout,
): {
  isHeader: (cells: readonly string[]) => boolean
  /** Sees a row above the header: the name of the first group stands right there. */
  above: (cells: readonly string[]) => void
  take: (row: CsvRow) => TableRow[]
  rest: () => TableRow[]
} {
  const isHeader = (cells: readonly string[]) =>
    cells.length === header.length && cells.every((cell, column) => cell.trim() === header[column])
  // Subitems stand one column to the right, under names of their own.
  const isSubheader = (cells: readonly string[]) =>
    (cells[0]?.trim() ?? '') !== '' &&
    (cells[1]?.trim() ?? '') !== '' &&
    ['Name', header[0]].includes(cells[1]?.trim()) &&
    !isHeader(cells)
  let waiting: CsvRow | null = null
  let item: number | null = null
  let group: string | null = null
  let titled = false
  let subitems: readonly SubColumn[] | null = null

  const inGroup = (): Pick<TableRow, 'group'> => {
    if (group === null) return {}
    layout.groups.add(group)
    return { group }
  }
  const nameOf = (cells: readonly string[]) => (filled(cells) === 1 ? (cells[0]?.trim() ?? '') : '') || null

  const asideOf = ({ cells }: CsvRow): string | null => {
    if (isHeader(cells)) return AGAIN
    if (filled(cells) > 1 && cells.every((cell) => /^(:?-{2,}:?)?$/.test(cell.trim()))) return RULE
    if (!layout.grouped) return null
    if (isSubheader(cells)) return SUBHEADER
    return (cells[0]?.trim() ?? '') !== '' || filled(cells) === 0 ? null : SUMS
  }

  const sorted = (row: CsvRow): TableRow => {
    if (subitems !== null && item !== null && row.cells[0]?.trim() === '' && (row.cells[1]?.trim() ?? '') !== '')
      return {
        ...row,
        cells: laidOut(row.cells, subitems, header.length, layout.unread),
        aside: null,
        under: item,
        ...inGroup(),
      }
    const aside = asideOf(row)
    subitems = aside === SUBHEADER ? subColumns(row.cells, header, layout.fieldsOf) : null
    if (aside === null && filled(row.cells) > 0) item = row.row
    return { ...row, aside, ...(aside === null && filled(row.cells) > 0 ? inGroup() : {}) }
  }

  const rest = (): TableRow[] => {
    const row = waiting
    waiting = null
    return row === null ? [] : [sorted(row)]
  }

  return {
    isHeader,
    above: (cells) => {
      if (!layout.grouped || filled(cells) === 0) return
      // The first row is the name of the board.
      group = titled ? nameOf(cells) : null
      titled = true
    },
    take: (row) => {
      if (waiting !== null && isHeader(row.cells)) {
        group = nameOf(waiting.cells)
        const name: TableRow = { ...waiting, aside: 'the name of a group' }
        waiting = null
        return [name, sorted(row)]
      }
      const before = rest()
      if (layout.grouped && (row.cells[0]?.trim() ?? '') !== '' && filled(row.cells) === 1) {
        waiting = row
        return before
      }
      return [...before, sorted(row)]
    },
    rest,
  }
}

interface SubColumn {
  readonly name: string
  /** The column of items that holds the same; null where none does. */
  readonly to: number | null
}

/** Each column of subitems beside the one of items with the same name, or else with the same meaning. */
function subColumns(
  names: readonly string[],
  header: readonly string[],
  fieldsOf: Layout['fieldsOf'],
): readonly SubColumn[] {
  const fields = fieldsOf(header)
  const own = fieldsOf(names)
  const taken = new Set<number>()
  const take = (to: number) => {
    if (to < 0 || taken.has(to)) return null
    taken.add(to)
    return to
  }
  const same = names.map((name, column) =>
    column === 0 || name.trim() === '' ? null : take(header.indexOf(name.trim())),
  )
  return names.map((name, column) => ({
    name: column === 0 ? '' : name.trim(),
    to:
      same[column] ??
      (column === 0 || own[column] === null
        ? null
        : take(fields.findIndex((field, at) => field === own[column] && !taken.has(at)))),
  }))
}

function laidOut(
  cells: readonly string[],
  columns: readonly SubColumn[],
  length: number,
  unread: Map<string, number>,
): string[] {
  const row = Array<string>(length).fill('')
  columns.forEach(({ name, to }, column) => {
    const cell = cells[column] ?? ''
    if (to !== null) row[to] = cell
    else if (name !== '' && cell.trim() !== '') unread.set(name, (unread.get(name) ?? 0) + 1)
  })
  return row
}
