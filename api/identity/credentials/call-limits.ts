import type { Db } from '../../data/database.ts'
import { troubleOf } from '../../data/unavailable.ts'
import type { AskedSettings, TenantSettings } from '../access/tenant-settings.ts'
import { Setting } from '../entity.ts'
import type { Principal } from '../principal.ts'
import type { Limits, Taken } from './limits.ts'

/** What an owner has lowered, in calls a minute; null is the operator's limit. */
export interface OwnLimits {
  perKey: number | null
  perTenant: number | null
}

const NAME = 'call limits'
const NONE: OwnLimits = { perKey: null, perTenant: null }

export async function readOwnLimits({ em }: Pick<Db, 'em'>): Promise<OwnLimits> {
  const row = await em.findOne(Setting, { name: NAME }, { disableIdentityMap: true })
  return { ...NONE, ...(row?.value as Partial<OwnLimits> | undefined) }
}

/** Call it in a transaction. */
export async function writeOwnLimits({ em }: Pick<Db, 'em'>, own: OwnLimits): Promise<void> {
  const row = await em.findOne(Setting, { name: NAME })
  if (row) row.value = own
  else em.create(Setting, { name: NAME, value: own })
}

/** Counts calls before they are answered: each against its credential and its organization, or against its address. */
export class CallLimits {
  readonly #settings: TenantSettings
  readonly #limits: () => Limits

  constructor(settings: TenantSettings, limits: () => Limits) {
    this.#settings = settings
    this.#limits = limits
  }

  /** A call of a known caller. A credential over its limit takes nothing from its organization's. */
  async ofCaller(principal: Principal, db: Pick<Db, 'em'>, cost: number): Promise<Taken> {
    const limits = this.#limits()
    const own = await this.#ownOf(principal, db)
    const key = await limits.take('key', principal.subject, cost, own.perKey)
    if (key.limited) return key
    const tenant = await limits.take('tenant', principal.tenantId, cost, own.perTenant)
    const both = (name: string) => `${key.headers[name]}, ${tenant.headers[name]}`
    return {
      ...tenant,
      remaining: Math.min(key.remaining, tenant.remaining),
      headers: { ...tenant.headers, 'ratelimit-policy': both('ratelimit-policy'), ratelimit: both('ratelimit') },
    }
  }

  /** A call without a good credential. */
  ofAddress(address: string): Promise<Taken> {
    return this.#limits().take('address', address)
  }

  async #ownOf({ tenantId }: Principal, { em }: Pick<Db, 'em'>): Promise<OwnLimits> {
    // The call itself will say that the database cannot be used; until then the operator's limits hold.
    const read = () =>
      this.#settings.read(tenantId, em).catch((error: unknown): AskedSettings => {
        if (troubleOf(error) === null) throw error
        return {}
      })
    const settings = this.#settings.known(tenantId) ?? (await this.#limits().read(read, {}))
    return { ...NONE, ...(settings[NAME] as Partial<OwnLimits> | undefined) }
  }
}
