import type { Given } from '../commands.ts'
import { confirm } from '../confirm.ts'
import type { Console } from '../console.ts'
import { ConsoleError } from '../errors.ts'
import {
  CreateKeyDocument,
  ListKeysDocument,
  RevokeKeyDocument,
  type ListKeysQuery,
  type Surface,
} from '../operations.generated.ts'
import { table } from '../table.ts'

type KeyRow = ListKeysQuery['apiKeys'][number]

export async function createKey(
  console: Console,
  { name, scopes, surfaces, days, json }: Given<'key create'>,
): Promise<string> {
  const input = {
    name,
    ...(scopes ? { scopes: [...scopes] } : {}),
    ...(surfaces ? { surfaces: [...surfaces] as Surface[] } : {}),
    ...(days === undefined ? {} : { expiresInDays: days }),
  }
  const { createApiKey } = await console.tenant(CreateKeyDocument, { input })
  if (json) return JSON.stringify(createApiKey)
  return `${createApiKey.key}\n\nSave this key now: it is not shown again.${createApiKey.apiKey.expiresAt ? ` It expires on ${createApiKey.apiKey.expiresAt.slice(0, 10)}.` : ''}`
}

export async function listKeys(console: Console, { json }: Given<'key list'>): Promise<string> {
  const keys = await keysOf(console)
  if (json) return JSON.stringify(keys, null, 2)
  if (!keys.length) return 'No API keys yet. Create one with: npx pm33 key create NAME'
  const state = ({ revokedAt, expiresAt }: KeyRow) =>
    revokedAt ? 'revoked' : expiresAt && expiresAt < new Date().toISOString() ? 'expired' : 'active'
  return table(
    ['name', 'key', 'works on', 'state', 'last used', 'expires', 'id'],
    keys.map((row) => [
      row.name,
      row.hint,
      row.surfaces.join('+'),
      state(row),
      row.lastUsedAt?.slice(0, 16).replace('T', ' ') ?? 'never',
      row.expiresAt?.slice(0, 10) ?? 'never',
      row.id,
    ]),
  )
}

export async function revokeKey(console: Console, { id, yes }: Given<'key revoke'>): Promise<string> {
  const found = (await keysOf(console)).find((row) => bare(row.id) === bare(id))
  if (!found) throw new ConsoleError(`No API key has the ID ${JSON.stringify(id)}. To list them: npx pm33 key list`)
  const named = `"${found.name}" (${found.hint})`
  if (found.revokedAt) return `API key ${named} was already revoked.`
  await confirm(`Revoke API key ${named}? Whatever uses it stops working, and a revoked key cannot be restored.`, yes)
  await console.tenant(RevokeKeyDocument, { id: found.id })
  return `Revoked API key ${named}. Requests that use it are now refused.`
}

/** `ApiKey:3f…` is what the API calls it; the part behind the colon is enough. */
const bare = (id: string) => id.slice(id.indexOf(':') + 1).toLowerCase()

async function keysOf(console: Console): Promise<KeyRow[]> {
  return (await console.tenant(ListKeysDocument)).apiKeys
}
