/** The parts of a filter that are looked up or that depend on the day. */
import type { Context } from '../data/context.ts'
import { tenantOf } from '../data/tenant.ts'
import { badInput, notFound, Refusal } from '../graphql/errors.ts'
import type { Workspace } from '../identity/entity.ts'
import { uuidOf } from '../identity/service.ts'
import { IS_OPEN, IS_UNESTIMATED, STALE_DAYS, type BacklogFind } from './find/find.ts'
import { placesOf } from './find/find-service.ts'
import type { BacklogFilter } from './list.ts'
import { OPEN } from './vocabulary.ts'

export type ListContext = Pick<Context, 'db' | 'now'> & Partial<Pick<Context, 'principal'>>
export type ListedWorkspace = Pick<Workspace, 'id' | 'tenantId' | 'dataVersion' | 'dataChangedAt'>
/** Part of a `where`, with its values. */
type Condition = readonly [sql: string, ...values: unknown[]]

/** All names of one kind in a workspace: what a filter can be set to, and what a refusal offers. */
const NAMES = {
  Team: 'select name from team where tenant_id = ? and workspace_id = ?',
  Objective: 'select name from objective where tenant_id = ? and workspace_id = ?',
  Sprint: 'select name from sprint where tenant_id = ? and workspace_id = ?',
  // A status in which nothing is today has been one: asking for it is no mistake.
  Status: `select distinct status as name from backlog_item where tenant_id = ? and workspace_id = ?
    union select to_status from status_change where tenant_id = ? and workspace_id = ?`,
  Label: 'select distinct name from item_label where tenant_id = ? and workspace_id = ?',
  Assignee:
    'select distinct assignee as name from backlog_item where tenant_id = ? and workspace_id = ? and assignee is not null',
} as const
export type NamedKind = keyof typeof NAMES

/** The values of a query over both or all of its tables. */
const placesIn = (sql: string, mine: readonly string[]) =>
  Array.from({ length: sql.split('?').length - 1 }, (_, at) => mine[at % mine.length]!)

async function namesOf({ db }: Pick<Context, 'db'>, workspaceId: string, kind: NamedKind): Promise<string[]> {
  const rows = await db.em.execute<{ name: string }[]>(
    NAMES[kind],
    placesIn(NAMES[kind], [tenantOf(db.em), workspaceId]),
  )
  return rows.map(({ name }) => name)
}

/** The refusal of a name that does not exist, with those that do. */
const unknownName = async (context: Pick<Context, 'db'>, workspaceId: string, kind: NamedKind, name: string) =>
  notFound(kind, name, await namesOf(context, workspaceId, kind))

/** Team and sprints as ids; a name that does not exist is an error, never an empty list. Names may be in any case. */
export async function namesInFilter(context: ListContext, workspaceId: string, filter: BacklogFilter) {
  const { db } = context
  const mine = [tenantOf(db.em), workspaceId]
  const idsOf = async (
    table: 'team' | 'sprint' | 'objective',
    kind: 'Team' | 'Sprint' | 'Objective',
    ref: string,
  ): Promise<string[]> => {
    const uuid = uuidOf(kind, ref)
    const rows = await db.em.execute<{ id: string; exact: boolean }[]>(
      uuid
        ? `select id, true as exact from ${table} where tenant_id = ? and workspace_id = ? and id = ?`
        : `select id, name = ? as exact from ${table} where tenant_id = ? and workspace_id = ? and lower(name) = lower(?)`,
      uuid ? [...mine, uuid] : [ref, ...mine, ref.trim()],
    )
    const exact = rows.filter((row) => row.exact)
    const ids = (exact.length ? exact : rows).map(({ id }) => id)
    if (!ids.length) throw await unknownName(context, workspaceId, kind, ref)
    return ids
  }
  const spelled = (kind: 'Label' | 'Status', refs: readonly string[] | null | undefined) =>
    refs?.length ? asSpelled(context, workspaceId, kind, refs) : null
  const labels = await spelled('Label', filter.labels)
  const statusNames = await spelled('Status', filter.statusNames)
  const assignees = await assigneesIn(context, workspaceId, filter)
  const team = filter.teamId && filter.teamId !== 'none' ? (await idsOf('team', 'Team', filter.teamId))[0]! : null
  let sprints: string[] | null = null
  if (filter.sprint === 'active') {
    const rows = await db.em.execute<{ id: string }[]>(
      `select id from sprint where tenant_id = ? and workspace_id = ? and state = 'active'`,
      mine,
    )
    sprints = rows.map(({ id }) => id)
  } else if (filter.sprint && filter.sprint !== 'none') sprints = await idsOf('sprint', 'Sprint', filter.sprint)
  // Who may not read the strategy learns nothing of it from a filter either.
  if (filter.objectiveIds?.length && !context.principal?.scopes.has('strategy:read'))
    throw new Refusal('FORBIDDEN', 'filter.objectiveIds requires the scope strategy:read.', { scope: 'strategy:read' })
  const objectives: string[] = []
  for (const ref of filter.objectiveIds ?? [])
    if (ref !== 'none') objectives.push(...(await idsOf('objective', 'Objective', ref)))
  return { team, sprints, assignees, labels, statusNames, objectives }
}

