import { createHash, timingSafeEqual } from 'node:crypto'
import type { Logger } from 'pino'
import { Db, type EntityManager, type Orm } from '../../data/database.ts'
import { behind } from '../../data/walls.ts'
import { AccessPolicies } from '../access/policy-service.ts'
import { TenantSettings } from '../access/tenant-settings.ts'
import { hashApiKey, isWellFormedApiKey } from '../keys/api-key.ts'
import { readAssertion, signAssertion } from './assertion.ts'
import { Believed } from './believed.ts'
import { LateWrites } from './late-writes.ts'
import { ApiKey, Membership, Tenant, User } from '../entity.ts'
import type { Principal, PrincipalRef } from '../principal.ts'
import {
  AUDIT_SCOPE,
  grantableScopes,
  SCOPES,
  SURFACES,
  WRITE_SCOPES,
  type KeyScope,
  type Scope,
  type Surface,
} from '../scope.ts'
import type { Secrets } from './secrets.ts'

/** How long rights may be remembered. Within one process a revocation clears them at once. */
const CACHE_MS = 5_000
/** `last used` is read by people: once a minute will do. */
export const TOUCH_MS = 60_000

export const REJECTIONS = [
  'malformed',
  'unknown',
  'expired',
  'revoked',
  'missing_mcp_enabled',
  'wrong_surface',
  'no_membership',
] as const
export type Rejection = (typeof REJECTIONS)[number]
export type Authentication = { principal: Principal; ref: PrincipalRef } | { rejected: Rejection }

/** Looks a principal up by its reference, with the rights of this moment. Each kind of credential brings one. */
export type Resolver = (ref: PrincipalRef) => Promise<Authentication>

/** What the troubleshooting table says of a key that was not accepted. */
export const API_KEY_REJECTED = 'API key rejected: ensure the key has the mcp:enabled scope and is not revoked.'

/** From a credential to the principal behind it. */
export class Credentials {
  readonly #orm: Orm
  readonly #secrets: Secrets
  readonly #now: () => Date
  /** Which reference a key or a cookie is of, by its digest. */
  readonly #refs: Believed<PrincipalRef | null>
  /** The rights behind a reference: one entry for a caller, however many assertions and tokens say its name. */
  readonly #rights: Believed<Authentication>
  /** When a credential was last used. */
  readonly uses: LateWrites
  readonly #listeners = new Set<() => void>()
  readonly #resolvers = new Map<string, Resolver>()
  readonly settings = new TenantSettings()
  /** What organizations allow beyond roles and scopes. */
  readonly policies = new AccessPolicies(this.settings, (tenantId) => this.standingIn(tenantId))
  #accessTokens: ((token: string) => Promise<Authentication>) | undefined
  #sessions: ((token: string) => Promise<PrincipalRef | null>) | undefined

