/** A worker thread reads the embedded database through the serving thread; however it ends, others go on. */
import { afterAll, beforeAll, expect, test } from 'vitest'
import { EmbeddedDatabase } from '../../api/data/embedded/embedded.ts'
import { EmbeddedSession, RemoteEmbedded, type EmbeddedCall } from '../../api/data/embedded/remote.ts'

const database = new EmbeddedDatabase('memory://')
const count = async () => (await database.query<{ n: number }>('select count(*)::int as n from kept')).rows[0]!.n

beforeAll(async () => {
  await database.waitReady
  await database.query('create table kept (n int)')
})
afterAll(() => database.close())

/** Both sides of a thread, without the thread. */
function thread() {
  const answered: Promise<void>[] = []
  const remote = new RemoteEmbedded({ postMessage: (call) => answered.push(session.answer(call as EmbeddedCall)) })
  const session: EmbeddedSession = new EmbeddedSession(database, { postMessage: (reply) => remote.receive(reply) })
  return { remote, session }
}

test('rows and errors come back as they are', async () => {
  const { remote } = thread()
  expect((await remote.query('select 1 as one, $1::text as two', ['x'])).rows).toEqual([{ one: 1, two: 'x' }])
  await expect(remote.query('select * from missing')).rejects.toMatchObject({ code: '42P01' })
})

test('a transaction is kept when it ends well, and leaves nothing when it fails', async () => {
  const { remote } = thread()
  await remote.transaction(async (tx) => void (await tx.query('insert into kept values (1)')))
  expect(await count()).toBe(1)
  const failing = remote.transaction(async (tx) => {
    await tx.query('insert into kept values (2)')
    throw new Error('not like this')
  })
  await expect(failing).rejects.toThrow('not like this')
  expect(await count()).toBe(1)
})

test('a thread that ends inside a transaction leaves nothing behind, and nobody waits for it', async () => {
  const { remote, session } = thread()
  const inside = Promise.withResolvers<void>()
  remote
    .transaction(async (tx) => {
      await tx.query('insert into kept values (3)')
      inside.resolve()
      await new Promise(() => undefined)
    })
    .catch(() => undefined)
  await inside.promise
  await session.end()
  expect(await count()).toBe(1)
})

test('a thread that ends while it waits for its turn takes none', async () => {
  const [first, second] = [thread(), thread()]
  const leave = Promise.withResolvers<void>()
  const begun = Promise.withResolvers<void>()
  const running = first.remote.transaction(async () => {
    begun.resolve()
    await leave.promise
  })
  await begun.promise
  second.remote.transaction(async (tx) => void (await tx.query('insert into kept values (4)'))).catch(() => undefined)
  await second.session.end()
  leave.resolve()
  await running
  expect(await count()).toBe(1)
})
