/** Backlogs from a thousand items to hundreds of thousands, made by the database itself: 70% done and ranked first, equal on every run. */

export interface ScaledBacklog {
  readonly tenantId: string
  readonly workspaceId: string
  readonly userId: string
  readonly keyId: string
  /** The signed name of the key, as the adapter sends it. */
  caller: string
  readonly items: number
  readonly open: number
}

export interface ScaleTerms {
  /** Ids, so that two databases can hold the same rows. */
  readonly tenantId: string
  readonly workspaceId: string
  readonly userId: string
  /** Of the workspace, and a part of every row's id. */
  readonly name: string
  readonly items: number
}

type Sql = (text: string, bound?: unknown[]) => Promise<unknown>

/** The day that counts as today for these rows. */
export const SCALE_TODAY = '2026-11-26'

const DONE_SHARE = 0.7
const STATEMENT_ROWS = 10_000

/** @param sql runs a statement as the owner: rows are written past row-level security */
export async function scaledBacklog(sql: Sql, terms: ScaleTerms): Promise<{ open: number }> {
  const { tenantId, workspaceId, userId, name, items } = terms
  const id = (text: string) => `md5('${name}' || ${text})::uuid`
  const here = [tenantId, workspaceId]
  await sql('insert into tenant (tenant_id, name, created_at) values (?, ?, now())', [tenantId, `Tenant ${name}`])
  await sql('insert into user_account (id, email, name, created_at) values (?, ?, ?, now())', [
    userId,
    `${name}@example.test`,
    'Owner',
  ])
  await sql(
    `insert into membership (tenant_id, id, user_id, role, created_at) values (?, ${id(`'membership'`)}, ?, 'owner', now())`,
    [tenantId, userId],
  )
  await sql(
    `insert into workspace (tenant_id, id, key, name, data_changed_at, created_at) values (?, ?, ?, ?, timestamptz '${SCALE_TODAY}', now())`,
    [...here, name, `Workspace ${name}`],
  )
  const teams = items >= 100_000 ? 20 : 8
  const openFrom = Math.floor(items * DONE_SHARE)
  await sql(
    `insert into team (tenant_id, id, workspace_id, name, members, skills, absences, created_at)
     select ?, ${id(`'team' || k`)}, ?, 'Team ' || k, 6, '[]'::jsonb, '[]'::jsonb, now() from generate_series(0, ${teams - 1}) k`,
    here,
  )
  await sql(
    `insert into objective (tenant_id, id, workspace_id, name, description, created_at)
     select ?, ${id(`'objective' || k`)}, ?, 'Objective ' || (array['grow partners', 'faster checkout', 'fewer refunds', 'mobile first', 'search that finds'])[1 + k % 5] || ' ' || k,
       'We want customers to find, pay and return with ease', now() from generate_series(0, 19) k`,
    here,
  )
  await sql(
    `insert into sprint (tenant_id, id, workspace_id, team_id, name, state, start_date, end_date, completed_at, created_at)
     select ?, ${id(`'sprint' || k`)}, ?, null, 'Sprint ' || k, case when k < 52 then 'closed' when k = 52 then 'active' else 'future' end,
       date '2026-11-20' - (52 - k) * 14, date '2026-11-20' - (52 - k) * 14 + 13, case when k < 52 then date '2026-11-20' - (52 - k) * 14 + 13 end, now()
     from generate_series(0, 54) k`,
    here,
  )
  const per = `(n * 728.0 / ${openFrom})`
  const since = `timestamptz '2024-11-22'`
  for (let from = 0; from < items; from += STATEMENT_ROWS)
    await sql(
      `insert into backlog_item (tenant_id, id, workspace_id, key, number, title, description, type, status, status_category, priority, story_points, job_size,
         business_value, time_criticality, risk_reduction, due_date, skills, epic_id, parent_id, team_id, sprint_id, rank, started_at, resolved_at, created_at, updated_at)
       select ?, ${id(`'item' || n`)}, ?, 'L-' || n, n,
         (array['Refund', 'Checkout', 'Invoice', 'Search', 'Login', 'Export', 'Basket', 'Receipt'])[1 + h % 8] || ' for ' || (array['guests', 'partners', 'teams', 'returns', 'mobile', 'admins'])[1 + h / 3 % 6] || ' ' || n,
         repeat('What happens today, and what people would like to happen instead. ', 4),
         case when n % 100 = 0 then 'epic' else (array['story', 'bug', 'task', 'feature'])[1 + h % 4] end,
         case when n < ${openFrom} then 'Done' else (array['Backlog', 'Next', 'Doing', 'In review'])[1 + h % 4] end,
         case when n < ${openFrom} then 'done' else (array['backlog', 'todo', 'active', 'review'])[1 + h % 4] end,
         (array['critical', 'high', 'medium', 'low', 'none'])[1 + h / 5 % 5],
         case when h % 3 = 0 then null else (array[1, 2, 3, 5, 8])[1 + h / 7 % 5] end,
         (array[1, 2, 3, 5, 8, 13])[1 + h / 11 % 6], (array[1, 2, 3, 5, 8, 13, 20])[1 + h / 13 % 7], (array[1, 2, 3, 5, 8, 13])[1 + h / 17 % 6], (array[1, 2, 3, 5, 8])[1 + h / 19 % 5],
         case when h % 4 = 0 then date '2027-01-01' + h % 300 end, '[]'::jsonb,
         case when n % 100 <> 0 then ${id(`'item' || (n - n % 100)`)} end, case when n % 100 <> 0 then ${id(`'item' || (n - n % 100)`)} end, ${id(`'team' || h % ${teams}`)},
         case when n < ${openFrom} and n % 100 <> 0 then ${id(`'sprint' || (n * 52::bigint / ${openFrom})`)} end, n,
         case when n < ${openFrom} or h % 4 >= 2 then least(timestamptz '2026-11-25', ${since} + (${per} - 5 - h % 9) * interval '1 day') end,
         case when n < ${openFrom} then ${since} + ${per} * interval '1 day' end,
         least(timestamptz '2026-11-24', ${since} + (${per} - 20 - h % 40) * interval '1 day'), least(timestamptz '2026-11-25', ${since} + ${per} * interval '1 day')
       from (select n, abs(hashint4(n)) as h from generate_series(?::int, ?::int) n) made`,
      [...here, from, Math.min(from + STATEMENT_ROWS, items) - 1],
    )
  await sql(
    `insert into dependency (tenant_id, id, workspace_id, item_id, blocker_id, kind, started_at)
     select ?, ${id(`'dependency' || n`)}, ?, ${id(`'item' || n`)}, ${id(`'item' || (n - 7)`)}, 'blocks', now()
     from generate_series(${openFrom + 10}, ${items - 1}) n where n % 10 = 3 and n % 100 > 10`,
    here,
  )
  await sql(
    `insert into sprint_scope (tenant_id, id, workspace_id, item_id, sprint_id, added_at, points_at_add)
     select tenant_id, md5('scope' || id::text)::uuid, workspace_id, id, sprint_id, created_at, story_points from backlog_item where tenant_id = ? and sprint_id is not null`,
    [tenantId],
  )
  await sql(
    `insert into item_objective (tenant_id, id, workspace_id, item_id, objective_id, created_at)
     select ?, ${id(`'link' || n`)}, ?, ${id(`'item' || n`)}, ${id(`'objective' || n % 20`)}, now() from generate_series(${openFrom}, ${items - 1}) n where n % 10 = 0`,
    here,
  )
  return { open: items - openFrom }
}
