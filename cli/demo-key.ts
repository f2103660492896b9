import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Console } from './console.ts'

/**
 * The demo tenant's key: made on the first start and kept where only its owner can read it, because keys are stored
 * hashed and the start message shows this one every time.
 */
export async function demoKey(console: Console, data: string): Promise<string> {
  const file = join(data, 'demo-key')
  if (existsSync(file)) return readFileSync(file, 'utf8').trim()
  const { createApiKey } = await console.tenant<{ createApiKey: { key: string } }>(
    'mutation DemoKey($input: CreateApiKeyInput!) { createApiKey(input: $input) { key } }',
    { input: { name: 'Demo key', surfaces: ['mcp', 'graphql'], expiresInDays: null } },
  )
  writeFileSync(file, `${createApiKey.key}\n`, { mode: 0o600, flag: 'wx' })
  return createApiKey.key
}
