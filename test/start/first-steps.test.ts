/** What somebody new does, in the order of the README and with nothing that it does not name. */
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { Client, StreamableHTTPClientTransport } from '@modelcontextprotocol/client'
import { Client as OlderClient } from '@modelcontextprotocol/sdk/client/index.js'
import { StdioClientTransport } from '@modelcontextprotocol/sdk/client/stdio.js'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { SetUpDocument } from '../../views/operations.generated.ts'
import { spoken } from '../claude.ts'
import { ownerJoins } from './owner.ts'
import { command, folder, served, STRICT, type Served } from './process.ts'

const SLOW = 240_000
const home = folder()
const env = { PM33_DATA: join(home.path, 'data') }
const file = join(home.path, 'shop.json')
const PM33 = fileURLToPath(new URL('../../bin/pm33.mjs', import.meta.url))
const JIRA = fileURLToPath(new URL('../imports/fixtures/jira-cloud.csv', import.meta.url))
let server: Served
let saidAfter: number
let readyAfter: number

beforeAll(async () => {
  const started = performance.now()
  server = await served(['start'], env, /(?=P(reparing the database))[\s\S]/)
  saidAfter = performance.now() - started
  server.url = await new Promise<string>((resolve, reject) => {
    const look = () => {
      const url = /running at (http\S+)[\s\S]*\/docs\n/.exec(server.out())?.[1]
      if (url) resolve(url)
    }
    server.child.stdout!.on('data', look)
    server.ended.then(() => reject(new Error(server.err()))).catch(reject)
    look()
  })
  readyAfter = performance.now() - started
}, SLOW)
afterAll(async () => {
  await server?.stop()
  home.remove()
})

describe('from an empty folder', { timeout: SLOW }, () => {
  test('start says at once what it is doing', () => {
    expect(server.out()).toMatch(/^Preparing the database\. The first start takes longer\.\n/)
    // Two seconds are promised of a machine that does nothing else.
    console.log(`said after ${Math.round(saidAfter)} ms`)
  })

  test('the doctor finds the running server, whatever its port', async () => {
    const { code, out } = await command(['doctor'], env)
    expect(out).toContain(`${new URL(server.url).port}/mcp is reachable`)
    expect(out).not.toContain('×')
    expect(code).toBe(0)
  })

  test('a file goes to the organization that was set up, and the answer says so', async () => {
    expect(await command(['export', '--format', 'json', '--output', file], env)).toMatchObject({ code: 0, err: '' })
    expect(existsSync(file)).toBe(true)
    const token = /\/set-up#(\S+)/.exec(server.out())![1]
    const response = await fetch(`${server.url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', origin: server.url },
      body: JSON.stringify({
        query: SetUpDocument.toString(),
        variables: {
          token,
          name: 'New here',
          email: 'new@acme.test',
          organization: 'Acme',
          password: 'the first password of all',
        },
      }),
    })
    expect((await response.json()) as object).not.toHaveProperty('errors')
    const { code, out, err } = await command(['import', file], env)
    expect(err).toBe('Organization: Acme, the only one with an owner. Choose another one with --tenant NAME.\n')
    expect(out).toContain('Workspace "Main" (main): ')
    expect(out).toMatch(/teams: 3 added/)
    expect(code).toBe(0)
  })

  test('and Claude answers the first question and gives the first forecast', async () => {
    const { out } = await command(['key', 'create', 'Claude', '--json'], env)
    const { key } = JSON.parse(out) as { key: string }
    const transport = new StreamableHTTPClientTransport(new URL(`${server.url}/mcp`), {
      requestInit: { headers: { 'x-api-key': key } },
    })
    const client = new Client({ name: 'newcomer', version: '1' }, { versionNegotiation: { mode: 'auto' } })
    await client.connect(transport)
    const claude = spoken(client, transport, 'modern')
    const { text: list } = await claude.call('query_backlog')
    expect(list).toMatch(/^\d+ items match/)
    const { data: forecast } = await claude.call<{ dates: { percentile: number; date: string }[] }>('forecast_delivery')
    expect(forecast.dates.find(({ percentile }) => percentile === 90)!.date).toMatch(/^\d{4}-\d\d-\d\d$/)
    await claude.close()
  })

  test('an export of Jira goes in beside it, and the bridge that the banner names gives the first true answer, within a minute with the start', async () => {
    const began = performance.now()
    expect((await command(['import', JIRA], env)).out).toContain('detected format jira-csv')
    const { out } = await command(['key', 'create', 'Desktop', '--json'], env)
    const client = new OlderClient({ name: 'desktop-in-test', version: '1' })
    await client.connect(
      new StdioClientTransport({
        command: process.execPath,
        args: [PM33, 'stdio', '--url', server.url, '--key', (JSON.parse(out) as { key: string }).key],
        env: { ...STRICT, PATH: process.env.PATH!, ...env },
        stderr: 'pipe',
      }),
    )
    const desktop = spoken(client as never, {}, 'sdk')
    const { data } = await desktop.call<{ items: { key: string }[] }>('query_backlog', {
      workspaceId: 'jira-cloud',
      mode: 'full',
    })
    expect(readyAfter + performance.now() - began).toBeLessThan(60_000)
    const expected = JSON.parse(
      readFileSync(new URL('../imports/fixtures/expected.json', import.meta.url), 'utf8'),
    ) as Record<string, { key: string }[]>
    expect(data.items.map(({ key }) => key).sort()).toEqual(expected['jira-cloud.csv']!.map(({ key }) => key).sort())
    await desktop.close()
  })

  test('the same file again changes nothing, a missing one is named, and the workspace is exported and deleted', async () => {
    const count = (
      JSON.parse(readFileSync(new URL('../imports/fixtures/expected.json', import.meta.url), 'utf8')) as Record<
        string,
        unknown[]
      >
    )['jira-cloud.csv']!.length
    const again = JSON.parse((await command(['import', JIRA, JIRA, '--json'], env)).out) as {
      written: { created: number; unchanged: number }
    }[]
    expect(again.map(({ written }) => [written.created, written.unchanged])).toEqual([
      [0, count],
      [0, count],
    ])
    const missing = await command(['import', JIRA, join(home.path, 'missing.csv')], env)
    expect(missing.code).toBe(1)
    expect(missing.out + missing.err).toContain('missing.csv does not exist.')
    expect((await command(['export', 'jira-cloud', '--format', 'csv'], env)).out).toMatch(/^PM33 source key,Key,Title/)
    expect((await command(['workspace', 'delete', 'jira-cloud', '--yes'], env)).out).toContain(`and its ${count} item`)
  })

  test('with two owners a file is nobody’s until the organization is named', async () => {
    const { out } = await command(['tenant', 'create', 'Beta', '--owner', 'b@beta.test'], env)
    await ownerJoins(server.url, out)
    const { code, err } = await command(['import', file], env)
    expect(err).toMatch(/is required, because there are several: .*"Acme".*"Beta"/)
    expect(code).toBe(1)
  })
})
