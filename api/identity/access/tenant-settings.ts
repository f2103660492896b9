import { LRUCache } from 'lru-cache'
import type { EntityManager } from '../../data/database.ts'
import { Setting } from '../entity.ts'

/** Milliseconds for which they are remembered; a change clears them on every node. */
const REMEMBERED_MS = 5_000
/** Settings of an organization that every call of it asks for. */
const ASKED = ['access policy', 'call limits'] as const

/** As they are stored; one that was never set is missing. */
export type AskedSettings = Readonly<Partial<Record<(typeof ASKED)[number], unknown>>>

/** What every call asks of its organization, read together. */
export class TenantSettings {
  readonly #known = new LRUCache<string, AskedSettings>({ max: 10_000, ttl: REMEMBERED_MS })
  #changes = 0

  forget(): void {
    this.#changes++
    this.#known.clear()
  }

  known(tenantId: string): AskedSettings | undefined {
    return this.#known.get(tenantId)
  }

  /** How often they were forgotten: who reads in a snapshot takes it before the snapshot begins. */
  get changes(): number {
    return this.#changes
  }

  /**
   * @param em in that tenant
   * @param before `changes` from before what `em` sees: what was changed since is not remembered as it was
   */
  async read(tenantId: string, em: EntityManager, before = this.#changes): Promise<AskedSettings> {
    const rows = await em.find(Setting, { name: { $in: [...ASKED] } }, { disableIdentityMap: true })
    const settings: AskedSettings = Object.fromEntries(rows.map(({ name, value }) => [name, value]))
    if (before === this.#changes) this.#known.set(tenantId, settings)
    return settings
  }
}
