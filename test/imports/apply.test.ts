import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { FULL } from '../depth.ts'
import { ENGINES, world, type TenantInTest, type World } from '../world.ts'
import { doorsOf, type Doors } from './doors.ts'
import { fixture, FIXTURES } from './read.ts'

describe.each(ENGINES)('an import on %s', (engine) => {
  let pm33: World
  let acme: TenantInTest
  let doors: Doors
  beforeAll(async () => {
    pm33 = await world(engine)
    acme = await pm33.tenant('Acme')
    doors = await doorsOf(pm33, acme)
  })
  afterAll(() => pm33.close())

  const format = engine === 'embedded' ? 'csv' : 'json'
  /** In the suite each fixture goes through one engine, and through its format. */
  const fixtures = FIXTURES.filter((_, at) => FULL || at % ENGINES.length === ENGINES.indexOf(engine))
  test.each(fixtures)(`of %s: export → import → export is byte-equal as ${format}`, async (name) => {
    const first = await doors.import(fixture(name), { workspaceName: `${name} ${format} 1`, fileName: name })
    const { rows } = first.report
    expect(rows.read).toBe(rows.imported + rows.quarantined + rows.dropped)
    expect(first.written.created).toBe(rows.imported - first.written.refused)
    const once = await doors.export(first.workspace.id, format)
    const second = await doors.import(once, { workspaceName: `${name} ${format} 2`, fileName: name })
    expect(second.written).toMatchObject({ created: first.written.created, refused: 0 })
    expect(await doors.export(second.workspace.id, format)).toBe(once)
  })

  test('of a team says nothing of how many people it has', async () => {
    const { workspace } = await doors.import('Title,Status,Team\nGift cards,To do,Web\n', {
      workspaceName: `Teams ${engine}`,
      fileName: 'teams.csv',
    })
    const { data } = await pm33.operator(acme)<any>(`{ workspace(id: "${workspace.id}") { teams { name members } } }`)
    expect(data!.workspace.teams).toEqual([{ name: 'Web', members: null }])
  })
})
