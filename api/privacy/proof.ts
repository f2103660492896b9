import { createHmac } from 'node:crypto'

/** Says what was done with personal data, without any of it, and that this installation says so. */
export interface Proof {
  what: string
  at: Date
  /** Rows by table. */
  counts: Record<string, number>
  /** HMAC-SHA-256, hex. */
  signature: string
}

export function proofOf(key: Uint8Array, { what, at, counts }: Omit<Proof, 'signature'>): Proof {
  const kept = Object.fromEntries(
    Object.entries(counts)
      .filter(([, count]) => count > 0)
      .sort(([a], [b]) => (a < b ? -1 : 1)),
  )
  const said = JSON.stringify(['proof', what, at.toISOString(), kept])
  return { what, at, counts: kept, signature: createHmac('sha256', key).update(said).digest('hex') }
}
