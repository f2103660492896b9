/** How the audit log is chained: each row's hash covers the row, the hash before it, and a digest of who it was. */
import { createHash, createHmac, randomBytes } from 'node:crypto'

export interface SealedRow {
  tenantId: string
  id: string
  sequence: number
  at: Date
  action: string
  outcome: string
  correlationId: string
  actor: string
  scopes: string
  milliseconds: number
  credits: number | null
  identityDigest: string
}

export interface Identity {
  userId: string | null
  subject: string
  sessionId: string | null
  ip: string | null
  userAgent: string | null
}

/** Who an event was, once that is erased. */
export const NOBODY: Identity = { userId: null, subject: 'erased', sessionId: null, ip: null, userAgent: null }

/** Before the first row of an organization. */
export const GENESIS = '0'.repeat(64)
/** Stands for the hash of rows that an earlier version wrote, which did not chain them. */
export const UNSEALED = 'unsealed'

/** 128 bits: an address or a name cannot be guessed from its digest. */
export const newSalt = (): string => randomBytes(16).toString('hex')

export function digestOf(salt: string, { userId, subject, sessionId, ip, userAgent }: Identity): string {
  return createHash('sha256')
    .update(JSON.stringify([salt, userId, subject, sessionId, ip, userAgent]))
    .digest('hex')
}

/** @param key stays out of the database: whoever can write there still cannot chain what they changed */
export function hashOf(key: Uint8Array, before: string, row: SealedRow): string {
  const { tenantId, id, sequence, at, action, outcome, correlationId, actor, scopes, milliseconds, credits } = row
  const content = [tenantId, id, sequence, at.toISOString(), action, outcome, correlationId, actor, scopes]
  return mac(key, ['row', before, ...content, milliseconds, credits, row.identityDigest])
}

export interface Checkpoint {
  tenantId: string
  id: string
  sequence: number
  hash: string
  rows: number
  at: Date
}

export function signatureOf(key: Uint8Array, { tenantId, id, sequence, hash, rows, at }: Checkpoint): string {
  return mac(key, ['checkpoint', tenantId, id, sequence, hash, rows, at.toISOString()])
}

const mac = (key: Uint8Array, content: readonly unknown[]) =>
  createHmac('sha256', key).update(JSON.stringify(content)).digest('hex')
