/** Cells that a spreadsheet would run as a formula (OWASP, CSV injection), and the mark that stops it. */

const RUNS = /^[=+\-@\t\r\n＝＋－＠]/
const MARKED = /^'[=+\-@\t\r\n＝＋－＠]/

/** Text for a cell of our own export: what would run, or begins with the mark itself, gets a leading `'`. */
export function withFormulaMark(text: string): string {
  return RUNS.test(text) || text.startsWith("'") ? `'${text}` : text
}

/** The text of a cell without the mark that its exporter put before it. */
export function withoutFormulaMark(cell: string): string {
  return MARKED.test(cell) ? cell.slice(1) : cell
}

/** Undoes `withFormulaMark`, to the character. */
export function ownText(cell: string): string {
  return MARKED.test(cell) || cell.startsWith("''") ? cell.slice(1) : cell
}
