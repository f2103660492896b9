import { setImmediate as breathe } from 'node:timers/promises'
import type { Db } from '../../data/database.ts'
import { tenantOf } from '../../data/tenant.ts'
import type { Scope } from '../../identity/scope.ts'
import type { Unit } from '../../planning/work.ts'
import { membersShown } from '../../teams/members.ts'
import { isLinkPart, type Part, type PartEntries } from '../formats/own/own-parts.ts'

const PAGE = 200

/** One part of an export: what may see it, and its rows by page in an order that is the same on either database. */
interface Written<P extends Part> {
  readonly scope: Scope | null
  readonly sql: string
  /** An object instead of a list. */
  readonly one?: true
  /** Rows read at once, where one may be as large as a backlog. */
  readonly page?: number
  readonly entry: (row: Record<string, string | null>) => PartEntries[P]
}

const here = 'tenant_id = ? and workspace_id = ?'
const instant = (value: string | null) => new Date(value!).toISOString()
const maybeInstant = (value: string | null) => (value === null ? null : instant(value))
const json = <T>(value: string | null) => JSON.parse(value!) as T

/** In the order in which an import can write them: what is referred to comes first. */
const PARTS: { readonly [P in Part]: Written<P> } = {
  workspace: {
    scope: null,
    one: true,
    sql: 'select currency from workspace where tenant_id = ? and id = ? order by id',
    entry: ({ currency }) => ({ currency: currency! }),
  },
  calendars: {
    scope: null,
    sql: `select name, weekdays::text as weekdays, closed_days::text as closed_days, created_at from calendar where ${here} order by name collate "C"`,
    entry: (row) => ({
      name: row.name!,
      weekdays: json(row.weekdays!),
      closedDays: json(row.closed_days!),
      createdAt: instant(row.created_at!),
    }),
  },
  teams: {
    scope: null,
    sql: `select t.name, t.members, t.skills::text as skills, t.absences::text as absences, t.cost_rate_cents, c.name as calendar, t.created_at
      from team t left join calendar c on c.tenant_id = t.tenant_id and c.id = t.calendar_id where t.tenant_id = ? and t.workspace_id = ? order by t.name collate "C"`,
    entry: (row) => ({
      name: row.name!,
      members: membersShown(Number(row.members)),
      // In the order in which the API keeps them.
      skills: json<string[]>(row.skills!).sort(),
      absences: json<PartEntries['teams']['absences']>(row.absences!).map(({ from, to, members, reason }) => ({
        from,
        to,
        members,
        ...(reason ? { reason } : {}),
      })),
      costRateCents: row.cost_rate_cents === null ? null : Number(row.cost_rate_cents),
      calendar: row.calendar!,
      createdAt: instant(row.created_at!),
    }),
  },
  sprints: {
    scope: null,
    sql: `select s.name, t.name as team, s.goal, s.state, s.start_date::text as start_date, s.end_date::text as end_date, s.completed_at, s.created_at
      from sprint s left join team t on t.tenant_id = s.tenant_id and t.id = s.team_id where s.tenant_id = ? and s.workspace_id = ? order by s.start_date nulls first, s.name collate "C"`,
    entry: (row) => ({
      name: row.name!,
      team: row.team!,
      goal: row.goal!,
      state: row.state as PartEntries['sprints']['state'],
      startDate: row.start_date!,
      endDate: row.end_date!,
      completedAt: maybeInstant(row.completed_at!),
      createdAt: instant(row.created_at!),
    }),
  },
  mission: {
    scope: 'strategy:read',
    one: true,
    sql: `select statement from mission where ${here} order by id`,
    entry: ({ statement }) => ({ statement: statement! }),
  },
  themes: {
    scope: 'strategy:read',
    sql: `select name, description, position, created_at from theme where ${here} order by position, created_at, name collate "C"`,
    entry: (row) => ({
      name: row.name!,
      description: row.description!,
      position: Number(row.position),
      createdAt: instant(row.created_at!),
    }),
  },
  objectives: {
    scope: 'strategy:read',
    sql: `select o.name, t.name as theme, o.description, o.measure, o.target, o.current, o.due_date::text as due_date, o.state, o.position, o.created_at
      from objective o left join theme t on t.tenant_id = o.tenant_id and t.id = o.theme_id where o.tenant_id = ? and o.workspace_id = ? order by o.position, o.created_at, o.name collate "C"`,
    entry: (row) => ({
      name: row.name!,
      theme: row.theme!,
      description: row.description!,
      measure: row.measure!,
      target: row.target!,
      current: row.current!,
      dueDate: row.due_date!,
      state: row.state as PartEntries['objectives']['state'],
      position: Number(row.position),
      createdAt: instant(row.created_at!),
    }),
  },
  plans: {
    scope: 'scheduling:read',
    sql: `select p.name, p.as_of::text as as_of, w.data_version - p.data_version as changes_since, p.input_hash, p.items::text as items, p.created_at
      from schedule p join workspace w on w.tenant_id = p.tenant_id and w.id = p.workspace_id where p.tenant_id = ? and p.workspace_id = ? order by p.created_at, p.name collate "C"`,
    entry: (row) => ({
      name: row.name!,
      asOf: row.as_of!,
      changesSince: Math.max(0, Number(row.changes_since)),
      inputHash: row.input_hash!,
      items: json<PartEntries['plans']['items']>(row.items!).map(({ id, teamId, start, finish }) => ({
        id,
        teamId,
        start,
        finish,
      })),
      createdAt: instant(row.created_at!),
    }),
  },
  scenarios: {
    scope: 'scenarios:read',
    sql: `select name, changes::text as changes, created_at from scenario where ${here} order by created_at, name collate "C"`,
    entry: (row) => ({ name: row.name!, changes: json(row.changes!), createdAt: instant(row.created_at!) }),
  },
  forecasts: {
    scope: 'velocity:read',
    page: 5,
    sql: `select f.subject, f.as_of::text as as_of, w.data_version - f.data_version as changes_since, f.input_hash, f.question_hash, f.unit, f.size,
      f.p50::text as p50, f.p75::text as p75, f.p90::text as p90, f.p95::text as p95, f.inputs::text as inputs, f.created_at
      from issued_forecast f join workspace w on w.tenant_id = f.tenant_id and w.id = f.workspace_id
      where f.tenant_id = ? and f.workspace_id = ? order by f.as_of, f.created_at, f.input_hash`,
    entry: (row) => ({
      subject: row.subject!,
      asOf: row.as_of!,
      changesSince: Math.max(0, Number(row.changes_since)),
      inputHash: row.input_hash!,
      questionHash: row.question_hash!,
      unit: row.unit as Unit,
      size: Number(row.size),
      p50: row.p50!,
      p75: row.p75!,
      p90: row.p90!,
      p95: row.p95!,
      inputs: json(row.inputs!),
      createdAt: instant(row.created_at!),
    }),
  },
  competitors: {
    scope: 'competitive:read',
    sql: 'select name, aliases::text as aliases, category, positioning, url, created_at from competitor where tenant_id = ? and ?::text is not null order by name collate "C"',
    entry: (row) => ({
      name: row.name!,
      aliases: json(row.aliases!),
      category: row.category as PartEntries['competitors']['category'],
      positioning: row.positioning!,
      url: row.url!,
      createdAt: instant(row.created_at!),
    }),
  },
  capabilities: {
    scope: 'competitive:read',
    sql: 'select name, description, importance, own, created_at from capability where tenant_id = ? and ?::text is not null order by name collate "C"',
    entry: (row) => ({
      name: row.name!,
      description: row.description!,
      importance: Number(row.importance),
      own: row.own as PartEntries['capabilities']['own'],
      createdAt: instant(row.created_at!),
    }),
  },
  claims: {
    scope: 'competitive:read',
    sql: `select l.number, r.name as competitor, c.name as capability, l.statement, l.level, l.source, l.url, l.captured_at::text as captured_at, l.confidence, l.created_at
      from competitor_claim l join competitor r on r.tenant_id = l.tenant_id and r.id = l.competitor_id left join capability c on c.tenant_id = l.tenant_id and c.id = l.capability_id
      where l.tenant_id = ? and ?::text is not null order by l.number`,
    entry: (row) => ({
      number: Number(row.number),
      competitor: row.competitor!,
      capability: row.capability!,
      statement: row.statement!,
      level: row.level as PartEntries['claims']['level'],
      source: row.source!,
      url: row.url!,
      capturedAt: row.captured_at!,
      confidence: Number(row.confidence),
      createdAt: instant(row.created_at!),
    }),
  },
  objectiveItems: {
    scope: 'strategy:read',
    sql: `select o.name as objective, coalesce(i.source_key, 'pm33:' || i.key) as item from item_objective l
      join objective o on o.tenant_id = l.tenant_id and o.id = l.objective_id join backlog_item i on i.tenant_id = l.tenant_id and i.id = l.item_id
      where l.tenant_id = ? and l.workspace_id = ? order by o.name collate "C", i.number, i.key collate "C"`,
    entry: ({ objective, item }) => ({ objective: objective!, item: item! }),
  },
  capabilityItems: {
    scope: 'competitive:read',
    sql: `select c.name as capability, coalesce(i.source_key, 'pm33:' || i.key) as item from item_capability l
      join capability c on c.tenant_id = l.tenant_id and c.id = l.capability_id join backlog_item i on i.tenant_id = l.tenant_id and i.id = l.item_id
      where l.tenant_id = ? and l.workspace_id = ? order by c.name collate "C", i.number, i.key collate "C"`,
    entry: ({ capability, item }) => ({ capability: capability!, item: item! }),
  },
}

