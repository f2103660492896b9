/**
 * Local servers that speak the wire formats of the Messages API and the Responses API and misbehave on command: the first
 * segment of the path names how. Every request is kept, as it came over the wire.
 */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Provider } from '../../api/ai/question.ts'

export interface Received {
  readonly mode: string
  readonly path: string
  readonly headers: IncomingMessage['headers']
  readonly body: Record<string, unknown>
  /** The client left before the answer was whole. */
  left: boolean
}

export interface FakeProvider {
  readonly received: Received[]
  readonly host: string
  url(mode: string): string
  close(): Promise<void>
}

type Send = (type: string, data: Record<string, unknown>) => void

/** @param answer what the model says; obeys nothing of the prompt unless the function reads it */
export async function fakeProvider(
  kind: Provider,
  answer: (request: Record<string, unknown>) => unknown,
): Promise<FakeProvider> {
  const received: Received[] = []
  const failing: Record<string, number> = {}
  const server = createServer((request, response) => {
    void serve(request, response).catch(() => response.destroy())
  })
  async function serve(request: IncomingMessage, response: ServerResponse) {
    const [, mode = 'ok', ...rest] = (request.url ?? '/').split('/')
    const parts: Buffer[] = []
    for await (const part of request) parts.push(part as Buffer)
    const body = JSON.parse(Buffer.concat(parts).toString('utf8') || '{}') as Record<string, unknown>
    const entry: Received = { mode, path: `/${rest.join('/')}`, headers: request.headers, body, left: false }
    received.push(entry)
    response.on('close', () => {
      if (!response.writableFinished) entry.left = true
    })
    // "once-500" fails for the first request and then answers.
    const [, code] = /^once-(\d+)$/.exec(mode) ?? []
    if (code && (failing[mode] = (failing[mode] ?? 0) + 1) === 1) return refuse(kind, response, code)
    if (/^\d/.test(mode)) return refuse(kind, response, mode)
    if (mode === 'redirect')
      return void response.writeHead(307, { location: `http://localhost:${port()}/ok${entry.path}` }).end()
    if (mode === 'html') return void response.writeHead(200, { 'content-type': 'text/html' }).end('<html>log in</html>')
    if (mode === 'silent') {
      await sleep(2_000)
      if (response.destroyed) return
    }
    response.writeHead(200, { 'content-type': 'text/event-stream; charset=utf-8', 'request-id': 'req_fake' })
    // "ponders" is there, and says nothing for a while.
    if (mode === 'ponders') {
      response.write(': ping\n\n')
      await sleep(1_200)
      if (response.destroyed) return
    }
    const send: Send = (type, data) => response.write(`event: ${type}\ndata: ${JSON.stringify({ type, ...data })}\n\n`)
    const text = mode === 'not-json' ? JSON.stringify(answer(body)).slice(0, -3) : JSON.stringify(answer(body))
    // "thinks" spends a thousand tokens before its first word.
    const tokens = Number(body.max_tokens ?? body.max_output_tokens)
    const ends = mode === 'thinks' && tokens < 1_000 ? 'long' : mode
    await (kind === 'anthropic' ? messages : responses)({ mode: ends, text, body, response, send })
  }
  const port = () => (server.address() as AddressInfo).port
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  return {
    received,
    host: `127.0.0.1:${port()}`,
    url: (mode) => `http://127.0.0.1:${port()}/${mode}`,
    close: () =>
      new Promise((done) => {
        server.closeAllConnections()
        server.close(() => done())
      }),
  }
}

/** Errors in the words of each provider. */
function refuse(kind: Provider, response: ServerResponse, mode: string): void {
  const [status, ...how] = mode.split('-')
  const [type, message, code] = ERRORS[mode] ?? ERRORS[status!] ?? ['api_error', 'Internal server error', null]
  const body =
    kind === 'anthropic'
      ? { type: 'error', error: { type, message }, request_id: 'req_fake' }
      : { error: { message, type, param: null, code } }
  response
    .writeHead(Number(status), {
      'content-type': 'application/json',
      ...(status === '429' && { 'retry-after': how[0] === 'hour' ? '3600' : '0.05' }),
    })
    .end(JSON.stringify(body))
}

const ERRORS: Readonly<Record<string, readonly [type: string, message: string, code: string | null]>> = {
  401: ['authentication_error', 'invalid x-api-key sk-secret-of-the-tenant', 'invalid_api_key'],
  403: ['permission_error', 'Your key may not use this model', null],
  404: ['not_found_error', 'model: nothing', 'model_not_found'],
  400: ['invalid_request_error', 'output_config: unknown', null],
  '400-long': [
    'invalid_request_error',
    'prompt is too long: 1000233 tokens > 1000000 maximum',
    'context_length_exceeded',
  ],
  '400-limit': [
    'invalid_request_error',
    'input length and `max_tokens` exceed context limit: 190000 + 20000 > 200000, decrease input length or `max_tokens`',
    null,
  ],
  '400-code': ['invalid_request_error', 'The request was not accepted', 'context_length_exceeded'],
  '400-schema': [
    'invalid_request_error',
    "Invalid schema for response_format 'document': In context=('properties', 'sections')",
    'invalid_json_schema',
  ],
  402: ['billing_error', 'Your balance is used up', null],
  413: ['request_too_large', 'Request exceeds the maximum size', null],
  429: ['rate_limit_error', 'This request would exceed your rate limit', 'rate_limit_exceeded'],
  '429-quota': ['insufficient_quota', 'You exceeded your current quota', 'insufficient_quota'],
  500: ['api_error', 'Internal server error', null],
  503: ['server_error', 'The engine is currently overloaded', null],
  529: ['overloaded_error', 'Overloaded', null],
}

