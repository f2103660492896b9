import { ConsoleError, type Console } from './console.ts'
import { table } from './table.ts'

interface KeyRow {
  id: string
  name: string
  hint: string
  scopes: string[]
  surfaces: string[]
  lastUsedAt: string | null
  expiresAt: string | null
  revokedAt: string | null
}

/** `pm33 key create|list|revoke` */
export async function key(console: Console, verb: string | undefined, rest: readonly string[], options: { name?: string; scopes?: string; surfaces?: string; days?: string; json?: boolean }): Promise<string> {
  if (verb === 'create') {
    const input = {
      name: options.name ?? rest[0] ?? 'Made at the console',
      ...(options.scopes ? { scopes: options.scopes.split(',') } : {}),
      ...(options.surfaces ? { surfaces: options.surfaces.split(',') } : {}),
      ...(options.days ? { expiresInDays: Number(options.days) } : {}),
    }
    const { createApiKey } = await console.tenant<{ createApiKey: { key: string; apiKey: { expiresAt: string | null } } }>(
      'mutation Create($input: CreateApiKeyInput!) { createApiKey(input: $input) { key apiKey { expiresAt } } }',
      { input },
    )
    if (options.json) return JSON.stringify(createApiKey)
    return `${createApiKey.key}\n\nShown once: keep it now.${createApiKey.apiKey.expiresAt ? ` Expires ${createApiKey.apiKey.expiresAt.slice(0, 10)}.` : ''}`
  }
  if (verb === 'list' || verb === undefined) {
    const { apiKeys } = await console.tenant<{ apiKeys: KeyRow[] }>('{ apiKeys { id name hint scopes surfaces lastUsedAt expiresAt revokedAt } }')
    if (options.json) return JSON.stringify(apiKeys, null, 2)
    if (!apiKeys.length) return 'No keys yet. Make one with: npx pm33 key create NAME'
    const state = ({ revokedAt, expiresAt }: KeyRow) => (revokedAt ? 'revoked' : expiresAt && expiresAt < new Date().toISOString() ? 'expired' : 'active')
    return table(['name', 'key', 'opens', 'state', 'last used', 'expires', 'id'], apiKeys.map((row) => [row.name, row.hint, row.surfaces.join('+'), state(row), row.lastUsedAt?.slice(0, 16).replace('T', ' ') ?? 'never', row.expiresAt?.slice(0, 10) ?? 'never', row.id]))
  }
  if (verb === 'revoke') {
    if (!rest[0]) throw new ConsoleError('Which key? npx pm33 key revoke ID (npx pm33 key list shows the ids)')
    await console.tenant('mutation Revoke($id: ID!) { revokeApiKey(id: $id) { id } }', { id: rest[0] })
    return 'Revoked. Whoever used it is refused from now on.'
  }
  throw new ConsoleError(`pm33 key has create, list and revoke, not "${verb}".`)
}
