import type { Logger } from 'pino'
import type { Orm } from '../data/database.ts'
import { Repeated } from '../data/repeated.ts'
import { DAY_MS } from '../math/calendar.ts'
import type { Credentials } from './credentials/credentials.ts'
import { McpSession } from './entity.ts'
import { Invite, OneTimeLink } from './people/people-entity.ts'

const EVERY_MS = 3_600_000

export interface SweepParts {
  readonly orm: Orm
  readonly credentials: Credentials
  readonly now: () => Date
  readonly log: Pick<Logger, 'error'>
}

/** Once an hour: what nothing can use any more is taken away. */
export class IdentitySweep extends Repeated {
  readonly #parts: SweepParts
  readonly #own: () => readonly { sweep(): Promise<void> }[]

  /** @param own what sweeps up after itself */
  constructor(parts: SweepParts, own: () => readonly { sweep(): Promise<void> }[]) {
    super(EVERY_MS, (error) => parts.log.error({ err: error }, 'could not delete expired rows'))
    this.#parts = parts
    this.#own = own
  }

  override async run(): Promise<void> {
    const { orm, credentials, now } = this.#parts
    for (const part of this.#own()) await part.sweep()
    const at = now()
    const em = orm.em.fork()
    await em.nativeDelete(OneTimeLink, { expiresAt: { $lt: at } })
    await em.execute('delete from rate_limit where expire < ?', [at.getTime()])
    // MCP sessions that nobody came back to, and invitations that nobody took, also where nobody uses PM33 any more.
    const expired = { expiresAt: { $lt: new Date(at.getTime() - DAY_MS) } }
    await this.each(await em.execute<{ id: string }[]>('select tenant_id as id from tenant_names()'), async (id) => {
      const tenant = credentials.standingIn(id)
      await tenant.nativeDelete(McpSession, expired)
      await tenant.nativeDelete(Invite, expired)
    })
  }
}
