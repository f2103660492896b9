import { accountOf, type Ledger } from './account-service.ts'
import { CreditAccount } from './entity.ts'
import { badInput } from '../graphql/errors.ts'
import { LARGEST_AMOUNT, type AccountKind } from './vocabulary.ts'

/** Sets the most credits a month that an organization, a workspace, or a person can use; null removes the cap. */
export async function setCap(ledger: Ledger, kind: AccountKind, owner: string, monthly: number | null): Promise<void> {
  assertCredits('monthlyCap', monthly)
  await ledger.db.transaction(async () => {
    const { id } = await accountOf(ledger, kind, owner)
    await ledger.db.em.nativeUpdate(CreditAccount, { id }, { monthlyCap: monthly })
  })
}

/** Sets the balance below which the organization's balance counts as low; null is the default, a share of the latest grant. */
export async function setAlert(ledger: Ledger, owner: string, below: number | null): Promise<void> {
  assertCredits('alertBelow', below)
  await ledger.db.transaction(async () => {
    const { id } = await accountOf(ledger, 'organization', owner)
    await ledger.db.em.nativeUpdate(CreditAccount, { id }, { alertBelow: below })
  })
}

function assertCredits(field: string, credits: number | null): void {
  if (credits !== null && !(Number.isSafeInteger(credits) && credits >= 0 && credits <= LARGEST_AMOUNT))
    throw badInput({ path: [field], message: `must be a whole number from 0 to ${LARGEST_AMOUNT}` })
}
