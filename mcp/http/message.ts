/** What a JSON-RPC message says about itself, read before the protocol layer has checked it. */
import { CLIENT_INFO_META_KEY, PROTOCOL_VERSION_META_KEY } from '@modelcontextprotocol/server'

/**
 * What the client of a request calls itself: it decides on which origin a view is shown, and nothing else. Revision 2026-07-28 names the client in each request; before it only `initialize` does, so a session keeps the name.
 * A user agent says it too, of clients that came without a session.
 */
export function clientNameIn(json: unknown): string | undefined {
  const params = field(messagesIn(json)[0], 'params')
  const name = field(params, '_meta', CLIENT_INFO_META_KEY, 'name') ?? field(params, 'clientInfo', 'name')
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
  typeof field(json, 'params', '_meta', PROTOCOL_VERSION_META_KEY) === 'string'
    ? { resultType: 'complete', ...result }
    : result

/** Methods in a message or batch, and the tools that are called, so that a server registers only what can be reached. */
export function namesIn(json: unknown): { methods: string[]; toolNames: string[] } {
  const texts = (all: readonly unknown[]) => all.filter((one) => typeof one === 'string')
  const messages = messagesIn(json)
  const called = messages.filter((message) => field(message, 'method') === 'tools/call')
  return {
    methods: texts(messages.map((message) => field(message, 'method'))),
    toolNames: [...new Set(texts(called.map((message) => field(message, 'params', 'name'))))],
  }
}

/** One message, or those of a batch. */
export const messagesIn = (json: unknown): readonly unknown[] => (Array.isArray(json) ? json : [json])

/** A member, by the way that leads to it; undefined where there is none. */
export const field = (of: unknown, ...way: readonly string[]): unknown =>
  way.reduce<unknown>(
    (inner, name) =>
      typeof inner === 'object' && inner !== null ? (inner as Record<string, unknown>)[name] : undefined,
    of,
  )

/** Whether a client is one of Anthropic's, by what it calls itself. */
export const isAnthropic = (clientName: unknown): boolean =>
  typeof clientName === 'string' && /^(claude|anthropic)/i.test(clientName)
