import { isJsonContentType, readRequestBody } from '@modelcontextprotocol/server'
import { storableJson } from '../../text.ts'
import { rpcError } from './gate.ts'

/** The JSON of a request, read once. @returns the response instead, when it is too large, of another type, or no JSON. */
export async function readJson(request: Request, limit: number): Promise<{ json: unknown } | Response> {
  if (!isJsonContentType(request.headers.get('content-type')))
    return rpcError(415, -32_000, 'Content-Type must be application/json.')
  const read = await readRequestBody(request, limit)
  if (read.tooLarge)
    return rpcError(
      413,
      -32_000,
      `The request is too large: at most ${limit} bytes. Next: send fewer IDs, or request smaller pages.`,
    )
  try {
    const json = storableJson(JSON.parse(read.text ?? ''))
    if (typeof json === 'object' && json !== null) return { json }
  } catch (error) {
    if (error instanceof RangeError) return rpcError(400, -32_600, `Invalid request: the message ${error.message}.`)
    // Answered below, like JSON that is not an object.
  }
  return rpcError(400, -32_700, 'Parse error: the body is not a JSON-RPC message.')
}

const both = 'application/json, text/event-stream'

/** Protocol revisions of 2025 insist on both media types; scripts send one, or the wildcard. It also ends when cancelled. */
export function acceptingBoth(request: Request, cancelled: AbortSignal | undefined): Request {
  const accept = request.headers.get('accept') ?? ''
  if (!cancelled && accept.includes('application/json') && accept.includes('text/event-stream')) return request
  const headers = new Headers(request.headers)
  headers.set('accept', both)
  // The body has been read already and travels beside the request.
  return new Request(request.url, {
    method: request.method,
    headers,
    signal: cancelled ? AbortSignal.any([request.signal, cancelled]) : request.signal,
  })
}

/** Whether a client says that it reads event streams. A script that says nothing, or anything, wants JSON. */
export const takesStream = (request: Request) => (request.headers.get('accept') ?? '').includes('text/event-stream')

/** The answers in an event stream as one JSON body, for a client that asked for JSON alone. */
export async function unstreamed(response: Response, batch: boolean): Promise<Response> {
  if (!response.headers.get('content-type')?.startsWith('text/event-stream')) return response
  const messages = (await response.text())
    .split(/\r?\n\r?\n/)
    .flatMap((event) => {
      const data = event
        .split(/\r?\n/)
        .filter((line) => line.startsWith('data:'))
        .map((line) => line.slice(5).trim())
        .join('\n')
      return data ? [JSON.parse(data) as { id?: unknown; method?: unknown }] : []
    })
    .filter((message) => message.id !== undefined && message.method === undefined)
  const headers = new Headers(response.headers)
  headers.set('content-type', 'application/json')
  return new Response(JSON.stringify(batch ? messages : messages[0]), { status: response.status, headers })
}

/** The same response. @param done called once, when its last byte was taken or whoever reads it has gone */
export function followed(response: Response, done: () => void): Response {
  if (!response.body) {
    done()
    return response
  }
  const reader = response.body.getReader()
  const pull = async (to: ReadableStreamDefaultController<Uint8Array>) => {
    try {
      const { value, done: isLast } = await reader.read()
      if (!isLast) return to.enqueue(value)
      to.close()
    } catch (error) {
      to.error(error)
    }
    done()
  }
  const cancel = (reason: unknown) => {
    done()
    return reader.cancel(reason)
  }
  return new Response(new ReadableStream({ pull, cancel }, { highWaterMark: 0 }), response)
}
