import { builder } from '../graphql/builder.ts'
import { inOrderOf } from '../graphql/page.ts'
import { byWorkspace } from '../identity/workspaces/by-workspace.ts'
import { WorkspaceRef } from '../identity/schema.ts'
import { WRITES_ITEMS } from '../identity/scope.ts'
import { inWorkspace } from '../identity/workspaces/in-workspace.ts'
import { setCurrency, WORKSPACE, type Named } from '../identity/workspaces/workspace-service.ts'
import * as calendars from './calendar-service.ts'
import { Calendar, Sprint, Team, type Absence } from './entity.ts'
import { SprintRef, TeamRef } from './schema.ts'
import * as sprints from './sprint-service.ts'
import * as teams from './team-service.ts'

const id = { required: true, description: 'Global ID, UUID, or name.' } as const

const team = (ref: string): Named => ({ entity: Team, typename: 'Team', ref })
const sprint = (ref: string): Named => ({ entity: Sprint, typename: 'Sprint', ref })
const calendar = (ref: string): Named => ({ entity: Calendar, typename: 'Calendar', ref })

const CalendarRef = builder.loadableNodeRef('Calendar', {
  id: { resolve: (row: Calendar) => row.id },
  load: async (ids: string[], { db }) => inOrderOf(ids, await db.em.find(Calendar, { id: { $in: ids } })),
})
CalendarRef.implement({
  description: 'The days on which a team works.',
  authScopes: { signedIn: true },
  isTypeOf: (value) => value instanceof Calendar,
  fields: (t) => ({
    name: t.exposeString('name'),
    weekdays: t.exposeIntList('weekdays', { description: '0 is Monday, 6 is Sunday.' }),
    closedDays: t.field({ type: ['Date'], resolve: ({ closedDays }) => closedDays }),
  }),
})

const AbsenceRef = builder.objectRef<Absence>('Absence').implement({
  description: 'A period when team members are away, from the first day to the last.',
  fields: (t) => ({
    from: t.expose('from', { type: 'Date' }),
    to: t.expose('to', { type: 'Date' }),
    members: t.exposeInt('members'),
    reason: t.string({ nullable: true, resolve: ({ reason }) => reason ?? null }),
  }),
})

builder.objectFields(TeamRef, (t) => ({
  absences: t.field({ type: [AbsenceRef], resolve: ({ absences }) => absences }),
  calendar: t.field({
    type: CalendarRef,
    nullable: true,
    description: 'null means Monday to Friday.',
    resolve: (row) => row.calendar?.id ?? null,
  }),
}))

builder.objectFields(WorkspaceRef, (t) => ({
  calendars: t.loadableList({
    type: CalendarRef,
    description: 'By name.',
    authScopes: { signedIn: true },
    load: async (ids: string[], { db }) =>
      byWorkspace(
        await db.em.find(Calendar, { workspace: { id: { $in: ids } } }, { orderBy: { name: 'asc' } }),
        ids,
        500,
      ),
    resolve: ({ id }) => id,
  }),
}))

const CalendarInput = builder.inputType('CalendarInput', {
  description: 'A new calendar needs a name. When updating, omitted fields stay unchanged.',
  fields: (t) => ({
    name: t.string({ required: false, extensions: { constraint: { maxLength: calendars.LONGEST_NAME } } }),
    weekdays: t.intList({
      required: false,
      extensions: { constraint: { min: 0, max: 6, minItems: 1 } },
      description: 'Working days; 0 is Monday. Default for a new calendar: Monday to Friday.',
    }),
    closedDays: t.field({
      type: ['Date'],
      required: false,
      extensions: { constraint: { maxItems: calendars.MOST_CLOSED_DAYS } },
      description: 'Public holidays and shutdowns. Replaces the list.',
    }),
  }),
})

const AbsenceInput = builder.inputType('AbsenceInput', {
  fields: (t) => ({
    from: t.field({ type: 'Date', required: true }),
    to: t.field({ type: 'Date', required: true, description: 'The last day away.' }),
    members: t.int({ required: true, extensions: { constraint: { min: 1, max: teams.MOST_MEMBERS } } }),
    reason: t.string({ required: false, extensions: { constraint: { maxLength: teams.LONGEST_REASON } } }),
  }),
})

const TeamInput = builder.inputType('TeamInput', {
  description: 'A new team needs a name. When updating, omitted fields stay unchanged.',
  fields: (t) => ({
    name: t.string({ required: false, extensions: { constraint: { maxLength: teams.LONGEST_NAME } } }),
    members: t.int({
      required: false,
      extensions: { constraint: { min: 1, max: teams.MOST_MEMBERS } },
      description: 'null if unknown, as for a new team without this field.',
    }),
    skills: t.stringList({
      required: false,
      extensions: { constraint: { minLength: 1, maxLength: teams.LONGEST_SKILL, maxItems: teams.MOST_SKILLS } },
    }),
    absences: t.field({
      type: [AbsenceInput],
      required: false,
      description: 'Replaces the list.',
      extensions: { constraint: { maxItems: teams.MOST_ABSENCES } },
    }),
    costRateCents: t.int({
      required: false,
      extensions: { constraint: { min: 0 } },
      description: 'Cost of one member for one week, in cents.',
    }),
    calendarId: t.id({ required: false, description: 'Global ID, UUID, or name. null means Monday to Friday.' }),
  }),
})

