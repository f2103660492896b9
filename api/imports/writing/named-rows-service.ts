/** Teams and sprints of a workspace by their names. */
import type { Made } from '../record/made.ts'
import type { Session } from './statement-service.ts'

export type KnownSprint = Made['changedSprints'][number]

const SPRINT = 'id, state, start_date::text as start_date, end_date::text as end_date, goal'

/** People make teams and sprints while a file is written: what has the name already is what the file means. */
export const UNLESS_NAMED = 'on conflict (tenant_id, workspace_id, name) do nothing'

/** @returns ids by name */
export async function teamsOf(session: Session, workspaceId: string): Promise<Map<string, string>> {
  const rows = await session.query<{ id: string; name: string }>(
    'select id, name from team where tenant_id = ? and workspace_id = ?',
    [session.tenant, workspaceId],
  )
  return new Map(rows.map(({ id, name }) => [name, id]))
}

export async function sprintsOf(session: Session, workspaceId: string): Promise<Map<string, KnownSprint>> {
  const rows = await session.query<KnownSprint & { name: string }>(
    `select name, ${SPRINT} from sprint where tenant_id = ? and workspace_id = ?`,
    [session.tenant, workspaceId],
  )
  return new Map(rows.map(({ name, ...sprint }) => [name, sprint]))
}

interface Mine {
  readonly id: string
  readonly name: string
}

/** @param mine as it was inserted, unless named @returns the id of the team that has the name instead, or null */
export async function teamOfOthers(session: Session, workspaceId: string, { id, name }: Mine): Promise<string | null> {
  const [row] = await session.query<{ id: string }>(
    'select id from team where tenant_id = ? and workspace_id = ? and name = ? and id <> ?',
    [session.tenant, workspaceId, name, id],
  )
  return row?.id ?? null
}

/** @param mine as it was inserted, unless named @returns the sprint that has the name instead, or null */
export async function sprintOfOthers(
  session: Session,
  workspaceId: string,
  { id, name }: Mine,
): Promise<KnownSprint | null> {
  const [row] = await session.query<KnownSprint>(
    `select ${SPRINT} from sprint where tenant_id = ? and workspace_id = ? and name = ? and id <> ?`,
    [session.tenant, workspaceId, name, id],
  )
  return row ?? null
}
