import { z } from 'zod'
import { cut } from '../../text.ts'
import { BacklogItemRef } from '../backlog/schema.ts'
import { builder } from '../graphql/builder.ts'
import { inOrderOf } from '../graphql/page.ts'
import { WorkspaceRef } from '../identity/schema.ts'
import { inWorkspace } from '../identity/workspaces/in-workspace.ts'
import { WORKSPACE, type Named } from '../identity/workspaces/workspace-service.ts'
import { LONGEST_NAME, Objective, Theme } from './entity.ts'
import { OBJECTIVE_STATES } from './states.ts'
import {
  createObjective,
  createTheme,
  deleteObjective,
  deleteTheme,
  itemCountsOf,
  itemsOfObjectives,
  linkToObjective,
  LONGEST,
  missionsOf,
  objectivesOf,
  objectivesOfItems,
  objectivesOfThemes,
  setMission,
  themesOf,
  unlinkFromObjective,
  updateObjective,
  updateTheme,
} from './service.ts'

const reads = { scope: 'strategy:read' } as const
const writes = { $all: { may: 'strategy:write', scope: 'strategy:read' } } as const

const ObjectiveStateRef = builder.enumType('ObjectiveState', { values: OBJECTIVE_STATES })

const ThemeRef = builder.loadableNodeRef('Theme', {
  id: { resolve: (theme: Theme) => theme.id },
  load: async (ids: string[], { db }) => inOrderOf(ids, await db.em.find(Theme, { id: { $in: ids } })),
})
ThemeRef.implement({
  description: 'A strategic theme: a direction that several objectives share.',
  authScopes: reads,
  isTypeOf: (value) => value instanceof Theme,
  fields: (t) => ({
    name: t.exposeString('name'),
    description: t.exposeString('description'),
    position: t.exposeInt('position'),
    objectives: t.loadableList({
      type: ObjectiveRef,
      load: (ids: string[], context) => objectivesOfThemes(context, ids),
      resolve: ({ id }) => id,
    }),
  }),
})

const ObjectiveRef = builder.loadableNodeRef('Objective', {
  id: { resolve: (objective: Objective) => objective.id },
  load: async (ids: string[], { db }) => inOrderOf(ids, await db.em.find(Objective, { id: { $in: ids } })),
})
ObjectiveRef.implement({
  description: 'A goal of the organization, and how it is measured.',
  authScopes: reads,
  isTypeOf: (value) => value instanceof Objective,
  fields: (t) => ({
    name: t.exposeString('name'),
    description: t.string({
      args: {
        limit: t.arg.int({
          required: false,
          validate: z.int().min(1).max(20_000),
          description: 'Maximum length in characters.',
        }),
      },
      resolve: ({ description }, { limit }) => (limit ? cut(description, limit) : description),
    }),
    measure: t.exposeString('measure', { nullable: true, description: 'What is measured, in words.' }),
    target: t.exposeString('target', { nullable: true }),
    current: t.exposeString('current', { nullable: true }),
    dueDate: t.expose('dueDate', { type: 'Date', nullable: true }),
    state: t.field({ type: ObjectiveStateRef, resolve: ({ state }) => state }),
    position: t.exposeInt('position'),
    theme: t.field({ type: ThemeRef, nullable: true, resolve: ({ theme }) => theme?.id ?? null }),
    itemCount: t.loadable({
      type: 'Int',
      description: 'Items linked to it.',
      load: (ids: string[], context) => itemCountsOf(context, ids),
      resolve: ({ id }) => id,
    }),
    items: t.loadableList({
      type: BacklogItemRef,
      description: 'Items linked to it, in manual order. For all of more than 500, filter the backlog by objectiveIds.',
      args: { first: t.arg.int({ required: false, defaultValue: 50, validate: z.int().min(1).max(500) }) },
      byPath: true,
      load: (ids: string[], context, { first }) => itemsOfObjectives(context, ids, first ?? 50),
      resolve: ({ id }) => id,
    }),
  }),
})

builder.objectFields(WorkspaceRef, (t) => ({
  mission: t.loadable({
    type: 'String',
    nullable: true,
    description: 'null until set.',
    authScopes: reads,
    load: (ids: string[], context) => missionsOf(context, ids),
    resolve: ({ id }) => id,
  }),
  themes: t.loadableList({
    type: ThemeRef,
    authScopes: reads,
    load: (ids: string[], context) => themesOf(context, ids),
    resolve: ({ id }) => id,
  }),
  objectives: t.field({
    type: [ObjectiveRef],
    authScopes: reads,
    args: {
      state: t.arg({ type: ObjectiveStateRef, required: false }),
      limit: t.arg.int({ required: false, defaultValue: 1_000, validate: z.int().min(1).max(1_000) }),
    },
    resolve: async ({ id }, { state, limit }, context) =>
      (await objectivesOf(context, id, state)).slice(0, limit ?? undefined),
  }),
}))

builder.objectFields(BacklogItemRef, (t) => ({
  objectives: t.loadableList({
    type: ObjectiveRef,
    description: 'Objectives that the item is linked to.',
    authScopes: reads,
    load: (ids: string[], context) => objectivesOfItems(context, ids),
    resolve: ({ id }) => id,
  }),
}))

/** The service cleans a text before it measures it, so that the contract only says the bound. */
const upTo = (maxLength: number) => ({ constraint: { maxLength } })

