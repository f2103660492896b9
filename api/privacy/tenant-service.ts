import type { Context } from '../data/context.ts'
import type { Db } from '../data/database.ts'
import { Membership } from '../identity/entity.ts'
import { belongsSomewhere } from '../identity/people/people-service.ts'
import { OauthGrant } from '../oauth/entity.ts'
import { eraseRows, forgetPerson } from './erase-service.ts'
import { proofOf, type Proof } from './proof.ts'

/**
 * Erases an organization: every record, setting, key, and app in it, and the accounts of people who belong to no other.
 * Its credit ledger and its audit events stay, because books and logs must, and name nobody any more.
 */
export async function eraseTenant(context: Context, tenant: Db): Promise<Proof> {
  const { db, now, auditKey, auditWritten, identity } = context
  await auditWritten()
  const plain = { disableIdentityMap: true } as const
  const people = (await tenant.em.find(Membership, {}, { ...plain, populate: ['user'] })).map(({ user }) =>
    user.getEntity(),
  )
  const grants = (await tenant.em.find(OauthGrant, {}, plain)).map(({ id }) => id)
  await identity.authorization.grants.end(...grants)
  const counts = await tenant.transaction(() => eraseRows(tenant))
  counts.user_account = 0
  for (const person of people) {
    if (await belongsSomewhere(db.em, person.id)) continue
    for (const [table, count] of Object.entries(await forgetPerson(context, person)))
      counts[table] = (counts[table] ?? 0) + count
  }
  context.credentials.forget()
  return proofOf(auditKey, { what: 'organization erased', at: now(), counts })
}
