/** The commands of the console as a person types them, against a server that runs. */
import { createServer, type AddressInfo } from 'node:net'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { command, folder, onTerminal, served, type Served } from './process.ts'
import { ownerJoins } from './owner.ts'

const SLOW = 120_000
const CSV = 'Key,Title,Status\nPRK-1,Park the car,Open\nPRK-2,Find the car,Open\n'

const home = folder()
const env = { PM33_DATA: home.path }
const csv = join(home.path, 'parked.csv')
let server: Served
let port: number
let key: string

beforeAll(async () => {
  const probe = createServer().listen(0, '127.0.0.1')
  await new Promise((listening) => probe.once('listening', listening))
  port = (probe.address() as AddressInfo).port
  await new Promise((closed) => probe.close(closed))
  server = await served(['--no-demo', '--port', String(port)], env)
  writeFileSync(csv, CSV)
}, SLOW)
afterAll(async () => {
  await server?.stop()
  home.remove()
})

const done = async (...args: string[]) => {
  const { code, out, err } = await command(args, env)
  expect([code, err]).toEqual([0, ''])
  return out
}
/** Asked of the server directly: it answers sooner than a process starts. */
const workspaces = async () => {
  const response = await fetch(`${server.url}/graphql`, {
    method: 'POST',
    headers: { 'x-api-key': key, 'content-type': 'application/json' },
    body: JSON.stringify({ query: '{ workspaces(first: 10) { nodes { name backlogSummary { total } } } }' }),
  })
  const { data } = (await response.json()) as {
    data: { workspaces: { nodes: { name: string; backlogSummary: { total: number } }[] } }
  }
  return data.workspaces.nodes.map(({ name, backlogSummary }) => `${name}: ${backlogSummary.total}`)
}
const imported = async (name: string) => /import --undo (\S+)/.exec(await done('import', csv, '--workspace', name))![1]!

describe('an empty installation', { timeout: SLOW }, () => {
  test('listens on the port that was asked for, and has no demo', async () => {
    expect(server.url).toBe(`http://localhost:${port}`)
    expect(server.out()).not.toContain('Demo key')
    expect(await done('tenant', 'list')).toBe(
      'No organizations yet. Create one with: npx pm33 tenant create NAME --owner EMAIL\n',
    )
  })

  test('gets an organization, a backlog, and gives the backlog back', async () => {
    const made = await done('tenant', 'create', 'Acme', '--owner', 'ada@acme.example')
    expect(made).toMatch(
      new RegExp(
        `^Created Acme\\. ada@acme\\.example joins as its owner with this link, which works once, within seven days:\\n${server.url}/\\S+\\n$`,
      ),
    )
    await ownerJoins(server.url, made)
    key = (JSON.parse(await done('key', 'create', 'Test', '--surfaces', 'graphql', '--json')) as { key: string }).key
    expect(await done('import', csv, '--workspace', 'Parked', '--dry-run')).toMatch(
      /^parked\.csv: detected format csv.*\n {2}2 rows: 2 items, 0 repaired, 0 skipped, 0 dropped\n[\s\S]*Dry run: nothing was written\.\n$/,
    )
    expect(await workspaces()).toEqual([])
    expect(await done('workspace', 'list')).toContain('No workspaces yet')
    await imported('Parked')
    expect(await workspaces()).toEqual(['Parked: 2'])
    expect(await done('workspace', 'list')).toMatch(/^key +name +items +version\n.*\n\w+ +Parked +2 /)
    expect(await done('export', 'Parked')).toMatch(/PRK-1[\s\S]*Park the car/)
  })
})

describe('a list whose column names say nothing', { timeout: SLOW }, () => {
  const file = join(home.path, 'werkstatt.csv')
  const args = ['import', file, '--workspace', 'Workshop']
  const mapped = ['--map Betrifft=title', '--map Lage=status', "--map 'Seit wann=createdAt'"]
  beforeAll(() =>
    writeFileSync(
      file,
      'Betrifft,Lage,Seit wann,Wer so\nBuild the form,In Arbeit,2026-01-04,Ada\nCheck it,Erledigt,2026-01-09,Bo\nShow it,Offen,2026-02-01,Ada\n',
    ),
  )

  test('is refused without a terminal, with the command that would import it', async () => {
    const { code, out } = await command(args, env)
    expect(code).toBe(1)
    expect(out).toBe(
      `Could not import werkstatt.csv: No column for the title was recognized. Other columns: "Betrifft", "Lage", "Seit wann", "Wer so".
Check the fields, correct them, and run:
  npx pm33 import ${file} ${mapped.join(' ')}
Nothing was written.
`,
    )
    expect((await command(['import', file, '--map', 'Betrifft'], env)).err).toContain('Write COLUMN=FIELD.')
    expect(await workspaces()).toEqual(['Parked: 2'])
  })

  test('is asked about on a terminal, imported by the answers, and read by itself the second time', async () => {
    const answers = ['\r', '\r', 'x\r', '\r', 'assignee\r']
    const { code, shown } = await onTerminal(args, env, answers, ']: ')
    expect(shown).toContain('Betrifft: "Build the form", "Check it", "Show it"')
    expect(shown).toContain('Use as [createdAt]: ')
    expect(shown).toMatch(/Fields: key, id, .*ignore/)
    expect(shown).toContain('3 created, 0 updated')
    expect(code).toBe(0)
    expect(await workspaces()).toEqual(['Parked: 2', 'Workshop: 3'])
    expect(await done('export', 'Workshop')).toMatch(/Check it[^\n]*Bo/)
    expect(await done(...args)).toMatch(/The mapping of the last import[\s\S]*0 created, 0 updated, 3 unchanged/)
  })

  test('is imported by columns named on the command line', async () => {
    const options = ['--map', 'Betrifft=title', '--map', 'Lage=status']
    expect(await done('import', file, '--workspace', 'Named', ...options)).toContain('3 created, 0 updated')
    for (const name of ['Workshop', 'Named']) await done('workspace', 'delete', name, '--yes')
  })

  test('and nothing is written when nobody answers', async () => {
    const { code, shown } = await onTerminal(args, env, '\u0004', ']: ')
    expect(shown).toContain('Canceled. Nothing was written.')
    expect(code).toBe(1)
    expect(await workspaces()).toEqual(['Parked: 2'])
  })
})

