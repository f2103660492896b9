/** What the console's commands ask. Open to the operator's credential alone, which stands in no tenant. */
import { cut } from '../../text.ts'
import { builder } from '../graphql/builder.ts'
import type { Context } from '../data/context.ts'
import { badInput, notFound, Refusal } from '../graphql/errors.ts'
import { ASSERTION_SECONDS } from '../identity/credentials/assertion.ts'
import { createTenant, ownedTenants, tenantNames, type CreatedTenant, type TenantName } from './service.ts'

const OperatorTenant = builder.objectRef<TenantName>('OperatorTenant').implement({
  description: 'A tenant of this installation, as seen by the operator.',
  authScopes: { operator: true },
  fields: (t) => ({ id: t.exposeID('id'), name: t.exposeString('name') }),
})

const CreatedTenantRef = builder.objectRef<CreatedTenant>('CreatedTenant').implement({
  authScopes: { operator: true },
  fields: (t) => ({
    id: t.exposeID('id'),
    name: t.exposeString('name'),
    link: t.exposeString('link', {
      description: 'Link for the owner to join. Shown only once. Works once, within seven days.',
    }),
  }),
})

const AssumedTenant = builder
  .objectRef<{ assertion: string; expiresAt: Date; tenantId: string; name: string; assumed: boolean }>('AssumedTenant')
  .implement({
    description:
      'An assertion that lets the operator act in a tenant. Send it as x-pm33-caller along with the operator credential.',
    authScopes: { operator: true },
    fields: (t) => ({
      assertion: t.exposeString('assertion'),
      expiresAt: t.expose('expiresAt', { type: 'DateTime' }),
      tenantId: t.exposeID('tenantId'),
      name: t.exposeString('name'),
      assumed: t.exposeBoolean('assumed', {
        description: 'There are several, and this is the only one with an owner who can sign in.',
      }),
    }),
  })

builder.queryField('operatorTenants', (t) =>
  t.field({
    type: [OperatorTenant],
    description: 'Oldest first.',
    authScopes: { operator: true },
    resolve: (_root, _args, context) => tenantNames(context),
  }),
)

builder.mutationFields((t) => ({
  assume: t.field({
    type: AssumedTenant,
    authScopes: { operator: true },
    args: {
      tenant: t.arg.string({
        required: false,
        description: 'Name or ID. Not needed if there is only one, or only one with an owner who can sign in.',
      }),
    },
    resolve: async (_root, { tenant }, context) => {
      const { id, name, assumed } = await chosenTenant(context, tenant)
      const expiresAt = new Date(context.now().getTime() + ASSERTION_SECONDS * 1_000)
      return {
        assertion: await context.credentials.assertionFor({ kind: 'operator', id: 'operator', tenantId: id }),
        expiresAt,
        tenantId: id,
        name,
        assumed,
      }
    },
  }),
  copyDatabase: t.string({
    nullable: true,
    description:
      'Copies the embedded database to a file in the data folder, which the caller removes. null on PostgreSQL, which has pg_dump.',
    authScopes: { operator: true },
    resolve: async (_root, _args, context) => {
      await context.auditWritten()
      return context.copyDatabase()
    },
  }),
  createTenant: t.field({
    type: CreatedTenantRef,
    description: 'Creates an organization and a link for its owner. It has no members until the link is opened.',
    authScopes: { operator: true },
    args: { name: t.arg.string({ required: true }), ownerEmail: t.arg.string({ required: true }) },
    resolve: (_root, input, context) => createTenant(context, input),
  }),
}))

async function chosenTenant(
  context: Context,
  wanted: string | null | undefined,
): Promise<TenantName & { assumed: boolean }> {
  const all = await tenantNames(context)
  const listed = all
    .slice(0, 50)
    .map(({ name }) => JSON.stringify(name))
    .join(', ')
  if (wanted) {
    const byName = all.filter(({ name }) => name === wanted)
    const found =
      all.find(({ id }) => id === wanted.replace(/^Tenant:/, '')) ?? (byName.length === 1 ? byName[0] : undefined)
    if (found) return { ...found, assumed: false }
    if (byName.length)
      throw badInput({
        path: ['tenant'],
        message: `is the name of ${byName.length} organizations: use an ID instead, one of ${byName.map(({ id }) => id).join(', ')}`,
      })
    throw all.length
      ? new Refusal(
          'NOT_FOUND',
          `There is no organization ${JSON.stringify(cut(wanted, 80))}. Organizations: ${listed}.`,
          {
            kind: 'Tenant',
            id: cut(wanted, 80),
          },
        )
      : notFound('Tenant', wanted)
  }
  if (all.length === 1) return { ...all[0]!, assumed: false }
  if (!all.length)
    throw new Refusal(
      'NOT_FOUND',
      'There is no organization yet. Create one with: npx pm33 tenant create NAME --owner EMAIL',
      { kind: 'Tenant' },
    )
  const owned = await ownedTenants(context, all)
  if (owned.length === 1) return { ...owned[0]!, assumed: true }
  throw badInput({
    path: ['tenant'],
    message: `is required, because there are several: ${listed}`,
    allowed: all.slice(0, 50).map(({ name }) => name),
  })
}
