import type { GraphQLError } from 'graphql'

/** HTTP status of a refusal that is the whole answer; 400 for the rest. Who repeats a 503 by itself repeats nothing that was saved. */
const STATUS: Readonly<Record<string, number>> = {
  UNAUTHENTICATED: 401,
  FORBIDDEN: 403,
  PERSISTED_OPERATION_REQUIRED: 403,
  NOT_FOUND: 404,
  RATE_LIMITED: 429,
  INTERNAL: 500,
  UNAVAILABLE: 503,
  OUTCOME_UNKNOWN: 500,
}

/** What a refusal says of itself, where its code does not tell: GraphQL servers read it, and nobody is sent it. */
interface Http {
  readonly status?: number
  readonly headers?: Readonly<Record<string, string>>
}
const httpOf = ({ extensions }: GraphQLError) => (extensions.http ?? {}) as Http

export const statusOf = (error: GraphQLError): number =>
  httpOf(error).status ?? STATUS[String(error.extensions.code)] ?? 400

/** What goes with the status of a refusal: when to come back, and for a 401 what would let the caller in (RFC 9110 §15.5.2). */
export const headersOf = (error: GraphQLError): Record<string, string> => ({
  ...(typeof error.extensions.retryAfter === 'number' ? { 'retry-after': String(error.extensions.retryAfter) } : {}),
  ...(error.extensions.code === 'UNAUTHENTICATED'
    ? { 'www-authenticate': 'ApiKey realm="PM33", header="x-api-key"' }
    : {}),
  ...httpOf(error).headers,
})

/** A refusal that is the whole answer of a route. */
export function refused(error: GraphQLError): Response {
  const { http: _http, ...extensions } = error.extensions
  return Response.json(
    { errors: [{ ...error.toJSON(), extensions }] },
    { status: statusOf(error), headers: { 'cache-control': 'no-store', ...headersOf(error) } },
  )
}
