import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { SyncConnection } from '../../api/sync/entity.ts'
import { SOURCE_KINDS } from '../../api/sync/source.ts'
import { casesOn } from '../depth.ts'
import { ENGINES, world, type TenantInTest, type World } from '../world.ts'
import { FakeGithub } from './fakes/fake-github.ts'
import { dice } from './fakes/fake-server.ts'
import { heldBy } from './state.ts'
import { TRACKERS, type Tracker } from './trackers.ts'

const EVENTS = 400
/** After which each source is read again, whatever it says has changed. */
const DAY = 25 * 3_600_000
/** The connection notes each run, which locks the import that it belongs to; neither is an item. */
const NOTES = new Set(['sync_connection', 'import'])

describe.each(ENGINES)('on %s', (engine) => {
  describe.each(casesOn(engine, SOURCE_KINDS))('when %s is read again', (kind) => {
    let tracker: Tracker
    let pm33: World
    let acme: TenantInTest
    let id: string

    beforeAll(async () => {
      tracker = await TRACKERS[kind]()
      const clock = { now: () => tracker.now(), sleep: async (ms: number) => tracker.pass(ms) }
      pm33 = await world(engine, undefined, undefined, {}, tracker.hosts, { clock })
      acme = await pm33.tenant('Acme')
      await acme.workspace('Shop')
      tracker.begin()
      const roll = dice(33)
      const live = () => {
        for (let n = 0; n < EVENTS / 2; n++) tracker.happen(roll)
      }
      live()
      const { data, errors } = await pm33.person(acme, 'admin')<{ createSyncConnection: { id: string } }>(
        'mutation ($input: CreateSyncConnectionInput!) { createSyncConnection(input: $input) { id } }',
        { input: tracker.access() },
      )
      expect(errors).toBeUndefined()
      ;({ id } = data!.createSyncConnection)
      await read(0)
      live()
      for (let n = 0; n < 4; n++) await read(DAY)
    }, 60_000)
    afterAll(async () => {
      await pm33.close()
      await tracker.close()
    })

    const read = async (ms: number) => {
      tracker.pass(ms)
      pm33.clock.move(ms)
      await pm33.api.sync.run()
      await pm33.api.sync.idle()
      expect((await acme.em().findOneOrFail(SyncConnection, { tenantId: acme.id })).trouble ?? null).toBeNull()
    }
    /** Every row of every workspace, and the transactions that wrote and locked it last. */
    const rows = async () => {
      const tables = [...pm33.orm.getMetadata().getAll().values()].filter(
        ({ tableName, properties }) => 'workspace' in properties && !NOTES.has(tableName),
      )
      const found: Record<string, unknown[]> = {}
      for (const { tableName } of tables)
        found[tableName] = await acme
          .em()
          .execute(
            `select id, xmin::text as written, xmax::text as locked from "${tableName}" where tenant_id = ? order by id`,
            [acme.id],
          )
      return found
    }

    test('what has not changed costs no write and no lock, and no step of history', async () => {
      const before = await rows()
      expect(before['backlog_item']!.length).toBeGreaterThan(60)
      const { dataVersion } = await versionOf()
      await read(DAY)
      expect(await rows()).toEqual(before)
      expect((await versionOf()).dataVersion).toBe(dataVersion)
    })

    test('what somebody changed here has the tracker’s value again, and a link that they ended is back', async () => {
      const before = await heldBy(acme, id)
      expect(before).toEqual(tracker.said())
      const em = acme.em()
      await em.execute(`update backlog_item set title = 'Written here', updated_at = now() where tenant_id = ?`, [
        acme.id,
      ])
      await em.execute(
        'update dependency set ended_at = now() where tenant_id = ? and ended_at is null and source is not null',
        [acme.id],
      )
      expect(await heldBy(acme, id)).not.toEqual(before)
      await read(DAY)
      expect(await heldBy(acme, id)).toEqual(before)
    })

    const versionOf = async () =>
      (await acme.em().execute<{ dataVersion: number }[]>('select data_version as "dataVersion" from workspace where tenant_id = ?', [acme.id]))[0]! // prettier-ignore
  })
})

describe('of two issues that wait for each other', () => {
  test('one waits; when it no longer does, the other one does, although nothing has changed about it', async () => {
    const github = new FakeGithub()
    const hosts = [`api.github.com=${await github.start()}`]
    const clock = { now: () => github.clock.at, sleep: async (ms: number) => void (github.clock.at += ms) }
    const pm33 = await world('postgres', undefined, undefined, {}, hosts, { clock })
    const acme = await pm33.tenant('Acme')
    await acme.workspace('Shop')
    const issues = ['Verse', 'Chorus'].map((title) => github.create(title, github.repositories[0]))
    github.block(issues[0]!, issues[1]!)
    github.block(issues[1]!, issues[0]!)
    const { data } = await pm33.person(acme, 'admin')<{ createSyncConnection: { id: string } }>(
      'mutation ($input: CreateSyncConnectionInput!) { createSyncConnection(input: $input) { id } }',
      { input: { kind: 'github', token: github.token } },
    )
    const read = async () => {
      github.clock.at += DAY
      pm33.clock.move(DAY)
      await pm33.api.sync.run()
      await pm33.api.sync.idle()
    }
    const waiting = async () => {
      const held = await heldBy(acme, data!.createSyncConnection.id)
      return issues.filter(({ node_id }) => held.get(node_id)!.blockers !== '')
    }
    await read()
    const [first, ...others] = await waiting()
    expect(others).toEqual([])
    github.unblock(first!)
    await read()
    await read()
    expect(await waiting()).toEqual(issues.filter((issue) => issue !== first))
    await pm33.close()
    await github.close()
  })
})
