import { randomBytes } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { Db } from '../../api/data/database.ts'
import { seal } from '../../api/oauth/seal.ts'
import type { Desk } from '../../api/sync/desk-service.ts'
import { SyncConnection } from '../../api/sync/entity.ts'
import { endItems } from '../../api/sync/write-service.ts'
import { beside, lockStructureOf } from '../beside.ts'
import { doorsOf, type Doors } from '../imports/doors.ts'
import { ENGINES, world, type Ask, type TenantInTest, type World } from '../world.ts'
import { FakeJira } from './fakes/fake-jira.ts'
import { expectInStep, heldBy } from './state.ts'

const FIELDS =
  'id name state pausedBecause trouble lagSeconds items total refused completeAt lastSuccessAt hasWebhook webhookSeenAt webhookPath webhookUrl tokenHint account running'
interface Connection {
  id: string
  name: string
  state: string
  pausedBecause: string | null
  trouble: string | null
  lagSeconds: number | null
  items: number
  total: number | null
  refused: number
  completeAt: string | null
  lastSuccessAt: string | null
  hasWebhook: boolean
  webhookSeenAt: string | null
  webhookUrl: string
  account: string
  webhookPath: string
  tokenHint: string
}

describe.each(ENGINES)('a Jira that is kept in step on %s', (engine) => {
  let pm33: World
  let acme: TenantInTest
  let ask: Ask
  let doors: Doors
  let jira: FakeJira
  let id: string

  const answered = async <T>(query: string, variables: object = {}): Promise<T> => {
    const { data, errors } = await ask<T>(query, variables)
    if (errors) throw new Error(errors.map(({ message }) => message).join('; '))
    return data!
  }
  const connection = async () =>
    (
      await answered<{ syncConnection: Connection }>(`query ($id: ID!) { syncConnection(id: $id) { ${FIELDS} } }`, {
        id,
      })
    ).syncConnection
  const runs = async () => {
    await pm33.api.sync.run()
    await pm33.api.sync.idle()
  }
  /** The next poll. */
  const poll = async (minutes = 4) => {
    pm33.clock.move(minutes * 60_000)
    jira.clock += minutes * 60_000
    await runs()
  }

  beforeAll(async () => {
    jira = new FakeJira()
    const at = await jira.listen()
    pm33 = await world(engine, undefined, undefined, {}, [`acme.atlassian.net=${at}`, `api.atlassian.com=${at}`])
    acme = await pm33.tenant('Acme')
    await acme.workspace('Shop')
    ask = pm33.person(acme, 'admin')
    doors = await doorsOf(pm33, acme)
    const epic = jira.create({ type: 'Epic', summary: 'Checkout' })
    for (let n = 0; n < 5; n++)
      jira.create({ parent: epic.id, points: n + 1, sprint: 8, labels: ['cards', 'web'], assignee: 'Kim Ode' })
    jira.clock += 60_000
    jira.change(epic.id, { status: '3' })
  })
  afterAll(async () => {
    await pm33.close()
    await jira.close()
  })

  const input = () => ({
    kind: 'jira',
    site: 'https://acme.atlassian.net/jira/your-work',
    account: jira.account,
    token: jira.token,
  })

  test('is tried before it is kept: what the token can read, and the projects to choose from', async () => {
    const { trySync } = await answered<{ trySync: Record<string, unknown> }>(
      'mutation ($input: TrySyncInput!) { trySync(input: $input) { account abilities { name works needed missing } projects { id key name } } }',
      { input: input() },
    )
    expect(trySync).toEqual({
      account: 'Kim Ode',
      abilities: ['fields', 'statuses', 'projects', 'issues', 'history', 'boards', 'sprints'].map((name) => ({
        name,
        works: true,
        needed: !['history', 'boards', 'sprints'].includes(name),
        missing: null,
      })),
      projects: [
        { id: '10001', key: 'APP', name: 'App' },
        { id: '10002', key: 'OPS', name: 'Operations' },
      ],
    })
  })

  test('a wrong token is refused with the reason, and an address that is no Jira site', async () => {
    const create = 'mutation ($input: CreateSyncConnectionInput!) { createSyncConnection(input: $input) { id } }'
    const wrong = await ask(create, { input: { ...input(), token: 'ATATT-wrong-one' } })
    expect(wrong.errors?.[0]).toMatchObject({
      message:
        'Jira refuses the email address and token: the token has expired, been revoked, or belongs to someone else.',
      extensions: { code: 'BAD_USER_INPUT' },
    })
    const inside = await ask(create, { input: { ...input(), site: 'http://169.254.169.254' } })
    expect(inside.errors?.[0]?.message).toContain('must be the address of a Jira Cloud site')
  })

  test('everything is here after the first run, and its token is nowhere', async () => {
    const { createSyncConnection } = await answered<{ createSyncConnection: Connection }>(
      `mutation ($input: CreateSyncConnectionInput!) { createSyncConnection(input: $input) { ${FIELDS} } }`,
      { input: { ...input(), projects: ['10001', '10002'] } },
    )
    id = createSyncConnection.id
    expect(createSyncConnection).toMatchObject({
      name: 'Jira: acme.atlassian.net',
      state: 'active',
      tokenHint: '…1234',
      lagSeconds: null,
      items: 0,
    })
    await runs()
    expect(await connection()).toMatchObject({
      state: 'active',
      trouble: null,
      items: 6,
      total: 6,
      refused: 0,
      running: false,
    })
    await expectInStep(acme, id, jira)
    const rows = await acme.em().execute('select sealed_token, name, account from sync_connection')
    expect(JSON.stringify(rows)).not.toContain(jira.token)
  })

  test('an edit comes with the next poll; what is emptied at the source is emptied here', async () => {
    const [, first] = [...jira.issues.values()]
    jira.clock += 1_000
    jira.change(first!.id, {
      summary: 'Pay by card',
      assignee: null,
      points: null,
      labels: [],
      status: '5',
      sprint: null,
    })
    await poll()
    await expectInStep(acme, id, jira)
    expect((await connection()).lagSeconds).toBeLessThan(60)
  })

  test('a moved issue stays the same item under its new key, and its children find it', async () => {
    const epic = [...jira.issues.values()].find(({ type }) => type === 'Epic')!
    const before = (await heldBy(acme, id)).get(String(epic.id))
    jira.clock += 1_000
    jira.move(epic.id, 10_002)
    await poll()
    expect(before?.key).toBe('APP-1')
    expect((await heldBy(acme, id)).get(String(epic.id))?.key).toBe('OPS-1')
    await expectInStep(acme, id, jira)
  })

  test('a deleted issue is ended by the census, not deleted; an archived one comes back with its history', async () => {
    const [, gone, shelved] = [...jira.issues.values()]
    jira.delete(gone!.id)
    jira.archive(shelved!.id, true)
    await poll(61)
    await expectInStep(acme, id, jira)
    const ended = await acme
      .em()
      .execute<{ title: string; status: string }[]>(
        `select title, status from backlog_item where status = 'Gone from the source'`,
      )
    expect(ended.map(({ title }) => title)).toEqual([shelved!.summary])
    jira.archive(shelved!.id, false)
    await poll(61)
    await expectInStep(acme, id, jira)
  })

  test('a webhook says what to look at; a second delivery of it is dropped, and a wrong signature is refused', async () => {
    await answered(
      'mutation ($id: ID!) { setSyncWebhookSecret(id: $id, secret: "a webhook secret of ours") { hasWebhook } }',
      { id },
    )
    const { webhookPath, ...before } = await connection()
    expect(before).toMatchObject({
      hasWebhook: true,
      webhookSeenAt: null,
      webhookUrl: `${pm33.api.identity.publicUrl}${webhookPath}`,
    })
    const fresh = jira.create({ summary: 'By webhook' })
    // The poll does not see it: its index lags.
    jira.lag = 600_000
    jira.change(fresh.id, { summary: 'By webhook at once' })
    jira.lag = 0
    const send = (secret: string) => {
      const { headers, body } = jira.webhook(secret, 'jira:issue_updated', fresh.id, 'delivery-1')
      return doors.http(webhookPath, { method: 'POST', headers, body })
    }
    expect((await send('another secret altogether')).status).toBe(401)
    const first = await send('a webhook secret of ours')
    expect([first.status, await first.json()]).toEqual([202, { outcome: 'accepted' }])
    expect(await (await send('a webhook secret of ours')).json()).toEqual({ outcome: 'seen' })
    await runs()
    expect((await heldBy(acme, id)).get(String(fresh.id))?.title).toBe('By webhook at once')
    // The first delivery is saved, and then the server fails.
    jira.lag = 600_000
    jira.change(fresh.id, { summary: 'By the second delivery' })
    jira.lag = 0
    const again = jira.webhook('a webhook secret of ours', 'jira:issue_updated', fresh.id, 'delivery-again')
    const failing = vi.spyOn(Db.prototype, 'unlessLocked').mockRejectedValue(new Error('the server fails'))
    await Promise.resolve(doors.http(webhookPath, { method: 'POST', ...again })).catch(() => undefined)
    expect(failing).toHaveBeenCalledTimes(1)
    failing.mockRestore()
    expect(await (await doors.http(webhookPath, { method: 'POST', ...again })).json()).toEqual({ outcome: 'seen' })
    await runs()
    expect((await heldBy(acme, id)).get(String(fresh.id))?.title).toBe('By the second delivery')
    const { webhookSeenAt } = await connection()
    expect(pm33.clock.now().getTime() - Date.parse(webhookSeenAt!)).toBeLessThan(60_000)
    if (engine === 'postgres') {
      // As a batch that is being written.
      const batch = await beside(acme)
      await batch.run('update sync_connection set leased_until = leased_until')
      const [one, two] = ['delivery-2', 'delivery-3'].map((delivery) => {
        const { headers, body } = jira.webhook('a webhook secret of ours', 'jira:issue_updated', fresh.id, delivery)
        return doors.http(webhookPath, { method: 'POST', headers, body })
      })
      expect([(await one!).status, (await two!).status]).toEqual([202, 202])
      await batch.rollback()
      expect(await acme.em().execute('select source_id from sync_look')).toEqual([{ source_id: String(fresh.id) }])
      await runs()
    }
    // A secret that was sealed with another PM33_SECRET is none.
    const { sealedWebhookSecret } = await acme.em().findOneOrFail(SyncConnection, { tenantId: acme.id })
    const change = (secret: string) => acme.em().nativeUpdate(SyncConnection, {}, { sealedWebhookSecret: secret })
    await change(seal(randomBytes(32), 'a webhook secret of ours'))
    expect((await connection()).hasWebhook).toBe(false)
    await change(sealedWebhookSecret!)
    const bolt = await pm33.tenant('Bolt')
    const elsewhere = webhookPath.replace(acme.id, bolt.id)
    expect((await doors.http(elsewhere, { method: 'POST', body: '{}' })).status).toBe(404)
  })

  test('a source in trouble is asked again later; an expired token pauses the connection with the reason', async () => {
    jira.faults = ['429', 'cut', '503', 'html']
    await poll()
    expect(await connection()).toMatchObject({ state: 'active', trouble: null })
    jira.retryAfter = '600'
    jira.faults = ['429']
    const { webhookPath } = await connection()
    const webhook = jira.webhook('a webhook secret of ours', 'jira:issue_updated', [...jira.issues.keys()][0]!)
    expect((await doors.http(webhookPath, { method: 'POST', ...webhook })).status).toBe(202)
    // Although there is something to look at.
    await poll()
    expect((await connection()).trouble).toContain('wait about 10 minutes')
    await poll(12)
    expect((await connection()).trouble).toBeNull()
    jira.retryAfter = '1e18'
    jira.faults = ['429']
    await poll()
    jira.retryAfter = '600'
    expect((await connection()).trouble).toContain('wait about 1440 minutes')
    await acme.em().nativeUpdate(SyncConnection, {}, { dueAt: new Date(pm33.clock.now()) })
    await poll()
    expect((await connection()).trouble).toBeNull()
    const before = jira.token
    jira.token = 'ATATT-renewed-token'
    await poll()
    expect(await connection()).toMatchObject({
      state: 'paused',
      pausedBecause:
        'Jira refuses the email address and token: the token has expired, been revoked, or belongs to someone else.',
    })
    expect(before).not.toBe(jira.token)
    // Jira also answers a token that it does not know as it answers nobody: with empty lists. They close nothing.
    const open = [...(await heldBy(acme, id)).values()]
    await acme
      .em()
      .nativeUpdate(SyncConnection, {}, { state: 'active', pausedBecause: null, censusAt: null, dueAt: new Date(0) })
    jira.answersNobody = true
    await runs()
    expect((await connection()).pausedBecause).toContain('the token has expired')
    expect([...(await heldBy(acme, id)).values()]).toEqual(open)
    jira.answersNobody = false
    await answered(
      'mutation ($id: ID!, $token: String!) { updateSyncConnection(id: $id, input: { token: $token }) { state } }',
      { id, token: jira.token },
    )
    await runs()
    expect(await connection()).toMatchObject({ state: 'active', pausedBecause: null })
    await expectInStep(acme, id, jira)
  })

  test('its token can be that of another person, with their address; neither goes without the other', async () => {
    const update = 'mutation ($id: ID!, $input: UpdateSyncConnectionInput!) { updateSyncConnection(id: $id, input: $input) { account tokenHint } }' // prettier-ignore
    const before = jira.account
    Object.assign(jira, { account: 'ode@acme.example', token: 'ATATT-token-of-ode-9876' })
    const alone = await ask(update, { id, input: { account: jira.account } })
    expect(alone.errors?.[0]?.message).toContain('can only be changed together with the token that belongs to it')
    expect((await ask(update, { id, input: { token: jira.token } })).errors?.[0]?.message).toContain('refuses')
    expect(await answered(update, { id, input: { token: jira.token, account: jira.account } })).toEqual({
      updateSyncConnection: { account: 'ode@acme.example', tokenHint: '…9876' },
    })
    await poll()
    expect(await connection()).toMatchObject({ state: 'active', trouble: null })
    expect(before).not.toBe(jira.account)
  })

  test('what can be chosen is asked with the token that is kept, at its own site; a connection that PM33 paused goes on with another choice', async () => {
    const tried = await answered<{ trySync: { account: string; projects: { id: string }[] } }>(
      'mutation ($input: TrySyncInput!) { trySync(input: $input) { account projects { id } } }',
      { input: { connectionId: id, site: 'https://other.atlassian.net' } },
    )
    expect(tried.trySync).toEqual({ account: 'Kim Ode', projects: [{ id: '10001' }, { id: '10002' }] })
    for (const [input, needed] of [[{ token: jira.token }, 'kind'], [{ kind: 'jira' }, 'token']] as const) // prettier-ignore
      expect((await ask('mutation ($input: TrySyncInput!) { trySync(input: $input) { account } }', { input })).errors?.[0]?.message).toContain(`input.${needed}: is needed without a connectionId`) // prettier-ignore
    const update = 'mutation ($id: ID!, $input: UpdateSyncConnectionInput!) { updateSyncConnection(id: $id, input: $input) { state } }' // prettier-ignore
    const state = async (input: object) =>
      (await answered<{ updateSyncConnection: { state: string } }>(update, { id, input })).updateSyncConnection.state
    const why = 'Jira does not accept the request.'
    await acme.em().nativeUpdate(SyncConnection, {}, { state: 'paused', pausedBecause: why, trouble: why })
    expect(await state({ name: 'Jira of Acme' })).toBe('paused')
    expect(await state({ projects: ['10001'] })).toBe('active')
    await answered('mutation ($id: ID!) { pauseSyncConnection(id: $id) { state } }', { id })
    expect(await state({ projects: ['10001', '10002'] })).toBe('paused')
    expect(await state({ token: jira.token, account: jira.account })).toBe('paused')
    await answered('mutation ($id: ID!) { resumeSyncConnection(id: $id) { state } }', { id })
    await poll()
    await expectInStep(acme, id, jira)
  })

  test('paused, resumed, and removed: with its items, nothing of it is left', async () => {
    await answered('mutation ($id: ID!) { pauseSyncConnection(id: $id) { state } }', { id })
    jira.clock += 1_000
    const late = jira.create({ summary: 'Made while paused' })
    await poll()
    expect((await heldBy(acme, id)).has(String(late.id))).toBe(false)
    expect((await ask('mutation ($id: ID!) { syncNow(id: $id) { state } }', { id })).errors?.[0]?.message).toBe(
      'This connection is paused. Resume it first.',
    )
    await answered('mutation ($id: ID!) { resumeSyncConnection(id: $id) { state } }', { id })
    await runs()
    expect((await heldBy(acme, id)).has(String(late.id))).toBe(true)
    const numberOf = (key: string) => Number(/\d+$/.exec(key)![0])
    const keys = (await acme.em().execute<{ key: string }[]>('select key from backlog_item')).map(({ key }) => key)
    const highest = Math.max(...keys.filter((key) => key.startsWith('APP-')).map(numberOf))
    await answered('mutation ($id: ID!) { removeSyncConnection(id: $id, withItems: true) }', { id })
    expect(
      await acme.em().execute(`select (retired_keys ->> 'APP-')::int as number from workspace where key = 'shop'`),
    ).toEqual([{ number: highest }])
    const [left] = await acme.em().execute<{ items: number }[]>('select count(*)::int as items from backlog_item')
    expect(left?.items).toBe(0)
    expect((await answered<{ syncConnections: unknown[] }>('{ syncConnections { id } }')).syncConnections).toEqual([])
  })

  if (engine === 'postgres')
    test('while an import has the structure, the lease is kept', async () => {
      const [shop] = await acme.em().execute<{ id: string }[]>(`select id from workspace where key = 'shop'`)
      const importing = await beside(acme)
      await lockStructureOf(importing, shop!.id)
      const hold = vi.fn(async () => undefined)
      const connected = { id: crypto.randomUUID(), importId: crypto.randomUUID(), workspaceId: shop!.id }
      const desk = { db: acme.db(), connection: connected, hold, now: pm33.clock.now } as unknown as Desk
      const ended = endItems(desk, ['10100'])
      await expect.poll(() => hold.mock.calls.length, { timeout: 30_000 }).toBeGreaterThan(1)
      await importing.rollback()
      expect(await ended).toBe(0)
    })

  test('an issue that leaves a filter by being finished is done, with its day; one that is not finished is closed', async () => {
    const { createSyncConnection: made } = await answered<{ createSyncConnection: Connection }>(
      'mutation ($input: CreateSyncConnectionInput!) { createSyncConnection(input: $input) { id } }',
      { input: { ...input(), projects: ['10001', '10002'], filter: 'statusCategory != Done' } },
    )
    id = made.id
    const [paid, dropped] = ['Pay later', 'Pay never'].map((summary) => jira.create({ summary, status: '3' }))
    const elsewhere = jira.create({ summary: 'Finished before', status: '5' })
    await answered(
      'mutation ($id: ID!) { setSyncWebhookSecret(id: $id, secret: "a webhook secret of ours") { hasWebhook } }',
      { id },
    )
    await poll()
    const finishedAt = (jira.clock += 60_000)
    jira.change(paid!.id, { status: '5' })
    jira.delete(dropped!.id)
    const { webhookPath } = await connection()
    const webhook = jira.webhook('a webhook secret of ours', 'jira:issue_updated', elsewhere.id)
    expect((await doors.http(webhookPath, { method: 'POST', ...webhook })).status).toBe(202)
    await poll(61)
    const rows = await acme
      .em()
      .execute<{ title: string; category: string; resolved: Date | string | null }[]>(
        "select title, status_category as category, resolved_at as resolved from backlog_item where title like 'Pay %' or title = 'Finished before' order by title",
      )
    expect(rows.map(({ resolved, ...row }) => ({ ...row, resolved: new Date(resolved!).getTime() }))).toEqual([
      { title: 'Pay later', category: 'done', resolved: finishedAt },
      { title: 'Pay never', category: 'cancelled', resolved: expect.any(Number) as number },
    ])
    expect((await connection()).items).toBe([...jira.issues.values()].filter(({ status }) => status !== '5').length)
  })
})

