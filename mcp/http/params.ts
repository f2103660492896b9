import { isSpecType, specTypeSchemas, type SpecTypeName } from '@modelcontextprotocol/server'
import { idIn } from './message.ts'

/** What each method's request looks like in the protocol. */
const REQUESTS: ReadonlyMap<string, SpecTypeName> = new Map([
  ['initialize', 'InitializeRequest'],
  ['resources/list', 'ListResourcesRequest'],
  ['resources/templates/list', 'ListResourceTemplatesRequest'],
  ['resources/read', 'ReadResourceRequest'],
  ['prompts/list', 'ListPromptsRequest'],
  ['prompts/get', 'GetPromptRequest'],
  ['completion/complete', 'CompleteRequest'],
  ['tools/list', 'ListToolsRequest'],
  ['tools/call', 'CallToolRequest'],
])

interface Unfit {
  jsonrpc: '2.0'
  id?: string | number
  error: { code: number; message: string }
}

/**
 * The answer to a request whose parameters are not those of its method. The protocol layer would call that an internal
 * error (−32603), and a client cannot tell a fault of its own from one of ours.
 */
function unfit(message: unknown): Unfit | undefined {
  const { id, method, params } = (message ?? {}) as { id?: unknown; method?: unknown; params?: unknown }
  const type = typeof method === 'string' && id !== undefined ? REQUESTS.get(method) : undefined
  if (type === undefined || isSpecType[type](params === undefined ? { method } : { method, params })) return undefined
  const checked = specTypeSchemas[type]['~standard'].validate({ method, params })
  const issue = 'issues' in checked ? checked.issues?.[0] : undefined
  const field = issue?.path?.map((step) => String(typeof step === 'object' ? step.key : step)).join('.')
  const error = {
    code: -32_602,
    message: `Invalid params for ${String(method)}${field ? `: ${field}: ${issue?.message ?? 'is invalid'}` : ''}. Next: send the parameters that the protocol defines for this method.`,
  }
  const known = idIn(message)
  return { jsonrpc: '2.0', ...(known !== undefined && { id: known }), error }
}

export function invalidParams(message: unknown): Response | undefined {
  const answer = unfit(message)
  return answer && Response.json(answer)
}

/** A batch without the requests that cannot be answered otherwise than with an error, and these errors: each request gets its own. */
export function sifted(batch: readonly unknown[]): { fit: unknown[]; errors: Unfit[] } {
  const answers = batch.map((message) => [message, unfit(message)] as const)
  return {
    fit: answers.flatMap(([message, error]) => (error ? [] : [message])),
    errors: answers.flatMap(([, error]) => error ?? []),
  }
}

/** The answers to the rest of a batch, with these errors among them. */
export async function withErrors(response: Response | undefined, errors: readonly Unfit[]): Promise<Response> {
  if (!response?.body) return Response.json(errors)
  if (!response.ok) return response
  const { status } = response
  const headers = new Headers(response.headers)
  headers.delete('content-length')
  if (headers.get('content-type')?.startsWith('text/event-stream')) {
    const first = errors.map((error) => `event: message\ndata: ${JSON.stringify(error)}\n\n`).join('')
    const stream = new TransformStream<Uint8Array, Uint8Array>({
      start: (controller) => controller.enqueue(new TextEncoder().encode(first)),
    })
    return new Response(response.body.pipeThrough(stream), { status, headers })
  }
  const answers: unknown = await response.json()
  return new Response(JSON.stringify([...errors, ...(Array.isArray(answers) ? answers : [answers])]), {
    status,
    headers,
  })
}
