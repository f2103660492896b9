import type { BridgeConfig } from './config.ts'

/** Milliseconds that a server has to say that it is there. */
const PROBE_MS = 10_000
const PING = JSON.stringify({ jsonrpc: '2.0', id: 'pm33-stdio', method: 'ping' })

/** What went wrong with one message: a JSON-RPC error for the client, whose message is also shown on stderr. */
export interface Trouble {
  readonly code: number
  readonly message: string
}

/** Asked once at the start. @returns why the server cannot be used, in a sentence with the next step; nothing when it can */
export async function troubleWith({ url, apiKey }: BridgeConfig): Promise<string | undefined> {
  if (!apiKey) return 'An API key is required. Set --key or PM33_API_KEY. To create a key: npx pm33 key create NAME'
  try {
    const headers = { 'content-type': 'application/json', accept: 'application/json', 'x-api-key': apiKey }
    const response = await fetch(url, {
      method: 'POST',
      redirect: 'manual',
      headers,
      body: PING,
      signal: AbortSignal.timeout(PROBE_MS),
    })
    const location = response.headers.get('location')
    if (response.status >= 300 && response.status < 400 && location && URL.canParse(location, url))
      return `${url} redirects to ${new URL(location, url).href}. Use that address instead.`
    const body = await response.text()
    return response.ok
      ? errorIn(body) === undefined
        ? notMcp(url)
        : undefined
      : httpTrouble(response.status, body, url).message
  } catch (error) {
    return troubleOf(error, url).message
  }
}

/** What the transport threw, for the client that waits for an answer. */
export function troubleOf(error: unknown, url: string): Trouble {
  const { code, name, message, cause } = (error ?? {}) as {
    code?: unknown
    name?: unknown
    message?: unknown
    cause?: { code?: unknown }
  }
  // Only the transport's own error carries an HTTP status; the code of an AbortError is a number, too.
  if (error instanceof Error && error.message.startsWith('Streamable HTTP error:') && typeof code === 'number') {
    const text = String(message)
    return code < 0 ? own(notMcp(url)) : httpTrouble(code, text.slice(text.indexOf('{')), url)
  }
  return own(sentence(name, typeof cause?.code === 'string' ? cause.code : typeof code === 'string' ? code : '', url))
}

/** The answer ended, or its connection did, before the client got it. */
export const lost = (url: string): Trouble =>
  own(`The connection to ${url} was lost before it answered. PM33 may be restarting: try again in a moment.`)

const own = (message: string): Trouble => ({ code: -32_000, message })
const notMcp = (url: string) => `${url} sent a response that is not MCP. Check that this is the address of PM33.`

function sentence(name: unknown, code: string, url: string): string {
  if (name === 'AbortError') return `The bridge was closed before ${url} answered.`
  if (name === 'TimeoutError') return `${url} does not respond. Check the address and the network.`
  if (name === 'SyntaxError' || name === 'ZodError') return notMcp(url)
  if (code === 'ECONNREFUSED') return `Connection refused at ${url}. Is PM33 running? Start it with: npx pm33 start`
  if (code === 'ENOTFOUND' || code === 'EAI_AGAIN') return `The host in ${url} is unknown. Check the address.`
  if (['ECONNRESET', 'EPIPE', 'UND_ERR_SOCKET', 'UND_ERR_HEADERS_TIMEOUT', 'UND_ERR_BODY_TIMEOUT'].includes(code))
    return lost(url).message
  if (/SSL|TLS|CERT|SIGNATURE|EPROTO/.test(code))
    return `A secure connection to ${url} failed (${code}). Check the address and the certificate.`
  return `${url} is unreachable${code ? ` (${code})` : ''}. Check the address and the network.`
}

/** A JSON-RPC error is the server's own answer and is passed on; other bodies, such as a proxy's page, are not repeated. */
function httpTrouble(status: number, body: string, url: string): Trouble {
  const answered = errorIn(body)
  if (status === 401)
    return own('The API key was rejected. Check that it is complete, has not expired, and has not been revoked.')
  if (answered) return answered
  if (status === 403)
    return own('The API key is not allowed to use MCP. It needs the surface mcp and the scope mcp:enabled.')
  if (status === 404) return own(`There is no PM33 at ${url}. Check the address: it ends in /mcp.`)
  if (status === 503) return own(`${url} is unavailable or restarting (HTTP 503). Try again in a moment.`)
  if (status >= 500) return own(`${url} is having trouble (HTTP ${status}). Try again in a moment.`)
  return own(`${url} answered HTTP ${status}.`)
}

/** A response that carries the result of a request is its answer, whatever its status: a tool call over the limit is told so. */
export async function answered(response: Response, id: unknown): Promise<Response> {
  if (response.ok || !response.headers.get('content-type')?.startsWith('application/json')) return response
  const body = await response.text()
  const { status, statusText, headers } = response
  return isResultOf(body, id)
    ? new Response(body, { headers: { 'content-type': 'application/json' } })
    : new Response(body, { status, statusText, headers })
}

function isResultOf(body: string, id: unknown): boolean {
  try {
    const message = JSON.parse(body) as { jsonrpc?: unknown; id?: unknown; result?: unknown }
    return message.jsonrpc === '2.0' && message.id === id && typeof message.result === 'object'
  } catch {
    return false
  }
}

/** @returns the error of a JSON-RPC message, null when it is one without an error, undefined when it is none */
function errorIn(body: string): Trouble | null | undefined {
  try {
    const { jsonrpc, error } = JSON.parse(body) as { jsonrpc?: unknown; error?: { code?: unknown; message?: unknown } }
    if (jsonrpc !== '2.0') return undefined
    return typeof error?.code === 'number' && typeof error.message === 'string'
      ? { code: error.code, message: error.message }
      : null
  } catch {
    return undefined
  }
}
