import { AsyncLocalStorage } from 'node:async_hooks'
import { createHmac, timingSafeEqual } from 'node:crypto'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { errors as joseErrors, jwtVerify } from 'jose'
import type { KoaContextWithOIDC, Provider } from 'oidc-provider'
import type { Logger } from 'pino'
import type { Orm } from '../data/database.ts'
import { troubleOf } from '../data/unavailable.ts'
import type { Authentication, Credentials } from '../identity/credentials/credentials.ts'
import type { Limits } from '../identity/credentials/limits.ts'
import type { Secrets } from '../identity/credentials/secrets.ts'
import { clientIdIn } from './client-id.ts'
import { guardedDocumentFetch, withLastGood, type DocumentFetch } from './client-document.ts'
import type { OauthPayload } from './entity.ts'
import { Grants, scopeBits } from './grants.ts'
import { CLOCK_SKEW_SECONDS, KeyRing } from './key-ring.ts'
import { createProvider, resourceOf, type FormRequest } from './provider.ts'
import { keyOfRefresh, seal, unseal } from './seal.ts'
import { REPLAY_SECONDS, Storage } from './storage.ts'

export interface AuthorizationServerParts {
  orm: Orm
  secrets: Secrets
  credentials: Credentials
  limits: () => Limits
  issuer: string
  log: Pick<Logger, 'error' | 'warn'>
  now: () => Date
  fetchDocument?: DocumentFetch
}

type Ctx = KoaContextWithOIDC | Parameters<Parameters<Provider['use']>[0]>[0]

interface TokenClaims {
  gid: string
  tid: string
  scope: string
}

/** Whose token a client gives back. */
export interface TokenOwner {
  readonly tenantId: string
  readonly userId: string
  /** It was issued to this client. */
  readonly allowed: boolean
}

/** Issues, refreshes, checks and revokes what lets a client act for a person. */
export class AuthorizationServer {
  readonly issuer: string
  readonly grants: Grants
  readonly keys: KeyRing
  readonly storage: Storage
  readonly #parts: AuthorizationServerParts
  readonly #fetchDocument: DocumentFetch
  /** A token request: where it came from, and what its client's host said ahead of the transaction. */
  readonly #asking = new AsyncLocalStorage<{ ip: string; said: Map<string, { text: string; headers: Headers }> }>()
  #provider: { version: number; provider: Provider; answer: ReturnType<Provider['callback']> } | undefined

  constructor(parts: AuthorizationServerParts) {
    this.#parts = parts
    this.issuer = parts.issuer
    this.storage = new Storage(parts.orm, parts.now)
    this.grants = new Grants(parts.orm, this.storage, parts.credentials, parts.now)
    this.keys = new KeyRing(parts.orm, parts.secrets.seal, parts.now)
    this.#fetchDocument = withLastGood(parts.fetchDocument ?? guardedDocumentFetch(), parts.now)
    parts.credentials.acceptAccessTokens((token) => this.readAccessToken(token))
  }

