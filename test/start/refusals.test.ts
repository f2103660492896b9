import { cpSync, mkdirSync, utimesSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { hostname, uptime } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { readConfig } from '../../api/server/config.ts'
import { openDatabase } from '../../api/data/database.ts'
import { takeFolder } from '../../api/data/lock.ts'
import { openApi } from '../../api/server/main.ts'
import { createLog } from '../../log.ts'
import { listen } from '../../listen.ts'
import { fillEmbedded } from '../servers/databases.ts'
import { command, folder } from './process.ts'

const home = folder()
afterAll(() => home.remove())
const log = createLog('silent')

describe(
  'the console says what is wrong in a sentence, without a stack: exit code 1 for a failure, 2 for a wrong command line',
  { timeout: 120_000 },
  () => {
    test.each<[string, string[], Record<string, string>, RegExp, number?]>([
      [
        'an unknown setting',
        ['start'],
        { PM33_PUBLIC_URI: 'https://pm.example' },
        /^Unknown setting PM33_PUBLIC_URI\. Valid settings: .*PM33_PUBLIC_URL/,
      ],
      [
        'a public address in the clear',
        ['start'],
        { PM33_PUBLIC_URL: 'http://pm.example' },
        /^PM33_PUBLIC_URL must be https, except on localhost/,
      ],
      [
        'a public address below a path',
        ['start'],
        { PM33_PUBLIC_URL: 'https://tools.example.com/pm33' },
        /^PM33_PUBLIC_URL must be an address without a path, such as https:\/\/pm33\.example\.com/,
      ],
      [
        'the same, for the adapter alone',
        ['mcp'],
        { PM33_PUBLIC_URL: 'http://pm.example', PM33_API_URL: 'http://api', PM33_SERVICE_KEY: 'x'.repeat(32) },
        /^PM33_PUBLIC_URL must be https, except on localhost/,
      ],
      ['an API without a credential for its adapter', ['api'], {}, /^PM33_SERVICE_KEY is required/],
      [
        'a payment link whose payments nobody would hear of',
        ['start'],
        { PM33_TOP_UP_URL: 'https://buy.stripe.com/x' },
        /^PM33_TOP_UP_URL needs PM33_STRIPE_WEBHOOK_SECRET/,
      ],
      [
        'a shared database without a shared secret',
        ['start'],
        { DATABASE_URL: 'postgres://localhost/pm33' },
        /^PM33_SECRET is required with DATABASE_URL/,
      ],
      [
        'an unknown command',
        ['improt', 'jira.csv'],
        {},
        /^Unknown command 'improt'\. Did you mean import\?\nCommands: start, .*\nHelp: npx pm33 --help\n$/,
        2,
      ],
      [
        'an unknown option',
        ['start', '--prot', '1'],
        {},
        /^Unknown option '--prot'\. Did you mean --port\?\nUsage: npx pm33 start \[--port N\] \[--no-demo\] \[--dev\]\n/,
        2,
      ],
      [
        'an option of another command',
        ['version', '--dry-run'],
        {},
        /^Unknown option '--dry-run'\.\nUsage: npx pm33 version\n/,
        2,
      ],
      ['nothing to import', ['import'], {}, /^Name at least one file to import, or an import to undo\.\n/, 2],
      [
        'files beside an import to undo',
        ['import', 'a.csv', '--undo', '1'],
        {},
        /^Option '--undo ID' cannot be used with files\.\n/,
        2,
      ],
      [
        'a bridge that is given the options of another command',
        ['stdio', '--port', '1'],
        {},
        /^Unknown option '--port'\.\nUsage: npx pm33 stdio \[--url URL\] \[--key KEY\]\n/,
        2,
      ],
    ])('%s', async (_, args, env, words, exit = 1) => {
      const { code, out, err } = await command(args, { PM33_DATA: home.path, ...env })
      expect(err).toMatch(words)
      expect(err).not.toMatch(/\n {4}at /)
      expect(out).toBe('')
      expect(code).toBe(exit)
    })
  },
)

test('a port that is taken: the message names it and the next one', async () => {
  const other = createServer()
  await new Promise<void>((listening) => other.listen(0, '127.0.0.1', listening))
  const { port } = other.address() as AddressInfo
  await expect(listen(() => new Response(), { port, host: '127.0.0.1' })).rejects.toThrow(
    `Port ${port} on 127.0.0.1 is taken by another program. Choose another one with --port ${port + 1} or PORT=${port + 1}.`,
  )
  other.close()
})

test('an address that this machine does not have', async () => {
  await expect(listen(() => new Response(), { port: 0, host: '192.0.2.1' })).rejects.toThrow(
    '192.0.2.1 is not an address of this machine. Set PM33_HOST',
  )
})

describe('the embedded folder', () => {
  const read = (path: string) => readConfig({ PM33_DATA: path })

  test('of another version of the embedded database is left alone', async () => {
    const path = join(home.path, 'newer')
    mkdirSync(join(path, 'database'), { recursive: true })
    writeFileSync(join(path, 'database', 'PG_VERSION'), '19\n')
    await expect(openApi(read(path), { log })).rejects.toThrow(
      /was written by version 19 of the embedded database, but this PM33 uses 18\. Update PM33, or set PM33_DATA/,
    )
  })

  test('is of the version that is looked for, and refused when a newer PM33 has used it', async () => {
    const path = join(home.path, 'used')
    await fillEmbedded(join(path, 'database'))
    const orm = await openDatabase({ embedded: join(path, 'database') })
    const [row] = await orm.em
      .getConnection()
      .execute<{ major: number }[]>(`select current_setting('server_version_num')::int / 10000 as major`)
    expect(row!.major).toBe(18)
    await orm.em.getConnection().execute(`insert into mikro_orm_migrations (name) values ('Migration20991231000000')`)
    await orm.close()
    await expect(openApi(read(path), { log })).rejects.toThrow(
      'This database has been used by a newer PM33 (Migration20991231000000)',
    )
    cpSync(path, join(home.path, 'copied'), { recursive: true })
    await expect(openApi(read(join(home.path, 'copied')), { log })).rejects.toThrow('newer PM33')
  }, 60_000)

  test('has one holder at a time, and the next one when it is released', async () => {
    const path = join(home.path, 'held')
    const held = await takeFolder(path)
    held.announce('http://127.0.0.1:4000', 'secret')
    await expect(takeFolder(path)).rejects.toThrow(
      new RegExp(`in use by process ${process.pid} \\(PM33 at http://127\\.0\\.0\\.1:4000\\)`),
    )
    await held.release()
    await (await takeFolder(path)).release()
  })

  test('where only the file tells, is not held by a process of before the machine started', async () => {
    const path = join(home.path, 'restarted')
    mkdirSync(path)
    const before = new Date(Date.now() - (uptime() + 60) * 1_000)
    const file = join(path, 'server.json')
    writeFileSync(file, JSON.stringify({ pid: 1, host: hostname(), startedAt: before }))
    // It began by a clock that was late, and is alive.
    await expect(takeFolder(path, 'darwin')).rejects.toThrow('in use by process 1 since')
    // The clock was set forward just now: its next sign of life says so.
    utimesSync(file, before, before)
    const beat = setTimeout(() => utimesSync(file, new Date(), new Date()), 2_000)
    await expect(takeFolder(path, 'darwin')).rejects.toThrow('in use by process 1 since')
    clearTimeout(beat)
    utimesSync(file, before, before)
    await (await takeFolder(path, 'darwin')).release()
  }, 30_000)

  test('on a volume that another container writes to is not opened, until that one has been silent', async () => {
    const path = join(home.path, 'volume')
    mkdirSync(path)
    const theirs = { pid: 7, host: `not-${hostname()}`, startedAt: '2026-01-01T00:00:00.000Z' }
    writeFileSync(join(path, 'server.json'), JSON.stringify(theirs))
    await expect(takeFolder(path)).rejects.toThrow(`in use by process 7 on not-${hostname()}`)
    const before = new Date(Date.now() - 60_000)
    utimesSync(join(path, 'server.json'), before, before)
    await (await takeFolder(path)).release()
  })
})
