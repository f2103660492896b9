/** Cells that a spreadsheet would run as a formula, and the mark that stops it. */
import { runsAsFormula } from '../../text.ts'

const isMarked = (cell: string) => cell.startsWith("'") && runsAsFormula(cell.slice(1))

/** Text for a cell of our own export: what would run, or begins with the mark itself, gets a leading `'`. */
export function withFormulaMark(text: string): string {
  return runsAsFormula(text) || text.startsWith("'") ? `'${text}` : text
}

/** The text of a cell without the mark that its exporter put before it. */
export function withoutFormulaMark(cell: string): string {
  return isMarked(cell) ? cell.slice(1) : cell
}

/** Undoes `withFormulaMark`, to the character. */
export function ownText(cell: string): string {
  return isMarked(cell) || cell.startsWith("''") ? cell.slice(1) : cell
}
