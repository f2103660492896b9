/** What a JSON-RPC message asks for, read before the protocol does. */

/** The id of a request to call a tool, if that is what a message is. */
export function toolCallIn(json: unknown): string | number | undefined {
  const { id, method } = (json ?? {}) as { id?: unknown; method?: unknown }
  return method === 'tools/call' && (typeof id === 'string' || typeof id === 'number') ? id : undefined
}

/** Methods in a message or batch, and the tools that are called, so that a server registers only what can be reached. */
export function namesIn(json: unknown): { methods: string[]; toolNames: string[] } {
  const messages = (Array.isArray(json) ? json : [json]) as ({
    method?: unknown
    params?: { name?: unknown } | null
  } | null)[]
  const methods = messages.flatMap((message) => (typeof message?.method === 'string' ? [message.method] : []))
  const called = messages.flatMap((message) =>
    message?.method === 'tools/call' && typeof message.params?.name === 'string' ? [message.params.name] : [],
  )
  return { methods, toolNames: [...new Set(called)] }
}
