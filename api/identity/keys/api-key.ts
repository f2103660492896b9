import { createHmac, randomBytes } from 'node:crypto'
import { crc32 } from 'node:zlib'

/**
 * `pm33_live_` + 43 base62 characters (256 random bits) + 6 base62 characters of CRC-32 over all before: 59 in all.
 * The prefix lets scanners find a leaked key, the checksum keeps typing errors away from the database.
 */
const FORMAT = /^pm33_(live|test)_[0-9A-Za-z]{49}$/
const ALPHABET = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz'

function base62(value: bigint, length: number): string {
  let text = ''
  for (let rest = value; rest > 0n; rest /= 62n) text = ALPHABET[Number(rest % 62n)] + text
  return text.padStart(length, '0')
}

export function mintApiKey(environment: 'live' | 'test' = 'live'): string {
  const body = `pm33_${environment}_${base62(BigInt(`0x${randomBytes(32).toString('hex')}`), 43)}`
  return body + base62(BigInt(crc32(body)), 6)
}

/** Whether a text can be a key at all: its form and its checksum. Says nothing of whether the key exists. */
export function isWellFormedApiKey(text: string): boolean {
  return FORMAT.test(text) && base62(BigInt(crc32(text.slice(0, -6))), 6) === text.slice(-6)
}

/** How a key is stored. 256 random bits cannot be guessed, so one HMAC does; the pepper is not in the database. */
export function hashApiKey(pepper: Uint8Array, key: string): string {
  return createHmac('sha256', pepper).update(key).digest('base64url')
}

/** What may be shown of a key later. */
export const apiKeyHint = (key: string) => `${key.slice(0, 14)}…${key.slice(-4)}`
