/** Real MCP clients before a real adapter before a real API: nothing on the way is pretended. */
import { serve, type ServerType } from '@hono/node-server'
import { Client as OldClient } from '@modelcontextprotocol/sdk/client/index.js'
import { StreamableHTTPClientTransport as OldTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js'
import { Client, StreamableHTTPClientTransport } from '@modelcontextprotocol/client'
import { createMcp, type Mcp, type McpOptions } from '../mcp/http.ts'
import type { ApiLink } from '../mcp/graphql/graph.ts'
import type { World } from './world.ts'

/** `sdk` is the 1.32 client; `legacy` and `modern` are the 2.x client in its two protocol eras. */
export const ERAS = ['sdk', 'legacy', 'modern'] as const
export type Era = (typeof ERAS)[number]

/** One process: the adapter calls the API as a function. Two: over HTTP. */
export type Processes = 'one' | 'two'

export interface AdapterInTest extends Mcp {
  /** A message as a script sends it, without a client's help. */
  send(message: unknown, headers?: Record<string, string>, init?: RequestInit): Promise<Response>
  /** The same at protocol revision 2026-07-28; resolves to the result. */
  ask(
    key: string,
    method: string,
    params?: Record<string, unknown>,
  ): Promise<{ result?: Record<string, unknown>; error?: { code: number; message: string; data?: unknown } }>
  invalidate(): void
}

const ENVELOPE = {
  'io.modelcontextprotocol/protocolVersion': '2026-07-28',
  'io.modelcontextprotocol/clientCapabilities': {},
  'io.modelcontextprotocol/clientInfo': { name: 'script', version: '1' },
}

export const PUBLIC_URL = 'http://localhost:3033'

/** `around` stands between the adapter and the API, for a test about what happens there. */
export async function adapter(
  world: World,
  processes: Processes = 'one',
  options: McpOptions & { around?: (inner: typeof fetch) => typeof fetch } = {},
): Promise<AdapterInTest> {
  const { around = (inner) => inner, ...rest } = options
  const listeners: (() => void)[] = []
  const remote = processes === 'two' ? await listening(world) : undefined
  const link: ApiLink = {
    ...(remote || options.around
      ? {
          url: remote?.url ?? 'http://pm33.test/graphql',
          fetch: around(remote ? fetch : (url, init) => world.api.fetch(new Request(url, init))),
        }
      : { run: world.api.run }),
    serviceKey: world.doors.serviceKey,
    onInvalidate: (listener) => void listeners.push(listener),
  }
  const mcp = createMcp({ publicUrl: PUBLIC_URL }, link, { now: () => world.clock.now().getTime(), ...rest })
  const send: AdapterInTest['send'] = (message, headers = {}, init = {}) =>
    mcp.fetch(
      new Request(`${PUBLIC_URL}/mcp`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', accept: 'application/json', ...headers },
        body: typeof message === 'string' ? message : JSON.stringify(message),
        ...init,
      }),
    )
  return {
    fetch: mcp.fetch,
    send,
    async ask(key, method, params = {}) {
      const name = params.name ?? params.uri
      const headers = {
        'x-api-key': key,
        'mcp-protocol-version': '2026-07-28',
        'mcp-method': method,
        ...(typeof name === 'string' && { 'mcp-name': name }),
      }
      const response = await send({ jsonrpc: '2.0', id: 1, method, params: { ...params, _meta: ENVELOPE } }, headers)
      return (await response.json()) as never
    },
    async close() {
      await mcp.close()
      remote?.server.close()
    },
    invalidate: () => listeners.forEach((listener) => listener()),
  }
}

async function listening(world: World): Promise<{ url: string; server: ServerType }> {
  return new Promise((resolve) => {
    const server = serve(
      { fetch: (request) => world.api.fetch(request), port: 0, hostname: '127.0.0.1', overrideGlobalObjects: false },
      ({ port }) => resolve({ url: `http://127.0.0.1:${port}/graphql`, server }),
    )
  })
}

export interface Answer<Data = Record<string, unknown>> {
  text: string
  data: Data
  isError: boolean
  meta: Record<string, unknown> | undefined
}