const ThemeInput = builder.inputType('ThemeInput', {
  description: 'A new theme needs a name. When updating, omitted fields stay unchanged.',
  fields: (t) => ({
    name: t.string({ required: false, extensions: upTo(LONGEST.theme) }),
    description: t.string({ required: false, extensions: upTo(LONGEST.description) }),
    position: t.int({ required: false, description: 'Position in the list. Default: last.' }),
  }),
})

const ObjectiveInput = builder.inputType('ObjectiveInput', {
  description: 'A new objective needs a name. When updating, omitted fields stay unchanged and null clears a field.',
  fields: (t) => ({
    name: t.string({ required: false, extensions: upTo(LONGEST.objective) }),
    description: t.string({ required: false, extensions: upTo(LONGEST.description) }),
    measure: t.string({
      required: false,
      extensions: upTo(LONGEST.measure),
      description: 'What is measured, in words, such as “share of orders paid within a minute”.',
    }),
    target: t.string({ required: false, extensions: upTo(LONGEST.target) }),
    current: t.string({ required: false, extensions: upTo(LONGEST.current) }),
    dueDate: t.field({ type: 'Date', required: false }),
    state: t.field({ type: ObjectiveStateRef, required: false }),
    themeId: t.id({ required: false, description: 'Global ID, UUID, or name.' }),
    position: t.int({ required: false, description: 'Position in the list. Default: last.' }),
  }),
})

const theme = (ref: string): Named => ({ entity: Theme, typename: 'Theme', ref })
const objective = (ref: string): Named => ({ entity: Objective, typename: 'Objective', ref })

builder.mutationFields((t) => {
  const workspaceId = t.arg.id({ required: false, description: WORKSPACE.forNew })
  const change = {
    id: t.arg.id({
      required: true,
      validate: z.string().max(LONGEST_NAME),
      description: 'Global ID, UUID, or name.',
    }),
    workspaceId: t.arg.id({ required: false, description: WORKSPACE.forNamed }),
  }
  const links = {
    ...change,
    itemIds: t.arg.idList({
      required: true,
      description: 'Global IDs, UUIDs, or keys.',
      validate: z.array(z.string()).max(500),
    }),
  }
  return {
    setMission: t.field({
      type: WorkspaceRef,
      authScopes: writes,
      args: {
        workspaceId,
        statement: t.arg.string({
          required: false,
          description: 'null or empty clears it.',
          extensions: upTo(LONGEST.mission),
        }),
      },
      resolve: (_root, { workspaceId, statement }, context) =>
        inWorkspace(context, workspaceId, null, async (workspace) => {
          await setMission(context, workspace, statement)
          return workspace.id
        }),
    }),
    createTheme: t.field({
      type: ThemeRef,
      authScopes: writes,
      args: { workspaceId, input: t.arg({ type: ThemeInput, required: true }) },
      resolve: (_root, { workspaceId, input }, context) =>
        inWorkspace(context, workspaceId, null, (workspace) => createTheme(context, workspace, input)),
    }),
    updateTheme: t.field({
      type: ThemeRef,
      authScopes: writes,
      args: { ...change, input: t.arg({ type: ThemeInput, required: true }) },
      resolve: (_root, { id, workspaceId, input }, context) =>
        inWorkspace(context, workspaceId, theme(id), (workspace) => updateTheme(context, workspace, id, input)),
    }),
    deleteTheme: t.string({
      description: 'Deletes a theme. Its objectives are kept. Returns its name.',
      authScopes: writes,
      args: change,
      resolve: (_root, { id, workspaceId }, context) =>
        inWorkspace(context, workspaceId, theme(id), (workspace) => deleteTheme(context, workspace, id)),
    }),
    createObjective: t.field({
      type: ObjectiveRef,
      authScopes: writes,
      args: { workspaceId, input: t.arg({ type: ObjectiveInput, required: true }) },
      resolve: (_root, { workspaceId, input }, context) =>
        inWorkspace(context, workspaceId, null, (workspace) => createObjective(context, workspace, input)),
    }),
    updateObjective: t.field({
      type: ObjectiveRef,
      authScopes: writes,
      args: { ...change, input: t.arg({ type: ObjectiveInput, required: true }) },
      resolve: (_root, { id, workspaceId, input }, context) =>
        inWorkspace(context, workspaceId, objective(id), (workspace) => updateObjective(context, workspace, id, input)),
    }),
    deleteObjective: t.string({
      description: 'Deletes an objective and its links. Returns its name.',
      authScopes: writes,
      args: change,
      resolve: (_root, { id, workspaceId }, context) =>
        inWorkspace(context, workspaceId, objective(id), (workspace) => deleteObjective(context, workspace, id)),
    }),
    linkItems: t.field({
      type: ObjectiveRef,
      description: 'Links items to the objective they serve.',
      authScopes: writes,
      args: links,
      resolve: (_root, { id, workspaceId, itemIds }, context) =>
        inWorkspace(context, workspaceId, objective(id), (workspace) =>
          linkToObjective(context, workspace, id, itemIds),
        ),
    }),
    unlinkItems: t.field({
      type: ObjectiveRef,
      authScopes: writes,
      args: links,
      resolve: (_root, { id, workspaceId, itemIds }, context) =>
        inWorkspace(context, workspaceId, objective(id), (workspace) =>
          unlinkFromObjective(context, workspace, id, itemIds),
        ),
    }),
  }
})
