import { Writable } from 'node:stream'
import { pino } from 'pino'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { SyncConnection } from '../../api/sync/entity.ts'
import { doorsOf } from '../imports/doors.ts'
import { ENGINES, world, type TenantInTest, type World } from '../world.ts'
import { FakeJira } from './fakes/fake-jira.ts'
import { FakeClock } from './fakes/fake-server.ts'

const SECRET = 'a webhook secret that nobody may read'

describe.each(ENGINES)('secrets of a tracker on %s', (engine) => {
  const said: string[] = []
  let pm33: World
  let acme: TenantInTest
  let jira: FakeJira

  beforeAll(async () => {
    jira = new FakeJira()
    // A client that was refused waits before it tries again: here, no longer than a moment.
    const clock = new FakeClock(Date.now())
    const log = pino(
      { level: 'trace' },
      new Writable({
        write(chunk: Buffer, _encoding, done) {
          said.push(`log: ${chunk.toString()}`)
          done()
        },
      }),
    )
    pm33 = await world(engine, undefined, undefined, {}, [`acme.atlassian.net=${await jira.listen()}`], { clock }, log)
    acme = await pm33.tenant('Acme')
    await acme.workspace('Shop')
  })
  afterAll(async () => {
    await pm33.close()
    await jira.close()
  })

  test('are in no log, audit row, error, answer, export, or readable column, whatever goes wrong', async () => {
    const renewed = 'ATATT-another-token-5678'
    const secrets = [jira.token, renewed, SECRET, 'ATATT-wrong-token-9999']
    jira.create({ summary: 'Pay by card' })
    const ask = pm33.person(acme, 'admin')
    const doors = await doorsOf(pm33, acme)
    const asked = async <T>(query: string, variables: object = {}) => {
      const answer = await ask<T>(query, variables)
      said.push(`answer: ${JSON.stringify(answer)}`)
      return answer
    }
    const shown =
      'id name site tokenHint filter mapping state pausedBecause trouble webhookPath hasWebhook tokenWarning'
    const create = `mutation ($input: CreateSyncConnectionInput!) { createSyncConnection(input: $input) { ${shown} } }`
    const input = { kind: 'jira', site: 'acme.atlassian.net', account: jira.account, token: jira.token }
    const refused = await asked(create, { input: { ...input, token: 'ATATT-wrong-token-9999' } })
    expect(refused.errors).toHaveLength(1)
    const { data } = await asked<{ createSyncConnection: { id: string; webhookPath: string } }>(create, { input })
    const { id, webhookPath } = data!.createSyncConnection
    await asked('mutation ($id: ID!, $secret: String!) { setSyncWebhookSecret(id: $id, secret: $secret) { id } }', {
      id,
      secret: SECRET,
    })
    const run = async () => {
      pm33.clock.move(240_000)
      await pm33.api.sync.run()
      await pm33.api.sync.idle()
      await asked(`query ($id: ID!) { syncConnection(id: $id) { ${shown} } }`, { id })
    }
    await run()
    // Everything that can go wrong: a broken answer, an error, a wrong signature, and a token that has expired.
    for (const fault of ['cut', '500', 'html'] as const) {
      jira.faults = [fault, fault, fault, fault, fault, fault]
      await run()
    }
    jira.faults = []
    const { headers, body } = jira.webhook('another secret altogether', 'jira:issue_updated', 10_100)
    said.push(`answer: ${await (await doors.http(webhookPath, { method: 'POST', headers, body })).text()}`)
    jira.token = renewed
    await acme.em().nativeUpdate(SyncConnection, {}, { dueAt: new Date(0) })
    await run()
    await asked(
      `mutation ($id: ID!, $token: String!) { updateSyncConnection(id: $id, input: { token: $token }) { ${shown} } }`,
      { id, token: renewed },
    )
    await run()
    const workspaces = await acme.em().execute<{ id: string }[]>('select id from workspace')
    for (const format of ['json', 'csv'] as const)
      said.push(`export: ${await doors.export(`Workspace:${workspaces[0]!.id}`, format)}`)
    await pm33.api.audit.flush()
    for (const table of [
      'audit_event',
      'audit_identity',
      'sync_connection',
      'sync_look',
      'sync_delivery',
      'import',
      'backlog_item',
    ])
      said.push(`${table}: ${JSON.stringify(await acme.em().execute(`select * from ${table}`))}`)
    const all = said.join('\n')
    expect(all).toContain('Pay by card')
    expect(secrets.filter((secret) => all.includes(secret))).toEqual([])
    const encoded = secrets.map((token) => Buffer.from(`${jira.account}:${token}`).toString('base64'))
    expect(encoded.filter((header) => all.includes(header))).toEqual([])
    // The address of the token's owner is kept with the connection, which shows it to admins, and nowhere else.
    const elsewhere = said.filter((words) => !words.startsWith('sync_connection: '))
    expect(elsewhere.filter((words) => words.includes(jira.account))).toEqual([])
  }, 120_000)
})