  /** Answers an OAuth request as Node carries it. */
  async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { answer } = await this.#current()
    await answer(request, response)
  }

  async provider(): Promise<Provider> {
    return (await this.#current()).provider
  }

  /** The library takes its keys when it is made, so a rotation makes a new one; everything else it knows is in the database. */
  async #current() {
    const keys = await this.keys.keys()
    if (this.#provider?.version === this.keys.version) return this.#provider
    const { secrets, log } = this.#parts
    const provider = createProvider({
      issuer: this.issuer,
      keys,
      cookieKey: Buffer.from(secrets.cookies).toString('base64url'),
      storage: this.storage,
      grants: this.grants,
      fetchDocument: (url, init) => this.#fetch(url, init),
      mayFetchDocument: (ip) => this.#mayFetch(ip),
      bindInteraction: (uid) => ({ name: interactionCookie(uid), value: this.#proofOf(uid), path: '/graphql' }),
      log,
    })
    provider.use((ctx, next) => this.#token(provider, ctx, next))
    this.#provider = { version: this.keys.version, provider, answer: provider.callback() }
    return this.#provider
  }

  /** @param cookie what the browser shows that it began this sign-in. */
  mayDecide(uid: string, cookie: string | undefined): boolean {
    const proof = this.#proofOf(uid)
    return (
      cookie !== undefined && cookie.length === proof.length && timingSafeEqual(Buffer.from(cookie), Buffer.from(proof))
    )
  }

  #proofOf(uid: string): string {
    return createHmac('sha256', this.#parts.secrets.cookies).update(`interaction ${uid}`).digest('base64url')
  }

  /** RFC 9068 §4, with the algorithm pinned and no key from the token itself; then the grant and membership behind it. */
  async readAccessToken(token: string): Promise<Authentication> {
    const claims = await this.#claimsOf(token)
    if ('rejected' in claims) return claims
    const answer = await this.#parts.credentials.rightsOf({
      kind: 'oauth',
      id: `${claims.gid}.${scopeBits(claims.scope.split(' '))}`,
      tenantId: claims.tid,
    })
    return 'principal' in answer
      ? { ...answer, principal: { ...answer.principal, expiresAt: claims.expiresAt } }
      : answer
  }

  async #claimsOf(
    token: string,
  ): Promise<(TokenClaims & { clientId: string; expiresAt: Date }) | { rejected: 'malformed' | 'expired' }> {
    try {
      const { payload } = await jwtVerify<TokenClaims>(token, this.keys.verifier, {
        issuer: this.issuer,
        audience: resourceOf(this.issuer),
        typ: 'at+jwt',
        algorithms: ['ES256'],
        currentDate: this.#parts.now(),
        clockTolerance: CLOCK_SKEW_SECONDS,
        requiredClaims: ['exp', 'iat', 'sub', 'client_id', 'gid', 'tid', 'scope'],
      })
      return {
        ...payload,
        clientId: String(payload.client_id),
        expiresAt: new Date((payload.exp! + CLOCK_SKEW_SECONDS) * 1_000),
      }
    } catch (error) {
      // A token is not bad because the keys could not be looked up.
      if (troubleOf(error) !== null) throw error
      return { rejected: error instanceof joseErrors.JWTExpired ? 'expired' : 'malformed' }
    }
  }

  /** Whose grant a token belongs to, and whether a client may give it back; null for what is no token of ours, or none any more. */
  async ownerOf(token: string, clientId: string | null): Promise<TokenOwner | null> {
    const found = await this.#grantOf(token)
    const [grant] = found
      ? await this.#parts.orm.em
          .fork()
          .execute<{ tenant_id: string; user_id: string; revoked_at: Date | null }[]>(
            'select * from oauth_grant_by_id(?)',
            [found.id],
          )
      : []
    // An access token outlives its grant by minutes, and could be given back again and again.
    return grant && !grant.revoked_at && found
      ? { tenantId: grant.tenant_id, userId: grant.user_id, allowed: found.clientId === clientId }
      : null
  }

  async #grantOf(token: string): Promise<{ id: string; clientId: string | undefined } | null> {
    if (token.split('.').length === 3) {
      const claims = await this.#claimsOf(token)
      return 'rejected' in claims ? null : { id: claims.gid, clientId: claims.clientId }
    }
    const refresh = await (await this.provider()).RefreshToken.find(token)
    return refresh?.grantId ? { id: refresh.grantId, clientId: refresh.clientId } : null
  }

  /**
   * A token request is one transaction, and requests with one refresh token wait for each other, on whichever node they
   * arrive. The first spends it; those that come within seconds get the same answer; a later one ends the grant. A request
   * that is refused spends nothing.
   */
  async #token(provider: Provider, ctx: Ctx, next: () => Promise<unknown>): Promise<void> {
    const form = (ctx.req as FormRequest).form
    if (ctx.method !== 'POST' || !form || (ctx.path !== '/oauth/token' && ctx.path !== '/oauth/revoke')) {
      await next()
      return
    }
    // What a client's own host says is fetched before the transaction, not inside it. What fails is refused there.
    return this.#asking.run({ ip: ctx.ip, said: new Map() }, async () => {
      await this.#readClient(provider, form, ctx.ip).catch(() => undefined)
      return ctx.path === '/oauth/revoke' ? this.#revoke(form, ctx, next) : this.#issue(form, ctx, next)
    })
  }

  /**
   * RFC 7009 for access tokens: the library knows none that it does not store, but each of ours names its grant. It ends for the
   * client that the library has authenticated.
   */
  async #revoke(form: URLSearchParams, ctx: Ctx, next: () => Promise<unknown>): Promise<void> {
    await this.#together(ctx, next)
    const client = (ctx as KoaContextWithOIDC).oidc?.client
    const claims = ctx.status === 200 && client ? await this.#claimsOf(form.get('token') ?? '') : null
    if (claims && !('rejected' in claims) && claims.clientId === client?.clientId) await this.grants.end(claims.gid)
    ;(ctx.req as FormRequest).answered?.(ctx.status)
  }

  async #issue(form: URLSearchParams, ctx: Ctx, next: () => Promise<unknown>): Promise<void> {
    const presented = form.get('grant_type') === 'refresh_token' ? form.get('refresh_token') : null
    if (!presented) return this.#together(ctx, next)
    const key = keyOfRefresh(presented, [
      form.get('client_id') ?? '',
      form.get('scope') ?? '',
      form.get('resource') ?? '',
    ])
    await this.#together(ctx, async () => {
      const known = await this.storage.lockRefreshToken(presented)
      const repeated = this.#repeatedAnswer(known, key)
      if (repeated) {
        ctx.status = 200
        ctx.set('cache-control', 'no-store')
        ctx.body = repeated
        return
      }
      await next()
      const client = (ctx as KoaContextWithOIDC).oidc?.client
      if (known && ctx.status === 200 && client?.clientAuthMethod === 'none')
        await this.storage.keepSuccessor(presented, seal(key, JSON.stringify(ctx.body)))
    })
  }

  /** Its document, and its keys where it signs what it says. */
  async #readClient(provider: Provider, form: URLSearchParams, ip: string): Promise<void> {
    const assertion = form.get('client_assertion')
    const client = (await provider.Client.find(clientIdIn(form) ?? '')) as
      | { jwksUri?: string; asymmetricKeyStore: { fresh(): boolean; refresh(): Promise<void> } }
      | undefined
    if (assertion && client?.jwksUri && !client.asymmetricKeyStore.fresh() && (await this.#mayFetch(ip)))
      await client.asymmetricKeyStore.refresh()
  }

  /** A stranger's host may be slow: no transaction waits for it. Inside of one it is as it was just before. */
  async #fetch(url: string | URL, init?: object): Promise<Response> {
    const said = this.#asking.getStore()?.said
    if (this.storage.inUnit) {
      const before = said?.get(String(url))
      if (!before) throw new Error('nothing is fetched inside a transaction')
      return new Response(before.text, { headers: before.headers })
    }
    const response = await this.#fetchDocument(url, init)
    if (!said || response.status !== 200) return response
    const [text, { headers }] = [await response.text(), response]
    said.set(String(url), { text, headers })
    return new Response(text, { headers })
  }

  async #mayFetch(ip: string | undefined): Promise<boolean> {
    const { limited } = await this.#parts
      .limits()
      .take('client document', ip ?? this.#asking.getStore()?.ip ?? 'unknown')
    return !limited
  }

  #repeatedAnswer(spent: OauthPayload | null, key: Uint8Array): object | null {
    if (!spent?.successor || !spent.consumedAt) return null
    if (this.#parts.now().getTime() - spent.consumedAt.getTime() > REPLAY_SECONDS * 1_000) return null
    const opened = unseal(key, spent.successor)
    return opened === null ? null : (JSON.parse(opened) as object)
  }

  async #together(ctx: { status: number }, work: () => Promise<unknown>): Promise<void> {
    const ended = await this.storage
      .together(async (ended) => {
        await work()
        // Refused after the token was marked as spent, for instance for another resource. Only what ended a grant stays.
        if (ctx.status >= 500 || (ctx.status >= 400 && ended.size === 0)) throw new Undone()
      })
      .catch((error: unknown) => {
        // The library has already written its answer; only what it wrote to the database must go.
        if (error instanceof Undone) return []
        throw error
      })
    await this.grants.end(...ended)
  }

  async sweep(): Promise<void> {
    await this.storage.sweep()
    await this.grants.end(...(await this.storage.idleGrants()))
    await this.keys.sweep()
  }
}

class Undone extends Error {}

/** One for each sign-in, so that two may run side by side. */
export const interactionCookie = (uid: string) => `pm33_sign_in_${uid.slice(0, 12)}`
