/** An export holds every item once, in the natural order of the keys, however numbers lie. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { records } from '../../api/imports/export/export-items-service.ts'
import { ENGINES, givenItems, world, type World } from '../world.ts'

/** Around the spans in which the order is looked up, with numbers that several keys share, and gaps. */
const KEYS = [
  ...Array.from({ length: 1_003 }, (_, at) => `A-${at + 1}`),
  'B-1000',
  'B-1001',
  'C-1000',
  'C-2001',
  'A-2002',
  'A-99999',
  'A-2147483647',
]

describe.each(ENGINES)('on %s', (engine) => {
  let pm33: World
  beforeAll(async () => {
    pm33 = await world(engine)
  })
  afterAll(() => pm33?.close())

  test('each item comes once', async () => {
    const acme = await pm33.tenant('Acme')
    const workspace = await acme.workspace('Shop')
    await givenItems(
      acme,
      workspace,
      KEYS.map((key) => ({ key })),
    )
    const keys: string[] = []
    for await (const { key } of records(acme.db(), workspace.id)) keys.push(key)
    const number = (key: string) => Number(key.slice(2))
    expect(keys).toEqual([...KEYS].sort((a, b) => number(a) - number(b) || (a < b ? -1 : 1)))
  })
})
