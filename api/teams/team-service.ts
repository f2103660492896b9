import type { Context } from '../data/context.ts'
import { badInput, type InputIssue } from '../graphql/errors.ts'
import { BacklogItem } from '../backlog/entity.ts'
import type { Workspace } from '../identity/entity.ts'
import { addTo, cleanName, edit, namedFor, refuseNew, refuseTakenName } from '../identity/workspaces/named-service.ts'
import { refTo } from '../data/tenant.ts'
import { Calendar, Team, type Absence } from './entity.ts'
import { UNKNOWN } from './members.ts'

export interface TeamInput {
  name?: string | null | undefined
  members?: number | null | undefined
  skills?: readonly string[] | null | undefined
  absences?:
    | readonly { from: string; to: string; members: number; reason?: string | null | undefined }[]
    | null
    | undefined
  costRateCents?: number | null | undefined
  calendarId?: string | null | undefined
}

export const LONGEST_NAME = 120
export const MOST_MEMBERS = 1_000
export const MOST_ABSENCES = 500
export const MOST_SKILLS = 50
export const LONGEST_SKILL = 120
export const LONGEST_REASON = 300

/** @param teamMembers and `away`: of the team as it will be */
function refuseBadInput(
  { members, skills, absences, costRateCents }: TeamInput,
  teamMembers: number,
  away: readonly object[],
): void {
  const issues: InputIssue[] = []
  if (members != null && (members < 1 || members > MOST_MEMBERS))
    issues.push({ path: ['input', 'members'], message: `must be 1 to ${MOST_MEMBERS}, or null if unknown` })
  else if (teamMembers === UNKNOWN && away.length > 0)
    issues.push({
      path: ['input', absences?.length ? 'absences' : 'members'],
      message: 'absences need the number of members of the team; set members, or remove the absences',
    })
  if (skills && (skills.length > MOST_SKILLS || skills.some((skill) => !skill.trim() || skill.length > LONGEST_SKILL)))
    issues.push({
      path: ['input', 'skills'],
      message: `must be at most ${MOST_SKILLS} names of 1 to ${LONGEST_SKILL} characters`,
    })
  if (costRateCents != null && costRateCents < 0)
    issues.push({ path: ['input', 'costRateCents'], message: 'must be at least 0' })
  if (absences && absences.length > MOST_ABSENCES)
    issues.push({
      path: ['input', 'absences'],
      message: `has ${absences.length} entries; at most ${MOST_ABSENCES} are allowed`,
    })
  for (const [at, { from, to, members: out, reason }] of (absences ?? []).entries()) {
    if (to < from) issues.push({ path: ['input', 'absences', at, 'to'], message: `must not be before ${from}` })
    if (teamMembers !== UNKNOWN && (out < 1 || out > teamMembers))
      issues.push({
        path: ['input', 'absences', at, 'members'],
        message: `must be 1 to ${teamMembers}, the members of the team`,
      })
    if (reason && reason.length > LONGEST_REASON)
      issues.push({
        path: ['input', 'absences', at, 'reason'],
        message: `must have at most ${LONGEST_REASON} characters`,
      })
  }
  if (issues.length) throw badInput(...issues)
}

const skillsOf = (skills: readonly string[] | null) => [...new Set((skills ?? []).map((skill) => skill.trim()))].sort()

const absencesOf = (absences: TeamInput['absences']): Absence[] =>
  (absences ?? [])
    .map(({ from, to, members, reason }) => ({ from, to, members, ...(reason ? { reason } : {}) }))
    .sort((a, b) => (a.from < b.from ? -1 : 1))

const calendarOf = async (context: Context, workspace: Workspace, ref: string | null | undefined) =>
  ref ? namedFor(context, Calendar, 'Calendar', workspace.id, ref, ['input', 'calendarId']) : (ref as null | undefined)

/** That a workspace can hold. */
const MOST_TEAMS = 500

export async function createTeam(context: Context, workspace: Workspace, input: TeamInput): Promise<string> {
  const { db } = context
  const members = input.members ?? UNKNOWN
  refuseBadInput(input, members, input.absences ?? [])
  const name = cleanName(input.name, LONGEST_NAME)
  await refuseNew(context, Team, workspace.id, name, MOST_TEAMS, 'teams')
  const calendar = await calendarOf(context, workspace, input.calendarId)
  return addTo(db, Team, workspace.id, {
    name,
    members,
    skills: skillsOf(input.skills ?? null),
    absences: absencesOf(input.absences),
    costRateCents: input.costRateCents ?? null,
    calendar: calendar ? refTo(calendar) : null,
    createdAt: context.now(),
  }).id
}

export async function updateTeam(
  context: Context,
  workspace: Workspace,
  ref: string,
  input: TeamInput,
): Promise<string> {
  const team = await namedFor(context, Team, 'Team', workspace.id, ref)
  const members = input.members === undefined ? team.members : (input.members ?? UNKNOWN)
  refuseBadInput(input, members, (input.absences === undefined ? team.absences : input.absences) ?? [])
  const name = input.name === undefined ? team.name : cleanName(input.name, LONGEST_NAME)
  if (name !== team.name) await refuseTakenName(context, Team, workspace.id, name)
  edit(context.db, team, {
    name,
    members,
    skills: input.skills === undefined ? undefined : skillsOf(input.skills),
    absences: input.absences === undefined ? undefined : absencesOf(input.absences),
    costRateCents: input.costRateCents,
    calendar: await calendarOf(context, workspace, input.calendarId),
  })
  return team.id
}

/** Deletes a team; its items and sprints stay, without one. @returns its name */
export async function deleteTeam(context: Context, workspace: Workspace, ref: string): Promise<string> {
  const { db, now } = context
  const team = await namedFor(context, Team, 'Team', workspace.id, ref)
  await db.em.nativeUpdate(BacklogItem, { team: { id: team.id } }, { updatedAt: now() })
  await db.em.nativeDelete(Team, { id: team.id })
  db.changed(workspace.id)
  return team.name
}
