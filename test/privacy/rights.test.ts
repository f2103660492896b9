/** What people can ask of their data, as the privacy policy promises: to see it, take it along, stop its use, and have it erased. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { AuditEvent } from '../../api/audit/entity.ts'
import { sweepReservations } from '../../api/billing/ledger-service.ts'
import { verifyEvents } from '../../api/audit/verify-service.ts'
import { INSTALLATION } from '../../api/audit/vocabulary.ts'
import { dbForTenant, type Context } from '../../api/data/context.ts'
import { Db, type EntityManager } from '../../api/data/database.ts'
import { GLOBAL_TABLES } from '../../api/data/entities.ts'
import { ApiKey, Membership, User } from '../../api/identity/entity.ts'
import { personArchive } from '../../api/privacy/archive-service.ts'
import { auditRows } from '../audit-rows.ts'
import { beside } from '../beside.ts'
import { testOn } from '../depth.ts'
import { Browser } from '../oauth/browser.ts'
import { signedIn } from '../oauth/client.ts'
import { PASSWORD, site, type Site } from '../oauth/server.ts'
import { caller, given, ledgerOf, reserved } from '../billing/ledger.ts'
import { tenantSide } from '../isolation/side.ts'
import { ENGINES, givenItems, type TenantInTest } from '../world.ts'

interface Proof {
  what: string
  counts: Record<string, number>
  signature: string
}
const PROOF = '{ what at counts signature }'

describe.each(ENGINES)('rights over personal data on %s', (engine) => {
  const deep = testOn(engine, 'embedded')
  let pm33: Site
  let acme: TenantInTest
  beforeAll(async () => {
    pm33 = await site(engine)
    acme = await pm33.world.tenant('Acme')
    await givenItems(acme, await acme.workspace('Shop'), [{ key: 'A-1' }, { key: 'A-2' }])
  })
  afterAll(() => pm33.close())

  const written = () => Promise.all([pm33.api.audit.flush(), pm33.world.api.audit.flush()])
  const actions = async (tenant = acme) => {
    await written()
    return (await auditRows(tenant.em())).map(({ action, outcome }) => `${action} ${outcome}`)
  }
  const named = async (tenant: TenantInTest, name: string, role: 'member' | 'admin' | 'owner' = 'member') => {
    const person = await pm33.person(tenant, role)
    await tenant.em().nativeUpdate(User, { id: person.userId }, { name })
    return person
  }

  /** Every text column of every table, with the rows of a tenant that have one of the words. */
  async function found(em: EntityManager, words: readonly string[]): Promise<string[]> {
    const columns = await em.execute<{ table: string; name: string }[]>(
      `select table_name as "table", column_name as name from information_schema.columns where table_schema = 'public'
         and data_type in ('text', 'character varying', 'jsonb', 'json', 'uuid', 'ARRAY') order by 1, 2`,
    )
    expect(columns.length).toBeGreaterThan(150)
    const rows = await em.transactional((inner) =>
      (inner as EntityManager).execute<{ hit: string }[]>(
        `with asked (word) as (values ${words.map(() => '(?::text)').join(', ')}) ${columns
          .map(
            ({ table, name }) =>
              `select '${table}.${name}' as hit where exists (select 1 from "${table}" t, asked where position(asked.word in t."${name}"::text) > 0)`,
          )
          .join(' union all ')}`,
        [...words],
      ),
    )
    return rows.map(({ hit }) => hit)
  }

  // An admin gets what theirs holds.
  test('privacy: Download everything PM33 holds about you, in every organization you belong to, as a JSON file.', async () => {
    const { email, userId } = await named(acme, 'Ada Quist')
    const bolt = await pm33.world.tenant('Bolt')
    const em = bolt.em()
    em.create(Membership, { user: em.getReference(User, userId, { wrapped: true }), role: 'viewer' })
    await em.flush()
    await givenItems(acme, await acme.workspace('Yard'), [{ key: 'Y-1', assignee: 'Ada Quist' }])
    const browser = await signedIn(pm33, email)
    const { data } = await browser.ask<{ exportMyData: string }>('mutation ExportMyData { exportMyData }')
    const archive = JSON.parse(data!.exportMyData) as {
      account: object
      browsers: object[]
      organizations: { organization: string; activity: { action: string }[]; assignedItems: { key: string }[] }[]
    }
    expect(archive.account).toMatchObject({ name: 'Ada Quist', email })
    expect(archive.browsers).toMatchObject([{ ip: '127.0.0.1' }])
    expect(archive.organizations.map(({ organization }) => organization)).toEqual(['Acme', 'Bolt'])
    expect(archive.organizations[0]!.activity.map(({ action }) => action)).toEqual(['signIn'])
    expect(archive.organizations[0]!.assignedItems).toMatchObject([{ key: 'Y-1' }])
    expect(JSON.stringify(archive)).not.toContain('passwordHash')

    const admin = pm33.world.person(acme, 'admin')
    const members = (await admin<{ members: { id: string; email: string }[] }>('{ members { id email } }')).data!
      .members
    const { id } = members.find((member) => member.email === email)!
    const held = (await admin<{ exportMemberData: string }>(`mutation { exportMemberData(id: "${id}") }`)).data!
    const theirs = JSON.parse(held.exportMemberData) as typeof archive
    expect(theirs.organizations.map(({ organization }) => organization)).toEqual(['Acme'])
    expect(theirs.browsers).toEqual([])
    expect(await actions()).toEqual(expect.arrayContaining(['exportMyData ok', 'exportMemberData ok']))
    const console = await pm33.operator<{ exportPerson: string }>(
      'mutation ($email: String!) { exportPerson(email: $email) }',
      {
        email,
      },
    )
    expect(JSON.parse(console.data!.exportPerson)).toMatchObject({ account: { email } })
  })

  deep.each([
    [
      'privacy: Restrict the processing of your data in an organization, which keeps it but stops your sessions, keys, and apps there until an admin lifts the restriction, or, if you are an owner, another owner.',
      'restriction',
      'processing restricted',
    ],
    [
      'privacy: Object to the processing, which restricts it until an admin decides.',
      'objection',
      'objection recorded',
    ],
  ])('%s', async (_promise, ground, what) => {
    const { email, userId } = await named(acme, 'Per Holm', 'admin')
    const browser = await signedIn(pm33, email)
    const made = await browser.ask<{ createApiKey: { key: string } }>(
      'mutation { createApiKey(input: { name: "k", surfaces: [graphql] }) { key } }',
    )
    const viewer = async () =>
      (
        (await (
          await fetch(`${pm33.url}/graphql`, {
            method: 'POST',
            headers: { 'content-type': 'application/json', 'x-api-key': made.data!.createApiKey.key },
            body: '{"query":"{ viewer { name } }"}',
          })
        ).json()) as { errors?: object[] }
      ).errors
    expect(await viewer()).toBeUndefined()
    const { data } = await browser.ask<{ restrictMyData: Proof }>(
      `mutation { restrictMyData(ground: ${ground}) ${PROOF} }`,
    )
    expect(data!.restrictMyData).toMatchObject({ what, counts: { membership: 1 } })
    expect(data!.restrictMyData.signature).toMatch(/^[0-9a-f]{64}$/)
    expect(await viewer()).toHaveLength(1)
    expect((await browser.ask('{ viewer { name } }')).errors[0]!.extensions.code).toBe('UNAUTHENTICATED')
    expect((await new Browser(pm33.url).signIn(email)).errors[0]!.message).toMatch(
      /^Processing of your data is restricted/,
    )
    expect(await acme.em().count(ApiKey, { user: userId })).toBe(1)

    const owner = pm33.world.person(acme, 'owner')
    const { members } = (
      await owner<{ members: { id: string; email: string; restricted: boolean; objected: boolean }[] }>(
        '{ members { id email restricted objected } }',
      )
    ).data!
    const member = members.find((one) => one.email === email)!
    expect(member).toMatchObject({ restricted: true, objected: ground === 'objection' })
    await owner(`mutation { restrictMember(id: "${member.id}") ${PROOF} }`)
    pm33.api.credentials.forget()
    expect(await viewer()).toBeUndefined()
    expect(await actions()).toEqual(expect.arrayContaining(['restrictMyData ok', 'restrictMember ok']))
  })

  test('names what an organization keeps of somebody whom it has removed, and of an event that names a key alone', async () => {
    const { email, userId } = await named(acme, 'Gro Vik', 'admin')
    const browser = await signedIn(pm33, email)
    const made = await browser.ask<{ createApiKey: { key: string } }>(
      'mutation { createApiKey(input: { name: "k", surfaces: [graphql] }) { key } }',
    )
    await pm33.world.graphql(made.data!.createApiKey.key, '{ viewer { name } }')
    await browser.ask('mutation { inviteMember(email: "after@example.test", role: member) { link } }')
    await written()
    const elsewhere = await pm33.world.tenant('Elsewhere')
    await pm33.world.person(
      elsewhere,
      'owner',
    )(`mutation { inviteMember(email: ${JSON.stringify(email)}, role: member) { link } }`)
    const em = acme.em()
    const [key] = await em.find(ApiKey, { user: userId })
    // As an event from before the log was chained.
    await em.transactional((inner) =>
      (inner as EntityManager).execute(
        `insert into audit_identity (tenant_id, id, user_id, subject, ip, salt) values (?, gen_random_uuid(), null, ?, '192.0.2.7', 'salt')`,
        [acme.id, `key:${key!.id}`],
      ),
    )
    const admin = pm33.world.person(acme, 'admin')
    const { members } = (await admin<{ members: { id: string; email: string }[] }>('{ members { id email } }')).data!
    await admin(`mutation { removeMember(id: "${members.find((member) => member.email === email)!.id}") }`)
    expect((await new Browser(pm33.url).signIn(email)).errors).toHaveLength(1)
    await written()
    const words = [email, userId, key!.id, '192.0.2.7']
    expect(await found(acme.em(), words)).toEqual(expect.arrayContaining(['audit_identity.subject', 'invite.inviter']))
    const log = dbForTenant(pm33.world.orm, INSTALLATION).em
    expect(await found(log, words)).toContain('audit_identity.user_id')

    // The connection may have been idle for too long meanwhile.
    await pm33.operator('{ operatorTenants { id } }').catch(() => undefined)
    const console = await pm33.operator<{ exportPerson: string }>(
      'mutation ($email: String!) { exportPerson(email: $email) }',
      { email },
    )
    expect(JSON.parse(console.data!.exportPerson)).toMatchObject({
      organizations: [
        { organization: 'Acme', role: null, invited: [{ email: 'after@example.test' }], onlyNewest: [] },
        { organization: 'Elsewhere', role: null, invitations: [{ role: 'member' }] },
      ],
      installation: { activity: [{ action: 'signIn', outcome: 'FORBIDDEN' }] },
    })
    const erased = await pm33.operator(`mutation ($email: String!) { erasePerson(email: $email) ${PROOF} }`, { email })
    expect(erased.errors).toEqual([])
    await written()
    expect(await found(acme.em(), words)).toEqual([])
    expect(await found(log, words)).toEqual([])
    expect(await found(elsewhere.em(), words)).toEqual([])
    expect(await found(acme.em(), ['after@example.test'])).toEqual([])
  })

  test('an address that was only invited is erased, too', async () => {
    const email = 'never-came@example.test'
    const admin = pm33.world.person(acme, 'admin')
    await admin(`mutation { inviteMember(email: "${email}", role: member) { link } }`)
    expect(await found(acme.em(), [email])).toEqual(['invite.email'])
    const erase = () => pm33.operator<{ erasePerson: Proof }>(`mutation { erasePerson(email: "${email}") ${PROOF} }`)
    expect((await erase()).data!.erasePerson).toMatchObject({ what: 'invitations erased', counts: { invite: 1 } })
    expect(await found(acme.em(), [email])).toEqual([])
    expect((await erase()).errors[0]!.extensions.code).toBe('NOT_FOUND')
  })

  deep('privacy: It lists items assigned to you in the workspaces that you can see.', async () => {
    // Whoever takes somebody else's name does not see theirs.
    const secret = await acme.workspace('Board')
    await givenItems(acme, secret, [
      { key: 'S-1', title: 'Sell the company', assignee: 'Grace Kim' },
      { key: 'S-2', title: 'Tell nobody', assignee: 'Taker@Example.Test' },
    ])
    const open = await acme.workspace('Open')
    await givenItems(acme, open, [{ key: 'O-1', title: 'Paint', assignee: 'Grace Kim' }])
    const { email, userId } = await named(acme, 'Grace Kim')
    await acme.em().nativeUpdate(Membership, { user: userId }, { workspaceIds: [open.id] })
    const browser = await signedIn(pm33, email)
    const { data } = await browser.ask<{ exportMyData: string }>('mutation { exportMyData }')
    expect(data!.exportMyData).toContain('Paint')
    expect(data!.exportMyData).not.toMatch(/Sell the company|Tell nobody/)
    // The operator knows who asks.
    await acme.em().nativeUpdate(User, { id: userId }, { email: 'taker@example.test' })
    const console = await pm33.operator<{ exportPerson: string }>(
      'mutation { exportPerson(email: "taker@example.test") }',
    )
    expect(console.data!.exportPerson).toContain('Tell nobody')
    expect(console.data!.exportPerson).not.toContain('Sell the company')
  })

  deep('privacy: Of a list with more than 50,000 entries, it holds the newest and says so.', async () => {
    const { email, userId } = await named(acme, 'Busy Bee')
    for (let time = 0; time < 3; time++) await signedIn(pm33, email)
    await written()
    const user = await acme.em().findOneOrFail(User, { id: userId })
    const context = {
      db: new Db(pm33.world.orm.em.fork()),
      dbIn: (id: string) => dbForTenant(pm33.world.orm, id),
      auditWritten: () => Promise.resolve(),
      now: () => new Date(),
    } as unknown as Context
    const archive = async (most?: number) =>
      (
        JSON.parse(await personArchive(context, user, most ? { most } : {})) as {
          organizations: { activity: { at: string }[]; onlyNewest: string[] }[]
        }
      ).organizations[0]!
    const whole = await archive()
    expect([whole.activity.length, whole.onlyNewest]).toEqual([3, []])
    expect(await archive(2)).toMatchObject({ activity: whole.activity.slice(1), onlyNewest: ['activity'] })
  })

  deep('an only owner can neither be restricted nor erased, so that an organization is never left alone', async () => {
    const alone = await pm33.world.tenant('Alone', 'viewer')
    const { email } = await named(alone, 'Only Owner', 'owner')
    const browser = await signedIn(pm33, email)
    for (const field of ['restrictMyData(ground: restriction)', `eraseMyAccount(password: "${PASSWORD}")`])
      expect((await browser.ask(`mutation { ${field} ${PROOF} }`)).errors[0]!.extensions.code).toBe('CONFLICT')
  })

  deep.each([
    [
      'data is restricted',
      (em: EntityManager, user: string) => em.nativeUpdate(Membership, { user }, { restrictedAt: new Date() }),
    ],
    [
      'account is disabled',
      (em: EntityManager, id: string) => em.nativeUpdate(User, { id }, { disabledAt: new Date() }),
    ],
  ])('an owner whose %s does not count as the one who stays', async (_how, stop) => {
    const alone = await pm33.world.tenant('Alone', 'viewer')
    const [one, other] = [await named(alone, 'One Owner', 'owner'), await named(alone, 'Other Owner', 'owner')]
    const browser = await signedIn(pm33, one.email)
    const { members } = (await browser.ask<{ members: { id: string; email: string }[] }>('{ members { id email } }'))
      .data!
    const id = members.find(({ email }) => email === one.email)!.id
    await stop(alone.em(), other.userId)
    for (const field of [
      `removeMember(id: "${id}")`,
      `changeMember(id: "${id}", role: member) { id }`,
      `restrictMyData(ground: restriction) ${PROOF}`,
      `eraseMyAccount(password: "${PASSWORD}") ${PROOF}`,
    ])
      expect((await browser.ask(`mutation { ${field} }`)).errors[0]!.extensions.code, field).toBe('CONFLICT')
    // The other can go: nobody rests on an owner who cannot act.
    const theirs = members.find(({ email }) => email === other.email)!.id
    expect((await browser.ask(`mutation { removeMember(id: "${theirs}") }`)).errors).toEqual([])
  })

  deep('erasure takes the password, and a wrong one erases nothing', async () => {
    const { email, userId } = await named(acme, 'Kept Person')
    const browser = await signedIn(pm33, email)
    const refused = await browser.ask(`mutation { eraseMyAccount(password: "wrong") ${PROOF} }`)
    expect(refused.errors[0]!.extensions.code).toBe('UNAUTHENTICATED')
    expect(await acme.em().count(User, { id: userId })).toBe(1)
  })

  test(
    // 0 rows with them in any table with text columns; the records stay.
    'privacy: Erase your account: your name, email address, and IDs disappear from every record, and a proof without personal data is downloaded.',
    { timeout: 180_000 },
    async () => {
      // An organization in which every table has rows, and every text that people write names the person.
      const side = await tenantSide(pm33.world, `w${engine.slice(0, 3)}`, 40)
      const { tenant } = side
      const { email, userId } = await named(tenant, 'Tove Ek', 'admin')
      const words = [email, userId, 'Tove Ek']
      const browser = await signedIn(pm33, email)
      await browser.ask('mutation { createApiKey(input: { name: "k" }) { key } }')
      await browser.ask('mutation { inviteMember(email: "next@example.test", role: member) { link } }')
      await browser.signIn(email, 'wrong')
      await written()
      const named_ = await nameEverywhere(pm33, tenant, `by Tove Ek <${email}>`)
      expect(named_).toBeGreaterThan(20)
      await tenant
        .em()
        .execute(`update backlog_item set assignee = 'Tove Ek' where ctid = (select max(ctid) from backlog_item)`)
      const before = await found(tenant.em(), words)
      expect(before.length).toBeGreaterThan(40)
      const items = await count(tenant.em(), 'backlog_item')
      const verify = () => verifyEvents(tenant.db(), pm33.world.secrets.audit)
      // Events that were made up with the other rows are none of PM33's.
      const { findings: madeUp } = await verify()

      // The connection may have been idle for too long meanwhile.
      await browser.ask('{ viewer { name } }').catch(() => undefined)
      const { data, errors } = await browser.ask<{ eraseMyAccount: Proof }>(
        `mutation { eraseMyAccount(password: "${PASSWORD}") ${PROOF} }`,
      )
      expect(errors).toEqual([])
      expect(JSON.stringify(data!.eraseMyAccount)).not.toMatch(/Tove|@example/)
      expect(data!.eraseMyAccount.what).toBe('person erased')
      expect(data!.eraseMyAccount.counts).toMatchObject({ user_account: 1, membership: 1 })
      await written()
      expect(await found(tenant.em(), words)).toEqual([])
      expect(await count(tenant.em(), 'backlog_item')).toBe(items)
      const { erased, findings } = await verify()
      expect(findings).toEqual(madeUp)
      expect(erased).toBeGreaterThan(0)
      expect(await actions(tenant)).toEqual(expect.arrayContaining(['person erased ok', 'eraseMyAccount ok']))
      expect((await browser.ask('{ viewer { name } }')).errors[0]!.extensions.code).toBe('UNAUTHENTICATED')
    },
  )

  // And no account of its own.
  test('privacy: An owner can erase the organization with the mutation eraseOrganization; its credit ledger is kept for accounting, its audit events are kept for security, for a year or as long as the operator sets, and neither names anyone.', async () => {
    const side = await tenantSide(pm33.world, `x${engine.slice(0, 3)}`, 20)
    const { tenant } = side
    const { email, userId } = await named(tenant, 'Una Moe', 'owner')
    const browser = await signedIn(pm33, email)
    // AI work that is under way reserves credits of a workspace.
    await given(pm33.world, tenant, 100)
    const busy = await tenant.workspace('Busy')
    const pending = async () => {
      const [row] = await tenant
        .em()
        .execute<{ pending: number }[]>(
          `select pending from credit_account where kind = 'organization' and owner = tenant_id`,
        )
      return row!.pending
    }
    await reserved(caller(pm33.world, tenant, userId), { amount: 10, workspaceId: busy.id })
    expect(await pending()).toBe(10)
    const wrong = await browser.ask(`mutation { eraseOrganization(name: "Other") ${PROOF} }`)
    expect(wrong.errors[0]!.extensions.code).toBe('BAD_USER_INPUT')
    const { name } = (await browser.ask<{ tenant: { name: string } }>('{ tenant { name } }')).data!.tenant
    const { errors } = await browser.ask(`mutation { eraseOrganization(name: ${JSON.stringify(name)}) ${PROOF} }`)
    expect(errors).toEqual([])
    await written()
    const left: string[] = []
    const tables = await tenant
      .em()
      .execute<{ name: string }[]>(
        `select table_name as name from information_schema.columns where table_schema = 'public' and column_name = 'tenant_id'`,
      )
    for (const { name: table } of tables) if (await count(tenant.em(), table)) left.push(table)
    const books = ['credit_account', 'credit_entry']
    expect(left.sort()).toEqual(['audit_checkpoint', 'audit_event', 'audit_head', 'audit_identity', ...books])
    expect(await found(tenant.em(), [email, userId, 'Una Moe'])).toEqual([])
    // The erasure itself is the only event that has anything beside it, and that is nobody.
    expect(await auditRows(tenant.em(), 'eraseOrganization')).toMatchObject([
      { outcome: 'BAD_USER_INPUT', userId: null },
      { outcome: 'ok', userId: null, subject: 'erased', ip: null },
    ])
    expect(await tenant.em().count(AuditEvent, {})).toBeGreaterThan(1)
    // What was reserved returns, although nobody is left.
    const late = { ...ledgerOf(pm33.world, tenant), now: () => new Date(Date.now() + 16 * 60_000) }
    await sweepReservations(late)
    expect(await pending()).toBe(0)
  })

  if (engine === 'postgres')
    test('what a call writes into an organization while it is erased is erased, too', async () => {
      const tenant = await pm33.world.tenant('Brief')
      const { email, userId } = await named(tenant, 'Ivo Dal', 'owner')
      const browser = await signedIn(pm33, email)
      await tenant
        .em()
        .execute(
          `insert into credit_account (tenant_id, id, kind, owner, created_at) values (?, gen_random_uuid(), 'person', ?, now())`,
          [tenant.id, userId],
        )
      const call = await beside(tenant)
      // Accounts are the last thing that the erasure changes.
      await call.run(`select id from credit_account where kind = 'person' for update`)
      const erasure = browser.ask(`mutation { eraseOrganization(name: "Brief") ${PROOF} }`)
      await call.waitedFor()
      await call.run(
        `insert into mcp_session (tenant_id, id, id_hash, subject, last_seen_at, expires_at, created_at) values (?, gen_random_uuid(), 'late', ?, now(), now(), now())`,
        [tenant.id, `user:${userId}`],
      )
      await call.commit()
      expect((await erasure).errors).toEqual([])
      expect(await count(tenant.em(), 'mcp_session')).toBe(0)
    })
})

