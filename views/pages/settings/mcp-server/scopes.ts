/** Every scope that a key may carry, as a verb. */
export const SCOPES = [
  ['mcp:enabled', 'Connect to PM33'],
  ['backlog:read', 'Read the backlog'],
  ['optimize:read', 'Rank the backlog'],
  ['velocity:read', 'Read velocity and forecast dates'],
  ['competitive:read', 'Read competitive intelligence'],
  ['strategy:read', 'Read the strategy'],
  ['scheduling:read', 'Plan the portfolio'],
  ['scenarios:read', 'Run what-if scenarios'],
  ['prd:write', 'Write PRDs'],
  ['backlog:write', 'Change the backlog, teams, imports, and trackers'],
  ['strategy:write', 'Change the strategy'],
  ['competitive:write', 'Change competitive intelligence'],
  ['audit:read', 'Read the audit log'],
] as const

/** The nine that apps can be given. */
export const APP_SCOPES = SCOPES.slice(0, 9).map(([scope]) => scope as string)
export const READ_SCOPES = APP_SCOPES.filter((scope) => scope !== 'prd:write')

/** What a set of scopes comes to, in a few words. */
export function inShort(scopes: readonly string[]): string {
  if (READ_SCOPES.every((scope) => scopes.includes(scope)))
    return ['read', ...scopes.filter((scope) => !READ_SCOPES.includes(scope))].join(', ')
  return scopes.map((scope) => (scope.endsWith(':write') ? scope : scope.split(':')[0]!)).join(', ')
}