/** Whether an item has the name as it is written: what most callers ask. */
const IN_USE = {
  Label: 'select 1 from item_label where tenant_id = ? and workspace_id = ? and name = ? limit 1',
  Status: 'select 1 from backlog_item where tenant_id = ? and workspace_id = ? and status = ? limit 1',
} as const

/** Labels and statuses as the team spells them. @throws NOT_FOUND */
async function asSpelled(
  context: Pick<Context, 'db'>,
  workspaceId: string,
  kind: keyof typeof IN_USE,
  refs: readonly string[],
): Promise<string[]> {
  const { em } = context.db
  let names: string[] | null = null
  const found = new Set<string>()
  for (const ref of refs) {
    const [known] = await em.execute(IN_USE[kind], [tenantOf(em), workspaceId, ref])
    if (known) {
      found.add(ref)
      continue
    }
    names ??= await namesOf(context, workspaceId, kind)
    const words = ref.trim().toLowerCase()
    const same = names.filter((one) => one.toLowerCase() === words)
    if (!same.length) throw notFound(kind, ref, names)
    for (const one of same) found.add(one)
  }
  return [...found]
}

/** The people that a filter names, as imports spell them; null where it names nobody. @throws NOT_FOUND */
export const assigneesIn = async (
  context: Pick<Context, 'db'>,
  workspaceId: string,
  { assignee }: BacklogFilter,
): Promise<string[] | null> => (assignee && assignee !== 'none' ? assigneesNamed(context, workspaceId, assignee) : null)

/** A person as imports spell the name, in any case; a part of it is enough where only one person has it. */
async function assigneesNamed(context: Pick<Context, 'db'>, workspaceId: string, name: string): Promise<string[]> {
  const names = await namesOf(context, workspaceId, 'Assignee')
  const words = name.trim().toLowerCase()
  const same = names.filter((one) => one.toLowerCase() === words)
  if (same.length) return same
  const like = names.filter((one) =>
    [one, ...one.split(/[^\p{L}\p{N}]+/u)].some((part) => part.toLowerCase().startsWith(words)),
  )
  if (words && like.length === 1) return like
  throw await unknownName(context, workspaceId, 'Assignee', name)
}

/** A range of days in which nothing can lie is a mistake, not an empty list. @throws BAD_USER_INPUT */
function checked({ finishedFrom, finishedUntil, dueFrom, dueUntil, status, find }: BacklogFilter) {
  const finished = Boolean(finishedFrom || finishedUntil)
  const wrong = [
    ...reversed('finishedUntil', finishedFrom, finishedUntil),
    ...reversed('dueUntil', dueFrom, dueUntil),
    ...(finished && status?.length && !status.includes('done')
      ? [issueOf('status', 'must include done with finishedFrom or finishedUntil, or be left out')]
      : []),
    ...(finished && find ? [issueOf('find', 'looks at open items: leave out finishedFrom and finishedUntil')] : []),
    ...(find && status?.length && !status.some((one) => OPEN.includes(one))
      ? [issueOf('find', 'looks at open items: leave out status, or include an open one')]
      : []),
  ]
  if (wrong.length) throw badInput(...wrong)
}

const issueOf = (name: string, message: string) => ({ path: ['filter', name], message })
const reversed = (name: string, from?: string | null, until?: string | null) =>
  from && until && until < from ? [issueOf(name, `must not be before ${from}`)] : []

/** Ranges of days, both ends included, and whether anybody has the work. @throws BAD_USER_INPUT */
export function datesIn(filter: BacklogFilter): Condition[] {
  checked(filter)
  const { finishedFrom, finishedUntil, dueFrom, dueUntil, assignee } = filter
  return [
    ...(finishedFrom ? [['i.resolved_at >= ?::date', finishedFrom] as const] : []),
    ...(finishedUntil ? [[`i.resolved_at < ?::date + interval '1 day'`, finishedUntil] as const] : []),
    ...(dueFrom ? [['i.due_date >= ?::date', dueFrom] as const] : []),
    ...(dueUntil ? [['i.due_date <= ?::date', dueUntil] as const] : []),
    ...(assignee === 'none' ? [['i.assignee is null'] as const] : []),
  ]
}

export async function foundBy(
  context: ListContext,
  workspace: ListedWorkspace,
  find: BacklogFind | null | undefined,
): Promise<Condition[]> {
  if (!find) return []
  const today = context.now().toISOString().slice(0, 10)
  if (find === 'overdue') return [[`${IS_OPEN} and i.due_date < ?::date`, today]]
  if (find === 'stale') return [[`${IS_OPEN} and i.updated_at < ?::date - interval '${STALE_DAYS} days'`, today]]
  if (find === 'unestimated') return [[IS_UNESTIMATED]]
  const places = await placesOf(context, workspace, find)
  return [['i.id = any(?::uuid[])', `{${(places ?? []).map(({ id }) => id).join(',')}}`]]
}
