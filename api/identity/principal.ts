import { roleMay, type Permission, type Role, type Scope, type Surface, type KeyScope } from './scope.ts'

export const CALLER_KINDS = ['api_key', 'oauth', 'session', 'operator'] as const
export type CallerKind = (typeof CALLER_KINDS)[number]

/** Who is asking, with the rights of this moment. */
export interface Principal {
  readonly kind: CallerKind
  /** Opaque and stable: binds sessions, cursors and caches, and names the caller in the audit log. */
  readonly subject: string
  readonly tenantId: string
  readonly userId: string | null
  readonly name: string
  readonly role: Role
  readonly scopes: ReadonlySet<Scope | KeyScope>
  /** null is all workspaces of the tenant, later ones too. */
  readonly workspaceIds: readonly string[] | null
  /** Answers a question that names none. */
  readonly defaultWorkspaceId?: string | null | undefined
  readonly surfaces: ReadonlySet<Surface>
  readonly expiresAt: Date | null
  /** Of an app: the host of its metadata document; null when it registered without one. */
  readonly clientHost?: string | null
  /** Of a key. */
  readonly createdAt?: Date
}

/** A principal as a short assertion carries it: what to look up again, never the rights themselves. */
export interface PrincipalRef {
  kind: CallerKind
  /** Id of the API key, grant or session; for the operator the word "operator". */
  id: string
  tenantId: string
}

/** How records name a person who works through an app. Erasing the person finds it again. */
export const throughApp = (name: string, app: string): string => `${name} through ${app}`.slice(0, 200)

/** People act by role. A key writes only what its scopes say, and never administers. */
export function may(principal: Principal, permission: Permission): boolean {
  if (!roleMay(principal.role, permission)) return false
  if (principal.kind === 'session' || principal.kind === 'operator') return true
  const scope = permission === 'backlog:import' ? 'backlog:write' : permission
  return !permission.startsWith('tenant:') && principal.scopes.has(scope as KeyScope)
}
