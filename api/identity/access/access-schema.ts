import { z } from 'zod'
import { isNetwork } from '../../../address.ts'
import { commit } from '../../data/commit.ts'
import { principalOf } from '../../data/context.ts'
import { builder } from '../../graphql/builder.ts'
import { badInput } from '../../graphql/errors.ts'
import { rightsNow } from '../people/rights-service.ts'
import { SurfaceRef } from '../schema.ts'
import { refusalOf, type AccessPolicy } from './policy.ts'
import { readAccessPolicy, writeAccessPolicy } from './policy-service.ts'

const MOST = 100
const HOST = /^(?!-)[a-z0-9-]{1,63}(\.[a-z0-9-]{1,63})*(:\d{1,5})?$/
const TOOL = /^[a-z][a-z_]{1,59}$/
const many = (about: z.ZodType<string>) => z.array(about).max(MOST)

const AccessPolicyRef = builder.objectRef<AccessPolicy>('AccessPolicy').implement({
  description:
    'What an organization allows beyond roles and scopes. It applies to every request from the moment it is saved.',
  fields: (t) => ({
    clientHosts: t.stringList({
      nullable: true,
      description: 'Hosts of the metadata documents of apps that may connect. null: all apps.',
      resolve: ({ clientHosts }) => clientHosts && [...clientHosts],
    }),
    toolsOff: t.stringList({
      description: 'Tools that nobody may call.',
      resolve: ({ toolsOff }) => [...toolsOff],
    }),
    views: t.exposeBoolean('views', { description: 'Whether assistants are offered views.' }),
    keyDays: t.exposeInt('keyDays', {
      nullable: true,
      description: 'Days for which an API key works, counted from its creation. null: until the key’s own expiry date.',
    }),
    keySurfaces: t.field({
      type: [SurfaceRef],
      nullable: true,
      description: 'Where API keys work. null: wherever each key allows.',
      resolve: ({ keySurfaces }) => keySurfaces && [...keySurfaces],
    }),
    signInHours: t.exposeInt('signInHours', {
      nullable: true,
      description: 'Hours after which people sign in again. null: seven days.',
    }),
    networks: t.stringList({
      nullable: true,
      description: 'Addresses and networks (CIDR) from which PM33 can be used. null: from anywhere.',
      resolve: ({ networks }) => networks && [...networks],
    }),
  }),
})

const AccessPolicyInput = builder.inputType('AccessPolicyInput', {
  description: 'The complete policy. Omitted fields restrict nothing.',
  fields: (t) => ({
    clientHosts: t.stringList({
      validate: many(z.string().refine((text) => HOST.test(text), 'must be a host such as claude.ai')),
      description: 'Hosts of the metadata documents of apps that may connect.',
    }),
    toolsOff: t.stringList({
      validate: many(z.string().refine((text) => TOOL.test(text), 'must be the name of a tool such as generate_prd')),
      description: 'Tools that nobody may call.',
    }),
    views: t.boolean({ defaultValue: true, description: 'Whether assistants are offered views.' }),
    keyDays: t.int({ validate: z.int().min(1).max(3_650), description: 'Days for which an API key works.' }),
    keySurfaces: t.field({ type: [SurfaceRef], description: 'Where API keys work.' }),
    signInHours: t.int({ validate: z.int().min(1).max(168), description: 'Hours after which people sign in again.' }),
    networks: t.stringList({
      validate: many(z.string().refine(isNetwork, 'must be an address or a network such as 203.0.113.0/24')),
      description: 'Addresses and networks from which PM33 is used.',
    }),
  }),
})

builder.queryField('accessPolicy', (t) =>
  t.field({
    type: AccessPolicyRef,
    authScopes: { may: 'tenant:admin' },
    resolve: (_root, _args, { db }) => readAccessPolicy(db),
  }),
)

builder.mutationField('setAccessPolicy', (t) =>
  t.field({
    type: AccessPolicyRef,
    description:
      'Replaces the access policy of the organization. One that would refuse this very request is not saved.',
    authScopes: { may: 'tenant:own' },
    args: { input: t.arg({ type: AccessPolicyInput, required: true }) },
    resolve: async (_root, { input }, context) => {
      const policy: AccessPolicy = {
        clientHosts: listed(input.clientHosts),
        toolsOff: listed(input.toolsOff) ?? [],
        views: input.views ?? true,
        keyDays: input.keyDays ?? null,
        keySurfaces: listed(input.keySurfaces),
        signInHours: input.signInHours ?? null,
        networks: listed(input.networks),
      }
      const { kind } = principalOf(context)
      const asked = { surface: null, tool: null, clientHost: null, createdAt: null, now: context.now() }
      const ip = context.call.ip ?? null
      if (kind !== 'operator' && refusalOf(policy, { ...asked, kind, ip }))
        throw badInput({ path: ['input', 'networks'], message: `must include your own address, ${ip ?? 'unknown'}` })
      await commit(context, async () => {
        await rightsNow(context, 'tenant:own')
        await writeAccessPolicy(context.db, policy)
      })
      context.credentials.forget()
      return policy
    },
  }),
)

const listed = <T>(list: readonly T[] | null | undefined): T[] | null => (list?.length ? [...new Set(list)] : null)
