import type { Logger } from 'pino'
import type { Orm } from '../data/database.ts'
import { AuthorizationServer } from '../oauth/authorization-server.ts'
import type { DocumentFetch } from '../oauth/client-document.ts'
import type { Credentials } from './credentials/credentials.ts'
import { McpSession } from './entity.ts'
import { CallLimits } from './credentials/call-limits.ts'
import { Epoch } from './credentials/epoch.ts'
import { Limits, type LimitOverrides } from './credentials/limits.ts'
import { Passwords } from './people/password.ts'
import { Invite, OneTimeLink } from './people/people-entity.ts'
import type { Secrets } from './credentials/secrets.ts'
import { Sessions } from './sessions/sessions.ts'

const SWEEP_MS = 3_600_000
const DAY_MS = 86_400_000

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
  readonly calls = new CallLimits(() => this.#limits)
  #limits: Limits
  #authorization: AuthorizationServer | undefined
  #publicUrl = 'http://localhost:3033'
  #shared = false
  #epoch: Epoch | undefined
  #sweeping: NodeJS.Timeout | undefined

  constructor(parts: IdentityParts) {
    this.#parts = parts
    this.credentials = parts.credentials
    this.#limits = new Limits(null, parts.limits)
    parts.credentials.onForget(() => this.calls.forget())
    this.sessions = new Sessions(parts.orm, parts.credentials, parts.now)
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
    const sweep = () => {
      this.sweep().catch((error: unknown) => this.#parts.log.error({ err: error }, 'dead rows were not swept'))
    }
    this.#sweeping ??= setInterval(sweep, SWEEP_MS).unref()
  }

  /** Takes away what nothing can use any more. */
  async sweep(): Promise<void> {
    await this.authorization.sweep()
    await this.sessions.sweep()
    const at = this.#parts.now()
    const em = this.#parts.orm.em.fork()
    await em.nativeDelete(OneTimeLink, { expiresAt: { $lt: at } })
    await em.execute('delete from rate_limit where expire < ?', [at.getTime()])
    // MCP sessions that nobody came back to, and invitations that nobody took, also where nobody uses PM33 any more.
    const expired = { expiresAt: { $lt: new Date(at.getTime() - DAY_MS) } }
    for (const { tenant_id } of await em.execute<{ tenant_id: string }[]>('select tenant_id from tenant_names()')) {
      const tenant = this.credentials.standingIn(tenant_id)
      await tenant.nativeDelete(McpSession, expired)
      await tenant.nativeDelete(Invite, expired)
    }
  }

  async close(): Promise<void> {
    clearInterval(this.#sweeping)
    await this.#epoch?.stop()
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
