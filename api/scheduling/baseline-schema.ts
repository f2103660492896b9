import { z } from 'zod'
import { builder } from '../graphql/builder.ts'
import { WorkspaceRef } from '../identity/schema.ts'
import { workspaceFor } from '../identity/service.ts'
import { WORKSPACE, workspaceOf } from '../identity/workspaces/workspace-service.ts'
import { byWorkspace } from '../identity/workspaces/by-workspace.ts'
import { Schedule } from './entity.ts'
import { deleteBaseline, saveBaseline } from './save-service.ts'
import { ObjectiveRef } from './schema.ts'

const BaselineRef = builder.node(Schedule, {
  name: 'ScheduleBaseline',
  description: 'A saved plan.',
  authScopes: { scope: 'scheduling:read' },
  id: { resolve: ({ id }) => id },
  loadOne: (id, { db }) => db.em.findOne(Schedule, { id }),
  fields: (t) => ({
    name: t.exposeString('name'),
    asOf: t.expose('asOf', { type: 'Date' }),
    dataVersion: t.exposeInt('dataVersion'),
    createdAt: t.expose('createdAt', { type: 'DateTime' }),
  }),
})

builder.objectFields(WorkspaceRef, (t) => ({
  scheduleBaselines: t.loadableList({
    type: BaselineRef,
    authScopes: { scope: 'scheduling:read' },
    load: async (ids: string[], { db }) =>
      byWorkspace(
        await db.em.find(Schedule, { workspace: { id: { $in: ids } } }, { orderBy: { createdAt: 'desc', id: 'asc' } }),
        ids,
        100,
      ),
    resolve: ({ id }) => id,
  }),
}))

const writes = { $all: { may: 'backlog:write', scope: 'scheduling:read' } } as const

builder.mutationField('deleteScheduleBaseline', (t) =>
  t.string({
    description: 'Deletes a saved plan. The work that it planned is kept. Returns its name.',
    authScopes: writes,
    args: {
      workspaceId: t.arg.id({ required: false, description: WORKSPACE.forNamed }),
      id: t.arg.id({ required: true, description: 'Global ID, UUID, or name of the saved plan.' }),
    },
    resolve: async (_root, { workspaceId, id }, context) =>
      deleteBaseline(
        context,
        await workspaceOf(context, workspaceId, { entity: Schedule, typename: 'ScheduleBaseline', ref: id }),
        id,
      ),
  }),
)

builder.mutationField('saveScheduleBaseline', (t) =>
  t.field({
    type: BaselineRef,
    description: 'Computes a plan and saves it under a name that no other saved plan has.',
    authScopes: writes,
    args: {
      workspaceId: t.arg.id({ required: false, description: WORKSPACE.forNew }),
      name: t.arg.string({ required: true, validate: z.string().trim().min(1).max(120) }),
      objective: t.arg({ type: ObjectiveRef, required: false }),
      startDate: t.arg({ type: 'Date', required: false }),
    },
    resolve: async (_root, { workspaceId, name, objective, startDate }, context) =>
      saveBaseline(context, await workspaceFor(context, workspaceId), name, { objective, startDate }),
  }),
)
