/** A database that is a primary and a standby: PM33 works with the one that accepts writes, whichever that is. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { forTool, placeOf, serversOf, withOption } from '../../api/data/server-url.ts'
import { clientsOf } from '../../api/data/servers.ts'
import { startPostgres, type PostgresServer } from '../servers/postgres-server.ts'

const SLOW = 120_000

describe('a URL that names several servers', () => {
  test.each([
    ['postgres://pm33@db/pm33', ['postgres://pm33@db/pm33']],
    [
      'postgres://pm33:p%40ss@a:5432,b:5433/pm33?sslmode=verify-full&target_session_attrs=read-write',
      [
        'postgres://pm33:p%40ss@a:5432/pm33?sslmode=verify-full',
        'postgres://pm33:p%40ss@b:5433/pm33?sslmode=verify-full',
      ],
    ],
    [
      'postgresql://pm33@localhost/pm33?host=/one,/two&port=5432,5433',
      [
        'postgresql://pm33@localhost/pm33?host=%2Fone&port=5432',
        'postgresql://pm33@localhost/pm33?host=%2Ftwo&port=5433',
      ],
    ],
    ['postgres://[::1]:5432,[::2]/pm33', ['postgres://[::1]:5432/pm33', 'postgres://[::2]/pm33']],
  ])('%s is read as PostgreSQL reads it', (url, servers) => {
    expect(serversOf(url)).toEqual(servers)
  })

  test.each([
    ['mysql://db/pm33', 'must be a URL that starts with postgres://…'],
    ['postgres://a:port/pm33', 'must be a URL that starts with postgres://…'],
    ['postgres://a,b,c/pm33?port=1,2', 'must have one port for each host'],
    [
      'postgres://a,b/pm33?target_session_attrs=prefer-standby',
      'must have target_session_attrs=read-write: PM33 works only with the server that accepts writes',
    ],
  ])('%s is refused in words', (url, words) => {
    expect(() => serversOf(url)).toThrow(words)
  })

  test('is shown without its login, and given to tools of PostgreSQL without its password', () => {
    const url = 'postgres://pm33:secret@a:5432,b/pm33?application_name=two%20words'
    expect(placeOf(url)).toBe('a:5432, b/pm33')
    expect(forTool(url)).toEqual({
      dbname: 'postgres://pm33@a:5432,b/pm33?application_name=two%20words&target_session_attrs=read-write',
      password: 'secret',
    })
    expect(withOption(`${url}&options=-c%20a=1`, '-c b=2')).toBe(
      'postgres://pm33:secret@a:5432,b/pm33?application_name=two%20words&options=-c%20a%3D1%20-c%20b%3D2',
    )
  })
})

describe('a primary and its standby', () => {
  let one: PostgresServer
  let two: PostgresServer

  beforeAll(async () => {
    one = await startPostgres()
    two = await startPostgres({ standbyOf: one })
  }, SLOW)
  afterAll(async () => {
    await one?.stop()
    await two?.stop()
  })

  test(
    'are one database: a write reaches the primary, in whatever order they stand, and the standby once it is promoted',
    async () => {
      const url = (...servers: PostgresServer[]) =>
        `postgres://postgres@localhost/postgres?host=${servers.map(({ folder }) => folder).join(',')}`
      const clients = [clientsOf(url(one, two)), clientsOf(url(two, one))]
      const written = async () =>
        Promise.all(
          clients.map(async (Connection) => {
            const client = new Connection({})
            client.on('error', () => undefined)
            try {
              await client.connect()
              await client.query('create temporary table written (id int)')
              return client.host
            } catch (error) {
              return (error as { code: string }).code
            } finally {
              client.end().catch(() => undefined)
            }
          }),
        )
      expect(await written()).toEqual([one.folder, one.folder])
      await one.kill()
      await expect
        .poll(async () => (await written()).every((code) => ['57P03', 'ECONNREFUSED', 'ENOENT'].includes(code)))
        .toBe(true)
      await two.promote()
      await expect.poll(written).toEqual([two.folder, two.folder])
      // The one that has come back has missed the promotion, although it too accepts writes.
      expect(await one.revive()).toBe(true)
      const fresh = clientsOf(url(one, two))
      const client = new fresh({})
      await client.connect()
      expect(client.host).toBe(two.folder)
      await client.end()
    },
    SLOW,
  )
})
