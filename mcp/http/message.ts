import { PROTOCOL_VERSION_META_KEY } from '@modelcontextprotocol/server'

/** What a JSON-RPC message says about itself, read before the protocol layer has checked it. */

const ENVELOPE = 'io.modelcontextprotocol/clientInfo'

/**
 * What the client of a request calls itself: it decides on which origin a view is shown, and nothing else. Revision 2026-07-28 names the client in each request; before it only `initialize` does, so a session keeps the name.
 * A user agent says it too, of clients that came without a session.
 */
export function clientNameIn(json: unknown): string | undefined {
  const params = field(Array.isArray(json) ? json[0] : json, 'params')
  const name = field(field(field(params, '_meta'), ENVELOPE), 'name') ?? field(field(params, 'clientInfo'), 'name')
  return typeof name === 'string' ? name : undefined
}

/** The id of a request to call a tool, if that is what a message is. */
export function toolCallIn(json: unknown): string | number | undefined {
  return field(json, 'method') === 'tools/call' ? idIn(json) : undefined
}

/** The id of a single message, where it has one that can be an id. */
export function idIn(json: unknown): string | number | undefined {
  const id = field(json, 'id')
  return typeof id === 'string' || typeof id === 'number' ? id : undefined
}

/** A result that is made before the protocol layer: since revision 2026-07-28, each says that it is all of the answer. */
export const wholeResult = <T extends object>(json: unknown, result: T): T | (T & { resultType: 'complete' }) =>
  typeof field(field(field(json, 'params'), '_meta'), PROTOCOL_VERSION_META_KEY) === 'string'
    ? { resultType: 'complete', ...result }
    : result

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

const field = (of: unknown, name: string): unknown =>
  typeof of === 'object' && of !== null ? (of as Record<string, unknown>)[name] : undefined
