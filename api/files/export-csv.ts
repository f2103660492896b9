/** Rows as CSV (RFC 4180) that a spreadsheet opens without running anything. */
import { runsAsFormula } from '../../text.ts'

/**
 * The header, then one line per row, ended by CRLF. A text that a spreadsheet would take for a formula gets an apostrophe
 * in front; numbers stay numbers.
 */
export function toCsv(
  columns: readonly string[],
  rows: readonly (readonly (string | number | boolean | null)[])[],
): string {
  return [columns, ...rows].map((row) => `${row.map(cell).join(',')}\r\n`).join('')
}

function cell(value: string | number | boolean | null): string {
  if (value === null) return ''
  if (typeof value !== 'string') return String(value)
  const safe = runsAsFormula(value) ? `'${value}` : value
  return /[",\r\n]|^\s|\s$/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe
}

/** Texts as one line of CSV, unchanged. */
export const csvLine = (cells: readonly string[]): string =>
  `${cells.map((text) => (/[",\r\n]|^\s|\s$/.test(text) ? `"${text.replaceAll('"', '""')}"` : text)).join(',')}\n`
