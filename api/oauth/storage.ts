import { AsyncLocalStorage } from 'node:async_hooks'
import { LockMode } from '@mikro-orm/core'
import { errors, type Adapter, type AdapterPayload } from 'oidc-provider'
import type { EntityManager, Orm } from '../data/database.ts'
import { hashToken } from '../identity/credentials/token.ts'
import { DAY_MS } from '../math/calendar.ts'
import { OauthClient, OauthPayload } from './entity.ts'

/** Bearer secrets, so the table stores only their hashes. */
const HANDLES = new Set(['AuthorizationCode', 'RefreshToken', 'AccessToken', 'Session'])
/** Rows that go when their grant goes. */
const OF_A_GRANT = new Set(['AuthorizationCode', 'RefreshToken', 'AccessToken'])

/** The longest that a connection lasts without a person allowing it anew: a year. */
export const GRANT_SECONDS = 365 * 86_400

/** How long a spent refresh token answers with the pair it was spent for: clients retry, and share tokens between processes. */
export const REPLAY_SECONDS = 10

/** How long a registration is kept that nobody has let in: people put off what they began. */
const UNUSED_MS = 90 * DAY_MS

interface Unit {
  em: EntityManager
  /** Grants that ended while the unit ran. */
  ended: Set<string>
}

/**
 * The authorization server's memory, in our tables. A token request runs as one transaction, so that a refresh token
 * is never spent without its successor being kept; outside of one, every access has an em of its own.
 */
export class Storage {
  readonly #orm: Orm
  readonly #now: () => Date
  readonly #unit = new AsyncLocalStorage<Unit>()

  constructor(orm: Orm, now: () => Date) {
    this.#orm = orm
    this.#now = now
  }

  get em(): EntityManager {
    return this.#unit.getStore()?.em ?? this.#orm.em.fork()
  }

  /** Whether whoever asks runs inside a unit. */
  get inUnit(): boolean {
    return this.#unit.getStore() !== undefined
  }

