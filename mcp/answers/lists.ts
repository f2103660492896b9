import { ProtocolError, ProtocolErrorCode } from '@modelcontextprotocol/server'

/** Seconds that a client may keep a list of ours: a tool, scope or resource that is new today shows within them. */
export const LIST_TTL_SECONDS = 300

const hint = { ttlMs: LIST_TTL_SECONDS * 1_000, cacheScope: 'private' as const }

export const LIST_CACHE_HINTS = {
  'tools/list': hint,
  'prompts/list': hint,
  'resources/list': hint,
  'resources/templates/list': hint,
  'server/discover': hint,
}

/** Each list is one page, so no cursor is ever issued. @throws ProtocolError -32602 for any that is sent */
export function onlyPage<Result>(
  result: () => Result,
): (request: { params?: { cursor?: unknown } | undefined }) => Result {
  return ({ params }) => {
    if (params?.cursor !== undefined)
      throw new ProtocolError(
        ProtocolErrorCode.InvalidParams,
        'PM33 did not issue this cursor: the list has a single page. Next: omit cursor.',
      )
    return result()
  }
}
