import { createHash } from 'node:crypto'
import { isUuid } from '../math/uuid.ts'
import { Refusal } from './errors.ts'

/** Where a page ended: the sort value and id of its last row, and what the page was a page of. */
export interface Cursor {
  readonly value: string | number
  readonly id: string
  /** Fingerprint of workspace, filter and sort: a cursor of another list is refused. */
  readonly list: string
  /** Data version the page was read at. */
  readonly dataVersion: number
}

export function encodeCursor(cursor: Cursor): string {
  return Buffer.from(JSON.stringify([cursor.value, cursor.id, cursor.list, cursor.dataVersion])).toString('base64url')
}

/** @returns null when the text is not a cursor of ours. */
export function decodeCursor(text: string): Cursor | null {
  try {
    const parts: unknown = JSON.parse(Buffer.from(text, 'base64url').toString())
    if (!Array.isArray(parts) || parts.length !== 4) return null
    const [value, id, list, dataVersion] = parts as unknown[]
    const whole =
      (typeof value === 'string' || Number.isFinite(value)) &&
      typeof id === 'string' &&
      typeof list === 'string' &&
      Number.isSafeInteger(dataVersion)
    return whole && isUuid(id) ? ({ value, id, list, dataVersion } as Cursor) : null
  } catch {
    return null
  }
}

/**
 * Where to read on in a list.
 * @param fits what the list sorts by, where that is one kind of value
 * @throws BAD_CURSOR for what is no cursor of this list
 */
export function cursorIn<Value extends Cursor['value'] = Cursor['value']>(
  text: string,
  list: string,
  fits: (value: Cursor['value']) => value is Value = (_value): _value is Value => true,
): Cursor & { readonly value: Value } {
  const cursor = decodeCursor(text)
  if (cursor && cursor.list !== list)
    throw new Refusal(
      'BAD_CURSOR',
      'This cursor belongs to a different query. Keep the arguments the same for every page, or omit the cursor to start over.',
    )
  if (!cursor || !fits(cursor.value))
    throw new Refusal('BAD_CURSOR', 'This is not a cursor of this list. Omit it to start over.')
  return { ...cursor, value: cursor.value }
}

type Fits<Value extends Cursor['value']> = (value: Cursor['value']) => value is Value

/** A position or a count; what is no whole number is forged. */
export const isWhole: Fits<number> = (value): value is number => Number.isSafeInteger(value) && Number(value) >= 0

/** A number that the database can compare with a column of whole ones. */
export const wholeBelow =
  (most: number): Fits<number> =>
  (value): value is number =>
    Number.isInteger(value) && Math.abs(Number(value)) < most
export const isNumber = wholeBelow(2 ** 31)

/** A time as a cursor writes it. */
export const isMoment: Fits<string> = (value): value is string =>
  typeof value === 'string' && Number.isFinite(Date.parse(value)) && new Date(value).toISOString() === value

/** Text that the database can hold. */
export const isText: Fits<string> = (value): value is string => typeof value === 'string' && !value.includes('\0')

/** A short name of what is listed: equal inputs, equal name, whatever the order of the keys. */
export function fingerprint(input: unknown): string {
  return createHash('sha256').update(canonical(input)).digest('base64url').slice(0, 16)
}

/** JSON with sorted keys and without undefined or null members. */
export function canonical(value: unknown): string {
  if (value instanceof Date) return JSON.stringify(value.toISOString())
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`
  if (typeof value === 'object' && value !== null) {
    const members = Object.entries(value).filter(([, member]) => member !== undefined && member !== null)
    return `{${members
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, member]) => `${JSON.stringify(key)}:${canonical(member)}`)
      .join(',')}}`
  }
  return JSON.stringify(value ?? null)
}
