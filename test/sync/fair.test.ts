import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { SyncConnection } from '../../api/sync/entity.ts'
import { testOn } from '../depth.ts'
import { ENGINES, world, type TenantInTest, type World } from '../world.ts'
import { FakeJira } from './fakes/fake-jira.ts'

const NAMES = ['acme', 'bolt', 'cosy'] as const

describe.each(ENGINES)('trackers of several organizations on %s', (engine) => {
  const trackers = new Map(NAMES.map((name) => [name, new FakeJira()]))
  const tenants = new Map<string, TenantInTest>()
  let pm33: World
  const connect = async (name: (typeof NAMES)[number]) => {
    const { account, token } = trackers.get(name)!
    const { errors } = await pm33.person(tenants.get(name)!, 'admin')(
      'mutation ($input: CreateSyncConnectionInput!) { createSyncConnection(input: $input) { id } }',
      { input: { kind: 'jira', site: `${name}.atlassian.net`, account, token } },
    )
    expect(errors).toBeUndefined()
  }
  /** Runs of an organization's connections that have begun. */
  const begun = (name: (typeof NAMES)[number]) =>
    trackers.get(name)!.seen.filter((request) => request === 'GET /rest/api/3/field').length

  beforeAll(async () => {
    const hosts: string[] = []
    for (const [name, jira] of trackers) hosts.push(`${name}.atlassian.net=${await jira.listen()}`)
    pm33 = await world(engine, undefined, undefined, {}, hosts)
    for (const name of NAMES) {
      const tenant = await pm33.tenant(name)
      await tenant.workspace('Shop')
      tenants.set(name, tenant)
    }
  })
  afterAll(async () => {
    await pm33.close()
    for (const jira of trackers.values()) await jira.close()
  })

  test('take turns: one of each organization before a second of the same, and the next begins when one ends', async () => {
    for (const name of ['acme', 'acme', 'acme', 'acme', 'bolt', 'cosy'] as const) await connect(name)
    // The four of one organization have waited longest.
    for (const [hours, name] of ['cosy', 'bolt', 'acme'].entries())
      await tenants
        .get(name)!
        .em()
        .nativeUpdate(SyncConnection, {}, { dueAt: new Date(pm33.clock.now().getTime() - (hours + 1) * 3_600_000) })
    const go = new Map<string, () => void>()
    for (const [name, jira] of trackers) {
      jira.seen.length = 0
      jira.held = new Promise((resolve) => go.set(name, resolve))
    }
    await pm33.api.sync.run()
    await expect.poll(() => NAMES.map(begun)).toEqual([1, 1, 1])
    go.get('bolt')!()
    // Nobody calls the runner again.
    await expect.poll(() => begun('acme')).toBe(2)
    for (const release of go.values()) release()
    await pm33.api.sync.idle()
    for (const name of NAMES) {
      const left = await tenants.get(name)!.em().count(SyncConnection, { succeededAt: null })
      expect([name, left]).toEqual([name, 0])
    }
  })

  testOn(engine)('first reads leave room: a tracker that has been read before does not wait for them', async () => {
    for (const name of ['acme', 'acme', 'acme', 'bolt'] as const) await connect(name)
    const go = new Map<string, () => void>()
    for (const [name, jira] of trackers) {
      jira.seen.length = 0
      if (name !== 'cosy') jira.held = new Promise((resolve) => go.set(name, resolve))
    }
    await pm33.api.sync.run()
    await expect.poll(() => [begun('acme'), begun('bolt')]).toEqual([2, 1])
    const cosy = tenants.get('cosy')!
    await cosy.em().nativeUpdate(SyncConnection, {}, { dueAt: new Date(pm33.clock.now()), succeededAt: null })
    await pm33.api.sync.run()
    await expect.poll(() => cosy.em().count(SyncConnection, { succeededAt: null })).toBe(0)
    // The third first read of the same organization still waits.
    expect(begun('acme')).toBe(2)
    for (const release of go.values()) release()
    await pm33.api.sync.idle()
    for (const name of NAMES) {
      const left = await tenants.get(name)!.em().count(SyncConnection, { succeededAt: null })
      expect([name, left]).toEqual([name, 0])
    }
  })
})
