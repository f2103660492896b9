import { ClientError, GraphQLClient } from 'graphql-request'
import type { TypedDocumentString } from './operations.generated.ts'

/** How the adapter reaches the API: the same in one process (`fetch` is the API's own) and in two (HTTP). */
export interface ApiLink {
  readonly url: string
  readonly fetch: typeof fetch
  /** Authenticates the adapter itself; the caller travels beside it as a short assertion that only the API can sign. */
  readonly serviceKey: string
  /** Keys, grants or memberships changed somewhere: what is remembered of callers may be stale. */
  readonly onInvalidate?: (listener: () => void) => void
}

/** What one MCP request tells the API about itself; the API writes the audit row from it. */
export interface CallNote {
  readonly tool: string
  readonly correlationId: string
  readonly sessionId?: string
  readonly ip?: string
  readonly userAgent?: string
}

/** An answer of the API that is an error, or no answer (`UNREACHABLE`). */
export class ApiError extends Error {
  readonly code: string
  readonly extensions: Readonly<Record<string, unknown>>

  constructor(code: string, message: string, extensions: Readonly<Record<string, unknown>> = {}, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause })
    this.name = 'ApiError'
    this.code = code
    this.extensions = extensions
  }
}

/** Runs one typed operation. */
export type Graph = <Data, Variables>(
  operation: TypedDocumentString<Data, Variables>,
  variables: Variables,
  signal?: AbortSignal,
) => Promise<Data>

export interface Connection {
  /** In the adapter's own name. */
  readonly service: Graph
  /** In the name of a caller; with a note, the API writes the call down. */
  as(assertion: string, note?: CallNote): Graph
}

export function connect(link: ApiLink): Connection {
  const client = new GraphQLClient(link.url, {
    fetch: link.fetch,
    headers: { authorization: `Bearer ${link.serviceKey}` },
    excludeOperationName: true,
  })
  const run =
    (headers: Record<string, string>): Graph =>
    async (operation, variables, signal) => {
      try {
        return await client.request({
          document: operation.toString(),
          variables: variables as Record<string, unknown>,
          requestHeaders: headers,
          ...(signal && { signal }),
        })
      } catch (error) {
        throw asApiError(error)
      }
    }
  return {
    service: run({}),
    as: (assertion, note) =>
      run({
        'x-pm33-caller': assertion,
        ...(note && { 'x-pm33-call': Buffer.from(JSON.stringify(note)).toString('base64url') }),
      }),
  }
}

/** The client's own error is not kept as a cause: it repeats the variables, and those of an introspection are credentials. */
function asApiError(error: unknown): unknown {
  if (error instanceof ClientError) {
    const first = error.response.errors?.[0]
    if (!first)
      return new ApiError(error.response.status >= 500 ? 'UNREACHABLE' : 'INTERNAL', `HTTP ${error.response.status}`)
    const code: unknown = first.extensions?.code
    return new ApiError(typeof code === 'string' ? code : 'INTERNAL', first.message, first.extensions ?? {})
  }
  if (error instanceof TypeError) return new ApiError('UNREACHABLE', 'The API did not respond.', {}, error)
  return error
}
