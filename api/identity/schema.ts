import { isText } from '../graphql/cursor.ts'
import { inOrderOf } from '../graphql/page.ts'
import { placedPage } from '../graphql/placed-page.ts'
import { builder } from '../graphql/builder.ts'
import { principalOf } from '../data/context.ts'
import { Membership, Tenant, User, Workspace } from './entity.ts'
import { CALLER_KINDS } from './principal.ts'
import { ROLES, SURFACES } from './scope.ts'
import { askedWorkspace, isAssumed, tenantFor, WORKSPACE_REF } from './service.ts'

export const SurfaceRef = builder.enumType('Surface', {
  values: SURFACES,
  description: 'Where a credential is accepted.',
})
export const RoleRef = builder.enumType('Role', { values: ROLES })
export const CallerKindRef = builder.enumType('CallerKind', { values: CALLER_KINDS })

export const TenantRef = builder.node(Tenant, {
  name: 'Tenant',
  description: 'An organization. Tenants are fully isolated from each other.',
  authScopes: { signedIn: true },
  id: { resolve: (tenant) => tenant.tenantId },
  loadMany: async (ids, { db }) => {
    const found = await db.em.find(Tenant, { tenantId: { $in: ids } })
    return ids.map((id) => found.find(({ tenantId }) => tenantId === id) ?? null)
  },
  fields: (t) => ({
    name: t.exposeString('name'),
    sessionMinutes: t.exposeInt('sessionMinutes', {
      subGraphs: [],
      description: 'Minutes of inactivity after which an MCP session expires.',
    }),
    dataVersion: t.exposeInt('dataVersion', {
      description:
        'Increases by one whenever data shared by all workspaces changes: competitors and claims about them.',
    }),
  }),
})

export const WorkspaceRef = builder.loadableNodeRef('Workspace', {
  id: { resolve: (workspace: Workspace) => workspace.id },
  load: async (ids: string[], { db }) => inOrderOf(ids, await db.em.find(Workspace, { id: { $in: ids } })),
})

WorkspaceRef.implement({
  description: 'A backlog and everything planned from it.',
  authScopes: { signedIn: true },
  isTypeOf: (value) => value instanceof Workspace,
  fields: (t) => ({
    key: t.exposeString('key', { description: 'Short name. Accepted wherever an ID is.' }),
    name: t.exposeString('name'),
    assumed: t.boolean({
      subGraphs: [],
      description: 'The question named no workspace, and there are several.',
      resolve: isAssumed,
    }),
    currency: t.string({
      nullable: true,
      description: 'ISO 4217 code of the cost rates and every other amount. null if it is not set.',
      resolve: ({ currency }) => currency ?? null,
    }),
    dataVersion: t.exposeInt('dataVersion', { description: 'Increases by one whenever planning data changes.' }),
    dataChangedAt: t.expose('dataChangedAt', { type: 'DateTime' }),
    createdAt: t.expose('createdAt', { type: 'DateTime' }),
  }),
})

export const ViewerRef = builder.objectRef<{ role: (typeof ROLES)[number] }>('Viewer').implement({
  description: 'Who is asking.',
  fields: (t) => ({
    name: t.string({ resolve: (_viewer, _args, context) => principalOf(context).name }),
    kind: t.field({ type: CallerKindRef, resolve: (_viewer, _args, context) => principalOf(context).kind }),
    role: t.field({ type: RoleRef, resolve: (_viewer, _args, context) => principalOf(context).role }),
    scopes: t.stringList({ resolve: (_viewer, _args, context) => [...principalOf(context).scopes] }),
    allWorkspaces: t.boolean({
      description: 'Whether the viewer sees all workspaces, including future ones.',
      resolve: (_viewer, _args, context) => principalOf(context).workspaceIds === null,
    }),
    expiresAt: t.field({
      type: 'DateTime',
      nullable: true,
      resolve: (_viewer, _args, context) => principalOf(context).expiresAt,
    }),
    tenant: t.field({
      type: TenantRef,
      resolve: (_viewer, _args, context) =>
        context.db.em.findOneOrFail(Tenant, { tenantId: principalOf(context).tenantId }),
    }),
    email: t.string({
      nullable: true,
      description: 'null if the credential belongs to no person.',
      resolve: async (_viewer, _args, context) => {
        const { userId } = principalOf(context)
        // Only a member of this tenant has a name here.
        const member = userId ? await context.db.em.findOne(Membership, { user: userId }) : null
        return member ? ((await context.db.em.findOne(User, { id: userId! }))?.email ?? null) : null
      },
    }),
  }),
})

builder.queryField('viewer', (t) =>
  t.field({
    type: ViewerRef,
    authScopes: { signedIn: true },
    resolve: (_root, _args, context) => ({ role: principalOf(context).role }),
  }),
)

builder.queryField('tenant', (t) =>
  t.field({
    type: TenantRef,
    description: 'The organization the credential belongs to. Any other is not found.',
    authScopes: { signedIn: true },
    args: { id: t.arg.id({ required: false, description: 'Global ID or UUID. `me`, or no ID at all, always works.' }) },
    resolve: (_root, { id }, context) => tenantFor(context, id),
  }),
)

builder.queryField('workspaces', (t) =>
  t.connection(
    {
      type: WorkspaceRef,
      description:
        'The workspaces this credential can access, by name. 100 on a page unless you ask for another number.',
      authScopes: { signedIn: true },
      resolve: async (_root, args, context) => {
        const { em } = context.db
        const { edges, pageInfo } = await placedPage<Workspace>(args, {
          list: ['workspaces', principalOf(context).tenantId, principalOf(context).workspaceIds],
          size: 100,
          by: 'name',
          direction: 'asc',
          fits: isText,
          find: (beyond, options) => em.find(Workspace, beyond, options),
        })
        return { edges, pageInfo, totalCount: () => em.count(Workspace) }
      },
    },
    {
      name: 'WorkspaceConnection',
      fields: (t) => ({ totalCount: t.int({ resolve: ({ totalCount }) => totalCount() }) }),
    },
    { name: 'WorkspaceEdge' },
  ),
)

builder.queryField('workspace', (t) =>
  t.field({
    type: WorkspaceRef,
    description:
      "One workspace. Without an ID, the caller's only workspace, the default of the key or app, or the only one with a backlog. Otherwise, the error WORKSPACE_REQUIRED lists them. An unknown one is answered with those that come near.",
    authScopes: { signedIn: true },
    args: { id: t.arg.id({ required: false, description: WORKSPACE_REF }) },
    resolve: (_root, { id }, context) => askedWorkspace(context, id),
  }),
)
