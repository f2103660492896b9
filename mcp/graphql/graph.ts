import { randomBytes } from 'node:crypto'
import { ClientError, GraphQLClient } from 'graphql-request'
import { traceparentOf } from '../../address.ts'
import { inert, outgoing, storable } from '../../text.ts'
import type { TypedDocumentString } from '../operations.generated.ts'

/** One operation on its way, as the API's function takes it. */
interface Sent {
  readonly document: string
  readonly variables: object
  /** In whose name, signed by the API; null in the adapter's own. */
  readonly assertion: string | null
  readonly note: CallNote | null
  readonly signal: AbortSignal
}

interface Carried {
  readonly data?: unknown
  readonly errors?: readonly { readonly message: string; readonly extensions?: Readonly<Record<string, unknown>> }[]
}

type Carrier = (sent: Sent) => Promise<Carried>

/** The API over HTTP. */
interface Remote {
  readonly url: string
  readonly fetch: typeof fetch
}

/** How the adapter reaches the API: as a function that runs stored operations where both are one process, or over HTTP. */
export type ApiLink = ({ readonly run: Carrier } | Remote) & {
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
  const carry = 'run' in link ? link.run : overHttp(link, link.serviceKey)
  const run =
    (assertion: string | null, note: CallNote | null): Graph =>
    async <Data>(operation: { toString(): string }, variables: unknown, signal?: AbortSignal) => {
      const { data, errors } = await carry({
        document: operation.toString(),
        variables: (variables ?? {}) as object,
        assertion,
        note,
        signal: signal ?? new AbortController().signal,
      })
      // The one place where text of records comes in: tools, resources, completions, and views get what has passed here.
      const first = forReaders(errors?.[0])
      if (!first) return forReaders(data as Data)
      const code = first.extensions?.code
      throw new ApiError(typeof code === 'string' ? code : 'INTERNAL', first.message, first.extensions ?? {})
    }
  return { service: run(null, null), as: (assertion, note) => run(assertion, note ?? null) }
}

/** As a model or a view gets it: nothing in it hides, and nothing in it can be followed. */
const forReaders = <T>(value: T): T => outgoing(value, (text) => inert(storable(text))) as T

/** The call's own trace, where its client named one. */
const traceHeader = (correlationId: string | undefined) =>
  correlationId && /^[0-9a-f]{32}$/.test(correlationId)
    ? { traceparent: traceparentOf(correlationId, randomBytes(8).toString('hex')) }
    : {}

function overHttp({ url, fetch }: Remote, serviceKey: string): Carrier {
  const client = new GraphQLClient(url, {
    fetch,
    headers: { authorization: `Bearer ${serviceKey}` },
    excludeOperationName: true,
  })
  return async ({ document, variables, assertion, note, signal }) => {
    try {
      const data: unknown = await client.request({
        document,
        variables: variables as Record<string, unknown>,
        requestHeaders: {
          ...(assertion !== null && { 'x-pm33-caller': assertion }),
          ...traceHeader(note?.correlationId),
          ...(note && { 'x-pm33-call': Buffer.from(JSON.stringify(note)).toString('base64url') }),
        },
        signal,
      })
      return { data }
    } catch (error) {
      throw asApiError(error)
    }
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
