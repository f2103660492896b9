import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { doorsOf } from '../imports/doors.ts'
import { ENGINES, world, type TenantInTest, type World } from '../world.ts'
import { FakeJira } from './fakes/fake-jira.ts'
import { heldBy } from './state.ts'

const SECRET = 'a webhook secret of ours'
/** How often a server looks for what is due. */
const TICK_MS = 5_000
/** How far Jira's search index is behind its issues. */
const INDEX_MS = 30_000

describe.each(ENGINES)('how long a change takes to arrive on %s', (engine) => {
  let pm33: World
  let acme: TenantInTest
  let jira: FakeJira
  let connection: { id: string; webhookPath: string }
  let issue: number

  beforeAll(async () => {
    jira = new FakeJira()
    issue = jira.create().id
    pm33 = await world(engine, undefined, undefined, {}, [`acme.atlassian.net=${await jira.listen()}`])
    acme = await pm33.tenant('Acme')
    await acme.workspace('Shop')
    const ask = pm33.person(acme, 'admin')
    const { data, errors } = await ask<{ createSyncConnection: typeof connection }>(
      'mutation ($input: CreateSyncConnectionInput!) { createSyncConnection(input: $input) { id webhookPath } }',
      { input: { kind: 'jira', site: 'acme.atlassian.net', account: jira.account, token: jira.token } },
    )
    expect(errors).toBeUndefined()
    connection = data!.createSyncConnection
    await ask('mutation ($id: ID!, $secret: String!) { setSyncWebhookSecret(id: $id, secret: $secret) { id } }', {
      id: connection.id,
      secret: SECRET,
    })
    await tick()
    jira.lag = INDEX_MS
  })
  afterAll(async () => {
    await pm33.close()
    await jira.close()
  })

  const move = (ms: number) => {
    pm33.clock.move(ms)
    jira.clock += ms
  }
  const tick = async () => {
    move(TICK_MS)
    await pm33.api.sync.run()
    await pm33.api.sync.idle()
  }
  /** Seconds from a change in Jira until it is here, told by a webhook or not. */
  const secondsOf = async (summary: string, told: boolean): Promise<number> => {
    jira.change(issue, { summary })
    if (told) {
      const doors = await doorsOf(pm33, acme)
      const webhook = jira.webhook(SECRET, 'jira:issue_updated', issue)
      expect((await doors.http(connection.webhookPath, { method: 'POST', ...webhook })).status).toBe(202)
    }
    const changed = jira.clock
    while ((await heldBy(acme, connection.id)).get(String(issue))?.title !== summary) {
      await tick()
      if (jira.clock - changed > 3_600_000) break
    }
    return (jira.clock - changed) / 1_000
  }

  test('at most a minute with a webhook, whenever it comes between two polls', async () => {
    for (const after of [0, 60_000, 100_000]) {
      move(after)
      expect(await secondsOf(`Told ${after}`, true)).toBeLessThanOrEqual(60)
    }
  })

  test('at most five minutes by polling, also just after a poll, and the page never says more', async () => {
    for (const after of [0, 0, 90_000, 170_000]) {
      move(after)
      expect(await secondsOf(`Untold ${after} ${jira.clock}`, false)).toBeLessThanOrEqual(300)
      const { data } = await pm33.person(acme, 'admin')<{ syncConnection: { lagSeconds: number } }>(
        'query ($id: ID!) { syncConnection(id: $id) { lagSeconds } }',
        { id: connection.id },
      )
      expect(data!.syncConnection.lagSeconds).toBeLessThanOrEqual(300)
    }
  })
})
