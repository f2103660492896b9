/** Rows that are shorter or wider than the header: put right when the rest of the row then fits, set aside when not. */
import { evidenceOf } from './dates.ts'

export type ColumnKind = 'empty' | 'date' | 'number' | 'key' | 'free'

/** What each column holds, learnt from the first rows of the right width. */
export interface Profile {
  readonly kinds: readonly ColumnKind[]
  /** Filled in every sampled row; of weight for keys, numbers and dates only. */
  readonly always: readonly boolean[]
  /** Runs of columns with the same header: [first, last]. */
  readonly runs: readonly (readonly [number, number])[]
  /** Columns of free text, in which an unquoted delimiter may stand. */
  readonly prose: readonly number[]
}

const KEY = /^[A-Z][A-Z0-9_]*-\d+$/i
const NUMBER = /^-?\d+([.,]\d+)?$/
const SHARE = 0.95

/** @param prose columns whose text may hold an unquoted delimiter (title, description). */
export function profileOf(
  header: readonly string[],
  rows: readonly (readonly string[])[],
  prose: readonly number[],
): Profile {
  const kinds: ColumnKind[] = []
  const always: boolean[] = []
  for (let column = 0; column < header.length; column++) {
    const cells = rows.map((row) => (row[column] ?? '').trim()).filter((cell) => cell !== '')
    const most = (test: (cell: string) => boolean) => cells.filter(test).length >= SHARE * cells.length
    always.push(rows.length > 0 && cells.length === rows.length)
    kinds.push(
      cells.length === 0
        ? 'empty'
        : most((cell) => KEY.test(cell))
          ? 'key'
          : most((cell) => NUMBER.test(cell))
            ? 'number'
            : most((cell) => cell.length <= 60 && evidenceOf(cell) !== null)
              ? 'date'
              : 'free',
    )
  }
  const runs: [number, number][] = []
  for (let first = 0, column = 1; column <= header.length; column++)
    if (header[column] !== header[first]) {
      if (column - first > 1) runs.push([first, column - 1])
      first = column
    }
  // A run that holds labels may hold one in its last column, too, which the sample left empty.
  for (const [first, last] of runs)
    for (let column = first; column <= last; column++) if (kinds[column] === 'empty') kinds[column] = 'free'
  return { kinds, always, runs, prose }
}

/** How many cells speak for and against a row, by the kinds of its columns. */
function fit(cells: readonly string[], profile: Profile): { fits: number; misfits: number } {
  let fits = 0
  let misfits = 0
  profile.kinds.forEach((kind, column) => {
    const cell = (cells[column] ?? '').trim()
    if (cell === '') {
      if (profile.always[column] && kind !== 'free') misfits++
      return
    }
    if (kind === 'free') return
    const fitting =
      kind === 'key'
        ? KEY.test(cell)
        : kind === 'number'
          ? NUMBER.test(cell)
          : kind === 'date'
            ? evidenceOf(cell) !== null
            : false
    if (fitting) fits++
    else misfits++
  })
  return { fits, misfits }
}

export interface MendedRow {
  readonly cells: readonly string[]
  /** Cells beyond the header's repeats, belonging to the run that ends in `column`. */
  readonly extra: { readonly column: number; readonly values: readonly string[] } | null
  /** What was done, or null when nothing had to be. */
  readonly repair: string | null
}

/** A row of the header's width, or null when no repair fits. */
export function mend(cells: readonly string[], profile: Profile, delimiter: string): MendedRow | null {
  const width = profile.kinds.length
  if (cells.length === width) return { cells, extra: null, repair: null }
  if (cells.length < width) {
    const padded = [...cells, ...Array<string>(width - cells.length).fill('')]
    const { fits, misfits } = fit(padded, profile)
    return misfits > fits
      ? null
      : { cells: padded, extra: null, repair: 'fewer cells than the header: missing cells left empty' }
  }
  const over = cells.length - width
  if (cells.slice(width).every((cell) => cell.trim() === '')) {
    const trimmed = cells.slice(0, width)
    const { fits, misfits } = fit(trimmed, profile)
    if (misfits <= fits) return { cells: trimmed, extra: null, repair: 'empty cells beyond the header' }
  }
  return reunite(cells, over, profile, delimiter)
}

function reunite(cells: readonly string[], over: number, profile: Profile, delimiter: string): MendedRow | null {
  const attempts: MendedRow[] = [
    ...profile.runs.map(([, last]) => ({
      cells: [...cells.slice(0, last + 1), ...cells.slice(last + 1 + over)],
      extra: { column: last, values: cells.slice(last + 1, last + 1 + over) },
      repair: 'more repeated values than the header has columns: read them together',
    })),
    ...profile.prose.map((column) => ({
      cells: [
        ...cells.slice(0, column),
        cells.slice(column, column + over + 1).join(delimiter),
        ...cells.slice(column + over + 1),
      ],
      extra: null,
      repair: 'an unquoted delimiter in a text: joined again',
    })),
  ]
  // Wanted: one way only in which every typed cell stands under a header of its kind.
  const fitting = attempts.filter((attempt) => {
    const { fits, misfits } = fit(attempt.cells, profile)
    return misfits === 0 && fits >= 2
  })
  return fitting.length === 1 ? fitting[0]! : null
}
