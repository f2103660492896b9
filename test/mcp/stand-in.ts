import { createMcp, type Mcp, type McpOptions } from '../../mcp/http.ts'
import { SCOPES } from '../../mcp/scope.ts'
import { PUBLIC_URL } from '../claude.ts'

/** What the API says of the caller, and its answer to anything else: for situations that a healthy API cannot be brought into. */
export interface StandIn {
  introspect?: () => Response | Promise<Response>
  caller?: { kind?: 'api_key' | 'oauth'; scopes?: string[]; grantableScopes?: readonly string[] }
  answer: (operation: string, variables: Record<string, unknown>) => Response | Promise<Response>
}

export function before(
  { caller = {}, answer, introspect: ask }: StandIn,
  options: McpOptions = {},
): Mcp & { asked: { operation: string; headers: Headers }[] } {
  const asked: { operation: string; headers: Headers }[] = []
  const introspect = {
    active: true,
    reason: null,
    message: null,
    assertion: 'signed-by-the-api',
    assertionExpiresAt: null,
    caller: {
      kind: 'api_key',
      subject: 'someone',
      tenantId: 'acme',
      name: 'Someone',
      scopes: ['mcp:enabled', 'backlog:read'],
      grantableScopes: SCOPES,
      expiresAt: null,
      sessionMinutes: 30,
      sessionStrict: false,
      ...caller,
    },
  }
  const mcp = createMcp(
    { publicUrl: PUBLIC_URL },
    {
      url: 'http://pm33.test/graphql',
      serviceKey: 'service-key',
      fetch: async (_url, init) => {
        const { query, variables } = JSON.parse(String(init?.body)) as {
          query: string
          variables?: Record<string, unknown>
        }
        const operation = /(?:query|mutation)\s+(\w+)/.exec(query)?.[1] ?? ''
        if (operation === 'CountCalls')
          return Response.json({ data: { countCalls: { limited: false, retryAfter: 1, policy: '', state: '' } } })
        asked.push({ operation, headers: new Headers(init?.headers) })
        if (operation === 'Introspect') return ask ? ask() : Response.json({ data: { introspect } })
        if (operation.endsWith('McpSession'))
          return Response.json({
            data: { openMcpSession: true, touchMcpSession: { state: 'active', clientName: null }, endMcpSession: true },
          })
        return answer(operation, variables ?? {})
      },
    },
    options,
  )
  return { ...mcp, asked }
}

/** A page of a backlog as the API answers it. */
export const page = (nodes: Record<string, unknown>[], more: { totalCount?: number; hasNextPage?: boolean } = {}) =>
  Response.json({
    data: {
      workspace: {
        backlog: {
          totalCount: more.totalCount ?? nodes.length,
          dataVersion: 7,
          cursorDataVersion: null,
          edges: nodes.map((node, at) => ({ cursor: `after-${at}`, node })),
          pageInfo: {
            hasNextPage: more.hasNextPage ?? false,
            endCursor: nodes.length ? `after-${nodes.length - 1}` : null,
          },
        },
      },
    },
  })

export const refused = (code: string, message: string, extensions: Record<string, unknown> = {}) =>
  Response.json({ data: null, errors: [{ message, extensions: { code, ...extensions } }] })
