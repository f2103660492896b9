import type { EntityManager } from '../../data/database.ts'
import type { Db } from '../../data/database.ts'
import { Setting } from '../entity.ts'
import { OPEN, type AccessPolicy } from './policy.ts'
import type { TenantSettings } from './tenant-settings.ts'

const NAME = 'access policy'

export async function readAccessPolicy({ em }: Pick<Db, 'em'>): Promise<AccessPolicy> {
  const row = await em.findOne(Setting, { name: NAME }, { disableIdentityMap: true })
  return { ...OPEN, ...(row?.value as Partial<AccessPolicy> | undefined) }
}

/** Call it in a transaction. */
export async function writeAccessPolicy({ em }: Pick<Db, 'em'>, policy: AccessPolicy): Promise<void> {
  const row = await em.findOne(Setting, { name: NAME })
  if (row) row.value = policy
  else em.create(Setting, { name: NAME, value: policy })
}

/** Policies as the door asks for them. One that cannot be read admits nobody: the error of the database goes to the caller. */
export class AccessPolicies {
  readonly #settings: TenantSettings
  readonly #standingIn: (tenantId: string) => EntityManager

  constructor(settings: TenantSettings, standingIn: (tenantId: string) => EntityManager) {
    this.#settings = settings
    this.#standingIn = standingIn
  }

  async of(tenantId: string): Promise<AccessPolicy> {
    const settings = this.#settings.known(tenantId) ?? (await this.#settings.read(tenantId, this.#standingIn(tenantId)))
    return { ...OPEN, ...(settings[NAME] as Partial<AccessPolicy> | undefined) }
  }
}
