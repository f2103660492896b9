import type { Given } from '../commands.ts'
import type { Console } from '../console.ts'
import { CreateTenantDocument, InviteOwnerDocument, ListTenantsDocument } from '../operations.generated.ts'
import { table } from '../table.ts'

export async function listTenants(console: Console, { json }: Given<'tenant list'>): Promise<string> {
  const { operatorTenants } = await console.operator(ListTenantsDocument)
  if (json) return JSON.stringify(operatorTenants, null, 2)
  return operatorTenants.length
    ? table(
        ['name', 'id'],
        operatorTenants.map(({ name, id }) => [name, id]),
      )
    : 'No organizations yet. Create one with: npx pm33 tenant create NAME --owner EMAIL'
}

export async function createTenant(console: Console, { name, owner, json }: Given<'tenant create'>): Promise<string> {
  const { createTenant: made } = await console.operator(CreateTenantDocument, { name, ownerEmail: owner })
  if (json) return JSON.stringify(made)
  return `Created ${made.name}. ${owner} joins as its owner with this link, which works once, within seven days:\n${made.link}`
}

export async function inviteOwner(console: Console, { email, json }: Given<'tenant invite-owner'>): Promise<string> {
  const { inviteMember } = await console.tenant(InviteOwnerDocument, { email })
  if (json) return JSON.stringify({ email, link: inviteMember.link })
  return `${email} joins as an owner with this link, which works once, within seven days:\n${inviteMember.link}`
}
