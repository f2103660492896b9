import { fetch as undiciFetch } from 'undici'
import { guardedAgent } from '../oauth/public-address.ts'

/** All that a provider needs. The SDKs would also send the operating system, and any header of `*_CUSTOM_HEADERS`. */
const MAY_LEAVE = new Set([
  'accept',
  'content-type',
  'authorization',
  'x-api-key',
  'anthropic-version',
  'anthropic-beta',
  'idempotency-key',
  'user-agent',
])

const agent = guardedAgent()

/**
 * The only way out for a question. A redirect would carry the prompt and the records to another origin, so it is an error.
 * @param trusted hosts (`host` or `host:port`) that the operator named; all others are reached by https at public addresses
 */
export function outward(trusted: readonly string[]): typeof fetch {
  return (async (input: RequestInfo | URL, init?: RequestInit) => {
    const url = new URL(input instanceof Request ? input.url : String(input))
    const headers = new Headers([...new Headers(init?.headers)].filter(([name]) => MAY_LEAVE.has(name)))
    const known = trusted.includes(url.host)
    if (!known && url.protocol !== 'https:') throw new TypeError(`${url.host} must be reached by https`)
    return undiciFetch(url, {
      ...(init as object),
      headers: Object.fromEntries(headers),
      redirect: 'error',
      ...(!known && { dispatcher: agent }),
    })
  }) as unknown as typeof fetch
}