/** One part's place in a file: an object under its key, or a list; parts without rows are left out. */
export interface ExportedPart {
  readonly part: Part
  readonly one: boolean
  readonly entries: AsyncIterable<object>
}

/** The parts of a workspace that these scopes may read, without the items: `before` them, or the links to them `after`. */
export function exportedParts(
  db: Db,
  workspaceId: string,
  scopes: ReadonlySet<string>,
  when: 'before' | 'after',
): ExportedPart[] {
  return (Object.keys(PARTS) as Part[])
    .filter((part) => isLinkPart(part) === (when === 'after'))
    .filter((part) => PARTS[part].scope === null || scopes.has(PARTS[part].scope))
    .map((part) => ({ part, one: PARTS[part].one ?? false, entries: entriesOf(db, workspaceId, PARTS[part]) }))
}

async function* entriesOf(
  db: Db,
  workspaceId: string,
  { sql, entry, page = PAGE }: Written<Part>,
): AsyncGenerator<object> {
  for (let from = 0; ; from += page) {
    const rows = await db.em.execute<Record<string, string | null>[]>(`${sql} limit ${page} offset ${from}`, [
      tenantOf(db.em),
      workspaceId,
    ])
    // On the embedded database, others come in between, also after parts without rows.
    await breathe()
    for (const row of rows) yield entry(row)
    if (rows.length < page) return
  }
}
