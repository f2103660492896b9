import type { Context } from '../data/context.ts'
import { badInput } from '../graphql/errors.ts'
import { Membership, Tenant, User } from '../identity/entity.ts'
import type { Principal } from '../identity/principal.ts'

export interface TenantName {
  id: string
  name: string
}

/** Every tenant of this installation, oldest first: their names and nothing else. */
export async function tenantNames({ db }: Context): Promise<TenantName[]> {
  const rows = await db.em.getConnection().execute<{ tenant_id: string; name: string }[]>('select tenant_id, name from tenant_names()')
  return rows.map(({ tenant_id, name }) => ({ id: tenant_id, name }))
}

/** Makes an organisation with its owner. A person who is known by the address keeps the account. */
export async function createTenant({ standInTenant, now }: Context, input: { name: string; ownerName: string; ownerEmail: string }): Promise<TenantName> {
  const [name, ownerName] = [input.name, input.ownerName].map((text) => text.replace(/\p{Cc}+/gu, ' ').trim()) as [string, string]
  const email = input.ownerEmail.trim().toLowerCase()
  const short = (text: string) => text.length >= 1 && text.length <= 200
  const issues = [
    ...(short(name) ? [] : [{ path: ['name'], message: 'must be 1 to 200 characters' }]),
    ...(short(ownerName) ? [] : [{ path: ['ownerName'], message: 'must be 1 to 200 characters' }]),
    ...(/^[^\s@]+@[^\s@]+$/.test(email) && email.length <= 320 ? [] : [{ path: ['ownerEmail'], message: 'is not an e-mail address' }]),
  ]
  if (issues.length) throw badInput(...issues)
  const db = standInTenant({ tenantId: crypto.randomUUID(), workspaceIds: null } as Principal)
  return db.transaction(async () => {
    const { tenantId: id } = db.em.create(Tenant, { name, createdAt: now() })
    const user = (await db.em.findOne(User, { email })) ?? db.em.create(User, { email, name: ownerName, createdAt: now() })
    db.em.create(Membership, { user, role: 'owner', createdAt: now() })
    return { id, name }
  })
}
