import { createHash } from 'node:crypto'

/** Where a page ended: the sort value and id of its last row, and what the page was a page of. */
export interface Cursor {
  readonly value: string | number
  readonly id: string
  /** Fingerprint of workspace, filter and sort: a cursor of another list is refused. */
  readonly list: string
  /** Data version the page was read at. */
  readonly dataVersion: number
}

const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/

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
    return whole && UUID.test(id) ? ({ value, id, list, dataVersion } as Cursor) : null
  } catch {
    return null
  }
}

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
