import { LockMode } from '@mikro-orm/core'
import { BacklogItem } from '../backlog/entity.ts'
import { recordSprintMoves } from '../backlog/change/sprint-scope-service.ts'
import { OPEN } from '../backlog/vocabulary.ts'
import type { Context } from '../data/context.ts'
import { badInput, Refusal } from '../graphql/errors.ts'
import type { Workspace } from '../identity/entity.ts'
import {
  addTo,
  cleanName,
  cleanText,
  edit,
  namedFor,
  refuseNew,
  refuseTakenName,
} from '../identity/workspaces/named-service.ts'
import { refTo } from '../data/tenant.ts'
import { Sprint, Team } from './entity.ts'

export interface SprintInput {
  name?: string | null | undefined
  goal?: string | null | undefined
  teamId?: string | null | undefined
  startDate?: string | null | undefined
  endDate?: string | null | undefined
}

export const LONGEST_NAME = 200
export const LONGEST_GOAL = 2_000

function refuseBackwards(startDate: string | null | undefined, endDate: string | null | undefined): void {
  if (startDate && endDate && endDate < startDate)
    throw badInput({ path: ['input', 'endDate'], message: `must not be before the start, ${startDate}` })
}

const teamOf = async (context: Context, workspace: Workspace, ref: string | null | undefined) =>
  ref ? namedFor(context, Team, 'Team', workspace.id, ref, ['input', 'teamId']) : (ref as null | undefined)

const goalOf = (goal: string | null | undefined) =>
  goal ? cleanText(goal, 'goal', LONGEST_GOAL) || null : (goal as null | undefined)

/** That a workspace can hold. */
const MOST_SPRINTS = 5_000

export async function createSprint(context: Context, workspace: Workspace, input: SprintInput): Promise<string> {
  const { db } = context
  const name = cleanName(input.name, LONGEST_NAME)
  refuseBackwards(input.startDate, input.endDate)
  await refuseNew(context, Sprint, workspace.id, name, MOST_SPRINTS, 'sprints')
  const team = await teamOf(context, workspace, input.teamId)
  return addTo(db, Sprint, workspace.id, {
    name,
    goal: goalOf(input.goal) ?? null,
    team: team ? refTo(team) : null,
    state: 'future',
    startDate: input.startDate ?? null,
    endDate: input.endDate ?? null,
    createdAt: context.now(),
  }).id
}

export async function updateSprint(
  context: Context,
  workspace: Workspace,
  ref: string,
  input: SprintInput,
): Promise<string> {
  const sprint = await namedFor(context, Sprint, 'Sprint', workspace.id, ref)
  const name = input.name === undefined ? sprint.name : cleanName(input.name, LONGEST_NAME)
  refuseBackwards(
    input.startDate === undefined ? sprint.startDate : input.startDate,
    input.endDate === undefined ? sprint.endDate : input.endDate,
  )
  if (name !== sprint.name) await refuseTakenName(context, Sprint, workspace.id, name)
  edit(context.db, sprint, {
    name,
    goal: goalOf(input.goal),
    team: await teamOf(context, workspace, input.teamId),
    startDate: input.startDate,
    endDate: input.endDate,
  })
  return sprint.id
}

/** A sprint whose state is about to change, held so that nobody changes it at the same time. */
async function held(context: Context, workspace: Workspace, ref: string): Promise<Sprint> {
  const { id } = await namedFor(context, Sprint, 'Sprint', workspace.id, ref)
  return context.db.em.findOneOrFail(Sprint, { id }, { lockMode: LockMode.PESSIMISTIC_WRITE, refresh: true })
}

const today = ({ now }: Context) => now().toISOString().slice(0, 10)

/** Starts a sprint: what is in it now is what the team commits to. It begins today unless it was to begin earlier. */
export async function startSprint(context: Context, workspace: Workspace, ref: string): Promise<string> {
  const sprint = await held(context, workspace, ref)
  if (sprint.state !== 'future')
    throw new Refusal(
      'CONFLICT',
      `${sprint.name} has been ${sprint.state === 'active' ? 'started' : 'closed'} already.`,
    )
  const begins = !sprint.startDate || sprint.startDate > today(context) ? today(context) : sprint.startDate
  refuseBackwards(begins, sprint.endDate)
  edit(context.db, sprint, { state: 'active', startDate: begins })
  return sprint.id
}

/** Closes a sprint. Finished items stay in it; unfinished ones go to the next sprint named, or to none. */
export async function closeSprint(
  context: Context,
  workspace: Workspace,
  ref: string,
  moveTo: string | null | undefined,
): Promise<string> {
  const { db } = context
  const sprint = await held(context, workspace, ref)
  if (sprint.state !== 'active')
    throw new Refusal(
      'CONFLICT',
      sprint.state === 'closed'
        ? `${sprint.name} is already closed.`
        : `${sprint.name} has not started. Start it first, or delete it.`,
    )
  const next = moveTo ? await namedFor(context, Sprint, 'Sprint', workspace.id, moveTo, ['moveUnfinishedTo']) : null
  if (next && (next.id === sprint.id || next.state === 'closed'))
    throw badInput({ path: ['moveUnfinishedTo'], message: 'must be another sprint that is not closed' })
  const at = context.now()
  const unfinished = await db.em.find(
    BacklogItem,
    { sprint: { id: sprint.id }, statusCategory: { $in: [...OPEN] } },
    { lockMode: LockMode.PESSIMISTIC_WRITE, orderBy: { id: 'asc' } },
  )
  for (const item of unfinished) db.em.assign(item, { sprint: next ? refTo(next) : null, updatedAt: at })
  await recordSprintMoves(
    db,
    unfinished.map(({ id, storyPoints }) => ({
      itemId: id,
      workspaceId: workspace.id,
      from: sprint.id,
      to: next?.id ?? null,
      points: storyPoints ?? null,
    })),
    at,
  )
  edit(db, sprint, { state: 'closed', completedAt: at, endDate: sprint.endDate ?? today(context) })
  return sprint.id
}

/** Deletes a sprint that has not been started; its items stay. One that has keeps its history. @returns its name */
export async function deleteSprint(context: Context, workspace: Workspace, ref: string): Promise<string> {
  const { db, now } = context
  const sprint = await held(context, workspace, ref)
  if (sprint.state !== 'future')
    throw new Refusal('CONFLICT', `${sprint.name} has already started, so it cannot be deleted. Close it instead.`)
  await db.em.nativeUpdate(BacklogItem, { sprint: { id: sprint.id } }, { updatedAt: now() })
  await db.em.nativeDelete(Sprint, { id: sprint.id })
  db.changed(workspace.id)
  return sprint.name
}
