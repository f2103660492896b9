/** The audit log believes nobody but the adapter, and nothing that a caller sends keeps it, or the server, from going on. */
import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { AuditLog, type AuditRow } from '../../api/server/audit.ts'
import { AuditEvent } from '../../api/identity/entity.ts'
import type { Principal } from '../../api/identity/principal.ts'
import { TenantVersionDocument } from '../../mcp/operations.generated.ts'
import { ENGINES, world, type TenantInTest, type World } from '../world.ts'

const READ = 'query Named { workspaces { nodes { id } } }'
const note = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url')
const logged: { message: string; fields: Record<string, unknown> }[] = []
const write = (fields: unknown, message?: string) => void logged.push({ message: message ?? '', fields: fields as Record<string, unknown> })
const log = { warn: write, error: write }

describe.each(ENGINES)('the audit log on %s', (engine) => {
  let pm33: World
  let acme: TenantInTest
  let key: string

  beforeAll(async () => {
    pm33 = await world(engine)
    acme = await pm33.tenant('Acme')
    await acme.workspace('Shop')
    key = await acme.key()
  })
  afterAll(() => pm33.close())

  const send = async (headers: Record<string, string>, query = READ, variables = {}) => {
    const response = await pm33.api.fetch(new Request('http://pm33.test/graphql', { method: 'POST', headers: { 'content-type': 'application/json', ...headers }, body: JSON.stringify({ query, variables }) }))
    return (await response.json()) as { data?: unknown; errors?: { extensions: { code: string } }[] }
  }
  const asAdapter = async (told: string) =>
    send({ authorization: `Bearer ${pm33.doors.serviceKey}`, 'x-pm33-call': told, 'x-pm33-caller': await pm33.api.credentials.assertionFor({ kind: 'operator', id: 'operator', tenantId: acme.id }) }, TenantVersionDocument.toString(), { tenantId: acme.id })
  const rows = async () => {
    await pm33.api.audit.flush()
    return acme.em().find(AuditEvent, {}, { orderBy: { at: 'asc' } })
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
    const made = await newRows(async () => expect((await send({ 'x-api-key': key, 'x-pm33-call': told })).errors).toBeUndefined())
    expect(made).toMatchObject([{ action: 'graphql', ip: null, outcome: 'ok' }])
    expect(made[0]!.correlationId).not.toBe('mine')
  })

  test('nor does one from the console, which has a credential of its own', async () => {
    const made = await newRows(async () =>
      send({ authorization: `Bearer ${pm33.doors.operatorKey}`, 'x-pm33-call': note({ tool: 'forged_tool' }), 'x-pm33-caller': await pm33.api.credentials.assertionFor({ kind: 'operator', id: 'operator', tenantId: acme.id }) }),
    )
    expect(made).toMatchObject([{ action: 'graphql' }])
  })

  test('the adapter’s note is written down, cleaned of what no database takes', async () => {
    const made = await newRows(() => asAdapter(note({ tool: 'query\0_backlog', ip: '10.0.0.1', userAgent: `agent \ud83d${'x'.repeat(280)}` })))
    expect(made).toMatchObject([{ action: 'query_backlog', ip: '10.0.0.1' }])
    expect(made[0]!.userAgent!.isWellFormed()).toBe(true)
  })

  test('a note of the adapter that is malformed changes nothing about the call', async () => {
    expect((await asAdapter(note({ tool: 5, ip: ['10.0.0.1'] }))).errors).toBeUndefined()
  })

  const principal = (): Principal => ({ kind: 'api_key', subject: 'key:test', tenantId: acme.id, userId: null, name: 'test', role: 'owner', scopes: new Set(), workspaceIds: null, surfaces: new Set(), expiresAt: null })
  const row = (over: Partial<AuditRow> = {}): AuditRow => ({ at: new Date(), action: 'made up', subject: 'key:test', correlationId: randomUUID(), sessionId: null, ip: null, userAgent: null, outcome: 'ok', milliseconds: 1, ...over })

  test('a row that the database refuses is dropped, counted and logged, and the others are written', async () => {
    const audit = new AuditLog(pm33.orm, log)
    const made = await newRows(async () => {
      for (let at = 0; at < 7; at++) audit.record(principal(), row(at === 3 ? { milliseconds: Number.MAX_SAFE_INTEGER } : { milliseconds: at }))
      await audit.flush()
    })
    expect(made.map(({ milliseconds }) => milliseconds).sort()).toEqual([0, 1, 2, 4, 5, 6])
    expect(audit.dropped).toBe(1)
    expect(logged.at(-1)).toMatchObject({ message: 'audit rows were dropped: the database refuses it', fields: { dropped: 1 } })
    audit.record(principal(), row({ action: 'afterwards' }))
    await audit.close()
    expect(await acme.em().count(AuditEvent, { action: 'afterwards' })).toBe(1)
  })

  test('a full queue drops what comes next, counts it and says so', async () => {
    const audit = new AuditLog(pm33.orm, log, { mostWaiting: 3 })
    const made = await newRows(async () => {
      for (let at = 0; at < 5; at++) audit.record(principal(), row())
      await audit.close()
    })
    expect([made.length, audit.dropped]).toEqual([3, 2])
    expect(logged.at(-1)).toMatchObject({ message: 'audit rows were dropped: the queue is full' })
  })
})
