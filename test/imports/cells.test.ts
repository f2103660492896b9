import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { ImportRecord } from '../../api/imports/record/record.ts'
import { adapter, claude, type AdapterInTest, type Claude } from '../claude.ts'
import { FULL } from '../depth.ts'
import { ENGINES, world, type TenantInTest, type World } from '../world.ts'
import { doorsOf, type Doors } from './doors.ts'
import { fixture, FIXTURES } from './read.ts'
import { OPEN, shown } from './shown.ts'

// One line an item, written out in full; what an item does not say is left out.
const expected = JSON.parse(new TextDecoder().decode(fixture('expected.json'))) as Record<
  string,
  Partial<ImportRecord>[]
>

interface Item {
  key: string
  [column: string]: unknown
}

describe.each(ENGINES)('cell by cell on %s', (engine) => {
  let pm33: World
  let acme: TenantInTest
  let doors: Doors
  let mcp: AdapterInTest
  const clients: Claude[] = []
  beforeAll(async () => {
    pm33 = await world(engine)
    acme = await pm33.tenant('Acme')
    doors = await doorsOf(pm33, acme)
    mcp = await adapter(pm33)
    const key = await acme.key()
    for (const era of engine === 'embedded' ? (['sdk', 'modern'] as const) : (['legacy'] as const))
      clients.push(await claude(mcp, key, era))
  })
  afterAll(async () => {
    for (const client of clients) await client.close()
    await mcp.close()
    await pm33.close()
  })

  /** In the suite each fixture goes through the engine that apply.test.ts does not send it through. */
  const fixtures = FIXTURES.filter((_, at) => FULL || at % ENGINES.length !== ENGINES.indexOf(engine))
  test.each(fixtures)('%s, as a client reads it', async (name) => {
    const { workspace, report } = await doors.import(fixture(name), { workspaceName: name, fileName: name })
    const items = expected[name]!
    expect(report.rows.imported).toBe(items.length)
    for (const client of clients) {
      const seen = new Map<string, Item>()
      let cursor: string | undefined
      do {
        const { data, text, isError } = await client.call<{ items: Item[]; nextCursor?: string }>('query_backlog', {
          workspaceId: workspace.id,
          mode: 'full',
          columns: 'full',
          sort: 'key',
          limit: 50,
          ...(cursor && { cursor }),
        })
        expect(isError, text).toBe(false)
        for (const item of data.items) seen.set(item.key, item)
        cursor = data.nextCursor
      } while (cursor)
      expect([...seen.keys()].sort()).toEqual(items.map(({ key }) => key).sort())
      for (const item of items) {
        const read = Object.fromEntries(
          Object.entries(seen.get(item.key!)!).flatMap(([column, value]) =>
            !Array.isArray(value) ? [[column, value]] : value.length ? [[column, value.toSorted()]] : [],
          ),
        )
        const given = shown(item, items)
        expect(read).toMatchObject(given)
        for (const column of OPEN) if (!(column in given)) expect(read).not.toHaveProperty(column)
      }
    }
  })
})
