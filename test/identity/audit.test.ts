/** The audit log believes nobody but the adapter, and nothing that a caller sends keeps it, or the server, from going on. */
import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { AuditLog, type AuditRow } from '../../api/server/audit.ts'
import { AuditEvent } from '../../api/audit/entity.ts'
import type { DatabaseLocation } from '../../api/data/database.ts'
import type { Principal } from '../../api/identity/principal.ts'
import { TenantVersionDocument } from '../../mcp/operations.generated.ts'
import { auditRows } from '../audit-rows.ts'
import { another, asOwner, newDatabase } from '../servers/databases.ts'
import { ENGINES, world, type TenantInTest, type World } from '../world.ts'

const READ = 'query Named { workspaces { nodes { id } } }'
const note = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url')
const logged: { message: string; fields: Record<string, unknown> }[] = []
const write = (fields: unknown, message?: string) =>
  void logged.push({ message: message ?? '', fields: fields as Record<string, unknown> })
const log = { warn: write, error: write }

describe.each(ENGINES)('the audit log on %s', (engine) => {
  let pm33: World
  let at: DatabaseLocation
  let acme: TenantInTest
  let key: string

  beforeAll(async () => {
    at = await newDatabase(engine)
    pm33 = await world(engine, at)
    acme = await pm33.tenant('Acme')
    await acme.workspace('Shop')
    key = await acme.key()
  })
  afterAll(() => pm33.close())

  const send = async (headers: Record<string, string>, query = READ, variables = {}) => {
    const response = await pm33.api.fetch(
      new Request('http://pm33.test/graphql', {
        method: 'POST',
        headers: { 'content-type': 'application/json', ...headers },
        body: JSON.stringify({ query, variables }),
      }),
    )
    return (await response.json()) as { data?: unknown; errors?: { extensions: { code: string } }[] }
  }
  const asAdapter = async (told: string) =>
    send(
      {
        authorization: `Bearer ${pm33.doors.serviceKey}`,
        'x-pm33-call': told,
        'x-pm33-caller': await pm33.api.credentials.assertionFor({
          kind: 'operator',
          id: 'operator',
          tenantId: acme.id,
        }),
      },
      TenantVersionDocument.toString(),
      { tenantId: acme.id },
    )
  const rows = async () => {
    await pm33.api.audit.flush()
    return auditRows(acme.em())
  }
  const newRows = async (work: () => Promise<unknown>) => {
    const before = new Set((await rows()).map(({ id }) => id))
    await work()
    return (await rows()).filter(({ id }) => !before.has(id))
  }

  const forged = [
    ['names a tool that was not called', note({ tool: 'forged_tool', ip: '6.6.6.6', correlationId: 'mine' })],
    ['has NUL in it', 'eyJ0b29sIjoiYVx1MDAwMCJ9'],
    ['has a number for a name', note({ tool: 5 })],
    ['is no JSON', 'e30x'],
  ] as const
  test.each(forged)('a note from a partner that %s does not exist', async (_what, told) => {
    const made = await newRows(async () =>
      expect((await send({ 'x-api-key': key, 'x-pm33-call': told })).errors).toBeUndefined(),
    )
    expect(made).toMatchObject([{ action: 'graphql', ip: null, outcome: 'ok' }])
    expect(made[0]!.correlationId).not.toBe('mine')
  })

  test('nor does one from the console, which has a credential of its own', async () => {
    const made = await newRows(async () =>
      send({
        authorization: `Bearer ${pm33.doors.operatorKey}`,
        'x-pm33-call': note({ tool: 'forged_tool' }),
        'x-pm33-caller': await pm33.api.credentials.assertionFor({
          kind: 'operator',
          id: 'operator',
          tenantId: acme.id,
        }),
      }),
    )
    expect(made).toMatchObject([{ action: 'graphql' }])
  })

  test('the adapter’s note is written down, cleaned of what no database takes', async () => {
    const made = await newRows(() =>
      asAdapter(note({ tool: 'query\0_backlog', ip: '10.0.0.1', userAgent: `agent \ud83d${'x'.repeat(280)}` })),
    )
    expect(made).toMatchObject([{ action: 'query_backlog', ip: '10.0.0.1' }])
    expect(made[0]!.userAgent!.isWellFormed()).toBe(true)
  })

  test.each([
    ['has a number for a name', note({ tool: 5, ip: '10.0.0.1' }), '10.0.0.1'],
    ['has a name of 10,000 characters', note({ tool: 'x'.repeat(10_000), ip: '10.0.0.1' }), '10.0.0.1'],
    ['is a list', note(['query_backlog']), null],
    ['is no JSON', 'e30x', null],
  ])(
    'a note of the adapter that %s changes nothing about the call, which is written down with what could be read',
    async (_what, told, ip) => {
      const made = await newRows(async () => expect((await asAdapter(told)).errors).toBeUndefined())
      expect(made).toMatchObject([{ action: 'graphql', ip, outcome: 'ok' }])
    },
  )

  const holding = (table: string, work: () => Promise<void>) =>
    another((at as { url: string }).url, async (client) => {
      await client.query('begin')
      await client.query(`lock table ${table} in access exclusive mode`)
      await work()
    })

  const principal = (): Principal => ({
    kind: 'api_key',
    subject: 'key:test',
    tenantId: acme.id,
    userId: null,
    name: 'test',
    role: 'owner',
    scopes: new Set(),
    workspaceIds: null,
    surfaces: new Set(),
    expiresAt: null,
  })
  const row = (over: Partial<AuditRow> = {}): AuditRow => ({
    at: new Date(),
    action: 'made up',
    correlationId: randomUUID(),
    sessionId: null,
    ip: null,
    userAgent: null,
    outcome: 'ok',
    milliseconds: 1,
    ...over,
  })

  test('a row that the database refuses is dropped, counted and logged, and the others are written', async () => {
    const audit = new AuditLog(pm33.orm, pm33.secrets.audit, log)
    const made = await newRows(async () => {
      for (let at = 0; at < 7; at++)
        audit.record(principal(), row(at === 3 ? { milliseconds: Number.MAX_SAFE_INTEGER } : { milliseconds: at }))
      await audit.flush()
    })
    expect(made.map(({ milliseconds }) => milliseconds).sort()).toEqual([0, 1, 2, 4, 5, 6])
    expect(audit.dropped).toBe(1)
    expect(logged.at(-1)).toMatchObject({
      message: 'audit rows were dropped: the database refuses it',
      fields: { dropped: 1 },
    })
    audit.record(principal(), row({ action: 'afterwards' }))
    await audit.close()
    expect(await acme.em().count(AuditEvent, { action: 'afterwards' })).toBe(1)
  })

  test('rows wait while the database has no room, and are written when it has', async () => {
    const audit = new AuditLog(pm33.orm, pm33.secrets.audit, log, { retryMs: [20, 40] })
    const full = `create function full_disk() returns trigger language plpgsql as $$ begin raise exception 'no space left' using errcode = '53100'; end $$; create trigger full_disk before insert on audit_event for each row execute function full_disk()`
    const made = await newRows(async () => {
      await asOwner(
        at,
        pm33.orm,
        ...full.split('; create').map((statement, at) => (at ? `create${statement}` : statement)),
      )
      for (let at = 0; at < 3; at++) audit.record(principal(), row())
      await expect.poll(() => logged.at(-1)?.message).toBe('the audit log waits for the database')
      expect(audit.dropped).toBe(0)
      await asOwner(at, pm33.orm, 'drop trigger full_disk on audit_event', 'drop function full_disk')
      await audit.flush()
    })
    expect([made.length, audit.dropped, logged.at(-1)?.message]).toEqual([3, 0, 'the audit log is being written again'])
  })

  // The embedded database answers its one caller in turn: nobody else can hold a table.
  if (engine === 'postgres')
    test('a database that says nothing does not keep the process from ending', async () => {
      const audit = new AuditLog(pm33.orm, pm33.secrets.audit, log, { closeMs: 200 })
      await holding('audit_event', async () => {
        audit.record(principal(), row())
        const started = performance.now()
        await audit.close()
        expect(performance.now() - started).toBeLessThan(3_000)
      })
      expect(audit.dropped).toBe(1)
      expect(logged.at(-1)).toMatchObject({
        message: 'audit rows were dropped: the server stopped before the database came back',
        fields: { dropped: 1 },
      })
    })

  test('a full queue drops what comes next, counts it and says so', async () => {
    const audit = new AuditLog(pm33.orm, pm33.secrets.audit, log, { mostWaiting: 3 })
    const made = await newRows(async () => {
      for (let at = 0; at < 5; at++) audit.record(principal(), row())
      await audit.close()
    })
    expect([made.length, audit.dropped]).toEqual([3, 2])
    expect(logged).toContainEqual(expect.objectContaining({ message: 'audit rows were dropped: the queue is full' }))
  })
})
