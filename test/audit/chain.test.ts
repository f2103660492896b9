/** The audit log is only ever appended to, and shows whatever was done to it by somebody who can write to the database. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { AuditCheckpoint, AuditEvent, AuditIdentity } from '../../api/audit/entity.ts'
import { purgeEvents } from '../../api/audit/purge-service.ts'
import { verifyEvents } from '../../api/audit/verify-service.ts'
import { INSTALLATION } from '../../api/audit/vocabulary.ts'
import { dbForTenant } from '../../api/data/context.ts'
import type { DatabaseLocation, Db } from '../../api/data/database.ts'
import { Tenant } from '../../api/identity/entity.ts'
import { auditRows } from '../audit-rows.ts'
import { asOwner, newDatabase } from '../servers/databases.ts'
import { ENGINES, world, type TenantInTest, type World } from '../world.ts'

const DAY = 86_400_000

describe.each(ENGINES)('an audit log on %s', (engine) => {
  let pm33: World
  let at: DatabaseLocation
  beforeAll(async () => {
    at = await newDatabase(engine)
    pm33 = await world(engine, at)
  })
  afterAll(() => pm33.close())

  /** An organization with so many events, `ago` days old. */
  async function logOf(events: number, ago = 0): Promise<TenantInTest> {
    const tenant = await pm33.tenant('Acme')
    await append(tenant, events, ago)
    return tenant
  }
  async function append(tenant: Pick<TenantInTest, 'id' | 'userId'>, events: number, ago = 0) {
    for (let n = 1; n <= events; n++)
      pm33.api.audit.record(
        {
          tenantId: tenant.id,
          kind: 'api_key',
          subject: 'key:test',
          userId: tenant.userId,
          scopes: new Set(['a', 'b']),
        },
        {
          at: new Date(Date.now() - ago * DAY + n),
          action: `action ${n}`,
          correlationId: `call ${n}`,
          sessionId: null,
          ip: '203.0.113.7',
          userAgent: 'a client',
          outcome: 'ok',
          milliseconds: n,
        },
      )
    await pm33.api.audit.flush()
  }
  const verify = (tenant: TenantInTest, witness?: { sequence: number; hash: string }) =>
    verifyEvents(tenant.db(), pm33.secrets.audit, witness)
  const findings = async (tenant: TenantInTest) =>
    (await verify(tenant)).findings.map(({ fault, sequence, through }) => [fault, sequence, through])
  /** As somebody who owns the database, who can lift what stops the serving role. */
  const tamper = (table: string, ...statements: string[]) =>
    asOwner(
      at,
      pm33.orm,
      `alter table ${table} disable trigger all`,
      `alter table ${table} no force row level security`,
      ...statements,
      `alter table ${table} force row level security`,
      `alter table ${table} enable trigger all`,
    )
  /** As the serving role, standing in the organization. */
  const inside = (tenant: TenantInTest, sql: string, values: unknown[] = []) =>
    tenant.em().transactional((em) => (em as ReturnType<TenantInTest['em']>).execute(sql, values))
  const of = ({ id }: TenantInTest, sequence: number) => `tenant_id = '${id}' and sequence = ${sequence}`

  test('has a number for every event, without gaps, and is whole', async () => {
    const acme = await logOf(5)
    expect((await auditRows(acme.em())).map(({ sequence, action }) => [sequence, action])).toEqual([
      [1, 'action 1'],
      [2, 'action 2'],
      [3, 'action 3'],
      [4, 'action 4'],
      [5, 'action 5'],
    ])
    expect(await verify(acme)).toMatchObject({ events: 5, unsealed: 0, erased: 0, purged: 0, findings: [] })
  })

  test('shows one flipped bit', async () => {
    const acme = await logOf(5)
    // 'action 3' and 'action 2' differ in one bit.
    await tamper('audit_event', `update audit_event set action = 'action 2' where ${of(acme, 3)}`)
    expect(await findings(acme)).toEqual([['changed', 3, 3]])
  })

  test('shows one missing event, also the last', async () => {
    const acme = await logOf(5)
    await tamper('audit_event', `delete from audit_event where ${of(acme, 3)}`)
    expect(await findings(acme)).toEqual([['missing', 3, 3]])
    const bolt = await logOf(5)
    await tamper('audit_event', `delete from audit_event where ${of(bolt, 5)}`)
    expect(await findings(bolt)).toEqual([['end_missing', 5, 5]])
  })

  test('shows two events that have changed places', async () => {
    const acme = await logOf(5)
    await tamper(
      'audit_event',
      `update audit_event set sequence = -3 where ${of(acme, 3)}`,
      `update audit_event set sequence = 3 where ${of(acme, 4)}`,
      `update audit_event set sequence = 4 where ${of(acme, -3)}`,
    )
    expect(await findings(acme)).toEqual([
      ['changed', 3, 3],
      ['changed', 4, 4],
      ['changed', 5, 5],
    ])
  })

  test('privacy: The audit log is only ever appended to, and shows if an event was changed, removed, or reordered.', async () => {
    const acme = await logOf(8)
    await expect(inside(acme, `update audit_event set outcome = 'ok'`)).rejects.toThrow(/permission denied/)
    await tamper(
      'audit_event',
      `update audit_event set outcome = 'oj' where ${of(acme, 2)}`,
      `delete from audit_event where ${of(acme, 4)}`,
      `update audit_event set sequence = -6 where ${of(acme, 6)}`,
      `update audit_event set sequence = 6 where ${of(acme, 7)}`,
      `update audit_event set sequence = 7 where ${of(acme, -6)}`,
    )
    expect(await findings(acme)).toEqual([
      ['changed', 2, 2],
      ['missing', 4, 4],
      ['changed', 6, 6],
      ['changed', 7, 7],
      ['changed', 8, 8],
    ])
  })

  test('shows an event that was put in, and one that was marked as older than the chain', async () => {
    const acme = await logOf(3)
    await acme.em().insert(AuditEvent, {
      ...(await acme.em().findOneOrFail(AuditEvent, { sequence: 3 }, { disableIdentityMap: true })),
      id: crypto.randomUUID(),
      sequence: 4,
    } as never)
    expect(await findings(acme)).toEqual([
      ['changed', 4, 4],
      ['added', 4, 4],
    ])
    await tamper('audit_head', `update audit_head set sequence = 4 where tenant_id = '${acme.id}'`)
    expect(await findings(acme)).toEqual([['changed', 4, 4]])
    const bolt = await logOf(3)
    await tamper('audit_event', `update audit_event set hash = 'unsealed', action = 'x' where ${of(bolt, 2)}`)
    expect(await findings(bolt)).toEqual([
      ['changed', 2, 2],
      ['changed', 3, 3],
    ])
  })

  test('shows that somebody else was named as who did it', async () => {
    const acme = await logOf(2)
    const [, second] = await auditRows(acme.em())
    await tamper('audit_identity', `update audit_identity set ip = '198.51.100.1' where id = '${second!.id}'`)
    expect(await findings(acme)).toEqual([['identity_changed', 2, 2]])
  })

  test('shows a log that was cut back with its head, to whoever kept what an earlier check found', async () => {
    const acme = await logOf(5)
    const { last } = await verify(acme)
    const fourth = await acme.em().findOneOrFail(AuditEvent, { sequence: 4 }, { disableIdentityMap: true })
    await tamper('audit_event', `delete from audit_event where ${of(acme, 5)}`)
    await tamper(
      'audit_head',
      `update audit_head set sequence = 4, hash = '${fourth.hash}' where tenant_id = '${acme.id}'`,
    )
    expect(await findings(acme)).toEqual([])
    expect((await verify(acme, last)).findings).toEqual([{ fault: 'end_missing', sequence: 5, through: 5 }])
  })

  test.each(['audit_event', 'audit_identity', 'audit_checkpoint'])(
    'refuses the serving role to change, delete, or truncate %s',
    async (table) => {
      const acme = await logOf(1)
      for (const sql of [`update ${table} set id = id`, `delete from ${table}`, `truncate ${table}`])
        await expect(inside(acme, sql), sql).rejects.toThrow(/permission denied/)
    },
  )

  test.each(['audit_event', 'audit_identity'])(
    'stops the owner of the database from changing %s by accident',
    async (table) => {
      const acme = await logOf(1)
      for (const sql of [`update ${table} set id = id`, `delete from ${table}`, `truncate ${table}`])
        await expect(asOwner(at, pm33.orm, `set app.tenant_id = '${acme.id}'`, sql), sql).rejects.toThrow(
          'the audit log is only ever appended to',
        )
      await asOwner(at, pm33.orm)
    },
  )

  test('stays whole when a person is erased, and says of how many events', async () => {
    const acme = await logOf(4)
    const erased = await inside(acme, 'select audit_erase(?) as gone', [acme.userId])
    expect(erased).toEqual([{ gone: 4 }])
    expect(await verify(acme)).toMatchObject({ events: 4, erased: 4, findings: [] })
    expect(await acme.em().count(AuditIdentity, {})).toBe(0)
  })

  test('is purged by retention from its start, and verified from a signed checkpoint on', async () => {
    const acme = await logOf(6, 40)
    await append(acme, 2)
    const purge = () => purgeEvents(acme.db(), pm33.secrets.audit, new Date())
    expect(await purge()).toBe(0)
    await acme.em().nativeUpdate(Tenant, {}, { auditDays: 30 })
    expect(await purge()).toBe(6)
    expect(await purge()).toBe(0)
    expect((await auditRows(acme.em())).map(({ sequence }) => sequence)).toEqual([7, 8])
    expect(await acme.em().count(AuditIdentity, {})).toBe(2)
    expect(await verify(acme)).toMatchObject({ events: 2, purged: 6, findings: [] })
    await append(acme, 1)
    expect(await verify(acme)).toMatchObject({ events: 3, purged: 6, findings: [] })
    await tamper('audit_checkpoint', `update audit_checkpoint set rows = 5 where tenant_id = '${acme.id}'`)
    expect(await findings(acme)).toEqual([['checkpoint_changed', 6, 6]])
  })

  test('that is purged while it is verified lacks nothing', async () => {
    const acme = await logOf(6, 40)
    await append(acme, 3)
    await acme.em().nativeUpdate(Tenant, {}, { auditDays: 30 })
    const db = acme.db()
    let batches = 0
    // Between the second batch and the third.
    const snapshot: Db['snapshot'] = async (work) => {
      if (++batches === 3) expect(await purgeEvents(acme.db(), pm33.secrets.audit, new Date())).toBe(6)
      return db.snapshot(work)
    }
    const seen = {
      get em() {
        return db.em
      },
      snapshot,
    }
    expect(await verifyEvents(seen, pm33.secrets.audit, null, 2)).toMatchObject({
      events: 7,
      erased: 0,
      purged: 6,
      last: { sequence: 9 },
      findings: [],
    })
  })

  test('is purged where the clock of a node is ahead of the database, of what the database keeps no longer', async () => {
    const acme = await logOf(3, 40)
    await append(acme, 2, 29.99)
    await acme.em().nativeUpdate(Tenant, {}, { auditDays: 30 })
    expect(await purgeEvents(acme.db(), pm33.secrets.audit, new Date(Date.now() + 3_600_000))).toBe(3)
    expect(await acme.em().count(AuditEvent, {})).toBe(2)
  })

  test('keeps what its retention keeps, whatever the serving role asks', async () => {
    const acme = await logOf(3, 1)
    await acme.em().nativeUpdate(Tenant, {}, { auditDays: 30 })
    const third = await acme.em().findOneOrFail(AuditEvent, { sequence: 3 }, { disableIdentityMap: true })
    await acme.em().insert(AuditCheckpoint, {
      tenantId: acme.id,
      id: crypto.randomUUID(),
      sequence: 3,
      hash: third.hash,
      rows: 3,
      at: new Date(),
      signature: 'made up',
    })
    await expect(inside(acme, 'select audit_purge(3)')).rejects.toThrow(
      'the retention of this organization keeps some of these events',
    )
    expect(await acme.em().count(AuditEvent, {})).toBe(3)
  })

  // It says so in the log.
  test('privacy: Audit events are kept for as long as the retention of your organization says, and purged within an hour after that.', async () => {
    const acme = await logOf(2, 40)
    const bolt = await logOf(2, 40)
    await acme.em().nativeUpdate(Tenant, {}, { auditDays: 30 })
    await pm33.api.keeper.run()
    await pm33.api.audit.flush()
    const actions = async (tenant: TenantInTest) => (await auditRows(tenant.em())).map(({ action }) => action)
    expect(await actions(acme)).toEqual(['audit purge'])
    expect(await actions(bolt)).toEqual(['action 1', 'action 2'])
  })

  // It says so in the installation's log, too.
  test('privacy: Events that belong to no organization, or to one that was erased, are kept for a year, or as long as the operator sets.', async () => {
    const erased = await logOf(2, 366)
    const [young, bolt] = [await logOf(2, 364), await logOf(2, 366)]
    for (const tenant of [erased, young]) await tenant.em().nativeDelete(Tenant, {})
    const installation = dbForTenant(pm33.orm, INSTALLATION)
    await append({ ...bolt, id: INSTALLATION }, 2, 366)
    await pm33.api.keeper.run()
    await pm33.api.audit.flush()
    const actions = async ({ em }: Pick<Db, 'em'>) => (await auditRows(em)).map(({ action }) => action)
    // Nothing would ever end a log that says so of itself each year.
    expect(await actions(erased.db())).toEqual([])
    expect(await actions(young.db())).toEqual(['action 1', 'action 2'])
    expect(await actions(bolt.db())).toEqual(['action 1', 'action 2'])
    expect(await actions(installation)).toEqual(['audit purge'])
  })

  // The embedded database has one process, and so one writer.
  if (engine === 'postgres')
    test('has one order, however many nodes write it at once', async () => {
      const acme = await logOf(0)
      const other = await world(engine, at)
      const record = (node: World, n: number) =>
        node.api.audit.record(
          { tenantId: acme.id, kind: 'schedule', subject: 'schedule', userId: null, scopes: new Set() },
          {
            at: new Date(),
            action: `${n}`,
            correlationId: `${n}`,
            sessionId: null,
            ip: null,
            userAgent: null,
            outcome: 'ok',
            milliseconds: 0,
          },
        )
      for (let n = 0; n < 20; n++) {
        for (let each = 0; each < 30; each++) record(each % 2 ? other : pm33, n)
        await Promise.all([pm33.api.audit.flush(), other.api.audit.flush()])
      }
      expect(await verify(acme)).toMatchObject({ events: 600, findings: [] })
      await other.close()
    })
})
