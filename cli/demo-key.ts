import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Console } from './console.ts'
import { CreateDemoDocument, CreateKeyDocument, ListTenantsDocument } from './operations.generated.ts'

const DEMO = 'Demo'

/**
 * The demo tenant's key: made with the tenant on the first start and kept where only its owner can read it, because keys
 * are stored hashed and the start message shows this one every time. Where people have begun without a demo, none is made.
 */
export async function demoKey(console: Console, data: string): Promise<string | null> {
  const file = join(data, 'demo-key')
  if (existsSync(file)) return readFileSync(file, 'utf8').trim()
  const { operatorTenants } = await console.operator(ListTenantsDocument)
  if (!operatorTenants.length) await console.operator(CreateDemoDocument)
  // A first start may have been killed between the tenant and its key.
  else if (operatorTenants.length > 1 || operatorTenants[0]!.name !== DEMO) return null
  const { createApiKey } = await console.tenant(CreateKeyDocument, {
    input: { name: 'Demo key', surfaces: ['mcp', 'graphql'], expiresInDays: null },
  })
  writeFileSync(file, `${createApiKey.key}\n`, { mode: 0o600, flag: 'wx' })
  return createApiKey.key
}
