import { ConsoleError, type Console } from './console.ts'
import { table } from './table.ts'

/** `pm33 tenant list|create` */
export async function tenant(console: Console, verb: string | undefined, rest: readonly string[], options: { owner?: string | undefined; json?: boolean | undefined }): Promise<string> {
  if (verb === 'list' || verb === undefined) {
    const { operatorTenants } = await console.operator<{ operatorTenants: { id: string; name: string }[] }>('{ operatorTenants { id name } }')
    if (options.json) return JSON.stringify(operatorTenants, null, 2)
    return operatorTenants.length ? table(['name', 'id'], operatorTenants.map(({ name, id }) => [name, id])) : 'No tenant yet. Make one with: npx pm33 tenant create NAME --owner E-MAIL'
  }
  if (verb === 'create') {
    const name = rest[0]
    if (!name || !options.owner) throw new ConsoleError('Give a name and an owner: npx pm33 tenant create "Acme" --owner ada@acme.example')
    const variables = { name, ownerName: options.owner.split('@')[0], ownerEmail: options.owner }
    const { createTenant } = await console.operator<{ createTenant: { id: string } }>(
      'mutation Create($name: String!, $ownerName: String!, $ownerEmail: String!) { createTenant(name: $name, ownerName: $ownerName, ownerEmail: $ownerEmail) { id } }',
      variables,
    )
    const { resetLink } = await console.operator<{ resetLink: string }>('mutation Link($email: String!) { resetLink(email: $email) }', { email: options.owner })
    if (options.json) return JSON.stringify({ ...createTenant, name, link: resetLink })
    return `${name} is there. ${options.owner} chooses a password here, within an hour:\n${resetLink}`
  }
  throw new ConsoleError(`pm33 tenant has list and create, not "${verb}".`)
}
