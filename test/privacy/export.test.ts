/** An organization as it is exported before it is deleted: nothing is left out without a word. */
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { EntityManager } from '../../api/data/database.ts'
import { auditFile } from '../../cli/commands/audit.ts'
import { exportTenant } from '../../cli/commands/privacy.ts'
import { openConsole, type Console } from '../../cli/console.ts'
import { given } from '../billing/ledger.ts'
import { site, type Site } from '../oauth/server.ts'
import { givenItems, type TenantInTest } from '../world.ts'

/** One more than the server gives at once. */
const EVENTS = 20_001

let pm33: Site
let acme: TenantInTest
let console: Console
const folder = mkdtempSync(join(tmpdir(), 'pm33-export-'))

beforeAll(async () => {
  pm33 = await site()
  acme = await pm33.world.tenant('Acme')
  await givenItems(acme, await acme.workspace('Shop'), [{ key: 'A-1', title: 'Sell more tea' }])
  await given(pm33.world, acme, 100)
  const asked = await pm33.world.person(acme, 'owner')('mutation { generatePrd(itemIds: ["A-1"]) { prd { id } } }')
  expect(asked.errors).toBeUndefined()
  await Promise.all([pm33.api.audit.flush(), pm33.world.api.audit.flush()])
  await acme.em().transactional((em) =>
    (em as EntityManager).execute(
      `insert into audit_event (tenant_id, id, sequence, at, action, outcome, correlation_id, actor, scopes, milliseconds, identity_digest, hash)
       select h.tenant_id, gen_random_uuid(), h.sequence + n, now() - interval '1 hour', 'made up', 'ok', 'n', 'schedule', '', 0, '', 'unsealed'
       from audit_head h, generate_series(1, ?) n where h.tenant_id = ?`,
      [EVENTS, acme.id],
    ),
  )
  await acme
    .em()
    .transactional((em) =>
      (em as EntityManager).execute('update audit_head set sequence = sequence + ? where tenant_id = ?', [
        EVENTS,
        acme.id,
      ]),
    )
  console = openConsole(
    {
      url: pm33.url,
      fetch: (input, init) => fetch(input, init),
      operatorKey: pm33.doors.operatorKey,
      close: () => Promise.resolve(),
    },
    acme.id,
  )
})
afterAll(async () => {
  rmSync(folder, { recursive: true, force: true })
  await pm33.close()
})

test('holds every event of the log, every version of every document, the credits, and the settings', async () => {
  expect(await exportTenant(console, { folder } as never)).toMatch(
    /^Wrote 1 workspace, 1 document version, the people, settings, credits, and audit log to /,
  )
  expect(readdirSync(folder).sort()).toEqual([
    'audit.jsonl',
    'credits.csv',
    'documents',
    'organization.json',
    expect.stringMatching(/^\w+\.json$/),
  ])
  const numbers = readFileSync(join(folder, 'audit.jsonl'), 'utf8')
    .trimEnd()
    .split('\n')
    .map((line) => (JSON.parse(line) as { sequence: number }).sequence)
  expect(numbers.length).toBeGreaterThan(EVENTS)
  expect(numbers).toEqual(numbers.map((_number, at) => at + 1))
  const [document] = readdirSync(join(folder, 'documents'))
  expect(document).toMatch(/-PRD-1-v1\.md$/)
  expect(readFileSync(join(folder, 'documents', document!), 'utf8')).toContain('Sell more tea')
  expect(readFileSync(join(folder, 'credits.csv'), 'utf8')).toContain('grant')
  expect(JSON.parse(readFileSync(join(folder, 'organization.json'), 'utf8'))).toMatchObject({
    name: 'Acme',
    accessPolicy: { views: true },
    auditLog: { retentionDays: null },
    creditCaps: [],
    invites: [],
  })
})

test('the audit log as CSV has one head, and every event once', async () => {
  let csv = ''
  for await (const part of auditFile(console, { format: 'csv' })) csv += part
  const [head, ...rows] = csv.trimEnd().split('\r\n')
  expect(head).toMatch(/sequence,at,action/)
  expect(rows.map((row) => Number.parseInt(row, 10))).toEqual(rows.map((_row, at) => at + 1))
  expect(rows.length).toBeGreaterThan(EVENTS)
})

test('the audit log comes whole, whatever the size of the parts in which the server gives it', async () => {
  const log = Array.from({ length: 10 }, (_, at) => ({ sequence: at + 1 }))
  const asked: number[] = []
  const inThrees = {
    tenant: (_operation: unknown, variables?: { afterSequence: number }) => {
      if (!variables) return Promise.resolve({ auditEvents: { nodes: [log.at(-1)] } })
      asked.push(variables.afterSequence)
      const part = log.filter(({ sequence }) => sequence > variables.afterSequence).slice(0, 3)
      return Promise.resolve({ exportAuditEvents: part.map((event) => `${JSON.stringify(event)}\n`).join('') })
    },
  }
  let file = ''
  for await (const part of auditFile(inThrees as never, {})) file += part
  expect(file.trimEnd().split('\n')).toHaveLength(10)
  expect(asked).toEqual([0, 3, 6, 9])
})

test('the audit log until a later day comes to an end, although each part is an event of it', async () => {
  const tomorrow = new Date(Date.now() + 86_400_000).toISOString().slice(0, 10)
  let parts = 0
  for await (const _part of auditFile(console, { until: tomorrow })) {
    parts++
    await Promise.all([pm33.api.audit.flush(), pm33.world.api.audit.flush()])
    if (parts > 2) break
  }
  // 20,000 events, and the few behind them.
  expect(parts).toBe(2)
})
