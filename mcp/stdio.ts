import { Transform, type TransformCallback } from 'node:stream'
import { setTimeout as pause } from 'node:timers/promises'
import { StreamableHTTPClientTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js'
import { StdioServerTransport } from '@modelcontextprotocol/sdk/server/stdio.js'
import type { Transport } from '@modelcontextprotocol/sdk/shared/transport.js'
import {
  isJSONRPCRequest,
  isJSONRPCResultResponse,
  type JSONRPCMessage,
  type RequestId,
} from '@modelcontextprotocol/sdk/types.js'
import { readBridgeConfig, type BridgeConfig } from './config.ts'
import { protocolHeadersOf } from './http/protocol-headers.ts'
import { inSessions } from './stdio-session.ts'
import { answered, lost, troubleOf, troubleWith, type Trouble } from './stdio-trouble.ts'

/** Milliseconds that questions have for their answers once the input has ended; a client that is still there signals sooner. */
const DRAIN_MS = 30_000
/** Milliseconds to end the session on the server. */
const PARTING_MS = 1_000
/** Milliseconds in which what was read from a stream that has ended is delivered. */
const DELIVERY_MS = 250

/**
 * `pm33 stdio`: what desktop configurations start. Speaks MCP on stdin and stdout, and carries each message to `/mcp`.
 * @throws ConfigError
 */
export async function runBridge(
  options: { url?: string | undefined; key?: string | undefined },
  env: NodeJS.ProcessEnv,
): Promise<void> {
  const say = (line: string) => process.stderr.write(`pm33: ${line}\n`)
  const config = readBridgeConfig(options, env)
  const trouble = await troubleWith(config)
  if (trouble) {
    say(trouble)
    process.exitCode = 1
    return
  }
  const input = process.stdin.pipe(new WholeLines())
  const { drained, close, closed } = await bridge(new StdioServerTransport(input), config, say)
  // Once everything is written: pipes are asynchronous on some systems.
  closed.then(() => process.stdout.write('', () => process.exit())).catch(() => process.exit(1))
  const end = (after: Promise<void>) => {
    after.then(close).catch(() => process.exit(1))
  }
  input.once('end', () => end(Promise.race([drained(), pause(DRAIN_MS)])))
  process.stdin.once('error', () => end(Promise.resolve()))
  // A client that no longer reads has disconnected.
  process.stdout.on('error', () => end(Promise.resolve()))
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => end(Promise.resolve()))
}

/** The input, with the line break that its last line may lack. */
class WholeLines extends Transform {
  #open = false

  override _transform(chunk: Buffer, _encoding: BufferEncoding, done: TransformCallback): void {
    this.#open = chunk.at(-1) !== 0x0a
    done(null, chunk)
  }

