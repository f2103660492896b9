import type { Context } from '../data/context.ts'
import type { Db } from '../data/database.ts'
import { tenantOf } from '../data/tenant.ts'
import { Membership, type User } from '../identity/entity.ts'
import { allMembershipsOf, belongsSomewhere } from '../identity/people/people-service.ts'
import { unlessInTrouble } from '../identity/people/new-password-service.ts'
import { OauthGrant } from '../oauth/entity.ts'
import { addCounts, endAccount, forgetLate, forgetWhereKnown, type Forgotten } from './erase-service.ts'
import { proofOf, type Proof } from './proof.ts'
import { eraseLateRows, eraseRows } from './rows-service.ts'

/**
 * Erases an organization: every record, setting, key, and app in it, and the accounts of people who belong to no other.
 * Its credit ledger and its audit events stay, because books and logs must, and name nobody any more.
 * @param allowed throws for a caller who may not, in the transaction that erases, and before anything is
 */
export async function eraseTenant(context: Context, tenant: Db, allowed: () => Promise<unknown>): Promise<Proof> {
  const { db, now, auditKey, auditWritten, identity } = context
  await tenant.transaction(allowed)
  await auditWritten()
  const plain = { disableIdentityMap: true } as const
  const people = (await tenant.em.find(Membership, {}, { ...plain, populate: ['user'] })).map(({ user }) =>
    user.getEntity(),
  )
  const grants = (await tenant.em.find(OauthGrant, {}, plain)).map(({ id }) => id)
  await identity.authorization.grants.end(...grants)
  const alone: { person: User; forgotten: Forgotten }[] = []
  for (const person of people)
    if ((await allMembershipsOf(db.em, person.id)).length === 1)
      alone.push({
        person,
        forgotten: await forgetWhereKnown(context, person, { everywhere: false, but: tenantOf(tenant.em) }),
      })
  // Together: once the organization is gone, nobody could ask again for what is left of it.
  const counts = await tenant.transaction(async () => {
    await allowed()
    const erased = await eraseRows(tenant)
    for (const { person } of alone)
      if (!(await belongsSomewhere(tenant.em, person.id))) addCounts(erased, await endAccount(tenant, person))
    return erased
  })
  // From here on its log names nobody, whatever else fails.
  context.audited.erased = true
  for (const { person, forgotten } of alone) {
    addCounts(counts, forgotten.counts)
    addCounts(counts, { audit_identity: await forgetLate(forgotten, person) })
  }
  context.credentials.forget()
  addCounts(counts, (await tenant.transaction(() => eraseLateRows(tenant)).catch(unlessInTrouble)) ?? {})
  return proofOf(auditKey, { what: 'organization erased', at: now(), counts })
}
