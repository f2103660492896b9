import { dbForTenant } from '../data/context.ts'
import type { Orm } from '../data/database.ts'
import { purgeEvents } from './purge-service.ts'

const EVERY_MS = 3_600_000

export interface KeeperParts {
  orm: Orm
  key: Uint8Array
  now: () => Date
  log: { error(details: object, message: string): void }
  /** Says in the organization's log that events were purged. */
  purged(tenantId: string): void
}

/** Once an hour: events that organizations do not keep any longer are purged. */
export class AuditKeeper {
  readonly #parts: KeeperParts
  #timer: NodeJS.Timeout | undefined
  #running: Promise<void> | undefined

  constructor(parts: KeeperParts) {
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

  /** Every organization that limits how long it keeps events; several nodes may do it at once. */
  async run(): Promise<void> {
    const { orm, key, now, purged } = this.#parts
    const limited = await orm.em
      .fork()
      .getConnection()
      .execute<{ id: string }[]>('select id from tenants_with_audit_retention() as limited(id)')
    for (const { id } of limited) if (await purgeEvents(dbForTenant(orm, id), key, now())) purged(id)
  }

  #tick(): void {
    // One at a time. It never rejects: what failed is logged, and tried again in an hour.
    this.#running ??= this.run()
      .catch((error: unknown) => this.#parts.log.error({ err: error }, 'the audit log was not purged'))
      .finally(() => (this.#running = undefined))
  }
}
