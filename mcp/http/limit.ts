import type { Call } from '../graphql/call.ts'
import type { KnownCaller } from './credential.ts'
import { adviceOf, toolError } from '../answers/error.ts'
import { rpcError } from './gate.ts'
import { ApiError, type Connection } from '../graphql/graph.ts'
import { field, idIn, messagesIn, toolCallIn, wholeResult } from './message.ts'
import { CountCallsDocument, type CountCallsMutation } from '../operations.generated.ts'

type Counted = CountCallsMutation['countCalls']

/** How many calls a message or batch stands for: each request is one, a heavy tool more; at least one in all. */
export function callsIn(json: unknown, weightOf: (tool: string) => number): number {
  const calls = messagesIn(json).map((message) => {
    const method = field(message, 'method')
    if (typeof method !== 'string' || field(message, 'id') === undefined) return 0
    const name = method === 'tools/call' ? field(message, 'params', 'name') : undefined
    return typeof name === 'string' ? weightOf(name) : 1
  })
  return Math.max(
    1,
    calls.reduce((sum, one) => sum + one, 0),
  )
}

/**
 * Counts calls with the API, which shares the counts between nodes. An API that cannot be asked stops nobody here: the calls
 * themselves meet the same trouble, and say so.
 */
export async function count(
  api: Connection,
  caller: KnownCaller | null,
  calls: number,
  ip: string | undefined,
): Promise<Counted | null> {
  const graph = caller ? api.as(caller.assertion) : api.service
  return graph(CountCallsDocument, { calls, ...(ip !== undefined && { ip }) }).then(
    ({ countCalls }) => countCalls,
    (error: unknown) => {
      if (error instanceof ApiError) return null
      throw error
    },
  )
}

/** draft-ietf-httpapi-ratelimit-headers. */
export const rateHeaders = ({ limited, retryAfter, policy, state }: Counted): Record<string, string> => ({
  'ratelimit-policy': policy,
  ratelimit: state,
  ...(limited && { 'retry-after': String(retryAfter) }),
})

/** Calls that are too many: 429 for programs, and for the model the same as the tool's error. */
export function tooMany(counted: Counted, json: unknown, call: Pick<Call, 'correlationId' | 'nonce'>): Response {
  const error = new ApiError('RATE_LIMITED', '', { retryAfter: counted.retryAfter })
  const id = toolCallIn(json)
  const headers = rateHeaders(counted)
  const advice = adviceOf(error)
  if (id !== undefined)
    return Response.json(
      { jsonrpc: '2.0', id, result: wholeResult(json, toolError(advice, call)) },
      { status: 429, headers },
    )
  return rpcError(429, -32_000, `${advice.message} Next: ${advice.next}`, headers, idIn(json))
}
