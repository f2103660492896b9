import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Workspace } from '../../api/identity/entity.ts'
import { testOn } from '../depth.ts'
import { ENGINES, givenItems, world, type Ask, type TenantInTest, type World } from '../world.ts'

describe.each(ENGINES)('the manual order on %s', (engine) => {
  const deep = testOn(engine)
  let pm33: World
  let acme: TenantInTest
  let ask: Ask
  let shop: Workspace

  beforeAll(async () => {
    pm33 = await world(engine)
    acme = await pm33.tenant('Acme')
    ask = pm33.operator(acme)
    shop = await acme.workspace('Shop')
    // Two share a rank, as after an import that gave none.
    await givenItems(
      acme,
      shop,
      [1, 2, 3, 4, 5, 6].map((number) => ({ key: `A-${number}`, rank: number > 4 ? 5 : number })),
    )
  })
  afterAll(() => pm33.close())

  const order = async () =>
    (
      await ask<any>('{ workspace { backlog(filter: { mode: full }, first: 200) { nodes { key } } } }')
    ).data!.workspace.backlog.nodes.map(({ key }: { key: string }) => Number(key.slice(2)))
  const move = (id: number, side: string, anchor: number) =>
    ask<any>(`mutation { rankItem(id: "A-${id}", ${side}: "A-${anchor}") { key } }`)

  test('an item moves to the front, to the end and in between; nothing else moves', async () => {
    const before = await order()
    const twins = before.slice(4)
    expect(before.slice(0, 4)).toEqual([1, 2, 3, 4])
    await move(3, 'before', 1)
    await move(1, 'after', twins[1]!)
    expect(await order()).toEqual([3, 2, 4, ...twins, 1])
    await move(2, 'after', twins[0]!)
    expect(await order()).toEqual([3, 4, twins[0], 2, twins[1], 1])
    await move(2, 'before', 3)
    await move(twins[1]!, 'before', twins[0]!)
    expect(await order()).toEqual([2, 3, 4, twins[1], twins[0], 1])
  })

  deep('the same gap takes more moves than a number has digits', async () => {
    const [first, second, ...rest] = await order()
    const pair = rest.slice(0, 2)
    const moves = Array.from(
      { length: 120 },
      (_, round) => `m${round}: rankItem(id: "A-${pair[round % 2]}", after: "A-${first}") { key }`,
    )
    expect((await ask(`mutation { ${moves.join('\n')} }`)).errors).toBeUndefined()
    expect((await order()).slice(0, 4)).toEqual([first, pair[1], pair[0], second])
  })

  test('a move that changes nothing leaves the data as it is', async () => {
    const version = async () => (await ask<any>('{ workspace { dataVersion } }')).data!.workspace.dataVersion
    const [first, second] = await order()
    const before = await version()
    await move(first, 'before', second)
    await move(second, 'after', first)
    expect(await version()).toBe(before)
  })

  deep.each([
    ['id: "A-1"', 'before'],
    ['id: "A-1", before: "A-2", after: "A-3"', 'after'],
    ['id: "A-1", before: "A-1"', 'before'],
  ])('refuses rankItem(%s)', async (args, field) => {
    const { errors } = await ask(`mutation { rankItem(${args}) { key } }`)
    expect(errors![0]!.extensions).toMatchObject({ code: 'BAD_USER_INPUT', issues: [{ path: [field] }] })
  })
})
