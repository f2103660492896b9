import { isSpecType, specTypeSchemas, type SpecTypeName } from '@modelcontextprotocol/server'

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

/**
 * The answer to a request whose parameters are not those of its method. The protocol layer would call that an internal
 * error (−32603), and a client cannot tell a fault of its own from one of ours.
 */
export function invalidParams(json: unknown): Response | undefined {
  for (const message of Array.isArray(json) ? json : [json]) {
    const { id, method, params } = (message ?? {}) as { id?: unknown; method?: unknown; params?: unknown }
    const type = typeof method === 'string' && id !== undefined ? REQUESTS.get(method) : undefined
    if (type === undefined || isSpecType[type](params === undefined ? { method } : { method, params })) continue
    const checked = specTypeSchemas[type]['~standard'].validate({ method, params })
    const issue = 'issues' in checked ? checked.issues?.[0] : undefined
    const field = issue?.path?.map((step) => String(typeof step === 'object' ? step.key : step)).join('.')
    const error = {
      code: -32_602,
      message: `Invalid params for ${String(method)}${field ? `: ${field}: ${issue?.message ?? 'is invalid'}` : ''}. Next: send the parameters that the protocol defines for this method.`,
    }
    return Response.json({ jsonrpc: '2.0', id: typeof id === 'string' || typeof id === 'number' ? id : null, error })
  }
  return undefined
}
