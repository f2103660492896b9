import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { newDatabase } from '../databases.ts'
import { doorsOf } from '../imports/doors.ts'
import { ENGINES, world, type TenantInTest, type World } from '../world.ts'
import { FakeJira } from './fake-jira.ts'
import { dice, happen } from './random.ts'
import { expectInStep } from './state.ts'

const EVENTS = 200
const SECRET = 'a webhook secret of ours'
const HOUR = 3_600_000

describe.each(ENGINES)('a random history with faults, lost webhooks, and restarts on %s', (engine) => {
  let pm33: World
  let acme: TenantInTest
  let jira: FakeJira
  const hosts: string[] = []
  let folder: string
  let at: Awaited<ReturnType<typeof newDatabase>>
  /** Pauses that a source asks for take no time here. */
  let slept = 0
  const client = { clock: { now: () => Date.now() + slept, sleep: async (ms: number) => void (slept += ms) } }
  const open = () => world(engine, at, undefined, {}, hosts, client)

  beforeAll(async () => {
    jira = new FakeJira()
    jira.pageSize = 20
    hosts.push(`acme.atlassian.net=${await jira.listen()}`)
    folder = mkdtempSync(join(tmpdir(), 'pm33-sync-'))
    at = await newDatabase(engine)
    // In memory, nothing would outlive a restart.
    if ('embedded' in at) at = { ...at, embedded: join(folder, 'database') }
    pm33 = await open()
    acme = await pm33.tenant('Acme')
    await acme.workspace('Shop')
  })
  afterAll(async () => {
    await pm33.close()
    await jira.close()
    rmSync(folder, { recursive: true, force: true })
  })

  test('ends with what the tracker has: no edit is lost, and nothing that was deleted lives', async () => {
    const random = dice(33)
    for (let n = 0; n < 30; n++) jira.create({ type: n % 7 === 0 ? 'Epic' : 'Story' })
    const ask = pm33.person(acme, 'admin')
    const { data, errors } = await ask<{ createSyncConnection: { id: string; webhookPath: string } }>(
      'mutation ($input: CreateSyncConnectionInput!) { createSyncConnection(input: $input) { id webhookPath } }',
      { input: { kind: 'jira', site: 'acme.atlassian.net', account: jira.account, token: jira.token } },
    )
    expect(errors).toBeUndefined()
    const { id, webhookPath } = data!.createSyncConnection
    await ask('mutation ($id: ID!, $secret: String!) { setSyncWebhookSecret(id: $id, secret: $secret) { id } }', {
      id,
      secret: SECRET,
    })
    let doors = await doorsOf(pm33, acme)
    const run = async (ms: number) => {
      pm33.clock.move(ms)
      jira.clock += ms
      await pm33.api.sync.run()
      await pm33.api.sync.idle()
    }
    await run(0)
    const late: { headers: Record<string, string>; body: string }[] = []
    const send = (webhook: (typeof late)[number]) => doors.http(webhookPath, { method: 'POST', ...webhook })
    for (let event = 0; event < EVENTS; event++) {
      const said = happen(jira, random)
      // A third of the webhooks is lost; some come twice, and some in the wrong order.
      if (said && random(3) > 0) {
        const webhook = jira.webhook(SECRET, said.event, said.id)
        if (random(4) === 0) late.push(webhook)
        else await send(webhook)
        if (random(4) === 0) await send(webhook)
      }
      if (late.length && random(5) === 0) await send(late.pop()!)
      if (random(8) === 0) await run(240_000)
      if (event === 60 || event === 140) {
        // In the middle of a run, which ends with the process.
        pm33.clock.move(240_000)
        await pm33.api.sync.run()
        await pm33.close()
        pm33 = await open()
        doors = await doorsOf(pm33, acme)
        acme = { ...acme, em: () => tenantIn(pm33, acme) }
      }
    }
    jira.faults = []
    jira.lag = 0
    await run(2 * HOUR)
    // Jira marks no change for some links: a day later, everything is read again.
    await run(25 * HOUR)
    await expectInStep(acme, id, jira)
  })
})

function tenantIn({ orm }: World, { id }: TenantInTest) {
  const em = orm.em.fork()
  em.setFilterParams('tenant', { id })
  em.setFilterParams('workspace', { ids: null })
  return em
}
