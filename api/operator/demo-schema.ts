import { builder } from '../graphql/builder.ts'
import { writeDemo } from '../demo/service.ts'
import { Membership, Tenant, User } from '../identity/entity.ts'
import { demoLink } from '../identity/people/demo-link-service.ts'
import { DEMO_PERSON } from '../identity/people/demo-service.ts'

builder.mutationField('createDemo', (t) =>
  t.id({
    description:
      'Creates a demo tenant: a shop with three teams and two years of history. One day always gives the same shop.',
    authScopes: { operator: true },
    resolve: async (_root, _args, { dbIn, now }) => {
      const db = dbIn(crypto.randomUUID())
      return db.transaction(async () => {
        const tenant = db.em.create(Tenant, { name: 'Demo' })
        const user = db.em.create(User, DEMO_PERSON)
        db.em.create(Membership, { user, role: 'owner' })
        await db.em.flush()
        await writeDemo(db, now())
        return tenant.tenantId
      })
    },
  }),
)

builder.mutationField('demoLink', (t) =>
  t.string({
    nullable: true,
    description:
      'Creates a new link that opens the demo, signed in. Works once, within an hour, in a browser on the same computer. null without a demo, on PostgreSQL, and at a public address.',
    authScopes: { operator: true },
    resolve: (_root, _args, context) => demoLink(context),
  }),
)
