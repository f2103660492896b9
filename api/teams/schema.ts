import { z } from 'zod'
import { builder } from '../graphql/builder.ts'
import { inOrderOf } from '../graphql/page.ts'
import { byWorkspace } from '../identity/workspaces/by-workspace.ts'
import { WorkspaceRef } from '../identity/schema.ts'
import { Sprint, Team } from './entity.ts'
import { sprintsOf } from './list-service.ts'
import { membersShown } from './members.ts'
import { SPRINT_STATES } from './states.ts'

const SprintStateRef = builder.enumType('SprintState', { values: SPRINT_STATES })

/** What a list of items has read of a team or a sprint, where it was asked for nothing else. */
class Named {
  readonly id: string
  readonly name: string
  constructor(id: string, name: string) {
    this.id = id
    this.name = name
  }
}
export class NamedTeam extends Named {}
export class NamedSprint extends Named {}

export const TeamRef = builder.loadableNodeRef('Team', {
  id: { resolve: (team: Team) => team.id },
  load: async (ids: string[], { db }) =>
    inOrderOf(ids, await db.snapshot(() => db.em.find(Team, { id: { $in: ids } }))),
})
TeamRef.implement({
  description: 'People who work from one backlog, as a lane with a capacity.',
  authScopes: { signedIn: true },
  isTypeOf: (value) => value instanceof Team || value instanceof NamedTeam,
  fields: (t) => ({
    name: t.exposeString('name'),
    members: t.int({
      nullable: true,
      description: 'null if unknown.',
      resolve: ({ members }) => membersShown(members),
    }),
    skills: t.exposeStringList('skills'),
    costRateCents: t.exposeInt('costRateCents', {
      nullable: true,
      description: 'Cost of one member for one week, in cents.',
    }),
  }),
})

export const SprintRef = builder.loadableNodeRef('Sprint', {
  id: { resolve: (sprint: Sprint) => sprint.id },
  load: async (ids: string[], { db }) =>
    inOrderOf(ids, await db.snapshot(() => db.em.find(Sprint, { id: { $in: ids } }))),
})
SprintRef.implement({
  authScopes: { scope: 'backlog:read' },
  isTypeOf: (value) => value instanceof Sprint || value instanceof NamedSprint,
  fields: (t) => ({
    name: t.exposeString('name'),
    goal: t.exposeString('goal', { nullable: true }),
    state: t.field({ type: SprintStateRef, resolve: ({ state }) => state }),
    startDate: t.expose('startDate', { type: 'Date', nullable: true }),
    endDate: t.expose('endDate', { type: 'Date', nullable: true }),
    completedAt: t.expose('completedAt', { type: 'DateTime', nullable: true }),
    team: t.field({ type: TeamRef, nullable: true, resolve: ({ team }) => team?.id ?? null }),
  }),
})

builder.objectFields(WorkspaceRef, (t) => ({
  teams: t.loadableList({
    type: TeamRef,
    description: 'By name.',
    authScopes: { signedIn: true },
    load: async (ids: string[], { db }) =>
      byWorkspace(await db.em.find(Team, { workspace: { id: { $in: ids } } }, { orderBy: { name: 'asc' } }), ids, 500),
    resolve: ({ id }) => id,
  }),
  sprints: t.field({
    type: [SprintRef],
    description: 'Latest first.',
    authScopes: { scope: 'backlog:read' },
    args: {
      state: t.arg({ type: SprintStateRef, required: false }),
      teamId: t.arg.id({ required: false, description: 'Global ID, UUID, or name.' }),
      after: t.arg.id({
        required: false,
        description: 'Global ID, UUID, or name of a sprint: those that come after it in this list.',
      }),
      limit: t.arg.int({ required: false, defaultValue: 50, validate: z.int().min(1).max(500) }),
    },
    resolve: (workspace, args, context) => sprintsOf(context, workspace, args),
  }),
}))
