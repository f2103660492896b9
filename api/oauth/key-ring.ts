import {
  calculateJwkThumbprint,
  createLocalJWKSet,
  exportJWK,
  generateKeyPair,
  type FlattenedJWSInput,
  type JWK,
  type JWSHeaderParameters,
} from 'jose'
import type { EntityManager, Orm } from '../data/database.ts'
import { DAY_MS } from '../math/calendar.ts'
import { SigningKey, type KEY_STATES } from './entity.ts'
import { seal, unseal } from './seal.ts'

/** Seconds that an access token lives, and that our nodes' clocks may differ. */
export const ACCESS_TOKEN_SECONDS = 900
export const CLOCK_SKEW_SECONDS = 60

/** A retired key is published until whatever it signed is dead on every clock. */
const RETIRED_MS = (ACCESS_TOKEN_SECONDS + 2 * CLOCK_SKEW_SECONDS) * 1_000
/** Another node may have rotated: look again after this long, and for an unknown key at most this often. */
const RELOAD_MS = 60_000
const UNKNOWN_KID_MS = 10_000
const ROTATE_MS = 90 * DAY_MS
const ORDER: readonly (typeof KEY_STATES)[number][] = ['current', 'next', 'retired']

type KeySet = ReturnType<typeof createLocalJWKSet>

/** The keys that sign access tokens: `current` signs, `next` is published ahead, `retired` only verifies. */
export class KeyRing {
  readonly #orm: Orm
  readonly #kek: Uint8Array
  readonly #now: () => Date
  #keys: JWK[] = []
  #verify: KeySet | undefined
  #loadedAt = -Infinity
  #loading: Promise<JWK[]> | undefined
  #version = 0

  constructor(orm: Orm, kek: Uint8Array, now: () => Date) {
    this.#orm = orm
    this.#kek = kek
    this.#now = now
  }

  /** Rises whenever the set of keys has changed. */
  get version(): number {
    return this.#version
  }

  /** The private key set, the signing key first. */
  async keys(olderThan = RELOAD_MS): Promise<JWK[]> {
    if (this.#now().getTime() - this.#loadedAt < olderThan) return this.#keys
    this.#loading ??= this.#load().finally(() => (this.#loading = undefined))
    return this.#loading
  }

  /** Finds the public key that a token names; an unknown one may have been made by another node. */
  verifier = async (header?: JWSHeaderParameters, token?: FlattenedJWSInput) => {
    await this.keys()
    if (!this.#keys.some(({ kid }) => kid === header?.kid)) await this.keys(UNKNOWN_KID_MS)
    return this.#verify!(header, token)
  }

  /**
   * The signing key retires, the one published ahead takes over, a new one is published.
   * @param wanted asked about the key that signs, once no other node can rotate
   * @returns the ids, in that order
   */
  async rotate(wanted: (signing: SigningKey) => boolean = () => true): Promise<string[]> {
    await this.keys()
    await this.#orm.em.fork().transactional(async (em) => {
      await em.execute('lock table signing_key in share row exclusive mode')
      const signing = await em.findOne(SigningKey, { state: 'current' })
      // Another node was here a moment ago.
      if (signing && !wanted(signing)) return
      await em.nativeUpdate(
        SigningKey,
        { state: 'current' },
        { state: 'retired', notAfter: new Date(this.#now().getTime() + RETIRED_MS) },
      )
      await em.nativeUpdate(SigningKey, { state: 'next' }, { state: 'current', createdAt: this.#now() })
      await this.#make(em as EntityManager, 'next')
    })
    return (await this.#load()).map(({ kid }) => kid!)
  }

  /** Rotates a key that has signed for 90 days; forgets the keys that nothing alive was signed with. */
  async sweep(): Promise<void> {
    const em = this.#orm.em.fork()
    await em.nativeDelete(SigningKey, { state: 'retired', notAfter: { $lt: this.#now() } })
    const current = await em.findOne(SigningKey, { state: 'current' })
    if (current && this.#isOld(current)) await this.rotate((signing) => this.#isOld(signing))
  }

  #isOld = ({ createdAt }: SigningKey) => this.#now().getTime() - createdAt.getTime() > ROTATE_MS

  async #load(): Promise<JWK[]> {
    const rows = await this.#orm.em
      .fork()
      .find(SigningKey, { $or: [{ notAfter: null }, { notAfter: { $gt: this.#now() } }] })
    if (!rows.length) {
      await this.#orm.em.fork().transactional(async (em) => {
        // Two nodes may start on an empty table at once.
        await em.execute('lock table signing_key in share row exclusive mode')
        if (await em.count(SigningKey)) return
        await this.#make(em as EntityManager, 'current')
        await this.#make(em as EntityManager, 'next')
      })
      return this.#load()
    }
    rows.sort((a, b) => ORDER.indexOf(a.state) - ORDER.indexOf(b.state))
    const keys = rows.map(({ kid, sealed }) => {
      const opened = unseal(this.#kek, sealed)
      if (opened === null) throw new Error(`the signing key ${kid} was sealed with another PM33_SECRET`)
      return JSON.parse(opened) as JWK
    })
    if (keys.map(({ kid }) => kid).join() !== this.#keys.map(({ kid }) => kid).join()) this.#version++
    this.#keys = keys
    this.#verify = createLocalJWKSet({ keys: keys.map(({ d: _private, ...open }) => open) })
    this.#loadedAt = this.#now().getTime()
    return keys
  }

  async #make(em: EntityManager, state: 'current' | 'next'): Promise<void> {
    const { privateKey } = await generateKeyPair('ES256', { extractable: true })
    const jwk: JWK = { ...(await exportJWK(privateKey)), alg: 'ES256', use: 'sig' }
    jwk.kid = await calculateJwkThumbprint(jwk)
    await em.insert(SigningKey, {
      kid: jwk.kid,
      state,
      sealed: seal(this.#kek, JSON.stringify(jwk)),
      createdAt: this.#now(),
    })
  }
}
