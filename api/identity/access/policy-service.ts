import { LRUCache } from 'lru-cache'
import type { EntityManager } from '../../data/database.ts'
import type { Db } from '../../data/database.ts'
import { Setting } from '../entity.ts'
import { OPEN, type AccessPolicy } from './policy.ts'

const NAME = 'access policy'
/** Milliseconds for which a policy is remembered; a change clears it on every node. */
const REMEMBERED_MS = 5_000

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
  readonly #known = new LRUCache<string, AccessPolicy>({ max: 10_000, ttl: REMEMBERED_MS })
  readonly #standingIn: (tenantId: string) => EntityManager
  #changes = 0

  constructor(standingIn: (tenantId: string) => EntityManager) {
    this.#standingIn = standingIn
  }

  forget(): void {
    this.#changes++
    this.#known.clear()
  }

  async of(tenantId: string): Promise<AccessPolicy> {
    const known = this.#known.get(tenantId)
    if (known) return known
    const before = this.#changes
    const policy = await readAccessPolicy({ em: this.#standingIn(tenantId) })
    if (before === this.#changes) this.#known.set(tenantId, policy)
    return policy
  }
}
