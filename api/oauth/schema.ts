/** Apps that act for people: the request to connect that a person decides, and what has been connected. */
import { builder } from '../graphql/builder.ts'
import { commit } from '../data/commit.ts'
import { principalOf } from '../data/context.ts'
import { RoleRef } from '../identity/schema.ts'
import { SCOPES, type Scope } from '../identity/scope.ts'
import { connections, disconnect, setConnectionDefault } from './connection-service.ts'
import { OauthGrant } from './entity.ts'
import {
  APP_STANDINGS,
  decideInteraction,
  interactionFor,
  type Asking,
  type TenantChoice,
} from './interaction-service.ts'
import { SCOPE_TEXT } from './scope-text.ts'

const ScopeWordsRef = builder.objectRef<Scope>('ScopeInWords').implement({
  fields: (t) => ({
    scope: t.string({ extensions: { values: SCOPES }, resolve: (scope) => scope }),
    title: t.string({
      description: 'What the scope allows, as a verb phrase.',
      resolve: (scope) => SCOPE_TEXT[scope].title,
    }),
    detail: t.string({ resolve: (scope) => SCOPE_TEXT[scope].detail }),
    required: t.boolean({ description: 'Cannot be deselected.', resolve: (scope) => scope === 'mcp:enabled' }),
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

const AppStandingRef = builder.enumType('AppStanding', {
  values: APP_STANDINGS,
  description:
    "What an organization knows about an app. allowed: its access policy names the app's publisher. used: someone else there has connected an app of that publisher. new: neither, or an app without a metadata document.",
})

const TenantChoiceRef = builder.objectRef<TenantChoice>('TenantChoice').implement({
  description: 'An organization the person can connect the app to.',
  fields: (t) => ({
    id: t.id({ resolve: ({ id }) => `Tenant:${id}` }),
    name: t.exposeString('name'),
    role: t.field({ type: RoleRef, resolve: ({ role }) => role }),
    workspaces: t.field({ type: [WorkspaceChoiceRef], resolve: ({ workspaces }) => workspaces }),
    grantable: t.stringList({
      description: "Scopes that the person's role there can grant. Others cannot be selected.",
      resolve: ({ scopes }) => scopes,
    }),
    standing: t.field({ type: AppStandingRef, resolve: ({ standing }) => standing }),
    refusal: t.string({
      nullable: true,
      description:
        'Why the organization does not allow this browser to connect an app. Its workspaces are then left out.',
      resolve: ({ refusal }) => refusal?.message ?? null,
    }),
  }),
})

const InteractionRef = builder.objectRef<Asking>('Interaction').implement({
  description: "An app's request to connect, waiting for a person's decision.",
  fields: (t) => ({
    clientName: t.exposeString('clientName', { description: 'Name the app gives itself.' }),
    clientHost: t.exposeString('clientHost', {
      nullable: true,
      description: 'Host that publishes the app. null if no host does. Either way, the app chose its name itself.',
    }),
    redirectHost: t.exposeString('redirectHost', { description: 'Where the response is sent.' }),
    loopback: t.exposeBoolean('loopback', {
      description: 'The response goes to a program on this computer. Continue only if you started it.',
    }),
    elsewhere: t.exposeBoolean('elsewhere', {
      description: 'The response goes to a website other than the publisher of the app.',
    }),
    scopes: t.field({ type: [ScopeWordsRef], resolve: ({ scopes }) => scopes }),
    tenants: t.field({
      type: [TenantChoiceRef],
      nullable: true,
      description: 'null until someone signs in.',
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
      description: 'Host that publishes the app. null if no host does.',
    }),
    redirectHost: t.exposeString('redirectHost'),
    person: t.string({ resolve: ({ user }) => user.getEntity().name }),
    isViewer: t.boolean({ resolve: ({ user }, _args, context) => user.id === principalOf(context).userId }),
    scopes: t.exposeStringList('scopes'),
    workspaceIds: t.idList({
      nullable: true,
      description: "null means all of the person's workspaces, including future ones.",
      resolve: ({ workspaceIds }) => workspaceIds?.map((id) => `Workspace:${id}`) ?? null,
    }),
    defaultWorkspaceId: t.id({
      nullable: true,
      description:
        'The workspace to use when a question names none. null: a question that names none is answered only if it can mean just one workspace.',
      resolve: ({ defaultWorkspaceId }) => (defaultWorkspaceId ? `Workspace:${defaultWorkspaceId}` : null),
    }),
    createdAt: t.expose('createdAt', { type: 'DateTime' }),
    lastUsedAt: t.expose('lastUsedAt', { type: 'DateTime', nullable: true, description: 'To the minute.' }),
  }),
})

builder.queryFields((t) => ({
  interaction: t.field({
    type: InteractionRef,
    description: 'The question on the consent page. Only the browser that was sent there can see it.',
    args: { uid: t.arg.string({ required: true }) },
    resolve: (_root, { uid }, context) => interactionFor(context, uid),
  }),
  connections: t.field({
    subGraphs: [],
    type: [ConnectionRef],
    description: "The person's own connections. For an administrator, everyone's.",
    authScopes: { signedIn: true },
    resolve: (_root, _args, context) => connections(context),
  }),
}))

builder.mutationFields((t) => ({
  decideInteraction: t.string({
    description: 'Returns the URL to send the browser to.',
    args: {
      uid: t.arg.string({ required: true }),
      allow: t.arg.boolean({ required: true }),
      tenantId: t.arg.id({ required: false }),
      workspaceIds: t.arg.idList({
        required: false,
        description: "Default: all of the person's workspaces, including future ones.",
      }),
      defaultWorkspaceId: t.arg.id({
        required: false,
        description: 'The workspace to use when a question names none.',
      }),
      scopes: t.arg.stringList({
        required: false,
        description: 'The selected scopes. mcp:enabled is always included.',
      }),
    },
    resolve: (_root, { uid, ...decision }, context) => decideInteraction(context, uid, decision),
  }),
  setConnectionWorkspace: t.field({
    subGraphs: [],
    type: ConnectionRef,
    description: 'Sets the workspace to use when a question names none.',
    authScopes: { signedIn: true },
    args: { id: t.arg.id({ required: true }), workspaceId: t.arg.id({ required: false }) },
    resolve: async (_root, { id, workspaceId }, context) => {
      const changed = await commit(context, () => setConnectionDefault(context, id, workspaceId ?? null))
      context.credentials.forget()
      return changed
    },
  }),
  disconnect: t.boolean({
    subGraphs: [],
    description: 'Disconnects an app. Its access ends at once.',
    authScopes: { signedIn: true },
    args: { id: t.arg.id({ required: true }) },
    resolve: async (_root, { id }, context) => {
      await disconnect(context, id)
      return true
    },
  }),
}))
