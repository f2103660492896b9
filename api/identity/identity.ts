import type { Logger } from 'pino'
import type { Orm } from '../data/database.ts'
import { AuthorizationServer } from '../oauth/authorization-server.ts'
import type { DocumentFetch } from '../oauth/client-document.ts'
import type { Credentials } from './credentials/credentials.ts'
import { CallLimits } from './credentials/call-limits.ts'
import { Epoch } from './credentials/epoch.ts'
import { Limits, type LimitOverrides } from './credentials/limits.ts'
import { Passwords } from './people/password.ts'
import type { Secrets } from './credentials/secrets.ts'
import { Sessions } from './sessions/sessions.ts'
import { IdentitySweep } from './sweep.ts'

export interface IdentityParts {
  orm: Orm
  secrets: Secrets
  credentials: Credentials
  now: () => Date
  log: Pick<Logger, 'error' | 'warn'>
  limits?: LimitOverrides
}

export interface Serving {
  publicUrl: string
  /** Several nodes share the database: attempts are counted in it, and revocations are passed on. */
  shared: boolean
  /** A direct connection on which other nodes are heard at once. */
  listenUrl?: string | null
  limits?: LimitOverrides
  /** Where client metadata documents come from, when not from the guarded network. */
  fetchDocument?: DocumentFetch
}

/** Everything that lets people and their clients in: what the schema, the routes and the console work with. */
export class Identity {
  readonly passwords = new Passwords()
  readonly sessions: Sessions
  readonly credentials: Credentials
  readonly #parts: IdentityParts
  readonly calls: CallLimits
  #limits: Limits
  #authorization: AuthorizationServer | undefined
  #publicUrl = 'http://localhost:3033'
  #shared = false
  #epoch: Epoch | undefined
  readonly #sweep: IdentitySweep

  constructor(parts: IdentityParts) {
    this.#parts = parts
    this.credentials = parts.credentials
    this.#limits = new Limits(null, parts.limits)
    this.calls = new CallLimits(parts.credentials.settings, () => this.#limits)
    this.sessions = new Sessions(parts.orm, parts.credentials, parts.now)
    this.#sweep = new IdentitySweep(parts, () => [this.authorization, this.sessions])
  }

  get publicUrl(): string {
    return this.#publicUrl
  }

  /** Whether other nodes may serve the same database: it is not the embedded one. */
  get shared(): boolean {
    return this.#shared
  }

  get limits(): Limits {
    return this.#limits
  }

  get authorization(): AuthorizationServer {
    return (this.#authorization ??= this.#authorizationAt(this.#publicUrl))
  }

  /** Says at which origin all this is served. Links, tokens and cookies are made for it. */
  serveAt({ publicUrl, shared, listenUrl = null, limits, fetchDocument }: Serving): void {
    this.#publicUrl = publicUrl
    this.#shared = shared
    this.#limits = new Limits(shared ? this.#parts.orm : null, { ...this.#parts.limits, ...limits })
    this.#authorization = this.#authorizationAt(publicUrl, fetchDocument)
    if (shared && !this.#epoch) {
      this.#epoch = new Epoch(this.#parts.orm, this.credentials, this.#parts.log, listenUrl)
      this.#epoch.start()
    }
  }

  /** Sweeps once an hour. */
  start(): void {
    this.#sweep.start()
  }

  /** Takes away what nothing can use any more. */
  sweep(): Promise<void> {
    return this.#sweep.run()
  }

  async close(): Promise<void> {
    await this.#sweep.stop()
    await this.#epoch?.stop()
    await this.credentials.uses.settled()
  }

  #authorizationAt(issuer: string, fetchDocument?: DocumentFetch): AuthorizationServer {
    return new AuthorizationServer({
      ...this.#parts,
      limits: () => this.#limits,
      issuer,
      ...(fetchDocument ? { fetchDocument } : {}),
    })
  }
}