  constructor(orm: Orm, secrets: Secrets, now: () => Date, log: Pick<Logger, 'warn'>) {
    this.#orm = orm
    this.#secrets = secrets
    this.#now = now
    this.uses = new LateWrites(log)
    const clock = () => now().getTime()
    this.#refs = new Believed(clock, CACHE_MS, (ref) => ref !== null)
    this.#rights = new Believed(clock, CACHE_MS, (answer) => 'principal' in answer)
    this.register('api_key', (ref) => this.#apiKeyOf(ref))
    this.register('operator', (ref) => this.#operatorOf(ref))
  }

  /** What stored keys are hashed under. */
  get pepper(): Uint8Array {
    return this.#secrets.pepper
  }

  /** Adds a kind of credential: how its reference is looked up. */
  register(kind: PrincipalRef['kind'], resolver: Resolver): void {
    this.#resolvers.set(kind, resolver)
  }

  /** Answers that are remembered. */
  get remembered(): number {
    return this.#refs.size + this.#rights.size
  }

  /** Forgets what was looked up, here and in whoever listens: call it in the same breath as a revocation. */
  forget(): void {
    this.#refs.clear()
    this.#rights.clear()
    this.settings.forget()
    for (const listener of this.#listeners) listener()
  }

  onForget(listener: () => void): void {
    this.#listeners.add(listener)
  }

  /** @param surface where the key was presented; a key that does not name it is refused there. */
  async byApiKey(key: string, surface: Surface): Promise<Authentication> {
    if (!isWellFormedApiKey(key)) return { rejected: 'malformed' }
    const hash = hashApiKey(this.#secrets.pepper, key)
    const ref = await this.#refs.of(`key:${hash}`, async () => {
      const rows = await this.#orm.em
        .getConnection()
        .execute<{ id: string; tenant_id: string }[]>('select id, tenant_id from api_key_by_hash(?)', [hash])
      const row = rows[0]
      return row ? { kind: 'api_key', id: row.id, tenantId: row.tenant_id } : null
    })
    return ref ? onSurface(await this.rightsOf(ref), surface) : { rejected: 'unknown' }
  }

  /** An assertion that this API signed. It says nothing of rights. */
  async byAssertion(assertion: string): Promise<Authentication> {
    const ref = await readAssertion(this.#secrets.assertion, assertion, this.#now())
    return ref ? this.rightsOf(ref) : { rejected: 'expired' }
  }

  /** An OAuth access token. Until an authorization server is registered none is good. */
  async byAccessToken(token: string): Promise<Authentication> {
    const answer = (await this.#accessTokens?.(token)) ?? { rejected: 'unknown' }
    return this.#lapsed(answer) ? { rejected: 'expired' } : answer
  }

  /** The cookie of a signed-in browser. */
  async bySession(token: string): Promise<Authentication> {
    const ref = await this.#refs.of(`session:${digestOf(token)}`, async () => (await this.#sessions?.(token)) ?? null)
    return ref ? this.rightsOf(ref) : { rejected: 'unknown' }
  }

  /** Says how the cookie of a browser is looked up. */
  acceptSessions(find: (token: string) => Promise<PrincipalRef | null>): void {
    this.#sessions = find
  }

  /** Says how access tokens are read: who issued one, for which grant. */
  acceptAccessTokens(read: (token: string) => Promise<Authentication>): void {
    this.#accessTokens = read
  }

  assertionFor(ref: PrincipalRef): Promise<string> {
    return signAssertion(this.#secrets.assertion, ref, this.#now())
  }

  /** Who a reference names, with rights that were looked up in the last seconds. */
  async rightsOf(ref: PrincipalRef): Promise<Authentication> {
    const answer = await this.#rights.of(`${ref.kind} ${ref.tenantId} ${ref.id}`, () => this.resolve(ref))
    return this.#lapsed(answer) ? { rejected: 'expired' } : answer
  }

  /** Who a reference names, with the rights of this moment. */
  async resolve(ref: PrincipalRef): Promise<Authentication> {
    const answer = await this.#resolvers.get(ref.kind)?.(ref)
    if (!answer) return { rejected: 'unknown' }
    return this.#lapsed(answer) ? { rejected: 'expired' } : answer
  }

  #lapsed(answer: Authentication): boolean {
    return 'principal' in answer && answer.principal.expiresAt !== null && answer.principal.expiresAt <= this.#now()
  }

  /** An em in a tenant that a credential has just named, with all its workspaces. */
  standingIn(tenantId: string): EntityManager {
    return behind(this.#orm.em.fork(), { tenantId, workspaceIds: null })
  }

  /**
   * Reads what is behind a credential in one transaction, and with it what each call asks of the organization: behind the walls, every
   * statement by itself would be a transaction of four steps. Nothing in `read` may use another entity manager.
   */
  readIn<T>(tenantId: string, read: (em: EntityManager) => Promise<T>): Promise<T> {
    const db = new Db(this.standingIn(tenantId))
    const before = this.settings.changes
    return db.snapshot(async () => {
      const found = await read(db.em)
      if (!this.settings.known(tenantId)) await this.settings.read(tenantId, db.em, before)
      return found
    })
  }

  async #apiKeyOf(ref: PrincipalRef): Promise<Authentication> {
    const { key, membership } = await this.readIn(ref.tenantId, async (em) => {
      const key = await em.findOne(ApiKey, { id: ref.id }, { populate: ['user'] })
      const user = key?.user.$ as User | undefined
      const membership =
        !user || user.disabledAt ? null : await em.findOne(Membership, { user: user.id, restrictedAt: null })
      return { key, membership }
    })
    if (!key) return { rejected: 'unknown' }
    if (key.revokedAt) return { rejected: 'revoked' }
    const now = this.#now()
    if (key.expiresAt && key.expiresAt <= now) return { rejected: 'expired' }
    if (!key.scopes.includes('mcp:enabled')) return { rejected: 'missing_mcp_enabled' }
    const user = key.user.$ as User
    if (!membership) return { rejected: 'no_membership' }
    if (now.getTime() - (key.lastUsedAt?.getTime() ?? 0) >= TOUCH_MS) this.#touch(key, now)
    const allowed = grantableScopes(membership.role)
    return {
      ref,
      principal: {
        kind: 'api_key',
        subject: `key:${key.id}`,
        tenantId: ref.tenantId,
        userId: user.id,
        name: key.name,
        role: membership.role,
        scopes: new Set((key.scopes as (Scope | KeyScope)[]).filter((scope) => allowed.has(scope))),
        workspaceIds: both(key.workspaceIds ?? null, membership.workspaceIds ?? null),
        defaultWorkspaceId: key.defaultWorkspaceId,
        surfaces: new Set(key.surfaces as Surface[]),
        expiresAt: key.expiresAt ?? null,
        createdAt: key.createdAt,
      },
    }
  }

  /** The person at the console, in the tenant that was asked for: everything an owner may do. */
  async #operatorOf(ref: PrincipalRef): Promise<Authentication> {
    const tenant = await this.standingIn(ref.tenantId).findOne(Tenant, { tenantId: ref.tenantId })
    if (!tenant) return { rejected: 'unknown' }
    return {
      ref,
      principal: {
        kind: 'operator',
        subject: 'operator',
        tenantId: ref.tenantId,
        userId: null,
        name: 'operator',
        role: 'owner',
        scopes: new Set([...SCOPES, ...WRITE_SCOPES, AUDIT_SCOPE]),
        workspaceIds: null,
        surfaces: new Set(SURFACES),
        expiresAt: null,
      },
    }
  }

  /** At most once a minute. */
  #touch({ id, tenantId }: ApiKey, now: Date): void {
    this.uses.begin(`key ${id}`, () => this.standingIn(tenantId).nativeUpdate(ApiKey, { id }, { lastUsedAt: now }))
  }
}

function onSurface(answer: Authentication, surface: Surface): Authentication {
  return 'principal' in answer && !answer.principal.surfaces.has(surface) ? { rejected: 'wrong_surface' } : answer
}

/** What two lists of workspaces both allow; null allows all. */
export function both(a: readonly string[] | null, b: readonly string[] | null): readonly string[] | null {
  if (!a || !b) return a ?? b
  return a.filter((id) => b.includes(id))
}

const digestOf = (secret: string) => createHash('sha256').update(secret).digest('base64url')

/** Compares a presented secret with ours in constant time. */
export function sameSecret(presented: string, ours: string): boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest()
  return timingSafeEqual(digest(presented), digest(ours))
}
