import { z } from 'zod'
import { builder } from '../../graphql/builder.ts'
import { inOrderOf } from '../../graphql/page.ts'
import { commit } from '../../data/commit.ts'
import { ApiKey, LONGEST_KEY_NAME, User } from '../entity.ts'
import {
  API_KEY_STATES,
  apiKeyStates,
  createApiKey,
  DEFAULT_DAYS,
  listApiKeys,
  LONGEST_DAYS,
  revokeApiKey,
  setKeyDefault,
} from './key-service.ts'
import { SurfaceRef } from '../schema.ts'
import { ADMINISTERS, AUDIT_SCOPE, SCOPES, WRITE_SCOPES, type Surface } from '../scope.ts'

/** Keys are managed by people: no key administers, whatever its scopes. */
const managesKeys = ADMINISTERS

const ApiKeyStateRef = builder.enumType('ApiKeyState', {
  values: API_KEY_STATES,
  description: 'disabled: the person it acts for is no longer a member, or the processing of their data is restricted.',
})

const ApiKeyRef = builder.loadableNodeRef('ApiKey', {
  id: { resolve: (key: ApiKey) => key.id },
  load: async (ids: string[], { db }) => inOrderOf(ids, await db.em.find(ApiKey, { id: { $in: ids } })),
})
ApiKeyRef.implement({
  description: 'A credential for programs. It can never do more than the person it acts for may do at the moment.',
  authScopes: managesKeys,
  isTypeOf: (value) => value instanceof ApiKey,
  fields: (t) => ({
    name: t.exposeString('name'),
    hint: t.exposeString('hint', { description: 'First and last characters of the key.' }),
    actsFor: t.loadable({
      type: 'String',
      description: 'Name of the person it acts for.',
      load: async (ids: string[], { db }) => {
        const people = new Map(
          (await db.em.find(User, { id: { $in: ids } }, { disableIdentityMap: true })).map(({ id, name }) => [
            id,
            name,
          ]),
        )
        return ids.map((id) => people.get(id) ?? '')
      },
      resolve: ({ user }) => user.id,
    }),
    scopes: t.exposeStringList('scopes'),
    surfaces: t.field({ type: [SurfaceRef], resolve: ({ surfaces }) => surfaces as Surface[] }),
    workspaceIds: t.idList({
      nullable: true,
      description: 'null means all workspaces of the person it acts for, including future ones.',
      resolve: ({ workspaceIds }) => workspaceIds?.map((id) => `Workspace:${id}`) ?? null,
    }),
    defaultWorkspaceId: t.id({
      nullable: true,
      description:
        'The workspace to use when a question names none. null: a question that names none is answered only if it can mean just one workspace.',
      resolve: ({ defaultWorkspaceId }) => (defaultWorkspaceId ? `Workspace:${defaultWorkspaceId}` : null),
    }),
    state: t.loadable({
      type: ApiKeyStateRef,
      load: (keys: ApiKey[], context) => apiKeyStates(context, keys),
      resolve: (key) => key,
    }),
    createdAt: t.expose('createdAt', { type: 'DateTime' }),
    expiresAt: t.expose('expiresAt', { type: 'DateTime', nullable: true }),
    lastUsedAt: t.expose('lastUsedAt', { type: 'DateTime', nullable: true, description: 'To the minute.' }),
    revokedAt: t.expose('revokedAt', { type: 'DateTime', nullable: true }),
  }),
})

const CreateApiKeyInput = builder.inputType('CreateApiKeyInput', {
  fields: (t) => ({
    name: t.string({
      required: true,
      validate: z.string().max(LONGEST_KEY_NAME),
      description: 'Who or what the key is for.',
    }),
    scopes: t.stringList({
      required: false,
      description: `mcp:enabled and any of ${[...SCOPES.slice(1), ...WRITE_SCOPES, AUDIT_SCOPE].join(', ')}. Default: all read scopes and prd:write.`,
    }),
    surfaces: t.field({
      type: [SurfaceRef],
      required: false,
      description: 'Where the key is accepted. Default: mcp only.',
    }),
    workspaceIds: t.idList({
      required: false,
      description: 'Global IDs, UUIDs, keys, or names. Default: all workspaces, including future ones.',
    }),
    defaultWorkspaceId: t.id({
      required: false,
      description: 'The workspace to use when a question names none. Must be one that the key can open.',
    }),
    expiresInDays: t.int({
      required: false,
      validate: z.int().min(1).max(LONGEST_DAYS),
      description: `Default ${DEFAULT_DAYS}. null: never expires.`,
    }),
  }),
})

const CreatedApiKey = builder.objectRef<{ key: string; id: string }>('CreatedApiKey').implement({
  fields: (t) => ({
    key: t.exposeString('key', { description: 'Shown only once.' }),
    apiKey: t.field({ type: ApiKeyRef, resolve: ({ id }) => id }),
  }),
})

builder.queryField('apiKeys', (t) =>
  t.field({
    type: [ApiKeyRef],
    description: 'Keys of the organization, newest first: all that work, and up to 1,000 in total.',
    authScopes: managesKeys,
    resolve: (_root, _args, context) => listApiKeys(context),
  }),
)

builder.mutationFields((t) => ({
  createApiKey: t.field({
    type: CreatedApiKey,
    authScopes: managesKeys,
    args: { input: t.arg({ type: CreateApiKeyInput, required: true }) },
    resolve: (_root, { input }, context) => commit(context, () => createApiKey(context, input)),
  }),
  setApiKeyWorkspace: t.field({
    type: ApiKeyRef,
    description: 'Sets the workspace to use when a question names none.',
    authScopes: managesKeys,
    args: {
      id: t.arg.id({ required: true, description: 'Global ID or UUID.' }),
      workspaceId: t.arg.id({ required: false }),
    },
    resolve: async (_root, { id, workspaceId }, context) => {
      const changed = await commit(context, () => setKeyDefault(context, id, workspaceId ?? null))
      context.credentials.forget()
      return changed
    },
  }),
  revokeApiKey: t.field({
    type: ApiKeyRef,
    description: 'Revokes a key immediately.',
    authScopes: managesKeys,
    args: { id: t.arg.id({ required: true, description: 'Global ID or UUID.' }) },
    resolve: async (_root, { id }, context) => {
      const revoked = await commit(context, () => revokeApiKey(context, id))
      context.credentials.forget()
      return revoked
    },
  }),
}))
