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
/** Bytes of an answer, unpacked: many times what a document takes. */
const MOST_BYTES = 8 * 1_048_576

/**
 * The only way out for a question. A redirect would carry the prompt and the records to another origin, so it is an error.
 * @param trusted hosts (`host` or `host:port`) that the operator named; all others are reached by https at public addresses
 * @param heard called when bytes of an answer arrive
 */
export function outward(trusted: readonly string[], heard: () => void): typeof fetch {
  return (async (input: RequestInfo | URL, init?: RequestInit) => {
    const url = new URL(input instanceof Request ? input.url : String(input))
    const headers = new Headers([...new Headers(init?.headers)].filter(([name]) => MAY_LEAVE.has(name)))
    const known = trusted.includes(url.host)
    if (!known && url.protocol !== 'https:') throw new TypeError(`${url.host} must be reached by https`)
    const response = await undiciFetch(url, {
      ...(init as object),
      headers: Object.fromEntries(headers),
      redirect: 'error',
      ...(!known && { dispatcher: agent }),
    })
    if (!response.body) return response
    const body = (response.body as unknown as ReadableStream<Uint8Array>).pipeThrough(limited(url.host, heard))
    return new Response(body, {
      status: response.status,
      statusText: response.statusText,
      headers: [...response.headers],
    })
  }) as unknown as typeof fetch
}

/** A host that never comes to an end must not fill the memory of all. */
function limited(host: string, heard: () => void): TransformStream<Uint8Array, Uint8Array> {
  let left = MOST_BYTES
  return new TransformStream({
    transform(chunk, to) {
      heard()
      left -= chunk.byteLength
      if (left < 0) to.error(new TypeError(`${host} answered with more than ${MOST_BYTES / 1_048_576} MB`))
      else to.enqueue(chunk)
    },
  })
}