/** What a test does with a client, whichever it is. */
export interface Claude {
  readonly era: Era
  readonly instructions: string | undefined
  readonly sessionId: string | undefined
  tools(): Promise<
    {
      name: string
      title?: string | undefined
      description?: string | undefined
      inputSchema: object
      outputSchema?: object | undefined
      annotations?: object | undefined
      _meta?: Record<string, unknown> | undefined
    }[]
  >
  call<Data = Record<string, unknown>>(
    name: string,
    args?: Record<string, unknown>,
    options?: { signal?: AbortSignal; onprogress?: (progress: { progress: number; message?: string }) => void },
  ): Promise<Answer<Data>>
  resources(): Promise<{ uri: string; name: string; mimeType?: string | undefined }[]>
  templates(): Promise<{ uriTemplate: string; name: string }[]>
  /** The JSON of a resource, and the time that the modern wire says it may be kept. */
  read<Data = Record<string, unknown>>(
    uri: string,
  ): Promise<{ data: Data; ttlMs: number | undefined; cacheScope: string | undefined }>
  prompts(): Promise<
    {
      name: string
      description?: string | undefined
      arguments?: { name: string; required?: boolean | undefined }[] | undefined
    }[]
  >
  prompt(name: string, args?: Record<string, string>): Promise<string>
  complete(uri: string, argument: string, value: string): Promise<string[]>
  end(): Promise<void>
  close(): Promise<void>
}

export async function claude(mcp: Pick<Mcp, 'fetch'>, key: string, era: Era = 'modern'): Promise<Claude> {
  const url = new URL(`${PUBLIC_URL}/mcp`)
  const options = {
    fetch: (input: string | URL, init?: RequestInit) => mcp.fetch(new Request(input, init)),
    requestInit: { headers: { 'x-api-key': key } },
  }
  const info = { name: 'claude-in-test', version: '1.0.0' }
  if (era === 'sdk') {
    const client = new OldClient(info)
    const transport = new OldTransport(url, options)
    await client.connect(transport as never)
    return spoken(client as unknown as Client, transport, era)
  }
  const client = new Client(info, { versionNegotiation: { mode: era === 'legacy' ? 'legacy' : { pin: '2026-07-28' } } })
  const transport = new StreamableHTTPClientTransport(url, options)
  await client.connect(transport)
  return spoken(client, transport, era)
}

interface Ending {
  sessionId?: string | undefined
  terminateSession?: () => Promise<void>
}

/** The two clients agree on everything that is used here, save where `callTool` takes its options. */
export function spoken(client: Client, transport: Ending, era: Era): Claude {
  return {
    era,
    instructions: client.getInstructions(),
    get sessionId() {
      return transport.sessionId
    },
    tools: async () => (await client.listTools()).tools,
    async call(name, args = {}, options = {}) {
      const request = { name, arguments: args }
      const call = client.callTool.bind(client) as unknown as (...all: unknown[]) => ReturnType<Client['callTool']>
      const result = await (era === 'sdk' ? call(request, undefined, options) : call(request, options))
      const texts = (result.content as { type: string; text?: string }[]).map(({ text }) => text ?? '')
      return {
        text: texts.join('\n'),
        data: (result.structuredContent ?? {}) as never,
        isError: result.isError === true,
        meta: result._meta,
      }
    },
    resources: async () => (await client.listResources()).resources,
    templates: async () => (await client.listResourceTemplates()).resourceTemplates,
    async read(uri) {
      // The 2.x client keeps what it read for as long as it was told it may; a test wants what the server says now.
      const result = (await client.readResource({ uri }, era === 'sdk' ? undefined : { cacheMode: 'refresh' })) as {
        contents: { text?: string }[]
        ttlMs?: number
        cacheScope?: string
      }
      return {
        data: unfenced(JSON.parse(result.contents[0]?.text ?? 'null')) as never,
        ttlMs: result.ttlMs,
        cacheScope: result.cacheScope,
      }
    },
    prompts: async () => (await client.listPrompts()).prompts,
    async prompt(name, args) {
      const { messages } = await client.getPrompt({ name, ...(args && { arguments: args }) })
      return messages.map(({ content }) => (content.type === 'text' ? content.text : '')).join('\n')
    },
    complete: async (uri, argument, value) =>
      (await client.complete({ ref: { type: 'ref/resource', uri }, argument: { name: argument, value } })).completion
        .values,
    end: async () => transport.terminateSession?.(),
    close: () => client.close(),
  }
}

/** A resource without its fence, whose nonce differs with every reading. @throws when a record has no fence */
function unfenced(read: Record<string, unknown> | null): unknown {
  if (read === null) return null
  const { notice, ...rest } = read
  const end = Object.keys(rest).at(-1) ?? ''
  if (!/^end-[0-9a-f]{16}$/.test(end) || !String(notice).includes(end)) throw new Error('a resource without a fence')
  delete rest[end]
  return rest
}
