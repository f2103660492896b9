import { localhostAllowedHostnames, validateHostHeader, validateOriginHeader } from '@modelcontextprotocol/server'
import type { McpConfig } from '../config.ts'

/** Pages of assistants that call MCP servers from a browser. */
const ASSISTANTS = ['claude.ai', 'claude.com', 'chatgpt.com', 'chat.openai.com', 'vscode.dev', 'insiders.vscode.dev']

const ALLOWED_HEADERS = [
  'authorization',
  'x-api-key',
  'content-type',
  'accept',
  'mcp-session-id',
  'mcp-protocol-version',
  'mcp-method',
  'mcp-name',
  'last-event-id',
  'traceparent',
  'tracestate',
].join(', ')

/** Who may talk to us at all: protection against DNS rebinding, and the browser's questions about origins. */
export class Gate {
  readonly #hosts: string[]
  readonly #origins: string[]

  constructor({ publicUrl, allowedHosts = [], allowedOrigins = [] }: McpConfig) {
    const own = new URL(publicUrl).hostname
    this.#hosts = [...localhostAllowedHostnames(), own, ...allowedHosts]
    this.#origins = [...localhostAllowedHostnames(), own, ...ASSISTANTS, ...allowedOrigins]
  }

  /** @returns why a request may not come in, if so. */
  refusal(request: Request): Response | undefined {
    const host = validateHostHeader(request.headers.get('host') ?? new URL(request.url).host, this.#hosts)
    if (!host.ok)
      return rpcError(
        403,
        -32_000,
        'PM33 does not recognize this host name. Next: set PM33_PUBLIC_URL to the address that users see, or add the name to PM33_ALLOWED_HOSTS.',
      )
    const origin = validateOriginHeader(request.headers.get('origin'), this.#origins)
    if (!origin.ok)
      return rpcError(
        403,
        -32_000,
        'This web origin is not allowed to call PM33 from a browser. Next: add it to PM33_ALLOWED_ORIGINS.',
      )
    return undefined
  }

  preflight(request: Request): Response {
    return this.marked(
      new Response(null, {
        status: 204,
        headers: {
          'access-control-allow-methods': 'GET, HEAD, POST, DELETE, OPTIONS',
          'access-control-allow-headers': ALLOWED_HEADERS,
          'access-control-max-age': '86400',
        },
      }),
      request,
    )
  }

  /** The same response, readable by the page that asked. */
  marked(response: Response, request: Request, headers: Readonly<Record<string, string>> = {}): Response {
    const all = response.headers
    for (const [name, value] of Object.entries(headers)) all.set(name, value)
    // Whether the connection goes on is between the client and the server (RFC 9110, 7.6.1), not for a message to say.
    all.delete('connection')
    const origin = request.headers.get('origin')
    if (origin) {
      all.set('access-control-allow-origin', origin)
      all.set(
        'access-control-expose-headers',
        'mcp-session-id, www-authenticate, x-request-id, retry-after, ratelimit, ratelimit-policy',
      )
      all.append('vary', 'origin')
    }
    if (!all.has('cache-control')) all.set('cache-control', 'no-store')
    if (all.get('content-type')?.startsWith('text/event-stream')) all.set('x-accel-buffering', 'no')
    return response
  }
}

/** @param id of the request; left out where it could not be read, or no single request is meant. */
export function rpcError(
  status: number,
  code: number,
  message: string,
  headers: Readonly<Record<string, string>> = {},
  id?: string | number,
): Response {
  return Response.json(
    { jsonrpc: '2.0', error: { code, message }, ...(id !== undefined && { id }) },
    { status, headers },
  )
}
