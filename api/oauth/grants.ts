import type { EntityManager, Orm } from '../data/database.ts'
import { both, TOUCH_MS, type Authentication, type Credentials } from '../identity/credentials/credentials.ts'
import { Membership, User } from '../identity/entity.ts'
import { throughApp, type PrincipalRef } from '../identity/principal.ts'
import { grantableScopes, SCOPES, type Role, type Scope } from '../identity/scope.ts'
import { OauthGrant, OauthPayload } from './entity.ts'
import type { Storage } from './storage.ts'

/** What a grant says when a token is minted from it. */
export interface Standing {
  tenantId: string
  userId: string
  workspaceIds: string[] | null
  role: Role
}

/** An app that acts for a person, in whichever organization. */
export interface PersonsGrant {
  id: string
  tenantId: string
  clientName: string
}

/** What people have allowed clients: whether it still stands, and what it opens at this moment. */
export class Grants {
  readonly #orm: Orm
  readonly #storage: Storage
  readonly #credentials: Credentials
  readonly #now: () => Date

  constructor(orm: Orm, storage: Storage, credentials: Credentials, now: () => Date) {
    this.#orm = orm
    this.#storage = storage
    this.#credentials = credentials
    this.#now = now
    credentials.register('oauth', (ref) => this.#resolve(ref))
  }

  /**
   * Looked at whenever a token is minted: the grant stands, its person is not disabled and may act in the tenant.
   * Uses the em of the token request: a second one would wait for a connection that the first one holds.
   */
  async standing(grantId: string): Promise<Standing | 'ended' | 'no_membership'> {
    const em = this.#storage.em
    const [grant] = await em.execute<
      { tenant_id: string; user_id: string; workspace_ids: string[] | null; revoked_at: Date | null }[]
    >('select * from oauth_grant_by_id(?)', [grantId])
    if (!grant || grant.revoked_at) return 'ended'
    const [membership] = await em.execute<{ role: Role }[]>(
      'select role from memberships_of(?) where tenant_id = ? and restricted_at is null',
      [grant.user_id, grant.tenant_id],
    )
    const user = await em.findOne(User, { id: grant.user_id, disabledAt: null }, { disableIdentityMap: true })
    if (!membership || !user) return 'no_membership'
    return {
      tenantId: grant.tenant_id,
      userId: grant.user_id,
      workspaceIds: grant.workspace_ids,
      role: membership.role,
    }
  }

  /**
   * Takes from every app that acts for a person all that it was given, as part of the caller's transaction. Nothing opens
   * with it once that is committed; `end` then notes it in each organization, or the sweep, where it could not.
   * @returns the grants, newest first
   */
  async cutOff(em: EntityManager, userId: string): Promise<PersonsGrant[]> {
    const rows = await em.execute<{ id: string; tenant_id: string; client_name: string }[]>(
      'select id, tenant_id, client_name from oauth_grants_of(?) order by created_at desc, id',
      [userId],
    )
    const ids = rows.map(({ id }) => id)
    if (ids.length) {
      await em.nativeDelete(OauthPayload, { grantId: { $in: ids } })
      await em.nativeUpdate(OauthPayload, { model: 'Grant', id: { $in: ids } }, { expiresAt: this.#now() })
    }
    return rows.map(({ id, tenant_id, client_name }) => ({ id, tenantId: tenant_id, clientName: client_name }))
  }

  /** Ends grants for good, with every code and token they gave; in force on this node when it returns. */
  async end(...ids: string[]): Promise<void> {
    let changed = 0
    for (const id of ids) {
      const [grant] = await this.#orm.em
        .fork()
        .execute<{ tenant_id: string }[]>('select tenant_id from oauth_grant_by_id(?)', [id])
      changed += await this.#storage.endGrant(id)
      if (grant)
        changed += await this.#credentials
          .standingIn(grant.tenant_id)
          .nativeUpdate(OauthGrant, { id, revokedAt: null }, { revokedAt: this.#now() })
    }
    // What had ended before takes nothing away, and nobody else is looked up again.
    if (changed) this.#credentials.forget()
  }

  /** @param ref whose id is the grant's, a dot, and the scopes of the one token: a refresh may have asked for fewer. */
  async #resolve(ref: PrincipalRef): Promise<Authentication> {
    const [id, bits] = ref.id.split('.') as [string, string | undefined]
    const { grant, membership } = await this.#credentials.readIn(ref.tenantId, async (em) => {
      const grant = await em.findOne(OauthGrant, { id }, { populate: ['user'] })
      const user = grant?.user.$ as User | undefined
      const membership =
        !user || user.disabledAt ? null : await em.findOne(Membership, { user: user.id, restrictedAt: null })
      return { grant, membership }
    })
    if (!grant) return { rejected: 'unknown' }
    if (grant.revokedAt || !(await this.#storage.hasGrant(id))) return { rejected: 'revoked' }
    const user = grant.user.$ as User
    if (!membership) return { rejected: 'no_membership' }
    const allowed = grantableScopes(membership.role)
    const ofToken = scopesOf(bits ?? '')
    const scopes = (grant.scopes as Scope[]).filter((scope) => allowed.has(scope) && ofToken.has(scope))
    if (!scopes.includes('mcp:enabled')) return { rejected: 'missing_mcp_enabled' }
    this.#touch(grant)
    return {
      ref,
      principal: {
        kind: 'oauth',
        subject: `grant:${id}`,
        tenantId: ref.tenantId,
        userId: user.id,
        name: throughApp(user.name, grant.clientName),
        role: membership.role,
        scopes: new Set(scopes),
        workspaceIds: both(grant.workspaceIds ?? null, membership.workspaceIds ?? null),
        defaultWorkspaceId: grant.defaultWorkspaceId,
        // A token is bound to the MCP endpoint (RFC 8707), so no other surface takes it.
        surfaces: new Set(['mcp']),
        expiresAt: null,
        clientHost: grant.clientHost ?? null,
      },
    }
  }

  #touch({ id, tenantId, lastUsedAt }: OauthGrant): void {
    const at = this.#now()
    if (at.getTime() - (lastUsedAt?.getTime() ?? 0) < TOUCH_MS) return
    this.#credentials.uses.begin(`grant ${id}`, () =>
      this.#credentials.standingIn(tenantId).nativeUpdate(OauthGrant, { id }, { lastUsedAt: at }),
    )
  }
}

/** A set of scopes as a short word: one bit each, in the order in which they are advertised. */
export const scopeBits = (scopes: Iterable<string>) => {
  const given = new Set(scopes)
  return SCOPES.reduce((bits, scope, at) => (given.has(scope) ? bits | (1 << at) : bits), 0).toString(36)
}

const scopesOf = (bits: string): ReadonlySet<Scope> =>
  new Set(SCOPES.filter((_scope, at) => Number.parseInt(bits, 36) & (1 << at)))
