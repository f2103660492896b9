import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { SyncConnection } from '../../api/sync/entity.ts'
import { linearSource } from '../../api/sync/linear/source.ts'
import type { SourceRecord } from '../../api/sync/source.ts'
import { writeRecords } from '../../api/sync/write-service.ts'
import { ENGINES, world, type TenantInTest, type World } from '../world.ts'
import { FakeLinear } from './fakes/fake-linear.ts'
import { clientFor, settings } from './mirror.ts'
import { heldBy } from './state.ts'

describe.each(ENGINES)('issues that come again without their details on %s', (engine) => {
  let linear: FakeLinear
  let address: string
  let pm33: World
  let acme: TenantInTest

  beforeAll(async () => {
    linear = new FakeLinear()
    address = await linear.start()
    pm33 = await world(engine, undefined, undefined, {}, [`api.linear.app=${address}`], { clock: linear.clock })
    acme = await pm33.tenant('Acme')
    await acme.workspace('Boats')
  })
  afterAll(async () => {
    await pm33.close()
    await linear.close()
  })

  const signal = new AbortController().signal
  const source = () => linearSource(settings(linear.token), clientFor('linear', address, linear))
  const write = async (records: readonly SourceRecord[]) => {
    const connection = await acme.em().findOneOrFail(SyncConnection, { tenantId: acme.id })
    const opened = source()
    const desk = {
      db: acme.db(),
      imports: pm33.api.imports,
      now: pm33.clock.now,
      source: opened,
      about: await opened.about(signal),
      connection: {
        id: connection.id,
        workspaceId: connection.workspace.id,
        importId: connection.import.id,
        mapping: null,
      },
      hold: async () => undefined,
    }
    return (await writeRecords(desk, records, { looked: true })).written
  }
  let id: string

  test('keep the parent, assignee, cycle, and links that they had', async () => {
    const [hull, keel] = [linear.create('Hull'), linear.create('Keel')]
    linear.edit(keel, { parent: hull.id, cycle: linear.cycles[1]!, assignee: { id: 'u2', name: 'Ode' } })
    linear.relate(hull, 'blocks', keel)
    const { data } = await pm33.person(acme, 'admin')<{ createSyncConnection: { id: string } }>(
      'mutation ($input: CreateSyncConnectionInput!) { createSyncConnection(input: $input) { id } }',
      { input: { kind: 'linear', token: linear.token } },
    )
    ;({ id } = data!.createSyncConnection)
    await pm33.api.sync.run()
    await pm33.api.sync.idle()
    const before = (await heldBy(acme, id)).get(keel.id)
    expect(before).toMatchObject({
      assignee: 'Ode',
      sprint: 'Thaw',
      parent: hull.identifier,
      blockers: hull.identifier,
    })
    const { records } = await source().byIds([keel.id], signal)
    const bare = records.map((record) => {
      const {
        assignee: _,
        parent: __,
        cycle: ___,
        project,
        relations,
        inverseRelations,
        history,
        ...item
      } = record.item
      expect([project, relations, inverseRelations, history]).not.toContain(undefined)
      return {
        ...record,
        complete: false,
        lacks: ['assignee', 'project', 'parent', 'sprint', 'blocks', 'blockedBy', 'relatesTo', 'duplicateOf'] as const,
        item: { ...item, title: 'Keel, laid' },
      }
    })
    expect(await write(bare)).toBe(1)
    expect((await heldBy(acme, id)).get(keel.id)).toEqual({ ...before, title: 'Keel, laid' })
  })
  test('an issue that comes alone keeps the links that others state', async () => {
    const issues = ['Mast', 'Spar', 'Boom', 'Sail'].map((title) => linear.create(title))
    const [mast, ...others] = issues
    for (const [at, type] of ['duplicate', 'related', 'blocks'].entries()) linear.relate(others[at]!, type, mast!)
    await write(
      (
        await source().byIds(
          issues.map((issue) => issue.id),
          signal,
        )
      ).records,
    )
    const before = (await heldBy(acme, id)).get(mast!.id)
    expect(before).toMatchObject({
      others: `duplicates ${others[0]!.identifier},relates ${others[1]!.identifier}`,
      blockers: others[2]!.identifier,
    })
    linear.edit(mast!, { title: 'Mast, stepped' })
    expect(await write((await source().byIds([mast!.id], signal)).records)).toBe(1)
    expect((await heldBy(acme, id)).get(mast!.id)).toEqual({ ...before, title: 'Mast, stepped' })
  })
})
