import { ConsoleError, type Console } from './console.ts'
import { table } from './table.ts'

/** `pm33 tenant list|create|invite-owner` */
export async function tenant(console: Console, verb: string | undefined, rest: readonly string[], options: { owner?: string | undefined; json?: boolean | undefined }): Promise<string> {
  if (verb === 'list' || verb === undefined) {
    const { operatorTenants } = await console.operator<{ operatorTenants: { id: string; name: string }[] }>('{ operatorTenants { id name } }')
    if (options.json) return JSON.stringify(operatorTenants, null, 2)
    return operatorTenants.length ? table(['name', 'id'], operatorTenants.map(({ name, id }) => [name, id])) : 'No tenant yet. Make one with: npx pm33 tenant create NAME --owner E-MAIL'
  }
  if (verb === 'create') {
    const name = rest[0]
    if (!name || !options.owner) throw new ConsoleError('Give a name and an owner: npx pm33 tenant create "Acme" --owner ada@acme.example')
    const { createTenant } = await console.operator<{ createTenant: { id: string; name: string; link: string } }>(
      'mutation Create($name: String!, $ownerEmail: String!) { createTenant(name: $name, ownerEmail: $ownerEmail) { id name link } }',
      { name, ownerEmail: options.owner },
    )
    if (options.json) return JSON.stringify(createTenant)
    return `Created ${createTenant.name}. ${options.owner} joins as its owner with this link, which works once, within seven days:\n${createTenant.link}`
  }
  if (verb === 'invite-owner') {
    const email = rest[0]
    if (!email) throw new ConsoleError('Give an email address: npx pm33 tenant invite-owner ada@acme.example --tenant "Acme"')
    const { inviteMember } = await console.tenant<{ inviteMember: { link: string } }>('mutation InviteOwner($email: String!) { inviteMember(email: $email, role: owner) { link } }', { email })
    if (options.json) return JSON.stringify({ email, link: inviteMember.link })
    return `${email} joins as an owner with this link, which works once, within seven days:\n${inviteMember.link}`
  }
  throw new ConsoleError(`pm33 tenant has list, create and invite-owner, not "${verb}".`)
}