describe('what loses something for good', { timeout: SLOW }, () => {
  test('takes no option of another command, and changes nothing then', async () => {
    const { code, out, err } = await command(['workspace', 'delete', 'Parked', '--dry-run'], env)
    expect([code, out]).toEqual([2, ''])
    expect(err).toMatch(
      /^Unknown option '--dry-run'\.\nUsage: npx pm33 workspace delete WORKSPACE \[--yes\] \[--tenant NAME\] \[--json\]\n/,
    )
    expect(await workspaces()).toEqual(['Parked: 2'])
  })

  test('without a terminal is refused without --yes, and changes nothing', async () => {
    const { code, out, err } = await command(['workspace', 'delete', 'Parked'], env)
    expect([code, out]).toEqual([2, ''])
    expect(err).toMatch(
      /^Delete workspace "Parked" \(\w+\) and its 2 items\? This cannot be undone\.\nNothing was changed\. There is no terminal to confirm on: add --yes to go ahead\.\n$/,
    )
    expect(await workspaces()).toEqual(['Parked: 2'])
  })

  test.each(['n\r', '\r', '\u0004', '\u0003', 'yesterday\r'])('on a terminal is left alone after %j', async (typed) => {
    const { code, shown } = await onTerminal(['workspace', 'delete', 'Parked'], env, typed)
    expect(shown).toContain('Canceled. Nothing was changed.')
    expect(code).toBe(1)
    expect(await workspaces()).toEqual(['Parked: 2'])
  })

  test('on a terminal is done after a yes', async () => {
    const { code, shown } = await onTerminal(['workspace', 'delete', 'Parked'], env, 'y\r')
    expect(shown).toMatch(/Deleted workspace "Parked" \(\w+\) and its 2 items\./)
    expect(code).toBe(0)
    expect(await workspaces()).toEqual([])
  })

  test('an API key is revoked by id, once it is confirmed', async () => {
    const reporting = (
      JSON.parse(await done('key', 'create', 'Reporting', '--surfaces', 'mcp,graphql', '--days', '30', '--json')) as {
        key: string
      }
    ).key
    const row = async () =>
      (
        JSON.parse(await done('key', 'list', '--json')) as {
          id: string
          name: string
          surfaces: string[]
          revokedAt: string | null
        }[]
      ).find(({ name }) => name === 'Reporting')!
    const asked = async () =>
      (
        await fetch(`${server.url}/mcp`, {
          method: 'POST',
          headers: { 'x-api-key': reporting, 'content-type': 'application/json' },
          body: '{"jsonrpc":"2.0","id":1,"method":"ping"}',
        })
      ).status
    const { id } = await row()
    expect((await command(['key', 'revoke', id], env)).err).toMatch(
      /^Revoke API key "Reporting" \(pm33_live_.*\)\?.*\nNothing was changed\./,
    )
    expect((await command(['key', 'revoke', 'nothing', '--yes'], env)).err).toBe(
      'No API key has the ID "nothing". To list them: npx pm33 key list\n',
    )
    expect([(await row()).revokedAt, await asked()]).toEqual([null, 200])
    expect(await done('key', 'revoke', id.replace('ApiKey:', ''), '--yes')).toMatch(
      /^Revoked API key "Reporting" .*\. Requests that use it are now refused\.\n$/,
    )
    expect(await asked()).toBe(401)
    expect(await done('key', 'revoke', id)).toMatch(/was already revoked\.\n$/)
  })

  test('an import is undone freely while nothing hangs on it, and by force only once it is confirmed', async () => {
    expect(await done('import', '--undo', await imported('First'))).toBe(
      'Undid the import of parked.csv and deleted the workspace it created.\n',
    )
    const earlier = await imported('Second')
    writeFileSync(csv, CSV.replace('Park the car', 'Park the bus'))
    await done('import', csv, '--workspace', 'Second')
    const { code, err } = await command(['import', '--undo', earlier, '--force'], env)
    expect([code, err]).toEqual([
      2,
      'Undo the import of parked.csv into workspace "Second"? Changes made since then to the items it touched are lost.\nNothing was changed. There is no terminal to confirm on: add --yes to go ahead.\n',
    ])
    expect(await done('export', 'Second')).toContain('Park the bus')
    expect(await done('import', '--undo', earlier, '--force', '--yes')).toMatch(
      /^Undid the import of parked\.csv in workspace "Second"\./,
    )
  })
})

describe('people', { timeout: SLOW }, () => {
  test('are disabled and enabled again, and get links', async () => {
    expect(await done('admin', 'disable', 'ada@acme.example')).toMatch(
      /^Disabled ada@acme\.example\..*\nTo undo: npx pm33 admin enable ada@acme\.example\n$/,
    )
    expect(await done('admin', 'enable', 'ada@acme.example')).toBe(
      'Enabled ada@acme.example. The account can sign in again.\n',
    )
    expect(await done('admin', 'reset-link', 'ada@acme.example')).toMatch(
      new RegExp(
        `^Anyone with this link can set a new password for ada@acme\\.example\\. It works once, within an hour:\\n${server.url}/`,
      ),
    )
  })
})
