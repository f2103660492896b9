/** A backup as an operator takes it: from a running server, to another place, on both databases. */
import { appendFileSync, existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { another, emptyPostgres, serverEnvironment } from '../servers/databases.ts'
import { ENGINES } from '../world.ts'
import { ownerJoins } from './owner.ts'
import { command, folder, served, type Served } from './process.ts'

const SLOW = 180_000
const secret = { PM33_SECRET: 'a secret that goes with the backup' }

/** Gives it an owner whose name must be quoted. */
const owned = (url: string) =>
  another(url, async (client) => {
    await client.query(
      `do $$ begin if not exists (select from pg_roles where rolname = 'Pm33Keeper') then create role "Pm33Keeper"; end if; end $$`,
    )
    const { rows } = await client.query<{ name: string }>('select current_database() as name')
    await client.query(`alter database ${rows[0]!.name} owner to "Pm33Keeper"`)
  })

/** Who owns the tables, and whoever else owns a function that is not lent to a role. */
const ownersOf = async (url: string) => {
  const owners: string[] = []
  await another(url, async (client) => {
    const { rows } = await client.query<{ owner: string }>(
      `select distinct tableowner as owner from pg_tables where schemaname = 'public'`,
    )
    owners.push(...rows.map(({ owner }) => owner))
  })
  return owners
}

describe.each(ENGINES)('a backup on %s', (engine) => {
  const homes = [folder(), folder()] as const
  const file = join(homes[0].path, 'monday.backup')
  let server: Served | undefined
  let from: Record<string, string>
  let to: Record<string, string>
  let key: string

  const at = async (home: { path: string }) => ({
    ...secret,
    PM33_DATA: home.path,
    ...(engine === 'postgres' && { DATABASE_URL: await emptyPostgres() }),
  })
  const titles = async (url: string) => {
    const response = await fetch(`${url}/graphql`, {
      method: 'POST',
      headers: { 'x-api-key': key, 'content-type': 'application/json' },
      body: JSON.stringify({ query: '{ workspace { backlog(first: 10) { nodes { title } } } }' }),
    })
    const { data } = (await response.json()) as { data: { workspace: { backlog: { nodes: { title: string }[] } } } }
    return data.workspace.backlog.nodes.map(({ title }) => title).sort()
  }

  beforeAll(async () => {
    ;[from, to] = [{ ...secret, ...(await serverEnvironment(engine, homes[0].path)) }, await at(homes[1])]
    // Restoring needs no more than the owner of the database, and gives it what is restored, whoever does it.
    if (engine === 'postgres') await owned(to['DATABASE_URL']!)
    server = await served(['--no-demo'], from)
    const tenant = await command(['tenant', 'create', 'Acme', '--owner', 'ada@acme.example'], from)
    await ownerJoins(server.url, tenant.out)
    const made = await command(['key', 'create', 'Test', '--surfaces', 'graphql', '--json'], from)
    key = (JSON.parse(made.out) as { key: string }).key
    const csv = join(homes[0].path, 'parked.csv')
    writeFileSync(csv, 'Key,Title,Status\nPRK-1,Park the car,Open\nPRK-2,Find the car,Open\n')
    await command(['import', csv, '--workspace', 'Parked'], from)
  }, SLOW)
  afterAll(async () => {
    await server?.stop()
    for (const home of homes) home.remove()
  })

  test(
    'of a running server is restored elsewhere, with its keys',
    async () => {
      const taken = await command(['backup', file], from)
      expect([taken.code, taken.err]).toEqual([0, ''])
      expect(taken.out).toMatch(
        /^Wrote .*monday\.backup \(\d+\.\d MB\)\. Back up PM33_SECRET.*, too, and store it somewhere else\. .*tracker tokens, and webhook secrets in this backup do not work\./,
      )
      expect(readFileSync(file).subarray(0, 200).toString()).toContain(`"engine":"${engine}"`)
      expect(readFileSync(file).includes(secret.PM33_SECRET)).toBe(false)
      expect(await titles(server!.url)).toEqual(['Find the car', 'Park the car'])

      const again = await command(['backup', file], from)
      expect([again.code, again.err]).toEqual([1, `${file} exists. Choose another name, or remove it first.\n`])

      const back = await command(['restore', file], to)
      expect([back.code, back.err]).toEqual([0, ''])
      expect(back.out).toMatch(/^Restored the backup of 20\S+ \(PM33 \d+\.\d+\.\d+\)\.\n$/)
      if (engine === 'postgres') expect(await ownersOf(to['DATABASE_URL']!)).toEqual(['Pm33Keeper'])
      const other = await served(['--no-demo'], to)
      try {
        expect(await titles(other.url)).toEqual(['Find the car', 'Park the car'])
      } finally {
        await other.stop()
      }
      const checked = await command(['audit', 'verify'], to)
      expect([checked.code, checked.out]).toEqual([0, expect.stringContaining('✓ Acme')])
    },
    SLOW,
  )

  test(
    'is refused onto data, from a newer version, of the other database, and when it is damaged',
    async () => {
      const refused = async (path: string, env: Record<string, string>) => {
        const { code, out, err } = await command(['restore', path], env)
        expect([code, out]).toEqual([1, ''])
        return err
      }
      const fresh = folder()
      try {
        expect(await refused(file, to)).toMatch(
          engine === 'postgres'
            ? /^The database is not empty \(it has \w+\)\. Restoring never replaces data: create an empty one with createdb/
            : /holds a database\. Restoring never replaces one: set PM33_DATA to a new folder/,
        )
        const whole = readFileSync(file)
        const damaged = join(fresh.path, 'damaged')
        writeFileSync(damaged, whole.subarray(0, whole.length - 10))
        const empty = engine === 'postgres' ? await at(fresh) : { ...secret, PM33_DATA: join(fresh.path, 'new') }
        expect(await refused(damaged, empty)).toMatch(/is incomplete or was changed\. Nothing was restored/)
        const end = whole.indexOf('\n')
        const head = JSON.parse(whole.subarray(0, end).toString()) as { migrations: string[] }
        const { createHash } = await import('node:crypto')
        const newer = join(fresh.path, 'newer')
        const body = Buffer.concat([
          Buffer.from(`${JSON.stringify({ ...head, migrations: [...head.migrations, 'Migration29990101'] })}\n`),
          whole.subarray(end + 1, -65),
        ])
        writeFileSync(newer, body)
        appendFileSync(newer, `\n${createHash('sha256').update(body).digest('hex')}`)
        expect(await refused(newer, empty)).toMatch(
          /was written by a newer PM33 \(\S+; Migration29990101\)\. Update this one/,
        )
        const other =
          engine === 'postgres'
            ? { PM33_DATA: join(fresh.path, 'new') }
            : { ...empty, DATABASE_URL: await emptyPostgres() }
        expect(await refused(file, { ...secret, ...other })).toMatch(
          /^This is a backup of (PostgreSQL|the embedded database)\./,
        )
        writeFileSync(damaged, 'Key,Title\n')
        expect(await refused(damaged, empty)).toMatch(/is not a backup of PM33\.\n$/)
        expect(existsSync(join(fresh.path, 'new', 'database'))).toBe(false)
      } finally {
        fresh.remove()
      }
    },
    SLOW,
  )
})

test(
  'without the client tools of PostgreSQL says what to install',
  async () => {
    const home = folder()
    try {
      const env = { PM33_SECRET: secret.PM33_SECRET, PM33_DATA: home.path, DATABASE_URL: await emptyPostgres() }
      const { code, err } = await command(['backup', join(home.path, 'x')], { ...env, PATH: home.path })
      expect([code, err]).toEqual([
        1,
        'pg_dump is not on the PATH. Install the client tools of PostgreSQL (Debian: apt-get install postgresql-client).\n',
      ])
      expect(existsSync(join(home.path, 'x'))).toBe(false)
    } finally {
      home.remove()
    }
  },
  SLOW,
)
