import { VALUES } from './arguments.generated.ts'

/** What `scopes_supported` and every 401 challenge say, in this order. Every credential on `/mcp` carries the first. */
export const SCOPES = VALUES['ScopeInWords.scope']

export type Scope = (typeof SCOPES)[number]
