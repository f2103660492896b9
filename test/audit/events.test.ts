/** What the audit log says of what people, keys, apps, and PM33 itself did, and who may read it. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { verifyEvents } from '../../api/audit/verify-service.ts'
import { INSTALLATION } from '../../api/audit/vocabulary.ts'
import { dbForTenant } from '../../api/data/context.ts'
import { Membership, Tenant, User } from '../../api/identity/entity.ts'
import { auditRows } from '../audit-rows.ts'
import { adapter, claude, type AdapterInTest } from '../claude.ts'
import { Browser } from '../oauth/browser.ts'
import { App, signedIn } from '../oauth/client.ts'
import { site, type Site } from '../oauth/server.ts'
import { givenShop } from '../shop.ts'
import { UNLIMITED } from '../servers/unlimited.ts'
import { ENGINES, type Ask, type TenantInTest } from '../world.ts'

const EVENTS = `query Events($first: Int, $after: String, $order: AuditOrder, $person: ID, $action: String, $failed: Boolean, $since: DateTime, $until: DateTime) {
  auditEvents(first: $first, after: $after, order: $order, person: $person, action: $action, failed: $failed, since: $since, until: $until) {
    nodes { sequence action outcome actor person ip erased } pageInfo { endCursor hasNextPage }
  } }`
interface Events {
  auditEvents: {
    nodes: {
      sequence: number
      action: string
      outcome: string
      actor: string
      person: string | null
      ip: string | null
    }[]
    pageInfo: { endCursor: string | null; hasNextPage: boolean }
  }
}

describe.each(ENGINES)('the audit log on %s', (engine) => {
  let pm33: Site
  let acme: TenantInTest
  let bolt: TenantInTest
  /** It was erased. */
  let gone: TenantInTest
  let mcp: AdapterInTest
  let key: string
  let reader: string

  beforeAll(async () => {
    pm33 = await site(engine)
    ;[acme, bolt] = [await pm33.world.tenant('Acme'), await pm33.world.tenant('Bolt')]
    await givenShop(acme, await acme.workspace('Shop'))
    key = await acme.key()
    reader = await acme.key({ scopes: ['mcp:enabled', 'audit:read'] })
    mcp = await adapter(pm33.world)
  })
  afterAll(async () => {
    await mcp.close()
    await pm33.close()
  })

  /** The browser's API and the console's are two nodes on one database. */
  const written = () => Promise.all([pm33.api.audit.flush(), pm33.world.api.audit.flush()])
  const rows = async (tenant = acme) => {
    await written()
    return auditRows(tenant.em())
  }
  /** What one piece of work leaves in a log. */
  const left = async (work: () => Promise<unknown>, tenant = acme) => {
    const before = (await rows(tenant)).length
    await work()
    return (await rows(tenant)).slice(before)
  }
  const ask = async <T = Events>(apiKey: string, query: string, variables: object = {}) => {
    const response = await fetch(`${pm33.url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'x-api-key': apiKey, 'user-agent': 'a script' },
      body: JSON.stringify({ query, variables }),
    })
    return (await response.json()) as { data: T; errors?: { extensions: { code: string } }[] }
  }

  test('has one event for each tool call and resource read, refused ones included', async () => {
    const client = await claude(mcp, key)
    const made = await left(async () => {
      await client.call('query_backlog', {})
      await client.call('query_backlog', { status: 'no such status' })
      await client.call('query_backlog', { workspaceId: 'nowhere' })
      await client.read('pm33://workspaces').catch(() => undefined)
    })
    expect(made.map(({ action, outcome, actor }) => [action, outcome, actor])).toEqual([
      ['query_backlog', 'ok', 'api_key'],
      ['query_backlog', 'BAD_USER_INPUT', 'api_key'],
      ['query_backlog', 'NOT_FOUND', 'api_key'],
      ['resource workspaces', 'ok', 'api_key'],
    ])
    expect(made[0]).toMatchObject({ userId: acme.userId, subject: expect.stringMatching(/^key:/) })
    expect(made[0]!.scopes).toContain('backlog:read')
    await client.close()
  })

  test('names nobody whose account or organization was erased before the event was written', async () => {
    const { userId } = await pm33.person(acme, 'member')
    gone = await pm33.world.tenant('Gone')
    const event = (tenant: TenantInTest, person: string, action: string) =>
      pm33.api.audit.record(
        { tenantId: tenant.id, kind: 'session', subject: `user:${person}`, userId: person, scopes: new Set() },
        {
          at: new Date(),
          action,
          correlationId: 'late',
          sessionId: 'session',
          ip: '192.0.2.1',
          userAgent: 'a browser',
          outcome: 'ok',
          milliseconds: 1,
        },
      )
    event(acme, userId, 'late one')
    event(acme, acme.userId, 'late other')
    event(gone, acme.userId, 'late in gone')
    await acme.em().nativeDelete(Membership, { user: userId })
    await acme.em().nativeDelete(User, { id: userId })
    await gone.em().nativeDelete(Membership, {})
    await gone.em().nativeDelete(Tenant, {})
    await written()
    const nobody = { userId: null, subject: 'erased', ip: null, userAgent: null }
    expect(await auditRows(acme.em(), 'late one')).toMatchObject([nobody])
    expect(await auditRows(acme.em(), 'late other')).toMatchObject([{ userId: acme.userId, ip: '192.0.2.1' }])
    expect(await auditRows(gone.em(), 'late in gone')).toMatchObject([nobody])
    expect((await verifyEvents(acme.db(), pm33.world.secrets.audit)).findings).toEqual([])
  })

  test('has the trace of a request for a correlation ID, and no other word of its caller', async () => {
    const trace = '4bf92f3577b34da6a3ce929d0e0e4736'
    const traceparent = `00-${trace}-00f067aa0ba902b7-01`
    const call = { jsonrpc: '2.0', id: 1, method: 'tools/call', params: { name: 'query_backlog', arguments: {} } }
    const send = (header: string) => mcp.send(call, { 'x-api-key': key, traceparent: header })
    const made = await left(async () => {
      expect((await send(traceparent)).headers.get('x-request-id')).toBe(trace)
      for (const wrong of [
        'mine',
        `00-${'0'.repeat(32)}-00f067aa0ba902b7-01`,
        `ff-${trace}-00f067aa0ba902b7-01`,
        `${traceparent}-more`,
      ])
        expect((await send(wrong)).headers.get('x-request-id')).toMatch(/^[0-9a-f]{8}-/)
      await fetch(`${pm33.url}/graphql`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', 'x-api-key': key, traceparent },
        body: JSON.stringify({ query: '{ workspaces { totalCount } }' }),
      })
    })
    expect(
      made
        .filter(({ correlationId }) => correlationId === trace)
        .map(({ action }) => action)
        .sort(),
    ).toEqual(['graphql', 'query_backlog'])
    expect(made).toHaveLength(6)
  })

  test('names actions by itself, never as the caller does', async () => {
    const made = await left(async () => {
      const writer = await acme.key({ scopes: ['mcp:enabled', 'backlog:read', 'backlog:write'] })
      await ask(
        writer,
        `mutation query_backlog { first: createTeam(input: { name: "Audited ${engine}" }) { id } ...More }
         fragment More on Mutation { forged: deleteTeam(id: "None") }`,
      )
      await ask(writer, 'query signIn { workspaces { totalCount } }')
    })
    expect(made.map(({ action, outcome, ip, userAgent }) => [action, outcome, ip, userAgent])).toEqual([
      ['createTeam', 'ok', '127.0.0.1', 'a script'],
      ['deleteTeam', 'NOT_FOUND', '127.0.0.1', 'a script'],
      ['graphql', 'ok', '127.0.0.1', 'a script'],
    ])
  })

  test('has sign-ins, also failed ones, with the account that was tried', async () => {
    const { email, userId } = await pm33.person(acme, 'admin')
    const browser = new Browser(pm33.url)
    const made = await left(async () => {
      await browser.signIn(email, 'not the password at all')
      await browser.signIn(email)
    })
    expect(made.map(({ action, outcome, actor, userId: who, ip }) => [action, outcome, actor, who, ip])).toEqual([
      ['signIn', 'UNAUTHENTICATED', 'anonymous', userId, '127.0.0.1'],
      ['signIn', 'ok', 'session', userId, '127.0.0.1'],
    ])
  })

  test('of a person in two organizations has a failed sign-in in both, and of an unknown address in neither', async () => {
    const { email, userId } = await pm33.person(acme, 'member')
    const em = bolt.em()
    em.create(Membership, { user: em.getReference(User, userId, { wrapped: true }), role: 'viewer' })
    await em.flush()
    const browser = new Browser(pm33.url)
    const [atAcme, atBolt] = [(await rows()).length, (await rows(bolt)).length]
    await browser.signIn(email, 'wrong')
    await browser.signIn('nobody@example.test')
    expect((await rows()).slice(atAcme)).toMatchObject([{ action: 'signIn', outcome: 'UNAUTHENTICATED', userId }])
    expect((await rows(bolt)).slice(atBolt)).toMatchObject([{ action: 'signIn', outcome: 'UNAUTHENTICATED', userId }])
    const own = await auditRows(dbForTenant(pm33.world.orm, INSTALLATION).em)
    expect(own.at(-1)).toMatchObject({ action: 'signIn', outcome: 'UNAUTHENTICATED', userId: null, actor: 'anonymous' })
    expect(JSON.stringify(own)).not.toContain('nobody@example.test')
  })

  test('of an organization has who switched to it, and who was turned away', async () => {
    const { email, userId } = await pm33.person(acme, 'member')
    await pm33.person(bolt, 'viewer', email)
    const browser = await signedIn(pm33, email)
    const CHOOSE = 'mutation ($id: ID!) { chooseTenant(id: $id) }'
    const made = await left(() => browser.ask(CHOOSE, { id: `Tenant:${bolt.id}` }), bolt)
    expect(made).toMatchObject([{ action: 'chooseTenant', outcome: 'ok', actor: 'session', userId }])

    const SET = 'mutation ($input: AccessPolicyInput!) { setAccessPolicy(input: $input) { views } }'
    const policy = async (input: object) => {
      expect((await pm33.world.operator(bolt)(SET, { input })).errors).toBeUndefined()
      pm33.api.credentials.forget()
    }
    await bolt.workspace('Board')
    const linked = await pm33.world.operator(bolt)<{ exportBacklog: string }>(
      'mutation { exportBacklog(format: json) }',
    )
    const link = pm33.url + new URL(linked.data!.exportBacklog, pm33.url).pathname
    const opened = await left(() => fetch(link).then((response) => response.text()), bolt)
    await policy({ networks: ['203.0.113.0/24'] })
    const refused = await left(async () => {
      for (let at = 0; at < 3; at++) {
        await browser.ask('{ workspaces { totalCount } }')
        expect((await fetch(link)).status).toBe(403)
      }
      await browser.ask('mutation { exportMyData }')
    }, bolt)
    await policy({})
    expect(opened).toMatchObject([{ action: 'downloadExport', outcome: 'ok', actor: 'anonymous', ip: '127.0.0.1' }])
    expect(refused.map(({ action, outcome, userId: who, ip }) => [action, outcome, who, ip]).sort()).toEqual([
      ['checkAccess', 'FORBIDDEN', userId, '127.0.0.1'],
      ['downloadExport', 'FORBIDDEN', null, '127.0.0.1'],
      ['exportMyData', 'FORBIDDEN', userId, '127.0.0.1'],
    ])
  })

  test('has keys, members, settings, and exports, and none of what was given or answered', async () => {
    const person = await pm33.person(acme, 'owner')
    const browser = await signedIn(pm33, person.email)
    const made = await left(async () => {
      const admin = pm33.world.person(acme, 'admin')
      await admin('mutation { createApiKey(input: { name: "Secret plans" }) { key } }')
      await admin('mutation { inviteMember(email: "ada@example.test", role: member) { link } }')
      await admin('mutation { updateSettings(sessionMinutes: 30) { id } }')
      await admin('mutation { exportBacklog(workspaceId: "shop") }')
      await browser.ask('mutation SignOutEverywhere { signOutEverywhere }')
    })
    // The browser asks another node, and each writes its events when it is ready.
    expect(made.map(({ action, outcome, actor }) => [action, outcome, actor]).sort()).toEqual([
      ['createApiKey', 'ok', 'session'],
      ['exportBacklog', 'ok', 'session'],
      ['inviteMember', 'ok', 'session'],
      ['signOutEverywhere', 'ok', 'session'],
      ['updateSettings', 'ok', 'session'],
    ])
    expect(JSON.stringify(made)).not.toMatch(/Secret plans|ada@example|pm33_live/)
  })

  test('has refusals before a call: one a minute of each sender, and nothing of what was sent', async () => {
    const own = async () => {
      await written()
      return auditRows(dbForTenant(pm33.world.orm, INSTALLATION).em)
    }
    const before = (await own()).length
    const secret = 'pm33_live_0000000000000000000000000000000000000000'
    for (let at = 0; at < 3; at++) {
      expect((await ask(secret, '{ workspaces { totalCount } }')).errors![0]!.extensions.code).toBe('UNAUTHENTICATED')
      expect((await mcp.send({ jsonrpc: '2.0', id: 1, method: 'ping' }, { 'x-api-key': secret })).status).toBe(401)
      await fetch(`${pm33.url}/graphql`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', cookie: 'pm33=no-such-session', origin: pm33.url },
        body: JSON.stringify({ query: '{ __typename }' }),
      })
    }
    const made = (await own()).slice(before)
    expect(made.map(({ action, outcome, actor, ip }) => [action, outcome, actor, ip]).sort()).toEqual([
      ['checkCredential', 'UNAUTHENTICATED', 'anonymous', null],
      ['checkCredential', 'UNAUTHENTICATED', 'anonymous', '127.0.0.1'],
      ['checkSession', 'UNAUTHENTICATED', 'anonymous', '127.0.0.1'],
    ])
    expect(JSON.stringify(made)).not.toMatch(/pm33_live|no-such-session/)
  })

  test('has calls over the limit, a missing scope, and tokens that apps give back', async () => {
    const busy = await acme.key()
    const { identity } = pm33.world.api
    identity.serveAt({
      publicUrl: identity.publicUrl,
      shared: false,
      limits: { key: { points: 2, seconds: 60 } },
    })
    const limited = await left(async () => {
      for (let at = 0; at < 5; at++) await mcp.send({ jsonrpc: '2.0', id: 1, method: 'ping' }, { 'x-api-key': busy })
    })
    identity.serveAt({ publicUrl: identity.publicUrl, shared: false, limits: UNLIMITED })
    expect(limited.map(({ action, outcome, actor }) => [action, outcome, actor])).toEqual([
      ['callMcp', 'RATE_LIMITED', 'api_key'],
    ])

    pm33.api.identity.serveAt({ publicUrl: pm33.url, shared: false, limits: { key: { points: 2, seconds: 60 } } })
    const scraper = await acme.key()
    const scraped = await left(async () => {
      for (let at = 0; at < 5; at++) await ask(scraper, '{ __typename }')
    })
    pm33.api.identity.serveAt({ publicUrl: pm33.url, shared: false, limits: UNLIMITED })
    expect(scraped.map(({ action, outcome, actor, ip }) => [action, outcome, actor, ip])).toEqual([
      ['graphql', 'ok', 'api_key', '127.0.0.1'],
      ['graphql', 'ok', 'api_key', '127.0.0.1'],
      ['callGraphql', 'RATE_LIMITED', 'api_key', '127.0.0.1'],
    ])

    const { email } = await pm33.person(acme, 'member')
    const app = new App(pm33)
    const tokens = await app.connect(await signedIn(pm33, email), { scope: 'mcp:enabled backlog:read' })
    const stepUp = await left(async () => {
      const { status } = await app.mcp(tokens.access_token, {
        jsonrpc: '2.0',
        id: 1,
        method: 'tools/call',
        params: { name: 'forecast_delivery', arguments: {} },
      })
      expect(status).toBe(403)
    })
    expect(stepUp.map(({ action, outcome, actor }) => [action, outcome, actor])).toEqual([
      ['forecast_delivery', 'FORBIDDEN', 'oauth'],
    ])
    const other = new App(pm33)
    await other.register({ client_name: 'Other' })
    const revoked = await left(async () => {
      await app.revoke(tokens.refresh_token, other.clientId)
      await app.revoke(tokens.refresh_token)
    })
    expect(revoked.map(({ action, outcome, actor, ip }) => [action, outcome, actor, ip])).toEqual([
      ['revokeToken', 'FORBIDDEN', 'oauth', '127.0.0.1'],
      ['revokeToken', 'ok', 'oauth', '127.0.0.1'],
    ])
    expect(JSON.stringify(revoked)).not.toContain(tokens.refresh_token)
  })

  test('has what the operator does to an organization in it, and the rest in the installation’s own', async () => {
    const { email } = await pm33.person(acme, 'member')
    const made = await left(() => pm33.operator('mutation ($email: String!) { disableUser(email: $email) }', { email }))
    expect(made).toMatchObject([{ action: 'disableUser', outcome: 'ok', actor: 'operator', subject: 'operator' }])
    await pm33.operator('mutation { rotateKeys }')
    await written()
    const own = await auditRows(dbForTenant(pm33.world.orm, INSTALLATION).em)
    expect(own.at(-1)).toMatchObject({ action: 'rotateKeys', actor: 'operator' })
  })

  test('is followed by a monitoring system with a cursor that stays good as the log grows', async () => {
    const first = (await ask(reader, EVENTS, { order: 'oldest', first: 2 })).data.auditEvents
    expect(first.nodes.map(({ sequence }) => sequence)).toEqual([1, 2])
    const seen = [1, 2]
    let after = first.pageInfo.endCursor
    const follow = async () => {
      for (let more = true; more;) {
        const { auditEvents } = (await ask(reader, EVENTS, { order: 'oldest', first: 50, after })).data
        seen.push(...auditEvents.nodes.map(({ sequence }) => sequence))
        after = auditEvents.pageInfo.endCursor ?? after
        more = auditEvents.pageInfo.hasNextPage
      }
    }
    await follow()
    await left(() => ask(key, '{ workspaces { totalCount } }'))
    await follow()
    expect(seen).toEqual(seen.map((_one, at) => at + 1))
    expect(seen.length).toBeGreaterThanOrEqual((await rows()).length - 3)
  })

  test('is filtered by person, action, outcome, and time', async () => {
    const admin = pm33.world.person(acme, 'admin')
    const of = async (variables: object) => (await admin<Events>(EVENTS, variables)).data!.auditEvents.nodes
    expect(new Set((await of({ action: 'query_backlog' })).map(({ action }) => action))).toEqual(
      new Set(['query_backlog']),
    )
    const failures = await of({ failed: true })
    expect(failures).not.toEqual([])
    expect(failures.filter(({ outcome }) => outcome === 'ok')).toEqual([])
    expect(await of({ since: new Date(Date.now() + 60_000).toISOString() })).toEqual([])
    expect(await of({ until: '2020-01-01T00:00:00Z' })).toEqual([])
    const { data } = await admin<{ members: { id: string; name: string }[] }>('{ members { id name } }')
    const owner = data!.members.find(({ name }) => name === 'Acme owner')!
    const theirs = await of({ person: owner.id })
    expect(theirs.length).toBeGreaterThan(0)
    expect(new Set(theirs.map(({ person }) => person))).toEqual(new Set(['Acme owner']))
    expect(
      (await admin(EVENTS, { person: 'Member:00000000-0000-4000-8000-000000000000' })).errors![0]!.extensions.code,
    ).toBe('NOT_FOUND')
  })

  test('is exported as JSON lines and as CSV, which leaves an event', async () => {
    const admin = pm33.world.person(acme, 'admin')
    const file = async (format: string) =>
      (await admin<{ exportAuditEvents: string }>(`mutation { exportAuditEvents(format: ${format}) }`)).data!
        .exportAuditEvents
    const made = await left(async () => {
      const lines = (await file('jsonl'))
        .trimEnd()
        .split('\n')
        .map((line) => JSON.parse(line) as { sequence: number })
      expect(lines.map(({ sequence }) => sequence)).toEqual(lines.map((_line, at) => at + 1))
      const [head, ...csv] = (await file('csv')).trimEnd().split('\r\n')
      expect(head).toMatch(/^sequence,at,action,outcome,actor,person,credentialId,scopes,ip,/)
      expect(csv.length).toBeGreaterThanOrEqual(lines.length)
    })
    expect(made.map(({ action }) => action)).toEqual(['exportAuditEvents', 'exportAuditEvents'])
  })

  test('is read by admins and keys with audit:read, and by nobody else; of another organization there is nothing', async () => {
    const people: Ask[] = [pm33.world.person(acme, 'viewer'), pm33.world.person(acme, 'member')]
    for (const person of people) expect((await person(EVENTS)).errors![0]!.extensions.code).toBe('FORBIDDEN')
    expect((await ask(key, EVENTS)).errors![0]!.extensions.code).toBe('FORBIDDEN')
    const theirs = await bolt.key({ scopes: ['mcp:enabled', 'audit:read'] })
    const { endCursor } = (await ask(reader, EVENTS, { first: 1 })).data.auditEvents.pageInfo
    expect((await ask(theirs, EVENTS, { after: endCursor })).errors![0]!.extensions.code).toBe('BAD_CURSOR')
    expect(JSON.stringify((await ask(theirs, EVENTS)).data)).not.toContain('query_backlog')
  })

  test('is verified for all organizations at once, and the installation', async () => {
    await written()
    const { data } = await pm33.operator<{
      verifyAuditLogs: { organization: string; verification: { intact: boolean; events: number } }[]
    }>('{ verifyAuditLogs { organization verification { intact events } } }')
    expect(data!.verifyAuditLogs.map(({ organization, verification }) => [organization, verification.intact])).toEqual([
      ['Acme', true],
      ['Bolt', true],
      [`(erased ${gone.id})`, true],
      ['(installation)', true],
    ])
  })
})
