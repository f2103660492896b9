import { expect, test } from 'vitest'
import type { Orm } from '../../api/data/database.ts'
import { OPEN } from '../../api/identity/access/policy.ts'
import { writeAccessPolicy } from '../../api/identity/access/policy-service.ts'
import { Credentials } from '../../api/identity/credentials/credentials.ts'
import { LateWrites } from '../../api/identity/credentials/late-writes.ts'
import { deriveSecrets } from '../../api/identity/credentials/secrets.ts'
import { mintApiKey } from '../../api/identity/keys/api-key.ts'
import { Membership } from '../../api/identity/entity.ts'
import type { Principal } from '../../api/identity/principal.ts'
import { world } from '../world.ts'

const silent = { warn: () => undefined }

/** Credentials over a database in which every key is known, with a clock of their own; `looked` counts the rights that were looked up. */
function counted() {
  const state = { at: Date.parse('2026-03-02T12:00:00Z'), looked: 0 }
  const execute = async (_sql: string, [hash]: [string]) => [{ id: hash, tenant_id: 'acme' }]
  const orm = { em: { getConnection: () => ({ execute }) } } as unknown as Orm
  const credentials = new Credentials(orm, deriveSecrets('secret'), () => new Date(state.at), silent)
  const principal = { surfaces: new Set(['mcp']), expiresAt: null } as Partial<Principal> as Principal
  credentials.register('api_key', async (ref) => (state.looked++, { ref, principal }))
  return { state, credentials }
}

test('callers who work all day are looked up once in five seconds, and each is remembered once', async () => {
  const { state, credentials } = counted()
  const keys = Array.from({ length: 24 }, () => mintApiKey())
  for (let round = 0; round < 20; round++, state.at += 5_000) {
    for (const key of keys) {
      const answer = await credentials.byApiKey(key, 'mcp')
      const assertion = await credentials.assertionFor('ref' in answer ? answer.ref : (undefined as never))
      expect(await credentials.byAssertion(assertion)).toEqual(answer)
    }
    // Its key and its rights.
    expect(credentials.remembered).toBe(48)
  }
  expect(state.looked).toBe(480)
  await credentials.byApiKey(mintApiKey(), 'mcp')
  expect(credentials.remembered).toBe(2)
})

test('an assertion that has expired is refused, although the rights behind it are remembered', async () => {
  const { state, credentials } = counted()
  const key = mintApiKey()
  const answer = await credentials.byApiKey(key, 'mcp')
  const assertion = await credentials.assertionFor('ref' in answer ? answer.ref : (undefined as never))
  state.at += 59_000
  expect(await credentials.byAssertion(assertion)).toEqual(answer)
  state.at += 2_000
  expect(await credentials.byAssertion(assertion)).toEqual({ rejected: 'expired' })
})

test('rights that were taken away are looked up at the next call', async () => {
  const { state, credentials } = counted()
  const key = mintApiKey()
  await credentials.byApiKey(key, 'mcp')
  await credentials.byApiKey(key, 'mcp')
  expect(state.looked).toBe(1)
  credentials.forget()
  credentials.register('api_key', async () => ({ rejected: 'revoked' }))
  expect(await credentials.byApiKey(key, 'mcp')).toEqual({ rejected: 'revoked' })
})

test('nobody waits for late writes: each name once at a time, and one that fails holds up no other', async () => {
  const logged: unknown[] = []
  const writes = new LateWrites({ warn: (said: unknown) => void logged.push(said) } as never)
  const written: string[] = []
  const held = Promise.withResolvers<void>()
  writes.begin('a', () => held.promise.then(() => written.push('a')))
  writes.begin('a', async () => written.push('a again'))
  writes.begin('b', () => Promise.reject(new Error('broken')))
  writes.begin('c', () => Promise.reject(Object.assign(new Error('read only'), { code: '25006' })))
  writes.begin('d', async () => written.push('d'))
  expect(written).toEqual([])
  held.resolve()
  await writes.settled()
  expect([written, logged.length]).toEqual([['a', 'd'], 1])
  writes.begin('a', async () => written.push('a later'))
  await writes.settled()
  expect(written).toEqual(['a', 'd', 'a later'])
})

test('a policy that is saved while a caller is looked up is not remembered as it was', async () => {
  const pm33 = await world('postgres')
  try {
    const acme = await pm33.tenant('Acme')
    const { credentials } = pm33.api
    await credentials.readIn(acme.id, async (em) => {
      // Here the snapshot begins, which does not see what is saved next.
      await em.count(Membership)
      const other = acme.db()
      await other.transaction(() => writeAccessPolicy(other, { ...OPEN, views: false }))
      credentials.forget()
    })
    expect((await credentials.policies.of(acme.id)).views).toBe(false)
  } finally {
    await pm33.close()
  }
})
