import { CLIENT_INFO_META_KEY, PROTOCOL_VERSION_META_KEY } from '@modelcontextprotocol/server'
import { field, isAnthropic } from './message.ts'

const VERSION = 'mcp-protocol-version'

/**
 * The request with the protocol headers that its body means, where a client is known to send others; the request itself
 * everywhere else, so that the protocol layer refuses what disagrees.
 *
 * - Anthropic's connectors name 2025-11-25 in the header of a 2026-07-28 message (anthropics/claude-code#93290). The body is
 *   followed when its clientInfo is one of theirs; headers that the older revision does not have are filled in, never changed.
 * - Claude Code can send the version twice, which HTTP joins with a comma. The same value twice is that value.
 */
export function withProtocolHeaders(request: Request, json: unknown): Request {
  const given = request.headers.get(VERSION)
  const version = versionOfAnthropic(json) ?? single(given)
  if (version === given || version === null) return request
  const headers = new Headers(request.headers)
  headers.set(VERSION, version)
  if (version === versionOfAnthropic(json))
    for (const [name, value] of protocolHeadersOf(json)) if (!headers.has(name)) headers.set(name, value)
  // The body has been read already and travels beside the request.
  return new Request(request.url, { method: request.method, headers, signal: request.signal })
}

/** The headers that revision 2026-07-28 asks for beside a message; none for messages of older revisions, which name theirs once. */
export function protocolHeadersOf(json: unknown): readonly (readonly [name: string, value: string])[] {
  const version = field(json, 'params', '_meta', PROTOCOL_VERSION_META_KEY)
  if (typeof version !== 'string') return []
  const values = [
    [VERSION, version],
    ['mcp-method', field(json, 'method')],
    ['mcp-name', field(json, 'params', 'name') ?? field(json, 'params', 'uri')],
  ] as const
  return values.flatMap(([name, value]) =>
    typeof value === 'string'
      ? [[name, isHeaderValue(value) ? value : `=?base64?${Buffer.from(value).toString('base64')}?=`] as const]
      : [],
  )
}

function versionOfAnthropic(json: unknown): string | null {
  const meta = field(json, 'params', '_meta')
  const version = field(meta, PROTOCOL_VERSION_META_KEY)
  const isTheirs = isAnthropic(field(meta, CLIENT_INFO_META_KEY, 'name'))
  return typeof version === 'string' && isTheirs && isHeaderValue(version) ? version : null
}

const isHeaderValue = (text: string) => /^[\x21-\x7e]([\x20-\x7e]*[\x21-\x7e])?$/.test(text)

function single(header: string | null): string | null {
  const values = new Set(header?.split(',').map((value) => value.trim()))
  return values.size === 1 ? [...values][0]! : header
}
