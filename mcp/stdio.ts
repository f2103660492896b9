import { StreamableHTTPClientTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js'
import { StdioServerTransport } from '@modelcontextprotocol/sdk/server/stdio.js'
import type { Transport } from '@modelcontextprotocol/sdk/shared/transport.js'
import { isJSONRPCRequest, isJSONRPCResultResponse, type JSONRPCMessage, type RequestId } from '@modelcontextprotocol/sdk/types.js'
import { readBridgeConfig, type BridgeConfig } from './config.ts'

/** `pm33 stdio`: what desktop configurations start. Speaks MCP on stdin and stdout, and carries each message to `/mcp`. */
export async function runBridge(options: { url?: string | undefined; key?: string | undefined }): Promise<void> {
  const say = (line: string) => process.stderr.write(`pm33: ${line}\n`)
  let config: BridgeConfig
  try {
    config = readBridgeConfig(options)
  } catch (error) {
    say((error as Error).message)
    process.exitCode = 1
    return
  }
  const trouble = await troubleWith(config)
  if (trouble) {
    say(trouble)
    process.exitCode = 1
    return
  }
  const stdio = new StdioServerTransport()
  const close = await bridge(stdio, config, say)
  const end = () => {
    close().then(() => process.exit(0), (error: unknown) => {
      say(error instanceof Error ? error.message : String(error))
      process.exit(1)
    })
  }
  process.stdin.once('end', end)
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, end)
}

/** Carries messages both ways until one side ends. @returns how to end it. */
export async function bridge(local: Transport, { url, apiKey }: BridgeConfig, say: (line: string) => void): Promise<() => Promise<void>> {
  const running = new Map<RequestId, AbortController>()
  const initializing = new Set<RequestId>()
  const remote = new StreamableHTTPClientTransport(new URL(url), {
    ...(apiKey && { requestInit: { headers: { 'x-api-key': apiKey } } }),
    // A request that is cancelled is hung up on: over HTTP nothing else reaches the instance that works on it.
    fetch: (input, init) => fetch(input, { ...init, signal: signalOf(init, running) }),
  })

  // Whoever does not read any more has gone: there is nobody to tell.
  const send = (message: JSONRPCMessage) => {
    local.send(message).catch(() => undefined)
  }

  local.onmessage = (message) => {
    if (isJSONRPCRequest(message)) {
      running.set(message.id, new AbortController())
      if (message.method === 'initialize') initializing.add(message.id)
    }
    const cancelled = cancelledBy(message)
    if (cancelled !== undefined) {
      running.get(cancelled)?.abort()
      running.delete(cancelled)
      return
    }
    remote.send(message).catch((error: unknown) => {
      if (!isJSONRPCRequest(message) || !running.delete(message.id)) return
      const trouble = sentence(error, url)
      say(trouble)
      send({ jsonrpc: '2.0', id: message.id, error: { code: -32_000, message: trouble } })
    })
  }
  remote.onmessage = (message) => {
    if ('id' in message && message.id !== undefined && !('method' in message)) {
      if (isJSONRPCResultResponse(message) && initializing.delete(message.id) && typeof message.result.protocolVersion === 'string') {
        remote.setProtocolVersion(message.result.protocolVersion)
      }
      if (!running.delete(message.id)) return
    }
    send(message)
  }

  let closed = false
  async function close(): Promise<void> {
    if (closed) return
    closed = true
    await remote.terminateSession().catch(() => undefined)
    await remote.close()
    await local.close()
  }
  local.onclose = () => {
    close().catch(() => undefined)
  }
  await remote.start()
  await local.start()
  return close
}

/** Why the server cannot be used, in a sentence with the next step; nothing when it can. */
export async function troubleWith({ url, apiKey }: BridgeConfig): Promise<string | undefined> {
  if (!apiKey) return 'an API key is needed. Give --key or PM33_API_KEY; create one with: npx pm33 key create'
  try {
    const response = await fetch(url, { method: 'HEAD', headers: { 'x-api-key': apiKey }, signal: AbortSignal.timeout(10_000) })
    return statusSentence(response.status, url)
  } catch (error) {
    return sentence(error, url)
  }
}

function statusSentence(status: number, url: string): string | undefined {
  if (status === 401) return 'the API key was rejected. Check that it is complete, not expired and not revoked'
  if (status === 403) return 'the API key may not use MCP. It needs the surface mcp and the scope mcp:enabled'
  if (status === 404) return `there is no PM33 at ${url}. Check the address: it ends in /mcp`
  if (status >= 500) return `the server at ${url} has trouble (HTTP ${status}). Try again in a moment`
  return undefined
}

function sentence(error: unknown, url: string): string {
  const { code, cause, name } = (error ?? {}) as { code?: unknown; cause?: { code?: unknown }; name?: unknown }
  const reason = cause?.code ?? code
  if (typeof reason === 'number') return statusSentence(reason, url) ?? `${url} answered HTTP ${reason}`
  if (reason === 'ECONNREFUSED') return `connection refused at ${url}. Is PM33 running? Start it with: npx pm33 start`
  if (reason === 'ENOTFOUND' || reason === 'EAI_AGAIN') return `the host of ${url} is unknown. Check the address`
  if (name === 'TimeoutError') return `${url} does not answer. Check the address and the network`
  return `${url} cannot be reached${typeof reason === 'string' ? ` (${reason})` : ''}. Check the address and the network`
}

function signalOf(init: RequestInit | undefined, running: ReadonlyMap<RequestId, AbortController>): AbortSignal | null {
  const own = init?.signal ?? null
  const { id } = typeof init?.body === 'string' ? (JSON.parse(init.body) as { id?: RequestId }) : {}
  const cancel = id === undefined ? undefined : running.get(id)?.signal
  return own && cancel ? AbortSignal.any([own, cancel]) : (cancel ?? own)
}

function cancelledBy(message: JSONRPCMessage): RequestId | undefined {
  if (!('method' in message) || message.method !== 'notifications/cancelled') return undefined
  const id = message.params?.requestId
  return typeof id === 'string' || typeof id === 'number' ? id : undefined
}
