import type { Context } from '../../data/context.ts'
import { Membership, User } from '../entity.ts'
import { membershipsOf } from './people-service.ts'

/** The demo organization's only member at first: a person without a password, so nobody can sign in as them. */
export const DEMO_PERSON = { email: 'demo@pm33.invalid', name: 'Demo' }

/** @returns null where there is no demo, or its account has been disabled */
export async function demoPerson({ db }: Pick<Context, 'db'>): Promise<{ user: User; tenantId: string } | null> {
  const user = await db.em.findOne(User, { email: DEMO_PERSON.email, passwordHash: null, disabledAt: null })
  const [own] = user ? await membershipsOf(db.em, user.id) : []
  return user && own ? { user, tenantId: own.tenantId } : null
}

/**
 * Whoever sets the server up keeps the demo beside their own organization, until somebody removes them from it. Not as its
 * owner: commands without `--tenant` go to the one organization that a person owns.
 */
export async function joinDemo(context: Pick<Context, 'db' | 'dbIn'>, userId: string): Promise<void> {
  const demo = await demoPerson(context)
  if (!demo) return
  const there = context.dbIn(demo.tenantId)
  await there.transaction(async () => {
    there.em.create(Membership, { user: there.em.getReference(User, userId, { wrapped: true }), role: 'admin' })
    await there.em.flush()
  })
}
