import { fetch as guardedFetch } from 'undici'
import { LRUCache } from 'lru-cache'
import { storableJson } from '../../text.ts'
import { DAY_MS } from '../math/calendar.ts'
import { guardedAgent } from './public-address.ts'

/** What a client may say of itself in bytes, and its key set, which can hold certificates; how long their host may take. */
export const MAX_BYTES = 5_120
const MAX_KEYS_BYTES = 65_536
const TIMEOUT_MS = 2_500

export type DocumentFetch = (url: string | URL, init?: object) => Promise<Response>

/** How documents are fetched: from public hosts, without following redirects, small, soon. */
export function guardedDocumentFetch(agent = guardedAgent()): DocumentFetch {
  return async (url, init) => {
    const response = await guardedFetch(url, {
      ...init,
      dispatcher: agent,
      redirect: 'manual',
      signal: AbortSignal.timeout(TIMEOUT_MS),
    })
    return clientDocument(String(url), response as unknown as Response)
  }
}

/** How long a document is believed whose host does not answer: as long as an app could ask for it to be kept. */
const LAST_GOOD_MS = DAY_MS
const LAST_GOOD_SIZE = 200

/** A host that is down for a while must not put out everybody who is connected. One that says the document is gone does. */
export function withLastGood(fetchDocument: DocumentFetch, now: () => Date): DocumentFetch {
  const good = new LRUCache<string, { at: number; text: string; headers: Headers }>({ max: LAST_GOOD_SIZE })
  const last = (url: string) => {
    const known = good.get(url)
    return known && now().getTime() - known.at < LAST_GOOD_MS
      ? new Response(known.text, { headers: known.headers })
      : null
  }
  return async (address, init) => {
    const url = String(address)
    try {
      const response = await fetchDocument(url, init)
      if (response.status >= 500) return last(url) ?? response
      if (response.status !== 200) return response
      const text = await response.text()
      good.set(url, { at: now().getTime(), text, headers: response.headers })
      return new Response(text, { headers: response.headers })
    } catch (error) {
      const known = last(url)
      if (known) return known
      throw error
    }
  }
}

/** The document as the authorization server should read it, however it was fetched. */
export async function clientDocument(url: string, response: Response): Promise<Response> {
  if (response.status !== 200 || !/\bjson\b/.test(response.headers.get('content-type') ?? '')) {
    await response.body?.cancel()
    return response.status === 200
      ? new Response(null, { status: 415 })
      : new Response(null, { status: response.status })
  }
  const parts: Uint8Array[] = []
  let bytes = 0
  let most = MAX_BYTES
  for await (const part of response.body ?? []) {
    bytes += part.length
    parts.push(part)
    // Looked at once: its host chooses how small the parts are, and whoever asks chooses the host.
    if (bytes > most && most === MAX_BYTES && /"keys"\s*:/.test(Buffer.concat(parts).toString('utf8')))
      most = MAX_KEYS_BYTES
    if (bytes > most) throw tooLarge(most)
  }
  const text = Buffer.concat(parts).toString('utf8')
  const document = JSON.parse(text) as Record<string, unknown>
  if (bytes > MAX_BYTES && !isKeySet(document)) throw tooLarge(MAX_BYTES)
  const headers = new Headers()
  for (const name of ['cache-control', 'expires', 'content-type'])
    if (response.headers.has(name)) headers.set(name, response.headers.get(name)!)
  return new Response(JSON.stringify(clientMetadata(document, url)), { headers })
}

const isKeySet = (document: Record<string, unknown> | null) =>
  Array.isArray(document?.keys) && !('client_id' in document)

const tooLarge = (most: number) => new Error(`the client’s document is larger than ${most} bytes`)

/**
 * What a client says of itself, less what would lock it in or out. A registered `scope` would be all it could ever ask
 * for, so stepping up would fail; as `web` it could not use a loopback port of its choice (RFC 8252 §7.3).
 * @throws RangeError when it is nested too deep
 */
export function clientMetadata(document: Record<string, unknown>, url?: string): Record<string, unknown> {
  if (typeof document !== 'object' || document === null || Array.isArray(document)) return document
  if (url !== undefined && document.client_id !== url) return document
  const { scope: _scope, application_type: _type, ...rest } = storableJson(document) as Record<string, unknown>
  return { ...rest, application_type: 'native' }
}