async function count(em: EntityManager, table: string): Promise<number> {
  const [row] = await em.transactional((inner) =>
    (inner as EntityManager).execute<{ rows: number }[]>(`select count(*)::int as rows from "${table}"`),
  )
  return row!.rows
}

/** Writes words into every text column that people fill, of every table of a tenant. @returns how many columns took them */
async function nameEverywhere({ world }: Site, tenant: TenantInTest, words: string): Promise<number> {
  let columns = 0
  for (const meta of world.orm.getMetadata().getAll().values()) {
    // The head of the audit log says where it ends: nobody writes words there.
    if (meta.tableName in GLOBAL_TABLES || meta.tableName === 'audit_head' || !('tenantId' in meta.properties)) continue
    for (const { kind, enum: closed, fieldNames, columnTypes } of Object.values(meta.properties)) {
      const most = Number(
        /^varchar\((\d+)\)$/.exec(columnTypes[0] ?? '')?.[1] ?? (columnTypes[0] === 'text' ? 9_999 : 0),
      )
      if (kind !== 'scalar' || closed || most < words.length) continue
      const name = fieldNames[0]!
      columns += await tenant
        .em()
        .transactional((em) =>
          (em as EntityManager).execute<object[]>(
            `update "${meta.tableName}" set "${name}" = ? where ctid = (select ctid from "${meta.tableName}" limit 1) returning 1`,
            [words],
          ),
        )
        .then(
          (rows) => rows.length,
          // Constraints, closed lists, and tables that only grow take nothing.
          () => 0,
        )
    }
  }
  return columns
}
