/** Where PM33 knows a person, and by what. */
import type { Context } from '../data/context.ts'
import type { Db } from '../data/database.ts'
import { tenantOf } from '../data/tenant.ts'
import { ApiKey, type User } from '../identity/entity.ts'
import { OauthGrant } from '../oauth/entity.ts'

const plain = { disableIdentityMap: true } as const

/**
 * Ids of the organizations whose records or log name a person, oldest first: those they belong to, those that they have
 * left, and those that have invited their address.
 */
export async function organizationsKnowing(
  { db }: Pick<Context, 'db'>,
  { id, email }: { id: string | null; email: string },
): Promise<string[]> {
  const rows = await db.em.execute<{ id: string }[]>('select id from tenants_that_know(?, ?) as known(id)', [id, email])
  return rows.map((row) => row.id)
}

/** What acts for a person in one organization, ended or not, and how its log and its sessions name each. */
export interface Credentials {
  keys: readonly ApiKey[]
  grants: readonly OauthGrant[]
  subjects: readonly string[]
}

export async function credentialsIn({ em }: Pick<Db, 'em'>, user: Pick<User, 'id'>): Promise<Credentials> {
  const keys = await em.find(ApiKey, { user: user.id }, plain)
  const grants = await em.find(OauthGrant, { user: user.id }, plain)
  const subjects = [`user:${user.id}`, ...keys.map(({ id }) => `key:${id}`), ...grants.map(({ id }) => `grant:${id}`)]
  return { keys, grants, subjects }
}

/** What an organization's records say of a name that a person has chosen: that items are assigned to it, and that another member has it, too. */
export async function nameIn(
  { em }: Pick<Db, 'em'>,
  { id, name }: Pick<User, 'id' | 'name'>,
): Promise<{ assignee: boolean; shared: boolean }> {
  const [known] = await em.execute<{ assignee: boolean; shared: boolean }[]>(
    `select exists (select from backlog_item where tenant_id = ? and assignee = ?) as assignee,
            exists (select from membership m join user_account u on u.id = m.user_id
                    where m.tenant_id = ? and u.id <> ? and lower(u.name) = lower(?)) as shared`,
    [tenantOf(em), name, tenantOf(em), id, name],
  )
  return known!
}
