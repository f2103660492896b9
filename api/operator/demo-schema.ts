import { builder } from '../graphql/builder.ts'
import { writeDemo } from '../demo/service.ts'
import { Membership, Tenant, User } from '../identity/entity.ts'
import type { Principal } from '../identity/principal.ts'

builder.mutationField('createDemo', (t) =>
  t.id({
    description:
      'Creates a demo tenant: a shop with three teams and two years of history. One day always gives the same shop.',
    authScopes: { operator: true },
    resolve: async (_root, _args, { dbForTenant, now }) => {
      const db = dbForTenant({ tenantId: crypto.randomUUID(), workspaceIds: null } as Principal)
      return db.transaction(async () => {
        const tenant = db.em.create(Tenant, { name: 'Demo' })
        const user = db.em.create(User, { email: 'demo@pm33.invalid', name: 'Demo' })
        db.em.create(Membership, { user, role: 'owner' })
        await db.em.flush()
        await writeDemo(db, now())
        return tenant.tenantId
      })
    },
  }),
)
