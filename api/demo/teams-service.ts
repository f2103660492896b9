import type { Db } from '../data/database.ts'
import { refTo, tenantOf } from '../data/tenant.ts'
import { isoOf } from '../math/calendar.ts'
import { Calendar, Team } from '../teams/entity.ts'
import { at, closedDays } from './days.ts'
import { insertRows } from './rows-service.ts'
import type { DemoStory } from './story.ts'
import { STAFF } from './staff.ts'

/** Where and when the demo is written. */
export interface Home {
  readonly db: Db
  readonly workspaceId: string
  readonly today: number
}

/** Ids by name. */
export interface TeamIds {
  readonly teams: ReadonlyMap<string, string>
  readonly sprints: ReadonlyMap<string, string>
}

export async function writeTeams({ db, workspaceId, today }: Home, story: DemoStory): Promise<TeamIds> {
  const { em } = db
  const tenantId = tenantOf(em)
  const created = at(story.sprints[0]!.startDay)
  const own = () => ({ tenantId, id: crypto.randomUUID(), workspace: refTo({ tenantId, id: workspaceId }) })
  const calendar = {
    ...own(),
    name: 'Standard',
    weekdays: [0, 1, 2, 3, 4],
    closedDays: closedDays(today),
    createdAt: created,
  }
  await em.insert(Calendar, calendar)
  const teams = STAFF.map(({ absences, people, ...team }) => ({
    members: people.length,
    ...own(),
    ...team,
    absences: absences.map(({ inDays, days, members, reason }) => ({
      from: isoOf(today + inDays),
      to: isoOf(today + inDays + days - 1),
      members,
      reason,
    })),
    calendar: refTo(calendar),
    createdAt: created,
  }))
  await em.insertMany(Team, teams)
  const teamIds = new Map<string, string>(teams.map(({ name, id }) => [name, id]))
  const sprints = story.sprints.map(({ name, team, startDay, endDay, state }) => ({
    tenant_id: tenantId,
    id: crypto.randomUUID() as string,
    workspace_id: workspaceId,
    name,
    team_id: teamIds.get(team)!,
    state,
    start_date: isoOf(startDay),
    end_date: isoOf(endDay),
    completed_at: state === 'closed' ? at(endDay) : null,
    created_at: at(startDay - 7),
  }))
  await insertRows(db, 'sprint', sprints)
  return { teams: teamIds, sprints: new Map(sprints.map(({ name, id }) => [name, id])) }
}
