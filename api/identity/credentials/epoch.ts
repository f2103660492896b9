import type { Logger } from 'pino'
import type { Orm } from '../../data/database.ts'
import { listen } from '../../data/listen.ts'
import { Repeated } from '../../data/repeated.ts'
import type { Credentials } from './credentials.ts'
import { CredentialEpoch } from '../people/people-entity.ts'

/** How often a node asks whether another one has taken rights away. Rights are remembered for 5 s at most anyway. */
const POLL_MS = 2_000
const ROW = 1
const CHANNEL = 'pm33_credentials'

/**
 * Carries "look rights up again" between nodes: whoever revokes raises a number, and every node that sees it risen
 * forgets: at once where it can LISTEN, else when it next asks. The caches of the API and of the adapter stand behind
 * one another; this keeps their sum under five seconds.
 */
export class Epoch extends Repeated {
  readonly #orm: Orm
  readonly #credentials: Credentials
  readonly #log: Pick<Logger, 'warn'>
  readonly #listenUrl: string | null
  #seen: number | undefined
  #hearing = false
  #raising: Promise<void> = Promise.resolve()
  #deafen: (() => Promise<void>) | undefined

  /** @param listenUrl a direct connection for LISTEN; without one this node asks every two seconds */
  constructor(orm: Orm, credentials: Credentials, log: Pick<Logger, 'warn'>, listenUrl: string | null) {
    super(POLL_MS, (error) => log.warn({ err: error }, 'could not check for revocations on other nodes'))
    this.#orm = orm
    this.#credentials = credentials
    this.#log = log
    this.#listenUrl = listenUrl
  }

  override start(): void {
    super.start()
    this.#credentials.onForget(() => {
      if (!this.#hearing)
        this.#raising = this.#raising
          .then(() => this.#raise())
          .catch((error: unknown) => this.#log.warn({ err: error }, 'could not announce a revocation to other nodes'))
    })
    if (this.#listenUrl) this.#deafen = listen(this.#listenUrl, CHANNEL, () => this.soon(), this.#log)
  }

  async #raise(): Promise<void> {
    const raise =
      'insert into credential_epoch (id, value) values (?, 1) on conflict (id) do update set value = credential_epoch.value + 1 returning value'
    await this.#orm.em
      .fork()
      .execute(`with raised as (${raise}) select pg_notify('${CHANNEL}', value::text) from raised`, [ROW])
  }

  /** Looks once. */
  override async run(): Promise<void> {
    const value = (await this.#orm.em.fork().findOne(CredentialEpoch, { id: ROW }))?.value ?? 0
    // The first look forgets too: what was taken away between the start and it was never seen to rise.
    if (value === this.#seen) return
    this.#seen = value
    this.#hearing = true
    this.#credentials.forget()
    this.#hearing = false
  }

  override async stop(): Promise<void> {
    await this.#deafen?.()
    await super.stop()
    await this.#raising
  }
}
