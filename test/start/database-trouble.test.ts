/** The database restarts, cuts connections, or takes no writes: PM33 says so, goes on, and loses nothing that it has acknowledged. */
import { rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { connect, startPostgres, type PostgresServer } from '../servers/postgres-server.ts'
import { ownerJoins } from './owner.ts'
import { command, folder, served, type Served } from './process.ts'

const SLOW = 120_000
const data = folder()
let postgres: PostgresServer
let server: Served
let key: string
/** A key that was never used: its first use is written down. */
let fresh: string

async function mint(name: string): Promise<string> {
  const { out } = await command(
    ['key', 'create', name, '--scopes', 'mcp:enabled,backlog:read,backlog:write', '--surfaces', 'graphql,mcp'],
    env(),
  )
  return /pm33_live_\w+/.exec(out)![0]
}

const url = (user: string) => `postgres://${user}@localhost/pm33?host=${encodeURIComponent(postgres.folder)}`
const env = () => ({
  PM33_DATA: data.path,
  PM33_SECRET: 'a secret for a test of failing databases',
  DATABASE_URL: url('pm33_serving'),
  DATABASE_OWNER_URL: url('pm33_owner'),
  DATABASE_LISTEN_URL: url('pm33_serving'),
})
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
  server = await served(['start', '--no-demo'], env())
  const made = await command(['tenant', 'create', 'Acme', '--owner', 'owner@acme.test'], env())
  expect([made.code, made.err]).toEqual([0, expect.not.stringContaining('Error')])
  await ownerJoins(server.url, made.out)
  ;[key, fresh] = [await mint('Trouble'), await mint('Fresh')]
  const backlog = join(data.path, 'backlog.csv')
  writeFileSync(backlog, 'Title,Status\nThe first item,To do\n')
  expect((await command(['import', backlog], env())).err).toBe('')
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

async function ask(query: string, variables: object = {}, apiKey = key): Promise<Answer> {
  const response = await fetch(`${server.url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'x-api-key': apiKey },
    body: JSON.stringify({ query, variables }),
    signal: AbortSignal.timeout(30_000),
  })
  const { data = null, errors = [] } = (await response.json()) as {
    data?: Answer['data']
    errors?: { extensions: { code: unknown } }[]
  }
  return {
    status: response.status,
    retryAfter: response.headers.get('retry-after'),
    data,
    codes: errors.map(({ extensions }) => extensions.code),
  }
}

const READ = 'query Read { workspaces { nodes { id } } }'
const WRITE = 'mutation Write($title: String!) { createItem(input: { title: $title, type: story }) { key } }'

/** Four clients that ask one thing after another until `until` has happened and each has been answered well again. */
async function underLoad(
  until: () => Promise<void>,
): Promise<{ answers: Answer[]; titles: string[]; unsaid: unknown[] }> {
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

const written = () =>
  asAdmin(async (client) =>
    (await client.query<{ title: string }>('select title from backlog_item')).rows.map(({ title }) => title),
  )
const audited = () =>
  asAdmin(async (client) =>
    Number((await client.query<{ rows: string }>('select count(*) as rows from audit_event')).rows[0]!.rows),
  )
const pause = (milliseconds: number) => new Promise((done) => setTimeout(done, milliseconds))

describe('a database in trouble', { timeout: SLOW }, () => {
  const troubles: [name: string, cause: () => Promise<void>][] = [
    ['restarts', () => postgres.restart()],
    ['crashes', () => postgres.restart('immediate')],
    [
      'cuts every connection, three times',
      async () => {
        for (let at = 0; at < 3; at++) {
          await asAdmin((client) =>
            client.query(`select pg_terminate_backend(pid) from pg_stat_activity where usename = 'pm33_serving'`),
          )
          await pause(150)
        }
      },
    ],
    [
      'takes no writes for a while, as after a failover',
      async () => {
        await asAdmin((client) => client.query('alter role pm33_serving set default_transaction_read_only = on'))
        await asAdmin((client) =>
          client.query(`select pg_terminate_backend(pid) from pg_stat_activity where usename = 'pm33_serving'`),
        )
        await pause(1_500)
        await asAdmin((client) => client.query('alter role pm33_serving reset default_transaction_read_only'))
      },
    ],
  ]
  test.each(troubles)(
    'that %s: every request is answered or refused in a typed way, and what was acknowledged is there',
    async (_name, cause) => {
      const before = await audited()
      const { answers, titles, unsaid } = await underLoad(async () => {
        await pause(300)
        await cause()
        await pause(300)
      })
      expect(server.child.exitCode).toBeNull()
      expect(unsaid).toEqual([])
      const refused = answers.filter(({ codes }) => codes.length > 0)
      expect(
        refused.flatMap(({ codes }) => codes).filter((code) => code !== 'UNAVAILABLE' && code !== 'OUTCOME_UNKNOWN'),
      ).toEqual([])
      for (const { status, retryAfter, codes } of refused)
        expect([status, retryAfter]).toEqual(codes.includes('OUTCOME_UNKNOWN') ? [200, null] : [503, '5'])
      const there = new Set(await written())
      expect(titles.filter((title) => !there.has(title))).toEqual([])
      // Calls that were answered are in the audit log, also those from while it could not be written.
      await expect
        .poll(audited, { timeout: 30_000, interval: 250 })
        .toBeGreaterThanOrEqual(before + answers.length - refused.length)
    },
  )

  const cut = () =>
    asAdmin((client) =>
      client.query(`select pg_terminate_backend(pid) from pg_stat_activity where usename = 'pm33_serving'`),
    )

  test('that takes no changes: who only reads goes on, who writes reads why, and connections are renewed without anybody cutting them', async () => {
    await asAdmin((client) => client.query('alter role pm33_serving set default_transaction_read_only = on'))
    await cut()
    await expect.poll(async () => (await ask(READ, {}, fresh)).codes, { timeout: 15_000 }).toEqual([])
    expect(await ask(WRITE, { title: 'to a standby' })).toMatchObject({
      status: 503,
      retryAfter: '5',
      codes: ['UNAVAILABLE'],
    })
    expect((await ask(READ, {}, fresh)).codes).toEqual([])
    await asAdmin((client) => client.query('alter role pm33_serving reset default_transaction_read_only'))
    await expect
      .poll(async () => (await ask(WRITE, { title: 'to the new primary' })).codes, { timeout: 10_000, interval: 100 })
      .toEqual([])
  })

  test('that says nothing any more: callers get an answer all the same, and it goes on when the server does', async () => {
    expect((await ask(READ)).codes).toEqual([])
    const thaw = await postgres.freeze()
    try {
      const answers = await Promise.all([ask(READ), ask(WRITE, { title: 'into silence' }), ask(READ)])
      for (const { codes } of answers) expect(['UNAVAILABLE', 'OUTCOME_UNKNOWN']).toContain(codes[0])
    } finally {
      thaw()
    }
    await expect.poll(async () => (await ask(WRITE, { title: 'heard again' })).codes, { timeout: 15_000 }).toEqual([])
    expect(server.child.exitCode).toBeNull()
  })

  test('that restarts while an import is written: all of it or nothing, and the same import can be applied again', async () => {
    const file = `Title,Status\n${Array.from({ length: 6_000 }, (_, at) => `Imported ${at},To do`).join('\n')}\n`
    const opened = await ask(
      'mutation { createImport(input: { fileName: "many.csv", workspaceName: "Many" }) { uploadUrl import { id } } }',
    )
    const {
      uploadUrl,
      import: { id },
    } = opened.data!.createImport as { uploadUrl: string; import: { id: string } }
    const uploaded = await fetch(new URL(uploadUrl, server.url), { method: 'POST', body: file })
    expect(await uploaded.json()).toMatchObject({ state: 'planned' })
    const applied = ask('mutation ($id: ID!) { applyImport(id: $id) { state } }', { id })
    const busy = () =>
      asAdmin(async (client) =>
        Number(
          (
            await client.query<{ n: string }>(
              `select count(*) as n from pg_stat_activity where usename = 'pm33_serving' and xact_start < now() - interval '200 milliseconds'`,
            )
          ).rows[0]!.n,
        ),
      )
    await expect.poll(busy, { timeout: 20_000, interval: 50 }).toBeGreaterThan(0)
    await postgres.restart()
    const [code] = (await applied).codes
    expect(['UNAVAILABLE', 'OUTCOME_UNKNOWN']).toContain(code)
    const there = async () => (await written()).filter((title) => title.startsWith('Imported ')).length
    expect(await there()).toBe(0)
    await expect
      .poll(async () => (await ask('mutation ($id: ID!) { applyImport(id: $id) { state } }', { id })).codes, {
        timeout: 60_000,
      })
      .toEqual([])
    expect(await there()).toBe(6_000)
  })

  test('an assistant reads that the database is away, and when to try again', async () => {
    await asAdmin((client) => client.query('alter role pm33_serving nologin'))
    await cut()
    const mcp = async (message: object) => {
      const response = await fetch(`${server.url}/mcp`, {
        method: 'POST',
        headers: {
          'content-type': 'application/json',
          accept: 'application/json, text/event-stream',
          'x-api-key': key,
        },
        body: JSON.stringify({ jsonrpc: '2.0', id: 1, ...message }),
      })
      const text = await response.text()
      return {
        status: response.status,
        retryAfter: response.headers.get('retry-after'),
        answer: JSON.parse(/^data: (.*)$/m.exec(text)?.[1] ?? text) as {
          result?: { isError?: boolean; content: { text: string }[]; _meta: object }
          error?: { message: string }
        },
      }
    }
    const called = async () =>
      (await mcp({ method: 'tools/call', params: { name: 'query_backlog', arguments: {} } })).answer
    // At first the adapter still knows the caller, then it does not: the model reads the same.
    for (const waited of [0, 6_000]) {
      await pause(waited)
      const { result } = await called()
      expect(result?.isError).toBe(true)
      expect(result?.content[0]?.text).toMatch(
        /^UNAVAILABLE: The database behind PM33 is restarting or unreachable\. Nothing was saved\.\nNext: Wait 5 s, then call again\.\nReference: /,
      )
      expect(result?._meta).toMatchObject({ 'pm33/error': { code: 'UNAVAILABLE', retryAfterSeconds: 5 } })
    }
    const hello = await mcp({
      method: 'initialize',
      params: { protocolVersion: '2025-11-25', capabilities: {}, clientInfo: { name: 'test', version: '1' } },
    })
    expect([hello.status, hello.retryAfter, hello.answer.error?.message]).toEqual([
      503,
      '5',
      expect.stringMatching(
        /^The database behind PM33 is restarting or unreachable\. Nothing was saved\. Next: try again in 5 s\./,
      ),
    ])
    const token = await fetch(`${server.url}/oauth/token`, {
      method: 'POST',
      body: new URLSearchParams({ grant_type: 'refresh_token', refresh_token: 'any', client_id: 'any' }),
    })
    expect([token.status, token.headers.get('retry-after'), ((await token.json()) as { error: string }).error]).toEqual(
      [503, '5', 'temporarily_unavailable'],
    )
    const upload = await fetch(`${server.url}/import/00000000-0000-4000-8000-000000000000.any`, {
      method: 'POST',
      body: 'Title\nOne\n',
    })
    expect([upload.status, upload.headers.get('retry-after'), await upload.json()]).toEqual([
      503,
      '5',
      {
        errors: [
          expect.objectContaining({
            extensions: expect.objectContaining({ code: 'UNAVAILABLE', retryAfterSeconds: 5 }) as unknown,
          }),
        ],
      },
    ])
    expect((await fetch(`${server.url}/healthz`)).status).toBe(503)
    await asAdmin((client) => client.query('alter role pm33_serving login'))
    await expect.poll(async () => (await ask(READ)).codes, { timeout: 15_000 }).toEqual([])
    expect((await fetch(`${server.url}/healthz`)).status).toBe(200)
  })
})
