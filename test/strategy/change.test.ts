import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { givenItems, world, type Ask, type World, type TenantInTest } from '../world.ts'

describe('strategy', () => {
  let pm33: World
  let acme: TenantInTest
  let ask: Ask

  beforeAll(async () => {
    pm33 = await world('postgres')
    acme = await pm33.tenant('Acme')
    ask = pm33.operator(acme)
    await givenItems(acme, await acme.workspace('Shop'), [{ key: 'A-1' }, { key: 'A-2' }])
  })
  afterAll(() => pm33.close())

  async function done(document: string): Promise<any> {
    const { data, errors } = await ask<any>(document)
    expect(errors).toBeUndefined()
    return Object.values(data!)[0]
  }

  test('a mission is stated, changed and taken away', async () => {
    expect(await done('{ workspace { mission themes { name } objectives { name } } }')).toEqual({
      mission: null,
      themes: [],
      objectives: [],
    })
    expect(await done('mutation { setMission(statement: " Fair trade ") { mission } }')).toEqual({
      mission: 'Fair trade',
    })
    expect(await done('mutation { setMission(statement: "Fairer trade") { mission } }')).toEqual({
      mission: 'Fairer trade',
    })
    expect(await done('mutation { setMission(statement: null) { mission } }')).toEqual({ mission: null })
  })

  test('the backlog lists all that serves an objective, and what serves none', async () => {
    const beta = await pm33.tenant('Beta')
    const shop = await beta.workspace('Shop')
    const owner = pm33.operator(beta)
    await givenItems(
      beta,
      shop,
      Array.from({ length: 503 }, (_, at) => ({ key: `B-${at + 1}` })),
    )
    await owner('mutation { createObjective(input: { name: "Fewer refunds" }) { id } }')
    for (const [from, to] of [
      [0, 500],
      [500, 501],
    ] as const) {
      const itemIds = Array.from({ length: to - from }, (_, at) => `B-${from + at + 1}`)
      const linked = await owner(
        'mutation ($itemIds: [ID!]!) { linkItems(id: "Fewer refunds", itemIds: $itemIds) { id } }',
        { itemIds },
      )
      expect(linked.errors).toBeUndefined()
    }
    const listed = async (key: string, objectiveIds: string[]) => {
      const { data, errors } = await pm33.graphql<any>(
        key,
        'query ($objectiveIds: [ID!]) { workspace { backlog(filter: { objectiveIds: $objectiveIds }, sort: rank, last: 1) { totalCount nodes { key } } } }',
        { objectiveIds },
      )
      return errors ? errors[0]!.extensions : data!.workspace.backlog
    }
    const key = await beta.key()
    expect(await listed(key, ['fewer refunds'])).toEqual({ totalCount: 501, nodes: [{ key: 'B-501' }] })
    expect(await listed(key, ['none'])).toEqual({ totalCount: 2, nodes: [{ key: 'B-503' }] })
    expect(await listed(key, ['none', 'Fewer refunds'])).toMatchObject({ totalCount: 503 })
    expect(await listed(key, ['Growth'])).toMatchObject({ code: 'NOT_FOUND', names: ['Fewer refunds'] })
    const blind = await beta.key({ scopes: ['mcp:enabled', 'backlog:read'] })
    expect(await listed(blind, ['Growth'])).toEqual({ code: 'FORBIDDEN', scope: 'strategy:read' })
  })

  test('themes gather objectives, objectives gather items, and each end knows the other', async () => {
    await done('mutation { createTheme(input: { name: "Trust", description: "Be believed" }) { id } }')
    await done(
      'mutation { createObjective(input: { name: "Fewer refunds", themeId: "Trust", measure: "refund rate", target: "2 %", dueDate: "2026-12-31" }) { id } }',
    )
    await done('mutation { createObjective(input: { name: "Faster checkout" }) { id } }')
    expect(
      await done(
        'mutation { linkItems(id: "Fewer refunds", itemIds: ["A-2", "A-1", "A-2"]) { itemCount items { key } theme { name } } }',
      ),
    ).toEqual({ itemCount: 2, items: [{ key: 'A-1' }, { key: 'A-2' }], theme: { name: 'Trust' } })
    await done('mutation { linkItems(id: "Faster checkout", itemIds: ["A-1"]) { id } }')
    expect(await done('{ workspace { item(id: "A-1") { objectives { name } } } }')).toEqual({
      item: { objectives: [{ name: 'Fewer refunds' }, { name: 'Faster checkout' }] },
    })
    expect(await done('mutation { unlinkItems(id: "Fewer refunds", itemIds: ["A-1"]) { itemCount } }')).toEqual({
      itemCount: 1,
    })
    expect(
      await done(
        'mutation { updateObjective(id: "Fewer refunds", input: { state: achieved, current: "1.8 %", target: null, position: 5 }) { name state measure target current dueDate } }',
      ),
    ).toEqual({
      name: 'Fewer refunds',
      state: 'achieved',
      measure: 'refund rate',
      target: null,
      current: '1.8 %',
      dueDate: '2026-12-31',
    })
    expect(
      await done(
        '{ workspace { themes { name description objectives { name } } objectives { name } active: objectives(state: active) { name } } }',
      ),
    ).toEqual({
      themes: [{ name: 'Trust', description: 'Be believed', objectives: [{ name: 'Fewer refunds' }] }],
      objectives: [{ name: 'Faster checkout' }, { name: 'Fewer refunds' }],
      active: [{ name: 'Faster checkout' }],
    })
    expect(
      await done('mutation { updateTheme(id: "Trust", input: { name: "Honesty" }) { name description } }'),
    ).toEqual({ name: 'Honesty', description: 'Be believed' })
    expect(await done('mutation { deleteTheme(id: "Honesty") }')).toBe('Honesty')
    expect(await done('mutation { deleteObjective(id: "Faster checkout") }')).toBe('Faster checkout')
    expect(
      await done('{ workspace { objectives { name theme { name } } item(id: "A-1") { objectives { name } } } }'),
    ).toEqual({ objectives: [{ name: 'Fewer refunds', theme: null }], item: { objectives: [] } })
  })

  test.each([
    [
      'createObjective(input: { name: "Fewer refunds" }) { id }',
      { code: 'CONFLICT', issues: [{ path: ['input', 'name'] }] },
    ],
    [
      'createObjective(input: { name: "New", themeId: "Nowhere" }) { id }',
      { code: 'NOT_FOUND', issues: [{ path: ['input', 'themeId'] }] },
    ],
    [
      'updateObjective(id: "Fewer refunds", input: { state: null }) { id }',
      { code: 'BAD_USER_INPUT', issues: [{ path: ['input', 'state'], allowed: ['active', 'achieved', 'dropped'] }] },
    ],
    [
      'linkItems(id: "Fewer refunds", itemIds: ["A-1", "A-99"]) { id }',
      { code: 'NOT_FOUND', issues: [{ path: ['itemIds', 1] }] },
    ],
  ])('refuses %s and writes nothing', async (mutation, extensions) => {
    expect((await ask(`mutation { ${mutation} }`)).errors![0]!.extensions).toMatchObject(extensions)
    expect(await done('{ workspace { objectives { name itemCount } } }')).toEqual({
      objectives: [{ name: 'Fewer refunds', itemCount: 1 }],
    })
  })

  test('holds a thousand objectives, and no more', async () => {
    const em = acme.em()
    await em.execute(
      `insert into objective (tenant_id, id, workspace_id, name, description, state, position, created_at)
       select tenant_id, gen_random_uuid(), workspace_id, 'Filler ' || n, '', 'dropped', n, created_at
       from objective, generate_series(1, 999) n where name = 'Fewer refunds'`,
    )
    const { errors } = await ask('mutation { createObjective(input: { name: "One more" }) { id } }')
    expect(errors![0]!).toMatchObject({
      message: 'input: this workspace has 1,000 objectives, the most it can have: delete some first',
      extensions: { code: 'BAD_USER_INPUT' },
    })
    await em.execute("delete from objective where name like 'Filler %'")
  })

  test('a credential without strategy:read sees none of it', async () => {
    const key = await acme.key({ scopes: ['mcp:enabled', 'backlog:read'] })
    for (const field of [
      'mission',
      'themes { name }',
      'objectives { name }',
      'item(id: "A-1") { objectives { name } }',
    ]) {
      const { errors } = await pm33.graphql(key, `{ workspace { ${field} } }`)
      expect(errors![0]!.extensions).toMatchObject({ code: 'FORBIDDEN', scope: 'strategy:read' })
    }
  })
})
