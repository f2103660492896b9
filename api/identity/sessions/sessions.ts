import { LockMode } from '@mikro-orm/core'
import { cut } from '../../../text.ts'
import type { EntityManager, Orm } from '../../data/database.ts'
import { DAY_MS } from '../../math/calendar.ts'
import type { Authentication, Credentials } from '../credentials/credentials.ts'
import { Membership, User } from '../entity.ts'
import { LoginSession } from '../people/people-entity.ts'
import type { PrincipalRef } from '../principal.ts'
import { grantableScopes, type Surface } from '../scope.ts'
import { hashToken, mintToken } from '../credentials/token.ts'

export const SESSION_DAYS = 7
const IDLE_MS = 12 * 3_600_000
const ABSOLUTE_MS = SESSION_DAYS * DAY_MS
/** `last seen` moves at most this often: it decides about hours. */
const TOUCH_MS = 5 * 60_000

/** An account with the password that its person has just shown or chosen. */
export type Account = Pick<User, 'id' | 'passwordHash'>

export interface SignedInFrom {
  ip: string
  userAgent: string | null
}

/** Signed-in browsers. The cookie is 256 random bits; the table knows its hash. */
export class Sessions {
  readonly #orm: Orm
  readonly #credentials: Credentials
  readonly #now: () => Date

  constructor(orm: Orm, credentials: Credentials, now: () => Date) {
    this.#orm = orm
    this.#credentials = credentials
    this.#now = now
    credentials.register('session', (ref) => this.#resolve(ref))
    credentials.acceptSessions((token) => this.#find(token))
  }

  /**
   * @param account as it was when its password was checked or set: a password that was replaced meanwhile opens nothing
   * @returns the cookie's value: shown to the browser, kept nowhere. null when the account has changed
   */
  async open({ id, passwordHash = null }: Account, standsIn: string, from: SignedInFrom): Promise<string | null> {
    const token = mintToken()
    const at = this.#now()
    return this.#orm.em.fork().transactional(async (em) => {
      const user = await em.findOne(
        User,
        { id, passwordHash, disabledAt: null },
        { lockMode: LockMode.PESSIMISTIC_READ },
      )
      if (!user) return null
      em.create(LoginSession, {
        hash: hashToken(token),
        user: em.getReference(User, id, { wrapped: true }),
        standsIn,
        ip: from.ip.slice(0, 64),
        userAgent: from.userAgent ? cut(from.userAgent, 300) : null,
        lastSeenAt: at,
        expiresAt: new Date(at.getTime() + ABSOLUTE_MS),
      })
      return token
    })
  }

  /** Whether a cookie opens a session now, whatever is remembered of it. */
  async stands(token: string | null): Promise<boolean> {
    const row = await this.#row(token)
    return row !== null && !(await this.#isOver(row, row.standsIn))
  }

  /** Whether a cookie opens an organization now, whichever one the session stands in. */
  async opens(token: string | null, tenantId: string): Promise<boolean> {
    const row = await this.#row(token)
    return row !== null && !(await this.#isOver(row, tenantId))
  }

  /** In how many browsers a person is signed in, beside the one with this cookie. */
  async others(em: EntityManager, userId: string, token: string | null): Promise<number> {
    const at = this.#now()
    return em.count(LoginSession, {
      user: userId,
      expiresAt: { $gt: at },
      lastSeenAt: { $gt: new Date(at.getTime() - IDLE_MS) },
      ...(token !== null && { hash: { $ne: hashToken(token) } }),
    })
  }

  async end(token: string): Promise<void> {
    // Anybody can send a cookie: one that opens nothing takes nothing away, and nobody else is looked up again.
    if (await this.#orm.em.fork().nativeDelete(LoginSession, { hash: hashToken(token) })) this.#credentials.forget()
  }

  /** Ends every session of a person, as after a changed password. */
  async endAll(userId: string): Promise<void> {
    await this.#orm.em.fork().nativeDelete(LoginSession, { user: userId })
    this.#credentials.forget()
  }

  async chooseTenant(token: string, tenantId: string): Promise<void> {
    await this.#orm.em.fork().nativeUpdate(LoginSession, { hash: hashToken(token) }, { standsIn: tenantId })
    this.#credentials.forget()
  }

  async sweep(): Promise<void> {
    const at = this.#now()
    await this.#orm.em.fork().nativeDelete(LoginSession, {
      $or: [{ expiresAt: { $lt: at } }, { lastSeenAt: { $lt: new Date(at.getTime() - IDLE_MS) } }],
    })
  }

  async #row(token: string | null): Promise<LoginSession | null> {
    return token === null ? null : this.#orm.em.fork().findOne(LoginSession, { hash: hashToken(token) })
  }

  /** By its own end, by idling, or because an organization wants a fresher one. */
  async #isOver({ expiresAt, lastSeenAt, createdAt }: LoginSession, tenantId: string): Promise<boolean> {
    const at = this.#now().getTime()
    if (expiresAt.getTime() <= at || lastSeenAt.getTime() + IDLE_MS <= at) return true
    const { signInHours } = await this.#credentials.policies.of(tenantId)
    return signInHours !== null && createdAt.getTime() + signInHours * 3_600_000 <= at
  }

  async #find(token: string): Promise<PrincipalRef | null> {
    const row = await this.#row(token)
    return row && { kind: 'session', id: row.id, tenantId: row.standsIn }
  }

  async #resolve(ref: PrincipalRef): Promise<Authentication> {
    const at = this.#now()
    const row = await this.#orm.em.fork().findOne(LoginSession, { id: ref.id }, { populate: ['user'] })
    if (!row) return { rejected: 'unknown' }
    const user = row.user.$ as User
    const membership = await this.#credentials.readIn(ref.tenantId, async (em) =>
      user.disabledAt ? null : em.findOne(Membership, { user: user.id, restrictedAt: null }),
    )
    if (await this.#isOver(row, ref.tenantId)) return { rejected: 'expired' }
    if (!membership) return { rejected: 'no_membership' }
    if (at.getTime() - row.lastSeenAt.getTime() > TOUCH_MS) this.#touch(row.id, at)
    return {
      ref,
      principal: {
        kind: 'session',
        subject: `user:${user.id}`,
        tenantId: ref.tenantId,
        userId: user.id,
        name: user.name,
        role: membership.role,
        scopes: grantableScopes(membership.role),
        workspaceIds: membership.workspaceIds ?? null,
        // Pages send stored operations only, so no surface opens to free documents.
        surfaces: new Set<Surface>(),
        expiresAt: row.expiresAt,
      },
    }
  }

  #touch(id: string, at: Date): void {
    this.#credentials.uses.begin(`session ${id}`, () =>
      this.#orm.em.fork().nativeUpdate(LoginSession, { id }, { lastSeenAt: at }),
    )
  }
}
