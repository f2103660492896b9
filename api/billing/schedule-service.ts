import { dbForTenant } from '../data/context.ts'
import type { Orm } from '../data/database.ts'
import { Repeated } from '../data/repeated.ts'
import { expireGrants } from './grant-service.ts'
import { sweepReservations } from './ledger-service.ts'

const EVERY_MS = 60_000

export interface ScheduleParts {
  orm: Orm
  now: () => Date
  log: { error(details: object, message: string): void }
}

/** Once a minute: reservations that nobody settled return, and grants whose time has come expire. */
export class CreditSchedule extends Repeated {
  readonly #parts: ScheduleParts

  constructor(parts: ScheduleParts) {
    super(EVERY_MS, (error) => parts.log.error({ err: error }, 'credits that are due were not returned'))
    this.#parts = parts
  }

  /** Every organization that has something due; several nodes may do it at once. */
  override async run(): Promise<void> {
    const { orm, now } = this.#parts
    const due = await orm.em
      .fork()
      .getConnection()
      .execute<{ id: string }[]>('select id from tenants_with_credits_due(?) as due(id)', [now()])
    await this.each(due, async (id) => {
      const ledger = { db: dbForTenant(orm, id), now }
      await sweepReservations(ledger)
      await expireGrants(ledger)
    })
  }
}
