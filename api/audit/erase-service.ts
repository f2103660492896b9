import type { Db } from '../data/database.ts'
import { lockHead } from './append-service.ts'

/**
 * Takes out of an organization's log who events were; the events stay.
 * @param person null: everybody
 * @param subjects keys and apps of theirs, for events that name nothing else
 * @returns events
 */
export async function eraseIdentities(
  { em }: Pick<Db, 'em'>,
  person: string | null,
  subjects: readonly string[] = [],
): Promise<number> {
  const [row] = await em.execute<{ n: number }[]>(
    'select audit_erase(?, array(select jsonb_array_elements_text(?::jsonb))) as n',
    [person, JSON.stringify(subjects)],
  )
  return row!.n
}

/**
 * The same, once the account or the organization is gone: whoever was writing events meanwhile has written them, and
 * whoever comes later finds that it is gone. Call it in a transaction.
 */
export async function eraseLastIdentities(
  db: Pick<Db, 'em'>,
  person: string | null,
  subjects: readonly string[] = [],
): Promise<number> {
  await lockHead(db.em)
  return eraseIdentities(db, person, subjects)
}