  /** @param work gets the grants that have ended so far. @returns them, once that is in the database. */
  async together(work: (ended: ReadonlySet<string>) => Promise<void>): Promise<string[]> {
    return this.#orm.em.fork().transactional(async (em) => {
      const ended = new Set<string>()
      await this.#unit.run({ em: em as EntityManager, ended }, () => work(ended))
      return [...ended]
    })
  }

  /** Makes every other use of this refresh token wait for the end of the unit. @returns its row, in the state after all earlier uses. */
  async lockRefreshToken(token: string): Promise<OauthPayload | null> {
    return this.em.findOne(
      OauthPayload,
      { model: 'RefreshToken', id: hashToken(token) },
      { lockMode: LockMode.PESSIMISTIC_WRITE, disableIdentityMap: true },
    )
  }

  /** The grant that a refresh token can still renew; null for what is none of ours, or was spent long enough ago to be worth nothing. */
  async grantOfRefresh(token: string): Promise<string | null> {
    if (!token) return null
    const id = hashToken(token)
    const row = await this.em.findOne(OauthPayload, { model: 'RefreshToken', id }, { disableIdentityMap: true })
    const worthless = row?.consumedAt && this.#now().getTime() - row.consumedAt.getTime() > REPLAY_SECONDS * 1_000
    return (!worthless && row?.grantId) || null
  }

  async keepSuccessor(token: string, sealed: string): Promise<void> {
    await this.em.nativeUpdate(OauthPayload, { model: 'RefreshToken', id: hashToken(token) }, { successor: sealed })
  }

  /** Everything that a grant has given out. @returns how much that was */
  async endGrant(id: string): Promise<number> {
    return this.em.nativeDelete(OauthPayload, { $or: [{ grantId: id }, { model: 'Grant', id }] })
  }

  async hasGrant(id: string): Promise<boolean> {
    return (await this.em.count(OauthPayload, { model: 'Grant', id, expiresAt: { $gt: this.#now() } })) > 0
  }

  async knowsClient(id: string): Promise<boolean> {
    return (await this.em.count(OauthClient, { id })) > 0
  }

  async endSession(uid: string): Promise<void> {
    await this.em.nativeDelete(OauthPayload, { model: 'Session', uid })
  }

  /** Grants that can no longer issue tokens: they or the last refresh token have expired, or no code was ever redeemed. */
  async idleGrants(): Promise<string[]> {
    const made = new Date(this.#now().getTime() + GRANT_SECONDS * 1_000 - 3_600_000)
    const sql =
      "select id from oauth_payload g where model = 'Grant' and expires_at < ? and not exists (select from oauth_payload t where t.grant_id = g.id) limit 1000"
    return (await this.em.execute<{ id: string }[]>(sql, [made])).map(({ id }) => id)
  }

  /** Dead rows; answers that nobody repeats a request for any more; clients that nobody ever let in, after a while. */
  async sweep(): Promise<void> {
    const at = this.#now()
    const em = this.em
    // Grants go once it is noted that they ended.
    await em.nativeDelete(OauthPayload, { expiresAt: { $lt: at }, model: { $ne: 'Grant' } })
    await em.nativeUpdate(
      OauthPayload,
      { consumedAt: { $lt: new Date(at.getTime() - 60_000) }, successor: { $ne: null } },
      { successor: null },
    )
    // A node from before `granted_at`, which serves until it is restarted too, lets apps in without it.
    await em.execute(
      "delete from oauth_client where granted_at is null and seen_at < ? and not exists (select from oauth_payload where model = 'Grant' and client_id = oauth_client.id)",
      [new Date(at.getTime() - UNUSED_MS)],
    )
  }

  /** What oidc-provider asks of a store, one for each kind of thing it keeps. */
  adapter = (model: string): Adapter => (model === 'Client' ? this.#clients() : this.#payloads(model))

  #payloads(model: string): Adapter {
    const keyOf = (id: string) => (HANDLES.has(model) ? hashToken(id) : id)
    const alive = (row: OauthPayload | null) => (row && (!row.expiresAt || row.expiresAt > this.#now()) ? row : null)
    return {
      upsert: async (id, payload, expiresIn) => {
        const row = {
          model,
          id: keyOf(id),
          payload: keptOf(model, payload),
          grantId: OF_A_GRANT.has(model) ? (payload.grantId ?? null) : null,
          uid: payload.uid ?? null,
          clientId: payload.clientId ?? null,
          expiresAt: expiresIn ? new Date(this.#now().getTime() + expiresIn * 1_000) : null,
        }
        // What was spent stays spent: a second save must not bring a token back to life.
        await this.em.upsert(OauthPayload, row, {
          onConflictFields: ['model', 'id'],
          onConflictExcludeFields: ['consumedAt', 'successor'],
          disableIdentityMap: true,
        })
        await this.#noteUse(model, payload)
      },
      find: async (id) => {
        const row = alive(await this.em.findOne(OauthPayload, { model, id: keyOf(id) }, { disableIdentityMap: true }))
        if (!row) return undefined
        return {
          ...row.payload,
          ...(HANDLES.has(model) ? { jti: id } : {}),
          ...(row.consumedAt ? { consumed: Math.floor(row.consumedAt.getTime() / 1_000) } : {}),
        } as AdapterPayload
      },
      findByUid: async (uid) =>
        alive(await this.em.findOne(OauthPayload, { model, uid }, { disableIdentityMap: true }))?.payload as
          | AdapterPayload
          | undefined,
      findByUserCode: async () => undefined,
      consume: async (id) => {
        // Compare and set: of two requests with one code or token, one gets nothing.
        const spent = await this.em.nativeUpdate(
          OauthPayload,
          { model, id: keyOf(id), consumedAt: null },
          { consumedAt: this.#now() },
        )
        if (spent !== 1) throw new errors.InvalidGrant('already used')
      },
      destroy: async (id) => {
        if (model === 'Grant') this.#unit.getStore()?.ended.add(id)
        await this.em.nativeDelete(OauthPayload, { model, id: keyOf(id) })
      },
      revokeByGrantId: async (grantId) => {
        await this.em.nativeDelete(OauthPayload, { model, grantId })
      },
    }
  }

  /** A client that registered is in use when a browser comes with it, and when somebody lets it in. */
  async #noteUse(model: string, { params, clientId }: AdapterPayload): Promise<void> {
    const at = this.#now()
    if (model === 'Interaction' && typeof params?.client_id === 'string')
      await this.em.nativeUpdate(OauthClient, { id: params.client_id }, { seenAt: at })
    if (model === 'Grant' && clientId) await this.em.nativeUpdate(OauthClient, { id: clientId }, { grantedAt: at })
  }

  #clients(): Adapter {
    return {
      upsert: async (id, metadata) => {
        const at = this.#now()
        await this.em.upsert(
          OauthClient,
          { id, metadata: metadata as Record<string, unknown>, seenAt: at, createdAt: at },
          { onConflictFields: ['id'], onConflictExcludeFields: ['createdAt', 'grantedAt'], disableIdentityMap: true },
        )
      },
      find: async (id) =>
        (await this.em.findOne(OauthClient, { id }, { disableIdentityMap: true }))?.metadata as
          | AdapterPayload
          | undefined,
      findByUid: async () => undefined,
      findByUserCode: async () => undefined,
      consume: async () => undefined,
      destroy: async (id) => {
        await this.em.nativeDelete(OauthClient, { id })
      },
      revokeByGrantId: async () => undefined,
    }
  }
}

/** The payload without any handle in the clear: not its own, nor that of the session an interaction came from. */
function keptOf(model: string, payload: AdapterPayload): Record<string, unknown> {
  const { jti, ...rest } = payload as Record<string, unknown>
  if (model === 'Interaction' && typeof rest.session === 'object' && rest.session) {
    const { cookie: _handle, ...session } = rest.session as Record<string, unknown>
    return { ...rest, jti, session }
  }
  return HANDLES.has(model) ? rest : { ...rest, jti }
}
