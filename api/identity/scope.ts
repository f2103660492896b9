/** The scopes that a credential can carry: the nine of `scopes_supported`, in the order in which they are advertised. */
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

/** Scopes that only an API key can carry, given by an admin. They open mutations, never a tool. */
export const WRITE_SCOPES = ['backlog:write', 'strategy:write', 'competitive:write'] as const
export type WriteScope = (typeof WRITE_SCOPES)[number]

/** Opens the audit log to a monitoring system. Given by an admin, to an API key alone. */
export const AUDIT_SCOPE = 'audit:read'
/** What only an API key can carry. */
export type KeyScope = WriteScope | typeof AUDIT_SCOPE

export const ROLES = ['viewer', 'member', 'admin', 'owner'] as const
export type Role = (typeof ROLES)[number]

/** What a signed-in person may do beyond reading. */
export type Permission = KeyScope | 'prd:write' | 'backlog:import' | 'tenant:admin' | 'tenant:own'

/** The lowest role that a permission asks for. */
const LOWEST_ROLE: Record<Permission, Role> = {
  'backlog:write': 'member',
  'strategy:write': 'member',
  'competitive:write': 'member',
  'prd:write': 'member',
  'backlog:import': 'admin',
  [AUDIT_SCOPE]: 'admin',
  'tenant:admin': 'admin',
  'tenant:own': 'owner',
}

/** Guards of fields that several rooms have. */
export const ADMINISTERS = { may: 'tenant:admin' } as const
export const WRITES_ITEMS = { $all: { may: 'backlog:write', scope: 'backlog:read' } } as const

export function roleMay(role: Role, permission: Permission): boolean {
  return ROLES.indexOf(role) >= ROLES.indexOf(LOWEST_ROLE[permission])
}

/** Every scope a role may hold, and so the most it can grant to a client or a key. */
export function grantableScopes(role: Role): ReadonlySet<Scope | KeyScope> {
  const reads = SCOPES.filter((scope) => scope !== 'prd:write' || roleMay(role, 'prd:write'))
  const writes: readonly KeyScope[] = roleMay(role, 'tenant:admin') ? [...WRITE_SCOPES, AUDIT_SCOPE] : []
  return new Set([...reads, ...writes])
}

/** Where a credential is accepted. */
export const SURFACES = ['mcp', 'graphql'] as const
export type Surface = (typeof SURFACES)[number]
