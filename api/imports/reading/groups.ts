/** Boards that repeat their header for every group, and files put together from several: what is no item among the rows. */
import type { CsvRow } from '../../files/csv.ts'

/** A row below the header. */
export interface TableRow extends CsvRow {
  /** Why the row is no item, such as the header of the next group; null for all others. */
  readonly aside: string | null
}

const filled = (cells: readonly string[]) => cells.filter((cell) => cell.trim() !== '').length
const RULE = 'the line below the column names'
const AGAIN = 'the column names again'

/** Sorts the rows below `header`, in their order. In groups, a row with only its first cell waits for the next one. */
export function groupedRows(
  header: readonly string[],
  grouped: boolean,
): {
  isHeader: (cells: readonly string[]) => boolean
  take: (row: CsvRow) => TableRow[]
  rest: () => TableRow[]
} {
  const isHeader = (cells: readonly string[]) =>
    cells.length === header.length && cells.every((cell, column) => cell.trim() === header[column])
  let waiting: CsvRow | null = null
  let subitems = false

  const asideOf = ({ cells }: CsvRow): string | null => {
    if (isHeader(cells)) return AGAIN
    if (filled(cells) > 1 && cells.every((cell) => /^\s*(:?-{2,}:?)?\s*$/.test(cell))) return RULE
    if (!grouped) return null
    const first = cells[0]?.trim() ?? ''
    if (first === 'Subitems' && cells[1]?.trim() === 'Name') return 'the column names of subitems'
    if (first !== '' || filled(cells) === 0) return null
    return subitems && (cells[1]?.trim() ?? '') !== '' ? 'a subitem' : 'a row of sums'
  }

  const sorted = (row: CsvRow): TableRow => {
    const aside = asideOf(row)
    if (aside === 'the column names of subitems') subitems = true
    else if (aside !== 'a subitem' && aside !== 'a row of sums') subitems = false
    return { ...row, aside }
  }

  const rest = (): TableRow[] => {
    const row = waiting
    waiting = null
    return row === null ? [] : [sorted(row)]
  }

  return {
    isHeader,
    take: (row) => {
      if (waiting !== null && isHeader(row.cells)) {
        const name: TableRow = { ...waiting, aside: 'the name of a group' }
        waiting = null
        return [name, sorted(row)]
      }
      const before = rest()
      if (grouped && (row.cells[0]?.trim() ?? '') !== '' && filled(row.cells) === 1) {
        waiting = row
        return before
      }
      return [...before, sorted(row)]
    },
    rest,
  }
}
