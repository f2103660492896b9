import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto'

/**
 * What a browser keeps after somebody has signed in from it: a random id, sealed for that account. It opens nothing; it lets
 * a correct password through while others are guessing at the account, and is counted by itself.
 */
export function knownToken(key: Uint8Array, email: string): string {
  const id = randomBytes(16).toString('base64url')
  return `${id}.${sealOf(key, id, email)}`
}

/** @returns the id of a browser from which this account has been signed in to; null for any other */
export function knownId(key: Uint8Array, email: string, token: string | null): string | null {
  const [id = '', seal = ''] = token?.split('.') ?? []
  if (!/^[\w-]{22}$/.test(id)) return null
  const [given, wanted] = [Buffer.from(seal), Buffer.from(sealOf(key, id, email))]
  return given.length === wanted.length && timingSafeEqual(given, wanted) ? id : null
}

const sealOf = (key: Uint8Array, id: string, email: string): string =>
  createHmac('sha256', key).update(`known browser\n${id}\n${email}`).digest('base64url')
