import { z } from 'zod'
import { builder } from '../../graphql/builder.ts'
import { commit } from '../../data/commit.ts'
import { principalOf } from '../../data/context.ts'
import { badInput } from '../../graphql/errors.ts'
import { LONGEST_NAME, Tenant, Workspace } from '../entity.ts'
import { TenantRef, WorkspaceRef } from '../schema.ts'
import { WORKSPACE_REF, workspaceFor } from '../service.ts'
import { createWorkspace, deleteWorkspace, renameWorkspace, type DeletedRows } from './workspace-service.ts'

/** Minutes. */
const SESSION = { shortest: 5, longest: 1_440 }

const DeletedRowsRef = builder.objectRef<DeletedRows>('DeletedRows').implement({
  fields: (t) => ({
    kind: t.exposeString('kind', { description: 'BacklogItem, Sprint, …' }),
    count: t.exposeInt('count'),
  }),
})

const DeletedWorkspace = builder
  .objectRef<{ key: string; name: string; rows: DeletedRows[] }>('DeletedWorkspace')
  .implement({
    description: 'A deleted workspace and everything deleted with it.',
    fields: (t) => ({
      key: t.exposeString('key'),
      name: t.exposeString('name'),
      rows: t.field({ type: [DeletedRowsRef], resolve: ({ rows }) => rows }),
    }),
  })

builder.objectFields(TenantRef, (t) => ({
  sessionStrict: t.exposeBoolean('sessionStrict', {
    subGraphs: [],
    description: 'Refuse expired MCP sessions with 404 instead of restarting them empty.',
  }),
}))

builder.mutationFields((t) => ({
  createWorkspace: t.field({
    type: WorkspaceRef,
    authScopes: { may: 'tenant:admin' },
    args: {
      name: t.arg.string({ required: true, validate: z.string().max(LONGEST_NAME) }),
      key: t.arg.string({ required: false, description: 'Short name. Default: derived from the name.' }),
    },
    resolve: async (_root, input, context) => {
      const id = await commit(context, () => createWorkspace(context, input))
      context.credentials.forget()
      const { tenantId, workspaceIds } = principalOf(context)
      return context.dbIn(tenantId, workspaceIds && [...workspaceIds, id]).em.findOneOrFail(Workspace, { id })
    },
  }),
  renameWorkspace: t.field({
    type: WorkspaceRef,
    authScopes: { may: 'tenant:admin' },
    args: {
      id: t.arg.id({ required: true, description: WORKSPACE_REF }),
      name: t.arg.string({ required: false, validate: z.string().max(LONGEST_NAME) }),
      key: t.arg.string({ required: false }),
    },
    resolve: (_root, { id, ...input }, context) =>
      commit(context, async () => {
        const workspace = await workspaceFor(context, id)
        await renameWorkspace(context, workspace, input)
        return workspace.id
      }),
  }),
  deleteWorkspace: t.field({
    type: DeletedWorkspace,
    description: 'Permanently deletes a workspace and everything in it.',
    authScopes: { may: 'tenant:own' },
    args: { id: t.arg.id({ required: true, description: WORKSPACE_REF }) },
    resolve: (_root, { id }, context) =>
      commit(
        context,
        async () => {
          const workspace = await workspaceFor(context, id)
          return { key: workspace.key, name: workspace.name, rows: await deleteWorkspace(context, workspace) }
        },
        { large: true },
      ),
  }),
  updateSettings: t.field({
    type: TenantRef,
    description: 'Changes settings of the whole organization.',
    authScopes: { may: 'tenant:admin' },
    args: {
      sessionMinutes: t.arg.int({
        required: false,
        description: `Minutes of inactivity after which an MCP session expires, ${SESSION.shortest} to ${SESSION.longest}.`,
      }),
      sessionStrict: t.arg.boolean({ required: false }),
    },
    resolve: async (_root, { sessionMinutes, sessionStrict }, context) => {
      if (sessionMinutes != null && (sessionMinutes < SESSION.shortest || sessionMinutes > SESSION.longest))
        throw badInput({ path: ['sessionMinutes'], message: `must be ${SESSION.shortest} to ${SESSION.longest}` })
      await commit(context, async () => {
        const tenant = await context.db.em.findOneOrFail(Tenant, {})
        if (sessionMinutes != null) tenant.sessionMinutes = sessionMinutes
        if (sessionStrict != null) tenant.sessionStrict = sessionStrict
      })
      context.credentials.forget()
      return context.db.em.findOneOrFail(Tenant, {})
    },
  }),
}))
