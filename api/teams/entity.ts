import { defineEntity, p } from '@mikro-orm/core'
import { workspace } from '../identity/workspace-column.ts'
import { createdAt, tenantKey, workspaceOwned } from '../data/tenant.ts'
import { UNKNOWN } from './members.ts'
import { SPRINT_STATES } from './states.ts'

const CalendarSchema = defineEntity({
  name: 'Calendar',
  tableName: 'calendar',
  ...workspaceOwned,
  uniques: [{ properties: ['tenantId', 'workspace', 'name'] }],
  properties: {
    ...tenantKey,
    workspace,
    name: p.string().length(120),
    /** Working weekdays, 0 = Monday … 6 = Sunday. */
    weekdays: p.json<number[]>(),
    /** Closed days as ISO dates: public holidays, shutdowns. */
    closedDays: p.json<string[]>(),
    createdAt,
  },
})
export class Calendar extends CalendarSchema.class {}
CalendarSchema.setClass(Calendar)

/** A stretch of days on which some members of a team are away. Both days are included. */
export interface Absence {
  from: string
  to: string
  members: number
  reason?: string
}

const TeamSchema = defineEntity({
  name: 'Team',
  tableName: 'team',
  ...workspaceOwned,
  uniques: [{ properties: ['tenantId', 'workspace', 'name'] }],
  properties: {
    ...tenantKey,
    workspace,
    name: p.string().length(120),
    /** 0 is unknown. */
    members: p.integer().default(UNKNOWN),
    skills: p.json<string[]>(),
    absences: p.json<Absence[]>(),
    /** Cost of one member for one week, in cents. */
    costRateCents: p.integer().nullable(),
    calendar: () =>
      p
        .manyToOne(Calendar)
        .ref()
        .nullable()
        .joinColumns('tenant_id', 'calendar_id')
        .deleteRule('set null (calendar_id)')
        .updateRule('no action'),
    createdAt,
  },
})
export class Team extends TeamSchema.class {}
TeamSchema.setClass(Team)

const SprintSchema = defineEntity({
  name: 'Sprint',
  tableName: 'sprint',
  ...workspaceOwned,
  uniques: [{ properties: ['tenantId', 'workspace', 'name'] }],
  indexes: [{ properties: ['tenantId', 'workspace', 'startDate', 'id'] }],
  properties: {
    ...tenantKey,
    workspace,
    team: () =>
      p
        .manyToOne(Team)
        .ref()
        .nullable()
        .joinColumns('tenant_id', 'team_id')
        .deleteRule('set null (team_id)')
        .updateRule('no action'),
    name: p.string().length(200),
    goal: p.text().nullable(),
    state: p.enum(SPRINT_STATES).default('future'),
    startDate: p.date().nullable(),
    endDate: p.date().nullable(),
    completedAt: p.datetime(3).nullable(),
    createdAt,
  },
})
export class Sprint extends SprintSchema.class {}
SprintSchema.setClass(Sprint)
