import { builder } from '../graphql/builder.ts'
import { principalOf } from '../data/context.ts'
import { RoleRef } from '../identity/schema.ts'
import type { Scope } from '../identity/scope.ts'
import { connections, disconnect } from './connection-service.ts'
import { OauthGrant } from './entity.ts'
import { decideInteraction, interactionFor, type Asking, type TenantChoice } from './interaction-service.ts'
import { SCOPE_WORDS } from './words.ts'

/** Apps that act for people: the request to connect that a person decides, and what has been connected. */

const ScopeWordsRef = builder.objectRef<Scope>('ScopeInWords').implement({
  fields: (t) => ({
    scope: t.string({ resolve: (scope) => scope }),
    title: t.string({ description: 'What is allowed, as a verb.', resolve: (scope) => SCOPE_WORDS[scope].title }),
    detail: t.string({ resolve: (scope) => SCOPE_WORDS[scope].detail }),
    required: t.boolean({ description: 'Cannot be left out.', resolve: (scope) => scope === 'mcp:enabled' }),
    consumesCredits: t.boolean({ resolve: (scope) => scope === 'prd:write' }),
  }),
})

const WorkspaceChoiceRef = builder.objectRef<TenantChoice['workspaces'][number]>('WorkspaceChoice').implement({
  fields: (t) => ({
    id: t.id({ resolve: ({ id }) => `Workspace:${id}` }),
    key: t.exposeString('key'),
    name: t.exposeString('name'),
  }),
})

const TenantChoiceRef = builder.objectRef<TenantChoice>('TenantChoice').implement({
  description: 'An organization that the person may let the app into.',
  fields: (t) => ({
    id: t.id({ resolve: ({ id }) => `Tenant:${id}` }),
    name: t.exposeString('name'),
    role: t.field({ type: RoleRef, resolve: ({ role }) => role }),
    workspaces: t.field({ type: [WorkspaceChoiceRef], resolve: ({ workspaces }) => workspaces }),
    grantable: t.stringList({
      description: 'Scopes that the role there can give; the others cannot be ticked.',
      resolve: ({ scopes }) => scopes,
    }),
  }),
})

const InteractionRef = builder.objectRef<Asking>('Interaction').implement({
  description: 'A request of an app to connect, waiting for a person to decide it.',
  fields: (t) => ({
    clientName: t.exposeString('clientName', { description: 'What the app calls itself.' }),
    clientHost: t.exposeString('clientHost', {
      nullable: true,
      description: 'Who publishes the app; null when its name is unverified.',
    }),
    redirectHost: t.exposeString('redirectHost', { description: 'Where the answer is sent.' }),
    loopback: t.exposeBoolean('loopback', {
      description: 'The answer goes to a program on this computer: continue only if you started it.',
    }),
    scopes: t.field({ type: [ScopeWordsRef], resolve: ({ scopes }) => scopes }),
    tenants: t.field({
      type: [TenantChoiceRef],
      nullable: true,
      description: 'null while nobody is signed in.',
      resolve: ({ tenants }) => tenants,
    }),
  }),
})

const ConnectionRef = builder.objectRef<OauthGrant>('Connection').implement({
  description: 'An app that acts for a person.',
  authScopes: { signedIn: true },
  fields: (t) => ({
    id: t.id({ resolve: ({ id }) => `Connection:${id}` }),
    clientName: t.exposeString('clientName'),
    clientHost: t.exposeString('clientHost', {
      nullable: true,
      description: 'Who publishes the app; null when its name is unverified.',
    }),
    redirectHost: t.exposeString('redirectHost'),
    person: t.string({ resolve: ({ user }) => user.getEntity().name }),
    isViewer: t.boolean({ resolve: ({ user }, _args, context) => user.id === principalOf(context).userId }),
    scopes: t.exposeStringList('scopes'),
    workspaceIds: t.idList({
      nullable: true,
      description: "null is all of the person's, later ones too.",
      resolve: ({ workspaceIds }) => workspaceIds?.map((id) => `Workspace:${id}`) ?? null,
    }),
    createdAt: t.expose('createdAt', { type: 'DateTime' }),
    lastUsedAt: t.expose('lastUsedAt', { type: 'DateTime', nullable: true, description: 'To the minute.' }),
  }),
})

builder.queryFields((t) => ({
  interaction: t.field({
    type: InteractionRef,
    description: 'What the consent page asks. Only the browser that was sent here sees it.',
    args: { uid: t.arg.string({ required: true }) },
    resolve: (_root, { uid }, context) => interactionFor(context, uid),
  }),
  connections: t.field({
    subGraphs: [],
    type: [ConnectionRef],
    description: "The person's own; for an administrator, everybody's.",
    authScopes: { signedIn: true },
    resolve: (_root, _args, context) => connections(context),
  }),
}))

builder.mutationFields((t) => ({
  decideInteraction: t.string({
    description: 'Where to send the browser next.',
    args: {
      uid: t.arg.string({ required: true }),
      allow: t.arg.boolean({ required: true }),
      tenantId: t.arg.id({ required: false }),
      workspaceIds: t.arg.idList({ required: false, description: 'Left out: all of the person, later ones too.' }),
      scopes: t.arg.stringList({
        required: false,
        description: 'Those that stay ticked. mcp:enabled is always among them.',
      }),
    },
    resolve: (_root, { uid, ...decision }, context) => decideInteraction(context, uid, decision),
  }),
  disconnect: t.boolean({
    subGraphs: [],
    description: 'Ends what the app may do, at once.',
    authScopes: { signedIn: true },
    args: { id: t.arg.id({ required: true }) },
    resolve: async (_root, { id }, context) => {
      await disconnect(context, id)
      return true
    },
  }),
}))
