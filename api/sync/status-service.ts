/** How a connection is doing, for whoever looks after it. */
import { DAY_MS } from '../math/calendar.ts'
import type { Context } from '../data/context.ts'
import { tenantOf } from '../data/tenant.ts'
import type { SyncConnection } from './entity.ts'
import type { Check } from './source.ts'

export interface Items {
  /** That the source still has. */
  readonly items: number
  /** Of these, those whose history has not been read. */
  readonly incomplete: number
  /** Until it has; null when nothing is left, or the source's limits are not known. */
  readonly minutes: number | null
}

export async function itemsOf({ db }: Pick<Context, 'db'>, ids: readonly string[]): Promise<Items[]> {
  const counts = await db.em.execute<({ id: string } & Items)[]>(
    `select c.id, count(*)::int as items, count(*) filter (where not i.complete)::int as incomplete,
       nullif(ceil(count(*) filter (where not i.complete) * 60.0 / nullif(c.pace, 0)), 0)::int as minutes
     from sync_connection c join sync_item i on i.tenant_id = c.tenant_id and i.connection_id = c.id
     where c.tenant_id = ? and i.ended_at is null and c.id in (${ids.map(() => '?').join(', ')}) group by c.id, c.pace`,
    [tenantOf(db.em), ...ids],
  )
  const byId = new Map(counts.map(({ id, ...found }) => [id, found]))
  return ids.map((id) => byId.get(id) ?? { items: 0, incomplete: 0, minutes: null })
}

/** When each of these connections was last sent a webhook that was signed as agreed; null where none came of late. */
export async function webhooksSeen({ db }: Pick<Context, 'db'>, ids: readonly string[]): Promise<(Date | null)[]> {
  const found = await db.em.execute<{ id: string; at: string | Date }[]>(
    `select connection_id as id, max(created_at) as at from sync_delivery
     where tenant_id = ? and connection_id in (${ids.map(() => '?').join(', ')}) group by connection_id`,
    [tenantOf(db.em), ...ids],
  )
  const byId = new Map(found.map(({ id, at }) => [id, new Date(at)]))
  return ids.map((id) => byId.get(id) ?? null)
}

/** How long before a token expires its owner is told. */
const SOON_DAYS = 14

/** What to do about a token that expires soon, in words; null while there is time. */
export function expiryOf({ tokenExpiresAt }: SyncConnection, now: Date): string | null {
  if (!tokenExpiresAt) return null
  const days = Math.ceil((tokenExpiresAt.getTime() - now.getTime()) / DAY_MS)
  if (days > SOON_DAYS) return null
  if (days <= 0) return 'The token has passed its expiration date. Change it to keep this tracker in sync.'
  return `The token expires ${days === 1 ? 'within a day' : `in ${days} days`}. Change it before then to keep this tracker in sync.`
}

/** Seconds behind the source; null before everything was here once. While polled in time, less than five minutes. */
export function lagOf({ completeAt, syncedThrough }: SyncConnection, now: Date): number | null {
  return completeAt && syncedThrough ? Math.max(0, Math.round((now.getTime() - syncedThrough.getTime()) / 1_000)) : null
}

/** What a credential may not read, in sentences; null when it may read all that is tried. */
export const missingOf = ({ abilities }: Check): string | null =>
  [...new Set(abilities.flatMap(({ missing }) => missing ?? []))].join(' ') || null
