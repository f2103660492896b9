import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { randomUUID } from 'node:crypto'
import { pino } from 'pino'
import { afterAll, beforeAll, describe, expect, inject, test, vi } from 'vitest'
import { signExportTicket } from '../../api/imports/ticket-service.ts'
import { createApi, type Api } from '../../api/server/app.ts'
import { createHttp } from '../../api/server/http.ts'
import { emptyPostgres } from '../servers/databases.ts'
import { connect } from '../servers/postgres-server.ts'
import { openDatabase } from '../../api/data/database.ts'
import { readinessOf } from '../../api/server/readiness.ts'
import { ENGINES, givenItems, world, type TenantInTest, type World } from '../world.ts'
import { UNLIMITED } from '../servers/unlimited.ts'

const TOKEN = 'the token of the scraper'
const SECRET_TITLE = 'The merger with Norda'

describe.each(ENGINES)('operations on %s', (engine) => {
  let pm33: World
  let api: Api
  let acme: TenantInTest
  let ask: (path: string, init?: RequestInit) => Promise<Response>
  let key: string
  const said: string[] = []
  const log = pino({ level: 'warn' }, { write: (line: string) => void said.push(line) })
  const config = {
    publicUrl: 'http://localhost:3033',
    database: { embedded: 'memory://' },
    data: mkdtempSync(join(tmpdir(), 'pm33-')),
  }
  const serve = async (more: object) => {
    const http = createHttp({ api, orm: pm33.orm, secrets: pm33.secrets, log, config: { ...config, ...more } })
    return async (path: string, init?: RequestInit) => http.request(path, init)
  }

  beforeAll(async () => {
    pm33 = await world(engine)
    const doors = { serviceKey: randomUUID(), operatorKey: randomUUID() }
    api = createApi({ orm: pm33.orm, secrets: pm33.secrets, doors, log, limits: UNLIMITED })
    ask = await serve({ metricsToken: TOKEN })
    acme = await pm33.tenant('Acme')
    await givenItems(acme, await acme.workspace('Shop'), [{ key: 'ACME-1', title: SECRET_TITLE }])
    key = await acme.key()
  })
  afterAll(async () => {
    await api?.close()
    await pm33?.close()
  })

  const figures = async () => {
    const answer = await ask('/metrics', { headers: { authorization: `Bearer ${TOKEN}` } })
    expect(answer.status).toBe(200)
    expect(answer.headers.get('content-type')).toContain('text/plain')
    return answer.text()
  }

  test('a link that fails is in the log by its route, never by its ticket', async () => {
    const opens = { tenantId: acme.id, workspaceId: randomUUID(), format: 'json', scopes: [] } as const
    const ticket = await signExportTicket(pm33.secrets.assertion, opens, new Date())
    said.length = 0
    const make = vi.spyOn(api.imports.exports, 'take').mockRejectedValueOnce(new Error('nothing works'))
    expect((await ask(`/export/${ticket}`)).status).toBe(500)
    make.mockRestore()
    expect(said.join('')).toContain('/export/:ticket')
    expect(said.join('')).not.toContain(ticket)
  })

  test('a load balancer reads whether the process can answer, check by check', async () => {
    const answer = await ask('/readyz')
    expect([answer.status, await answer.json()]).toEqual([
      200,
      { status: 'ready', checks: { database: 'ok', migrations: 'ok', queue: 'ok', disk: 'ok' } },
    ])
  })

  test('a database without our schema is not ready, and neither is one that is gone', async () => {
    const url = engine === 'postgres' ? await emptyPostgres() : null
    const empty = await openDatabase(url ? { url } : { embedded: 'memory://' })
    await empty.em.getConnection().execute('select 1')
    const parts = { orm: empty, load: () => api.load(), folder: null, writing: () => false }
    expect(await readinessOf(parts)).toMatchObject({ ready: false, checks: { database: 'ok', migrations: 'failed' } })
    if (url)
      await connect(inject('postgres')!, 'postgres', (client) =>
        client.query(`drop database ${new URL(url).pathname.slice(1)} with (force)`),
      )
    else await empty.close()
    expect(await readinessOf(parts)).toMatchObject({ ready: false, checks: { database: 'failed', queue: 'ok' } })
    if (url) await empty.close()
  })

  test('metrics are for whoever has the token, and do not exist where there is none', async () => {
    for (const authorization of ['', 'Bearer wrong', `Basic ${TOKEN}`]) {
      const answer = await ask('/metrics', authorization ? { headers: { authorization } } : {})
      expect([answer.status, answer.headers.get('www-authenticate')], authorization).toEqual([401, 'Bearer'])
    }
    const without = await serve({})
    expect((await without('/metrics', { headers: { authorization: `Bearer ${TOKEN}` } })).status).toBe(404)
    await serve({ metricsToken: TOKEN }).then((again) => (ask = again))
  })

  test('calls and responses are counted by names of our own, and nothing that anybody wrote is in a label', async () => {
    const query = (text: string) =>
      ask('/graphql', {
        method: 'POST',
        headers: { 'content-type': 'application/json', 'x-api-key': key },
        body: JSON.stringify({ query: text, operationName: 'MyVerySecretName' }),
      })
    expect(await (await query('query MyVerySecretName { workspace { key } }')).text()).toBeTruthy()
    await query('query MyVerySecretName { nothing }')
    await ask('/documents/a-secret-address')
    await ask('/no/such/place/at-all')
    await ask('/readyz', { method: 'PROPFIND' })
    const text = await figures()
    expect(text).toMatch(/pm33_call_seconds_count\{action="[a-z ]+",outcome="ok"\} [1-9]/)
    expect(text).toContain('pm33_http_responses_total{route="/documents/:id",method="GET",status="200"} 1')
    expect(text).toContain('pm33_http_responses_total{route="none",method="GET",status="404"} 1')
    expect(text).toContain('method="other"')
    for (const name of [
      'pm33_analyses_waiting',
      'pm33_analyses_running',
      'pm33_audit_events_dropped',
      'process_cpu_seconds_total',
    ])
      expect(text).toMatch(new RegExp(`^${name} \\d`, 'm'))
    for (const secret of ['MyVerySecretName', 'a-secret-address', SECRET_TITLE, 'at-all', key, 'PROPFIND', 'Acme'])
      expect(text).not.toContain(secret)
  })
})
