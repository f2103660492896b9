/** What `scopes_supported` and every 401 challenge say, in this order. Every credential on `/mcp` carries the first. */
export const SCOPES = [
  'mcp:enabled',
  'backlog:read',
  'optimize:read',
  'velocity:read',
  'competitive:read',
  'strategy:read',
  'scheduling:read',
  'scenarios:read',
  'prd:write',
] as const

export type Scope = (typeof SCOPES)[number]