  override _flush(done: TransformCallback): void {
    done(null, this.#open ? '\n' : null)
  }
}

interface Bridge {
  /** Resolves when no question waits for its answer. */
  drained(): Promise<void>
  close(): Promise<void>
  /** Resolves when it is closed, by whichever side. */
  readonly closed: Promise<void>
}

/** Carries messages both ways until one side ends. Every request gets an answer: the server's, or why there is none. */
async function bridge(local: Transport, { url, apiKey }: BridgeConfig, say: (line: string) => void): Promise<Bridge> {
  const running = new Map<RequestId, AbortController>()
  const initializing = new Set<RequestId>()
  let idle: (() => void)[] = []

  /** @returns whether the request was waiting; from now on it is not */
  function settle(id: RequestId): boolean {
    const waited = running.delete(id)
    if (!running.size) for (const resolve of idle.splice(0)) resolve()
    return waited
  }

  const send = (message: JSONRPCMessage) => {
    local.send(message).catch(() => undefined)
  }

  function fail(id: RequestId, { code, message }: Trouble): void {
    if (!running.has(id)) return
    say(message)
    send({ jsonrpc: '2.0', id, error: { code, message } })
    settle(id)
  }

  const inSession = inSessions((init) => fetch(url, init))

  /** A request that is cancelled is hung up on: over HTTP nothing else reaches the instance that works on it. */
  async function carry(_input: string | URL, init?: RequestInit): Promise<Response> {
    const message =
      typeof init?.body === 'string' ? (JSON.parse(init.body) as { id?: RequestId; method?: unknown }) : {}
    const { id } = message
    const cancel = id === undefined ? undefined : running.get(id)?.signal
    const signals = [init?.signal, cancel].filter((signal) => signal !== undefined && signal !== null)
    const headers = new Headers(init?.headers)
    for (const [name, value] of protocolHeadersOf(message)) headers.set(name, value)
    const response = await inSession({ ...init, headers, signal: AbortSignal.any(signals) }, message.method)
    if (id === undefined) return response
    if (!response.headers.get('content-type')?.startsWith('text/event-stream')) return answered(response, id)
    return watched(response, () => setTimeout(() => fail(id, lost(url)), DELIVERY_MS))
  }

  const remote = new StreamableHTTPClientTransport(new URL(url), {
    ...(apiKey && { requestInit: { headers: { 'x-api-key': apiKey } } }),
    fetch: carry,
  })

  local.onerror = ({ message }) => {
    const tooLarge = message.includes('maximum size')
    if (tooLarge) process.exitCode = 1
    say(
      tooLarge
        ? 'Closing: a message on the input is larger than 10 MB.'
        : 'Ignored a line of input that is not a complete JSON-RPC message.',
    )
  }
  local.onmessage = (message) => {
    if (isJSONRPCRequest(message)) {
      running.set(message.id, new AbortController())
      if (message.method === 'initialize') initializing.add(message.id)
    }
    const cancelled = cancelledBy(message)
    if (cancelled !== undefined) {
      running.get(cancelled)?.abort()
      settle(cancelled)
      return
    }
    remote.send(message).catch((error: unknown) => {
      if (isJSONRPCRequest(message)) fail(message.id, troubleOf(error, url))
    })
  }
  remote.onmessage = (message) => {
    if ('id' in message && message.id !== undefined && !('method' in message)) {
      if (
        isJSONRPCResultResponse(message) &&
        initializing.delete(message.id) &&
        typeof message.result.protocolVersion === 'string'
      ) {
        remote.setProtocolVersion(message.result.protocolVersion)
      }
      if (!running.has(message.id)) return
      send(message)
      settle(message.id)
      return
    }
    send(message)
  }

  const { promise: closed, resolve: whenClosed } = Promise.withResolvers<void>()
  let closing: Promise<void> | undefined
  async function end(): Promise<void> {
    const reason = new DOMException('The bridge is closed.', 'AbortError')
    for (const [id, controller] of running) {
      fail(id, troubleOf(reason, url))
      controller.abort(reason)
    }
    await Promise.race([remote.terminateSession(), pause(PARTING_MS)]).catch(() => undefined)
    await remote.close()
    await local.close()
    whenClosed()
  }
  const close = () => (closing ??= end())
  local.onclose = () => {
    close().catch(() => undefined)
  }
  await remote.start()
  await local.start()
  return {
    drained: () => (running.size ? new Promise((resolve) => idle.push(resolve)) : Promise.resolve()),
    close,
    closed,
  }
}

/** The same response. @param ended called when its body has ended, or broken off */
function watched(response: Response, ended: () => void): Response {
  const reader = (response.body ?? new Blob([]).stream()).getReader()
  const body = new ReadableStream<Uint8Array>({
    async pull(controller) {
      try {
        const { done, value } = await reader.read()
        if (!done) return controller.enqueue(value)
        controller.close()
      } catch (error) {
        controller.error(error)
      }
      ended()
    },
    cancel: (reason) => reader.cancel(reason),
  })
  return new Response(body, response)
}

function cancelledBy(message: JSONRPCMessage): RequestId | undefined {
  if (!('method' in message) || message.method !== 'notifications/cancelled') return undefined
  const id = message.params?.requestId
  return typeof id === 'string' || typeof id === 'number' ? id : undefined
}
