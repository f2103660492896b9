import { asLine } from '../../text.ts'
import type { Context } from '../data/context.ts'
import { badInput } from '../graphql/errors.ts'
import { LONGEST_NAME, Membership, Tenant } from '../identity/entity.ts'
import { makeInvite } from '../identity/people/invite-service.ts'
import { isEmail, normalEmail } from '../identity/people/people-service.ts'

export interface TenantName {
  id: string
  name: string
}

/** Every tenant of this installation, oldest first: their names and nothing else. */
export async function tenantNames({ db }: Context): Promise<TenantName[]> {
  const rows = await db.em
    .getConnection()
    .execute<{ tenant_id: string; name: string }[]>('select tenant_id, name from tenant_names()')
  return rows.map(({ tenant_id, name }) => ({ id: tenant_id, name }))
}

/** Organizations that were erased, and whose log and books stay. They have no name any more. */
export async function erasedTenants({ db }: Context): Promise<TenantName[]> {
  const rows = await db.em.getConnection().execute<{ id: string }[]>('select id from erased_tenants() as erased(id)')
  return rows.map(({ id }) => ({ id, name: `(erased ${id})` }))
}

/** More are not looked through: whoever runs so many names the one that is meant. */
const MOST_OWNED = 50

/** Those with an owner who can sign in. The demo has none, and neither has one whose owner has not come yet. */
export async function ownedTenants(context: Context, all: readonly TenantName[]): Promise<TenantName[]> {
  if (all.length > MOST_OWNED) return []
  const owned: TenantName[] = []
  for (const tenant of all) {
    const { em } = context.dbIn(tenant.id)
    const owners = await em.count(Membership, {
      role: 'owner',
      user: { passwordHash: { $ne: null }, disabledAt: null },
    })
    if (owners) owned.push(tenant)
  }
  return owned
}

export interface CreatedTenant extends TenantName {
  link: string
}

/**
 * Makes an organization, and the link with which its owner comes in. Until it is opened nobody belongs to the
 * organization, also not an account that the address has already.
 */
export async function createTenant(
  context: Context,
  input: { name: string; ownerEmail: string },
): Promise<CreatedTenant> {
  const name = asLine(input.name)
  const email = normalEmail(input.ownerEmail)
  const issues = [
    ...(name && name.length <= LONGEST_NAME
      ? []
      : [{ path: ['name'], message: `must be 1 to ${LONGEST_NAME} characters` }]),
    ...(isEmail(email) ? [] : [{ path: ['ownerEmail'], message: 'is not an email address' }]),
  ]
  if (issues.length) throw badInput(...issues)
  const db = context.dbIn(crypto.randomUUID())
  return db.transaction(async () => {
    const { tenantId: id } = db.em.create(Tenant, { name, createdAt: context.now() })
    context.audited.tenantId = id
    const { link } = await makeInvite(context, db, {
      email,
      role: 'owner',
      workspaceIds: null,
      invitedBy: 'operator',
      inviter: null,
      byOperator: true,
    })
    return { id, name, link }
  })
}
