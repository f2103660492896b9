import { createHash } from 'node:crypto'
import { decodeJwt } from 'jose'

/**
 * Clients that register on every connection get one id for one set of metadata (RFC 7591 §3.2.1 allows it): there is no
 * secret to tell them apart by, and the table does not grow.
 */
export function clientIdOf(metadata: Record<string, unknown>): string {
  return createHash('sha256').update(canonical(metadata)).digest('base64url')
}

function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`
  if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? 'null'
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1))
  return `{${entries.map(([name, part]) => `${JSON.stringify(name)}:${canonical(part)}`).join(',')}}`
}

/** Who a client says it is. It may leave that to what it has signed (RFC 7521 §4.2). */
export function clientIdIn(form: URLSearchParams): string | null {
  const assertion = form.get('client_assertion')
  try {
    return form.get('client_id') ?? (assertion ? (decodeJwt(assertion).sub ?? null) : null)
  } catch {
    return null
  }
}
