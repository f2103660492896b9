/** Why a file was not read at all. Messages never quote a cell. */

export const REFUSAL_CODES = [
  'EMPTY',
  'BINARY',
  'ZIP',
  'WEB_PAGE',
  'BLANK_STRETCH',
  'NO_HEADER',
  'ONE_COLUMN',
  'TOO_MANY_COLUMNS',
  'TOO_MANY_ROWS',
  'UNCLOSED_QUOTE',
  'ROW_TOO_LARGE',
  'BROKEN_JSON',
  'BROKEN_XML',
  'TOO_LARGE',
  'TOO_SLOW',
  'UNSURE_ENCODING',
  'UNKNOWN_FORMAT',
  'NEEDS_MAPPING',
  'BAD_MAPPING',
  'NO_ROWS',
  'CHANGED',
] as const
export type RefusalCode = (typeof REFUSAL_CODES)[number]

export class ImportRefusal extends Error {
  readonly code: RefusalCode
  /** What the person can do now. */
  readonly next: string

  constructor(code: RefusalCode, message: string, next: string) {
    super(message)
    this.name = 'ImportRefusal'
    this.code = code
    this.next = next
  }
}