const SprintInput = builder.inputType('SprintInput', {
  description: 'A new sprint needs a name. When updating, omitted fields stay unchanged.',
  fields: (t) => ({
    name: t.string({ required: false, extensions: { constraint: { maxLength: sprints.LONGEST_NAME } } }),
    goal: t.string({ required: false, extensions: { constraint: { maxLength: sprints.LONGEST_GOAL } } }),
    teamId: t.id({ required: false, description: 'Global ID, UUID, or name.' }),
    startDate: t.field({ type: 'Date', required: false }),
    endDate: t.field({ type: 'Date', required: false }),
  }),
})

builder.mutationFields((t) => {
  const creation = { workspaceId: t.arg.id({ required: false, description: WORKSPACE.forNew }) }
  const change = {
    id: t.arg.id(id),
    workspaceId: t.arg.id({ required: false, description: WORKSPACE.forNamed }),
  }
  return {
    createTeam: t.field({
      type: TeamRef,
      authScopes: WRITES_ITEMS,
      args: { ...creation, input: t.arg({ type: TeamInput, required: true }) },
      resolve: (_root, { workspaceId, input }, context) =>
        inWorkspace(context, workspaceId, null, (workspace) => teams.createTeam(context, workspace, input)),
    }),
    updateTeam: t.field({
      type: TeamRef,
      authScopes: WRITES_ITEMS,
      args: { ...change, input: t.arg({ type: TeamInput, required: true }) },
      resolve: (_root, { id, workspaceId, input }, context) =>
        inWorkspace(context, workspaceId, team(id), (workspace) => teams.updateTeam(context, workspace, id, input)),
    }),
    deleteTeam: t.string({
      description: 'Deletes a team. Its items and sprints are kept. Returns its name.',
      authScopes: WRITES_ITEMS,
      args: change,
      resolve: (_root, { id, workspaceId }, context) =>
        inWorkspace(context, workspaceId, team(id), (workspace) => teams.deleteTeam(context, workspace, id)),
    }),
    setCurrency: t.field({
      type: WorkspaceRef,
      description: 'Names the currency of all cost rates and costs of a workspace. Amounts are not converted.',
      authScopes: WRITES_ITEMS,
      args: {
        ...creation,
        currency: t.arg.string({ required: false, description: 'ISO 4217 code, such as USD. null removes it.' }),
      },
      resolve: (_root, { workspaceId, currency }, context) =>
        inWorkspace(context, workspaceId, null, async (workspace) => {
          await setCurrency(context, workspace, currency ?? null)
          return workspace.id
        }),
    }),
    createCalendar: t.field({
      type: CalendarRef,
      authScopes: WRITES_ITEMS,
      args: { ...creation, input: t.arg({ type: CalendarInput, required: true }) },
      resolve: (_root, { workspaceId, input }, context) =>
        inWorkspace(context, workspaceId, null, (workspace) => calendars.createCalendar(context, workspace, input)),
    }),
    updateCalendar: t.field({
      type: CalendarRef,
      authScopes: WRITES_ITEMS,
      args: { ...change, input: t.arg({ type: CalendarInput, required: true }) },
      resolve: (_root, { id, workspaceId, input }, context) =>
        inWorkspace(context, workspaceId, calendar(id), (workspace) =>
          calendars.updateCalendar(context, workspace, id, input),
        ),
    }),
    deleteCalendar: t.string({
      description: 'Deletes a calendar. Its teams go back to Monday to Friday. Returns its name.',
      authScopes: WRITES_ITEMS,
      args: change,
      resolve: (_root, { id, workspaceId }, context) =>
        inWorkspace(context, workspaceId, calendar(id), (workspace) =>
          calendars.deleteCalendar(context, workspace, id),
        ),
    }),
    createSprint: t.field({
      type: SprintRef,
      authScopes: WRITES_ITEMS,
      args: { ...creation, input: t.arg({ type: SprintInput, required: true }) },
      resolve: (_root, { workspaceId, input }, context) =>
        inWorkspace(context, workspaceId, null, (workspace) => sprints.createSprint(context, workspace, input)),
    }),
    updateSprint: t.field({
      type: SprintRef,
      authScopes: WRITES_ITEMS,
      args: { ...change, input: t.arg({ type: SprintInput, required: true }) },
      resolve: (_root, { id, workspaceId, input }, context) =>
        inWorkspace(context, workspaceId, sprint(id), (workspace) =>
          sprints.updateSprint(context, workspace, id, input),
        ),
    }),
    startSprint: t.field({
      type: SprintRef,
      description: "Starts a sprint. The items in it now are the team's commitment.",
      authScopes: WRITES_ITEMS,
      args: change,
      resolve: (_root, { id, workspaceId }, context) =>
        inWorkspace(context, workspaceId, sprint(id), (workspace) => sprints.startSprint(context, workspace, id)),
    }),
    closeSprint: t.field({
      type: SprintRef,
      description: 'Closes an active sprint. Finished items stay in it.',
      authScopes: WRITES_ITEMS,
      args: {
        ...change,
        moveUnfinishedTo: t.arg.id({
          required: false,
          description: 'Sprint to move unfinished items to: global ID, UUID, or name. Default: no sprint.',
        }),
      },
      resolve: (_root, { id, workspaceId, moveUnfinishedTo }, context) =>
        inWorkspace(context, workspaceId, sprint(id), (workspace) =>
          sprints.closeSprint(context, workspace, id, moveUnfinishedTo),
        ),
    }),
    deleteSprint: t.string({
      description: 'Deletes a sprint that has not started. Its items are kept. Returns its name.',
      authScopes: WRITES_ITEMS,
      args: change,
      resolve: (_root, { id, workspaceId }, context) =>
        inWorkspace(context, workspaceId, sprint(id), (workspace) => sprints.deleteSprint(context, workspace, id)),
    }),
  }
})