interface Answering {
  readonly mode: string
  readonly text: string
  readonly body: Record<string, unknown>
  readonly response: ServerResponse
  readonly send: Send
}

const piecesOf = (text: string) =>
  Array.from({ length: 4 }, (_, at) =>
    text.slice(Math.floor((at * text.length) / 4), Math.floor(((at + 1) * text.length) / 4)),
  )

/** What goes wrong in the middle of a stream in the same way for both. @returns whether the stream goes on */
async function goesOn({ mode, response, send }: Answering, broken: string): Promise<boolean> {
  switch (mode) {
    case 'cut':
      await sleep(20)
      response.destroy()
      return false
    case 'closed':
      response.end()
      return false
    case 'slow':
      await sleep(3_500)
      return !response.destroyed
    case 'stalled':
      await sleep(2_000)
      return !response.destroyed
    case 'broken':
      response.write(`event: ${broken}\ndata: {"type":"${broken}","delta":{"ty\n\n`)
      response.end()
      return false
    case 'error-event':
      send('error', {
        error: { type: 'overloaded_error', message: 'Overloaded' },
        code: 'server_error',
        message: 'failed',
      })
      response.end()
      return false
    default:
      return true
  }
}

async function messages(answering: Answering): Promise<void> {
  const { mode, text, body, response, send } = answering
  const counted = { input_tokens: 1_200, cache_creation_input_tokens: 300, cache_read_input_tokens: 2_000 }
  send('message_start', {
    message: {
      id: 'msg_1',
      type: 'message',
      role: 'assistant',
      model: body.model,
      content: [],
      stop_reason: null,
      stop_sequence: null,
      usage: { ...counted, output_tokens: 1 },
    },
  })
  send('content_block_start', { index: 0, content_block: { type: 'text', text: '' } })
  send('ping', {})
  const stop = { refusal: 'refusal', long: 'max_tokens', context: 'model_context_window_exceeded' }[mode] ?? 'end_turn'
  for (const [at, piece] of piecesOf(text).entries()) {
    if (at === 2 && !(await goesOn(answering, 'content_block_delta'))) return
    if (at === 2 && stop !== 'end_turn') break
    send('content_block_delta', { index: 0, delta: { type: 'text_delta', text: piece } })
    await sleep(2)
  }
  send('content_block_stop', { index: 0 })
  send('message_delta', {
    delta: { stop_reason: stop, stop_sequence: null },
    usage: { ...counted, output_tokens: 77, output_tokens_details: { thinking_tokens: 12 } },
  })
  if (mode !== 'no-end') send('message_stop', {})
  response.end()
}

async function responses(answering: Answering): Promise<void> {
  const { mode, text, body, response } = answering
  let sequence = 0
  const send: Send = (type, data) => answering.send(type, { ...data, sequence_number: sequence++ })
  const usage = {
    input_tokens: 3_200,
    input_tokens_details: { cached_tokens: 2_000 },
    output_tokens: 77,
    output_tokens_details: { reasoning_tokens: 12 },
    total_tokens: 3_277,
  }
  const shell = (status: string, more: Record<string, unknown> = {}) => ({
    id: 'resp_1',
    object: 'response',
    created_at: 1,
    status,
    error: null,
    incomplete_details: null,
    model: body.model,
    output: [] as unknown[],
    usage: null,
    ...more,
  })
  const at = { item_id: 'msg_1', output_index: 0, content_index: 0 }
  send('response.created', { response: shell('in_progress') })
  send('response.output_item.added', {
    output_index: 0,
    item: { id: 'msg_1', type: 'message', status: 'in_progress', role: 'assistant', content: [] },
  })
  if (mode === 'refusal') {
    send('response.refusal.delta', { ...at, delta: 'I cannot help with that.' })
    send('response.refusal.done', { ...at, refusal: 'I cannot help with that.' })
    send('response.completed', { response: shell('completed', { usage }) })
    return void response.end()
  }
  for (const [index, piece] of piecesOf(text).entries()) {
    if (index === 2 && !(await goesOn({ ...answering, send }, 'response.output_text.delta'))) return
    if (index === 2 && (mode === 'long' || mode === 'filter')) {
      const reason = mode === 'long' ? 'max_output_tokens' : 'content_filter'
      send('response.incomplete', { response: shell('incomplete', { incomplete_details: { reason }, usage }) })
      return void response.end()
    }
    if (index === 2 && (mode === 'failed' || mode === 'policy')) {
      const code = mode === 'failed' ? 'server_error' : 'invalid_prompt'
      send('response.failed', { response: shell('failed', { error: { code, message: 'The model failed' } }) })
      return void response.end()
    }
    send('response.output_text.delta', { ...at, delta: piece, logprobs: [] })
    await sleep(2)
  }
  send('response.output_text.done', { ...at, text, logprobs: [] })
  if (mode !== 'no-end') send('response.completed', { response: shell('completed', { usage }) })
  response.end()
}