describe.each(ENGINES)('two connections of one Jira into one workspace on %s', (engine) => {
  test('an issue that moves from one to the other stays the same item, whichever of them reads it first', async () => {
    const jira = new FakeJira()
    const pm33 = await world(engine, undefined, undefined, {}, [`acme.atlassian.net=${await jira.listen()}`])
    const acme = await pm33.tenant('Acme')
    await acme.workspace('Shop')
    const ask = pm33.person(acme, 'admin')
    const connect = async (project: string) => {
      const input = { kind: 'jira', site: 'acme.atlassian.net', account: jira.account, token: jira.token, projects: [project] } // prettier-ignore
      const { data } = await ask<{ createSyncConnection: { id: string } }>(
        'mutation ($input: CreateSyncConnectionInput!) { createSyncConnection(input: $input) { id } }',
        { input },
      )
      return data!.createSyncConnection.id
    }
    const read = async (minutes: number) => {
      pm33.clock.move(minutes * 60_000)
      jira.clock += minutes * 60_000
      await pm33.api.sync.run()
      await pm33.api.sync.idle()
    }
    const items = async () =>
      (
        await acme
          .em()
          .execute<{ key: string; value: number; category: string; gone: number }[]>(
            "select i.key, i.business_value as value, i.status_category as category, (select count(*)::int from status_change c where c.item_id = i.id and c.to_status = 'Gone from the source') as gone from backlog_item i order by i.key",
          )
      ).map(({ key, value, category, gone }) => [key, Number(value), category, gone])
    const issue = jira.create({ summary: 'Pay by card' })
    const first = await connect('10001')
    const second = await connect('10002')
    await read(0)
    await acme.em().execute('update backlog_item set business_value = 8')

    // The one that it leaves comes first, and ends it.
    await ask('mutation ($id: ID!) { pauseSyncConnection(id: $id) { id } }', { id: second })
    jira.clock += 1_000
    jira.move(issue.id, 10_002)
    await read(61)
    expect(await items()).toEqual([['APP-1', 8, 'cancelled', 1]])
    await ask('mutation ($id: ID!) { resumeSyncConnection(id: $id) { id } }', { id: second })
    await read(4)
    expect(await items()).toEqual([['OPS-1', 8, 'todo', 0]])

    // The one that it comes to reads it first; the other one compares its ids later.
    jira.clock += 1_000
    jira.move(issue.id, 10_001)
    await read(4)
    await read(61)
    expect(await items()).toEqual([['APP-2', 8, 'todo', 0]])

    // Another one reads the same project in place of the first, which is paused for good: what it finds gone is closed.
    await ask('mutation ($id: ID!) { pauseSyncConnection(id: $id) { id } }', { id: first })
    await connect('10001')
    await read(4)
    jira.clock += 1_000
    jira.delete(issue.id)
    await read(61)
    expect(await items()).toEqual([['APP-2', 8, 'cancelled', 1]])
    await pm33.close()
    await jira.close()
  })
})
