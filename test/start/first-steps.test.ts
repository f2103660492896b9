/** What somebody new does, in the order of the README and with nothing that it does not name. */
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { Client, StreamableHTTPClientTransport } from '@modelcontextprotocol/client'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { SetUpDocument } from '../../views/operations.generated.ts'
import { spoken } from '../claude.ts'
import { ownerJoins } from './owner.ts'
import { command, folder, served, type Served } from './process.ts'

const SLOW = 240_000
const home = folder()
const env = { PM33_DATA: join(home.path, 'data') }
const file = join(home.path, 'shop.json')
let server: Served
let saidAfter: number

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

  test('with two owners a file is nobody’s until the organization is named', async () => {
    const { out } = await command(['tenant', 'create', 'Beta', '--owner', 'b@beta.test'], env)
    await ownerJoins(server.url, out)
    const { code, err } = await command(['import', file], env)
    expect(err).toMatch(/is required, because there are several: .*"Acme".*"Beta"/)
    expect(code).toBe(1)
  })
})
