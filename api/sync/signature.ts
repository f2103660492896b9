/** Whether a webhook was signed by whoever knows its secret. */
import { createHmac, timingSafeEqual } from 'node:crypto'
import { isObject, type JsonItem } from '../imports/formats/source.ts'

/** @param hex HMAC-SHA256 of the raw body, as the source sent it */
export function signedBy(body: Uint8Array, secret: string, hex: string): boolean {
  const given = Buffer.from(hex, 'hex')
  const own = createHmac('sha256', secret).update(body).digest()
  return given.length === own.length && timingSafeEqual(given, own)
}

/** The JSON object of a body; null when it is none. */
export function parsedBody(body: Uint8Array): JsonItem | null {
  try {
    const value: unknown = JSON.parse(Buffer.from(body).toString('utf8'))
    return isObject(value) ? value : null
  } catch {
    return null
  }
}
