/** The database restarts, cuts connections, or takes no writes: PM33 says so, goes on, and loses nothing that it has acknowledged. */
import { rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { connect, startPostgres, type PostgresServer } from '../postgres-server.ts'
import { command, folder, served, type Served } from './process.ts'

const SLOW = 120_000
const data = folder()
let postgres: PostgresServer
let server: Served
let key: string

const url = (user: string) => `postgres://${user}@localhost/pm33?host=${encodeURIComponent(postgres.folder)}`
const env = () => ({ PM33_DATA: data.path, PM33_SECRET: 'a secret for a test of failing databases', DATABASE_URL: url('pm33_serving'), DATABASE_OWNER_URL: url('pm33_owner') })
const asAdmin = <T>(work: Parameters<typeof connect<T>>[2]) => connect(postgres.folder, 'pm33', work)

beforeAll(async () => {
  postgres = await startPostgres({ fsync: true })
  await connect(postgres.folder, 'postgres', async (client) => {
    await client.query('create role pm33_owner login createrole')
    await client.query('grant pm33_app, pm33_lookup, pm33_search to pm33_owner with admin option')
    await client.query('create role pm33_serving login')
    await client.query('grant pm33_app to pm33_serving')
    await client.query('create database pm33 owner pm33_owner')
  })
  const made = await command(['tenant', 'create', 'Acme', '--owner', 'owner@acme.test'], env())
  expect([made.code, made.err]).toEqual([0, expect.not.stringContaining('Error')])
  const minted = await command(['key', 'create', 'Trouble', '--scopes', 'mcp:enabled,backlog:read,backlog:write', '--surfaces', 'graphql,mcp'], env())
  key = /pm33_live_\w+/.exec(minted.out)![0]
  const backlog = join(data.path, 'backlog.csv')
  writeFileSync(backlog, 'Title,Status\nThe first item,To do\n')
  expect((await command(['import', backlog], env())).err).toBe('')
  server = await served(['start'], env())
}, SLOW)
afterAll(async () => {
  await server?.stop()
  await postgres?.stop()
  rmSync(data.path, { recursive: true, force: true })
})

interface Answer {
  status: number
  retryAfter: string | null
  data: Record<string, unknown> | null
  codes: unknown[]
}

async function ask(query: string, variables: object = {}): Promise<Answer> {
  const response = await fetch(`${server.url}/graphql`, { method: 'POST', headers: { 'content-type': 'application/json', 'x-api-key': key }, body: JSON.stringify({ query, variables }), signal: AbortSignal.timeout(20_000) })
  const { data = null, errors = [] } = (await response.json()) as { data?: Answer['data']; errors?: { extensions: { code: unknown } }[] }
  return { status: response.status, retryAfter: response.headers.get('retry-after'), data, codes: errors.map(({ extensions }) => extensions.code) }
}

const READ = 'query Read { workspaces { nodes { id } } }'
const WRITE = 'mutation Write($title: String!) { createItem(input: { title: $title, type: story }) { key } }'

/** Four clients that ask one thing after another until `until` has happened and each has been answered well again. */
async function underLoad(until: () => Promise<void>): Promise<{ answers: Answer[]; titles: string[]; unsaid: unknown[] }> {
  const [answers, titles, unsaid]: [Answer[], string[], unknown[]] = [[], [], []]
  let over = false
  const client = async (at: number) => {
    for (let turn = 0, well = 0; turn < 2_000 && well < 5; turn++) {
      const title = `written by ${at}, ${turn}`
      const answer = await (at % 2 ? ask(WRITE, { title }) : ask(READ)).catch((error: unknown) => unsaid.push(error))
      if (typeof answer !== 'object') continue
      answers.push(answer)
      if (at % 2 && answer.codes.length === 0) titles.push(title)
      well = over && answer.codes.length === 0 ? well + 1 : 0
    }
  }
  const clients = [0, 1, 2, 3].map(client)
  await until()
  over = true
  await Promise.all(clients)
  return { answers, titles, unsaid }
}

const written = () => asAdmin(async (client) => (await client.query<{ title: string }>('select title from backlog_item')).rows.map(({ title }) => title))
const audited = () => asAdmin(async (client) => Number((await client.query<{ rows: string }>('select count(*) as rows from audit_event')).rows[0]!.rows))
const pause = (milliseconds: number) => new Promise((done) => setTimeout(done, milliseconds))

describe('a database in trouble', { timeout: SLOW }, () => {
  const troubles: [name: string, cause: () => Promise<void>][] = [
    ['restarts', () => postgres.restart()],
    ['crashes', () => postgres.restart('immediate')],
    ['cuts every connection, three times', async () => {
      for (let at = 0; at < 3; at++) {
        await asAdmin((client) => client.query(`select pg_terminate_backend(pid) from pg_stat_activity where usename = 'pm33_serving'`))
        await pause(150)
      }
    }],
    ['takes no writes for a while, as after a failover', async () => {
      await asAdmin((client) => client.query('alter role pm33_serving set default_transaction_read_only = on'))
      await asAdmin((client) => client.query(`select pg_terminate_backend(pid) from pg_stat_activity where usename = 'pm33_serving'`))
      await pause(1_500)
      await asAdmin((client) => client.query('alter role pm33_serving reset default_transaction_read_only'))
    }],
  ]
  test.each(troubles)('that %s: every request is answered or refused in a typed way, and what was acknowledged is there', async (_name, cause) => {
    const before = await audited()
    const { answers, titles, unsaid } = await underLoad(async () => {
      await pause(300)
      await cause()
      await pause(300)
    })
    expect(server.child.exitCode).toBeNull()
    expect(unsaid).toEqual([])
    const refused = answers.filter(({ codes }) => codes.length > 0)
    expect(refused.flatMap(({ codes }) => codes).filter((code) => code !== 'UNAVAILABLE' && code !== 'OUTCOME_UNKNOWN')).toEqual([])
    for (const { status, retryAfter } of refused.filter(({ status }) => status !== 200)) expect([status, Number(retryAfter)]).toEqual([503, expect.any(Number)])
    const there = new Set(await written())
    expect(titles.filter((title) => !there.has(title))).toEqual([])
    // Calls that were answered are in the audit log, also those from while it could not be written.
    await expect.poll(audited, { timeout: 30_000, interval: 250 }).toBeGreaterThanOrEqual(before + answers.length - refused.length)
  })

  test('an assistant reads that the database is away, and when to try again', async () => {
    await asAdmin((client) => client.query('alter role pm33_serving nologin'))
    await asAdmin((client) => client.query(`select pg_terminate_backend(pid) from pg_stat_activity where usename = 'pm33_serving'`))
    await pause(6_000)
    const call = { jsonrpc: '2.0', id: 1, method: 'tools/call', params: { name: 'query_backlog', arguments: {} } }
    const response = await fetch(`${server.url}/mcp`, { method: 'POST', headers: { 'content-type': 'application/json', accept: 'application/json, text/event-stream', 'x-api-key': key }, body: JSON.stringify(call) })
    expect([response.status, response.headers.get('retry-after')]).toEqual([503, '5'])
    expect(await response.text()).toContain('The database behind PM33 is not available right now. Next: try again in 5 s.')
    expect((await fetch(`${server.url}/healthz`)).status).toBe(503)
    await asAdmin((client) => client.query('alter role pm33_serving login'))
    await expect.poll(async () => (await ask(READ)).codes, { timeout: 15_000 }).toEqual([])
    expect((await fetch(`${server.url}/healthz`)).status).toBe(200)
  })
})
