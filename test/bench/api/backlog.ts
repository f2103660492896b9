/** A backlog of the size of a large company's tracker, made by the database itself: equal on every run. */
import { randomUUID } from 'node:crypto'
import type { Orm } from '../../../api/data/database.ts'
import { apiKeyHint, hashApiKey, mintApiKey } from '../../../api/identity/keys/api-key.ts'
import { SCOPES } from '../../../api/identity/scope.ts'
import type { Secrets } from '../../../api/identity/credentials/secrets.ts'

/** Stands in one title of ten thousand. */
export const RARE_WORD = 'zeppelin'

export interface LargeBacklog {
  tenantId: string
  workspaceId: string
  key: string
  /** The place half-way through the open items by score. */
  middle: { score: number; id: string }
}

const uuid = (text: string) => `md5(${text})::uuid`

/** @param orm still as the owner: the rows are written past row-level security */
export async function largeBacklog(orm: Orm, secrets: Pick<Secrets, 'pepper'>, items: number): Promise<LargeBacklog> {
  const [tenantId, workspaceId, userId, key] = [randomUUID(), randomUUID(), randomUUID(), mintApiKey()]
  const sql = (text: string, bound: unknown[] = []) => orm.em.getConnection().execute(text, bound)
  await sql('insert into tenant (tenant_id, name, created_at) values (?, ?, now())', [tenantId, 'Large'])
  await sql('insert into user_account (id, email, name, created_at) values (?, ?, ?, now())', [
    userId,
    'large@example.test',
    'Large',
  ])
  await sql(`insert into membership (tenant_id, id, user_id, role, created_at) values (?, ?, ?, 'owner', now())`, [
    tenantId,
    randomUUID(),
    userId,
  ])
  await sql(
    'insert into workspace (tenant_id, id, key, name, data_changed_at, created_at) values (?, ?, ?, ?, now(), now())',
    [tenantId, workspaceId, 'large', 'Large'],
  )
  await sql(
    `insert into api_key (tenant_id, id, hash, hint, name, user_id, scopes, surfaces, created_at) values (?, ?, ?, ?, 'bench', ?, ?::jsonb, '["mcp", "graphql"]'::jsonb, now())`,
    [tenantId, randomUUID(), hashApiKey(secrets.pepper, key), apiKeyHint(key), userId, JSON.stringify(SCOPES)],
  )
  await sql(
    `insert into team (tenant_id, id, workspace_id, name, members, skills, absences, created_at)
     select ?, ${uuid(`'team' || n`)}, ?, 'Team ' || n, 6, '[]'::jsonb, '[]'::jsonb, now() from generate_series(0, 7) n`,
    [tenantId, workspaceId],
  )
  for (let from = 0; from < items; from += 10_000) {
    await sql(
      `insert into backlog_item (tenant_id, id, workspace_id, key, number, title, description, type, status, status_category, priority, story_points, job_size,
         business_value, time_criticality, risk_reduction, due_date, skills, epic_id, team_id, rank, resolved_at, created_at, updated_at)
       select ?, ${uuid(`'item' || n`)}, ?, 'LARGE-' || n, n,
         (array['Refund', 'Checkout', 'Invoice', 'Search', 'Login', 'Export', 'Basket', 'Receipt'])[1 + h % 8] || ' for ' || (array['guests', 'partners', 'teams', 'returns', 'mobile', 'admins'])[1 + h % 6] || case when n % 10000 = 77 then ' ${RARE_WORD}' else '' end || ' ' || n,
         repeat('What happens today, and what people would like to happen instead. ', 4),
         case when n % 200 = 0 then 'epic' else (array['story', 'bug', 'task', 'feature'])[1 + h % 4] end,
         (array['Backlog', 'Next', 'Doing', 'In review', 'Done'])[1 + h % 5],
         (array['backlog', 'todo', 'active', 'review', 'done'])[1 + h % 5],
         (array['critical', 'high', 'medium', 'low', 'none'])[1 + h / 5 % 5],
         case when h % 3 = 0 then null else (array[1, 2, 3, 5, 8])[1 + h / 7 % 5] end,
         (array[1, 2, 3, 5, 8, 13])[1 + h / 11 % 6], (array[1, 2, 3, 5, 8, 13, 20])[1 + h / 13 % 7], (array[1, 2, 3, 5, 8, 13])[1 + h / 17 % 6], (array[1, 2, 3, 5, 8])[1 + h / 19 % 5],
         case when h % 4 = 0 then date '2027-01-01' + h % 300 end, '[]'::jsonb,
         case when n % 200 <> 0 then ${uuid(`'item' || (n - n % 200)`)} end, ${uuid(`'team' || h % 8`)}, n,
         case when h % 5 = 4 then timestamptz '2026-06-01' + n * interval '1 minute' end, timestamptz '2025-01-01' + n * interval '5 minutes', timestamptz '2026-01-01' + n * interval '3 minutes'
       from (select n, abs(hashint4(n)) as h from generate_series(?::int, ?::int) n) made`,
      [tenantId, workspaceId, from, Math.min(from + 10_000, items) - 1],
    )
  }
  await sql('analyze')
  const open = `from backlog_item where status_category in ('backlog', 'todo', 'active', 'review')`
  const [middle] = (await sql(
    `select score, id ${open} order by score desc, id desc offset (select count(*) / 2 ${open}) limit 1`,
  )) as unknown as { score: number; id: string }[]
  return { tenantId, workspaceId, key, middle: middle! }
}
