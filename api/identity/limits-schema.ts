import { builder } from '../graphql/builder.ts'
import { commit } from '../data/commit.ts'
import type { Context } from '../data/context.ts'
import { badInput } from '../graphql/errors.ts'
import { rightsNow } from './people/rights-service.ts'
import { readOwnLimits, writeOwnLimits, type OwnLimits } from './credentials/call-limits.ts'

interface CallLimit {
  most: number
  own: number | null
}

const CallLimitRef = builder.objectRef<CallLimit>('CallLimit').implement({
  description: 'Calls a minute. Heavy analyses and large queries count more than once.',
  fields: (t) => ({
    inForce: t.int({ resolve: ({ most, own }) => Math.min(most, own ?? most) }),
    most: t.exposeInt('most', { description: 'Set by the operator of this installation.' }),
    own: t.exposeInt('own', { nullable: true, description: 'Set by an owner. null: the most.' }),
  }),
})

const CallLimitsRef = builder.objectRef<OwnLimits>('CallLimits').implement({
  description: 'How many calls are answered before PM33 asks to wait.',
  fields: (t) => ({
    perKey: t.field({
      type: CallLimitRef,
      description: 'Of each key, connected app, or signed-in person.',
      resolve: ({ perKey }, _args, { identity }) => ({ most: identity.limits.most('key'), own: perKey }),
    }),
    perOrganization: t.field({
      type: CallLimitRef,
      description: 'Of all of them together.',
      resolve: ({ perTenant }, _args, { identity }) => ({ most: identity.limits.most('tenant'), own: perTenant }),
    }),
  }),
})

builder.queryField('callLimits', (t) =>
  t.field({
    type: CallLimitsRef,
    authScopes: { may: 'tenant:admin' },
    resolve: (_root, _args, { db }) => readOwnLimits(db),
  }),
)

builder.mutationField('setCallLimits', (t) =>
  t.field({
    type: CallLimitsRef,
    description: "Lowers the limits of the organization within the operator's. null restores them.",
    authScopes: { may: 'tenant:own' },
    args: { perKey: t.arg.int({ required: false }), perOrganization: t.arg.int({ required: false }) },
    resolve: async (_root, { perKey, perOrganization }, context) => {
      const own = {
        perKey: within(context, 'perKey', perKey ?? null),
        perTenant: within(context, 'perOrganization', perOrganization ?? null),
      }
      await commit(context, async () => {
        await rightsNow(context, 'tenant:own')
        await writeOwnLimits(context.db, own)
      })
      context.credentials.forget()
      return own
    },
  }),
)

function within({ identity }: Context, name: 'perKey' | 'perOrganization', calls: number | null): number | null {
  const most = identity.limits.most(name === 'perKey' ? 'key' : 'tenant')
  if (calls !== null && (calls < 1 || calls > most))
    throw badInput({ path: [name], message: `must be 1 to ${most}, the limit of this installation` })
  return calls
}
