import type { Context } from '../data/context.ts'
import type { Db } from '../data/database.ts'
import { Refusal } from '../graphql/errors.ts'
import { Membership } from '../identity/entity.ts'
import { isOnlyOwner, ownersOf } from '../identity/people/rights-service.ts'
import { proofOf, type Proof } from './proof.ts'

/**
 * Stops the processing of a person's data in an organization, and keeps it: no session, key, or app of theirs opens it
 * until an admin lifts the restriction.
 * @param whom says who it is, in the transaction that restricts
 * @param why `objection`: they object, and it is restricted until that is decided. null lifts it
 * @throws CONFLICT for the only owner
 */
export async function restrict(
  context: Context,
  db: Pick<Db, 'em' | 'transaction'>,
  whom: () => Promise<string>,
  why: 'restriction' | 'objection' | null,
): Promise<Proof> {
  const at = context.now()
  const changed = await db.transaction(async () => {
    const userId = await whom()
    if (why && isOnlyOwner(await ownersOf(db, [userId]), userId))
      throw new Refusal('CONFLICT', 'This is the only owner. Make someone else an owner first.')
    return db.em.nativeUpdate(
      Membership,
      { user: userId },
      { restrictedAt: why ? at : null, objected: why === 'objection' },
    )
  }, context)
  context.credentials.forget()
  const what = why === 'objection' ? 'objection recorded' : why ? 'processing restricted' : 'restriction lifted'
  return proofOf(context.auditKey, { what, at, counts: { membership: changed } })
}
