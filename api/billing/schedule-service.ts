import { dbForTenant } from '../data/context.ts'
import type { Orm } from '../data/database.ts'
import { expireGrants } from './grant-service.ts'
import { sweepReservations } from './ledger-service.ts'

const EVERY_MS = 60_000

export interface ScheduleParts {
  orm: Orm
  now: () => Date
  log: { error(details: object, message: string): void }
}

/** Once a minute: reservations that nobody settled return, and grants whose time has come expire. */
export class CreditSchedule {
  readonly #parts: ScheduleParts
  #timer: NodeJS.Timeout | undefined
  #running: Promise<void> | undefined

  constructor(parts: ScheduleParts) {
    this.#parts = parts
  }

  start(): void {
    this.#timer ??= setInterval(() => this.#tick(), EVERY_MS).unref()
  }

  /** Waits for a run in progress: the database closes after it. */
  async stop(): Promise<void> {
    clearInterval(this.#timer)
    this.#timer = undefined
    await this.#running
  }

  /** Every organization that has something due; several nodes may do it at once. */
  async run(): Promise<void> {
    const { orm, now } = this.#parts
    const due = await orm.em
      .fork()
      .getConnection()
      .execute<{ id: string }[]>('select id from tenants_with_credits_due(?) as due(id)', [now()])
    for (const { id } of due) {
      const ledger = { db: dbForTenant(orm, id), now }
      await sweepReservations(ledger)
      await expireGrants(ledger)
    }
  }

  #tick(): void {
    // One at a time. It never rejects: what failed is logged, and tried again in a minute.
    this.#running ??= this.run()
      .catch((error: unknown) => this.#parts.log.error({ err: error }, 'credits that are due were not returned'))
      .finally(() => (this.#running = undefined))
  }
}
