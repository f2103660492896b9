import { dbForTenant } from '../data/context.ts'
import type { Orm } from '../data/database.ts'
import { Repeated } from '../data/repeated.ts'
import { purgeEvents } from './purge-service.ts'
import { INSTALLATION } from './vocabulary.ts'

const EVERY_MS = 3_600_000

export interface KeeperParts {
  orm: Orm
  key: Uint8Array
  now: () => Date
  /** Days for which events are kept that belong to no organization, or to one that was erased. */
  ownerlessDays: number
  log: { error(details: object, message: string): void }
  /** Says in the organization's log that events were purged. */
  purged(tenantId: string): void
}

/** Once an hour: events that organizations do not keep any longer are purged. */
export class AuditKeeper extends Repeated {
  readonly #parts: KeeperParts

  constructor(parts: KeeperParts) {
    super(EVERY_MS, (error) => parts.log.error({ err: error }, 'the audit log was not purged'))
    this.#parts = parts
  }

  /**
   * Every organization that limits how long it keeps events, and every log that has no organization: the installation's
   * own, and those of organizations that were erased. Several nodes may do it at once.
   */
  override async run(): Promise<void> {
    const { orm, key, now, ownerlessDays, purged } = this.#parts
    const logs = await orm.em
      .fork()
      .getConnection()
      .execute<{ id: string; erased: boolean }[]>(
        'select id, false as erased from tenants_with_audit_retention() as limited(id) union all select id, true from erased_tenants() as ended(id)',
      )
    const ended = new Set(logs.filter(({ erased }) => erased).map(({ id }) => id))
    await this.each([...logs, { id: INSTALLATION }], async (id) => {
      const gone = await purgeEvents(dbForTenant(orm, id), key, now(), ownerlessDays)
      // The log of an organization that was erased comes to an end.
      if (gone && !ended.has(id)) purged(id)
    })
  }
}
