import { createHash } from 'node:crypto'
import { ExpiringCache } from '../cache.ts'
import { ApiError, type Connection } from '../graphql/graph.ts'
import { IntrospectDocument, type IntrospectQuery } from '../operations.generated.ts'

/** What a client sent to say who it is. An API key may also come as a bearer, for clients that can send nothing else. */
export type Credential = { readonly apiKey: string } | { readonly accessToken: string }

export type Introspection = IntrospectQuery['introspect']
export type Caller = NonNullable<Introspection['caller']>

/** A caller whom the API vouches for. */
export interface KnownCaller extends Caller {
  readonly assertion: string
}

/** Milliseconds for which the answer about a credential is believed; a revocation takes at most this long. */
const BELIEVED_FOR = 5_000

export function credentialOf(headers: Headers): Credential | 'none' | 'ambiguous' {
  const apiKey = headers.get('x-api-key')?.trim()
  const bearer = /^Bearer +(.+)$/i.exec(headers.get('authorization') ?? '')?.[1]?.trim()
  // Another scheme is a proxy's, which browsers and clients repeat beside what is meant for us.
  if (apiKey && bearer) return 'ambiguous'
  if (apiKey) return { apiKey }
  if (!bearer) return 'none'
  return bearer.startsWith('pm33_') ? { apiKey: bearer } : { accessToken: bearer }
}

/** Asks the API who a credential belongs to, and remembers the answer for seconds. Refusals are not remembered. */
export class Callers {
  readonly #api: Connection
  readonly #known: ExpiringCache<Introspection>
  readonly #asking = new Map<string, Promise<Introspection>>()
  /** Rises whenever something is forgotten: what was asked before is answered, and not remembered. */
  #forgotten = 0

  constructor(api: Connection, now: () => number) {
    this.#api = api
    this.#known = new ExpiringCache(10_000, now)
  }

  async introspect(credential: Credential, ip: string | undefined): Promise<Introspection> {
    const key = hashOf(credential)
    const known = this.#known.get(key)
    if (known) return known
    const asking = this.#asking.get(key) ?? this.#ask(key, credential, ip)
    this.#asking.set(key, asking)
    try {
      return await asking
    } finally {
      if (this.#asking.get(key) === asking) this.#asking.delete(key)
    }
  }

  async #ask(key: string, credential: Credential, ip: string | undefined): Promise<Introspection> {
    const before = this.#forgotten
    const { introspect } = await this.#api.service(IntrospectDocument, {
      ...credential,
      ...(ip !== undefined && { ip }),
    })
    if (introspect.active && before === this.#forgotten) this.#known.set(key, introspect, BELIEVED_FOR)
    return introspect
  }

  forget(credential: Credential): void {
    this.#forgotten++
    this.#asking.delete(hashOf(credential))
    this.#known.delete(hashOf(credential))
  }

  clear(): void {
    this.#forgotten++
    this.#asking.clear()
    this.#known.clear()
  }
}

/** @throws ApiError UNAUTHENTICATED when the API no longer vouches for the credential. */
export function vouchedFor(introspection: Introspection): KnownCaller {
  const { active, caller, assertion, message } = introspection
  if (!active || !caller || !assertion) throw new ApiError('UNAUTHENTICATED', message ?? 'This credential is invalid.')
  return { ...caller, assertion }
}

const hashOf = (credential: Credential) =>
  createHash('sha256')
    .update('apiKey' in credential ? `k${credential.apiKey}` : `t${credential.accessToken}`)
    .digest('base64url')
