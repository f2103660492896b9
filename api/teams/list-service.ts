import type { Context } from '../data/context.ts'
import type { Workspace } from '../identity/entity.ts'
import { namedFor } from '../identity/workspaces/named-service.ts'
import { Sprint, Team } from './entity.ts'
import type { SPRINT_STATES } from './states.ts'

interface Wanted {
  state?: (typeof SPRINT_STATES)[number] | null | undefined
  teamId?: string | null | undefined
  after?: string | null | undefined
  limit?: number | null | undefined
}

/** Sprints by their start, latest first, those without one last. @throws NOT_FOUND */
export async function sprintsOf(
  context: Pick<Context, 'db'>,
  workspace: Workspace,
  { state, teamId, after, limit }: Wanted,
): Promise<Sprint[]> {
  const team = teamId ? await namedFor(context, Team, 'Team', workspace.id, teamId, ['teamId']) : null
  const last = after ? await namedFor(context, Sprint, 'Sprint', workspace.id, after, ['after']) : null
  const undated = { startDate: null }
  const beyond = !last
    ? {}
    : last.startDate
      ? {
          $or: [{ startDate: { $lt: last.startDate } }, { startDate: last.startDate, id: { $lt: last.id } }, undated],
        }
      : { ...undated, id: { $lt: last.id } }
  return context.db.em.find(
    Sprint,
    {
      workspace: { id: workspace.id },
      ...(state ? { state } : {}),
      ...(team ? { team: { id: team.id } } : {}),
      ...beyond,
    },
    { orderBy: { startDate: 'desc nulls last', id: 'desc' }, limit: limit ?? 50 },
  )
}
