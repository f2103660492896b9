/** The engine of the embedded database dies in every way we know; its callers are told, and the next engine has it all. */
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { assertBound } from '../../api/data/bound.ts'
import { APP_ROLE, embeddedOf, stopWriting } from '../../api/data/database.ts'
import { OutcomeUnknown } from '../../api/data/unavailable.ts'
import { newDatabase } from '../servers/databases.ts'
import { world, type TenantInTest, type World } from '../world.ts'
import { folder } from './process.ts'

const fs = createRequire(import.meta.url)('node:fs') as typeof import('node:fs')
const home = folder()
let pm33: World
let acme: TenantInTest
let key: string

beforeAll(async () => {
  pm33 = await world('embedded', { ...(await newDatabase('embedded')), embedded: join(home.path, 'database') })
  acme = await pm33.tenant('Acme')
  await acme.workspace('Shop')
  key = await acme.key({ scopes: ['mcp:enabled', 'backlog:read', 'backlog:write'], surfaces: ['graphql'] })
})
afterAll(async () => {
  await pm33?.close()
  home.remove()
})

const create = (title: string) =>
  pm33.graphql<{ createItem: { key: string } | null }>(
    key,
    'mutation Create($title: String!) { createItem(input: { title: $title }) { key title } }',
    { title },
  )
const titles = async () =>
  (
    await pm33.graphql<{ workspace: { backlog: { nodes: { title: string }[] } } }>(
      key,
      '{ workspace { backlog(first: 100) { nodes { key title } } } }',
    )
  ).data?.workspace.backlog.nodes.map(({ title }) => title)
const query = (sql: string) => pm33.orm.em.getConnection().execute<Record<string, string>[]>(sql)

/** No write succeeds meanwhile, as on a disk that is full to the last byte: what the log loses kills the engine. */
async function withoutSpace<T>(work: () => Promise<T>): Promise<T> {
  const { writeSync } = fs
  fs.writeSync = (() => {
    throw Object.assign(new Error('ENOSPC: no space left on device, write'), { code: 'ENOSPC' })
  }) as typeof writeSync
  try {
    return await work()
  } finally {
    fs.writeSync = writeSync
  }
}

const deaths: [name: string, kill: () => Promise<unknown>][] = [
  ['a panic, because its log cannot be written', () => withoutSpace(() => create('never answered'))],
  ['an error in WebAssembly, whose stack is too small for a statement', () => query(`select ${'1+'.repeat(100_000)}1`)],
]

describe('an engine that dies', { timeout: 60_000 }, () => {
  test.for(deaths)(
    'of %s: whoever asks is refused at once, and the next one has everything and no more rights',
    async ([name, kill]) => {
      expect((await create(`before ${name}`)).errors).toBeUndefined()
      await Promise.allSettled([kill()])
      const began = performance.now()
      const refused = await Promise.all([create('too early'), create('too early'), create('too early')])
      expect(performance.now() - began).toBeLessThan(1_000)
      for (const { errors } of refused)
        expect(errors![0]!.extensions).toMatchObject({ code: 'UNAVAILABLE', retryAfter: 5 })
      expect(embeddedOf(pm33.orm)!.trouble()).toMatch(/^The (embedded database stopped|disk with PM33’s data folder)/)
      await expect.poll(() => embeddedOf(pm33.orm)!.trouble(), { timeout: 20_000 }).toBeNull()
      await assertBound(pm33.orm)
      expect(await query('select current_user')).toEqual([{ current_user: APP_ROLE }])
      expect((await create(`after ${name}`)).errors).toBeUndefined()
      expect(await titles()).toEqual(expect.arrayContaining([`before ${name}`, `after ${name}`]))
      expect(await titles()).not.toContain('too early')
    },
  )

  test('while it commits: the outcome is said to be unknown, not that nothing was saved', async () => {
    await pm33.api.audit.flush()
    const db = acme.db()
    const change = () =>
      db.transaction(() => db.em.execute(`update backlog_item set title = 'perhaps' where title like 'after a panic%'`))
    await expect(withoutSpace(change)).rejects.toThrow(OutcomeUnknown)
    await expect.poll(() => embeddedOf(pm33.orm)!.trouble(), { timeout: 20_000 }).toBeNull()
  })
})

test('when the server has to stop, a change under way is refused and rolled back, and none begins', async () => {
  const db = acme.db()
  const underWay = db.transaction(async () => {
    await db.em.execute(`update backlog_item set title = 'half' where title like 'before%'`)
    stopWriting(pm33.orm)
  })
  await expect(underWay).rejects.toMatchObject({ extensions: { code: 'UNAVAILABLE', reason: 'stopping' } })
  await expect(db.transaction(async () => undefined)).rejects.toMatchObject({ extensions: { reason: 'stopping' } })
  expect(await titles()).not.toContain('half')
})
