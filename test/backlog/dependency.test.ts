import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { ENGINES, givenItems, world, type Ask, type World } from '../world.ts'

describe.each(ENGINES)('dependencies on %s', (engine) => {
  let pm33: World
  let ask: Ask

  beforeAll(async () => {
    pm33 = await world(engine)
    const acme = await pm33.tenant('Acme')
    ask = pm33.operator(acme)
    await givenItems(
      acme,
      await acme.workspace('Shop'),
      [1, 2, 3, 4, 5, 6].map((number) => ({ key: `A-${number}` })),
    )
  })
  afterAll(() => pm33.close())

  const add = (item: string, blocker: string, more = '') =>
    ask<any>(
      `mutation { addDependency(item: "${item}", blocker: "${blocker}"${more}) { id kind lagDays endedAt item { key } blocker { key } } }`,
    )
  const of = async (key: string) =>
    (
      await ask<any>(
        `{ workspace { item(id: "${key}") { blockedBy { nodes { key } } blocks { nodes { key } } dependencies(ended: true) { lagDays endedAt } } } }`,
      )
    ).data!.workspace.item

  test('work waits for other work until that is ended; what was true stays known', async () => {
    const { data } = await add('A-2', 'A-1', ', lagDays: 2')
    expect(data!.addDependency).toMatchObject({
      kind: 'blocks',
      lagDays: 2,
      endedAt: null,
      item: { key: 'A-2' },
      blocker: { key: 'A-1' },
    })
    expect(await of('A-2')).toMatchObject({ blockedBy: { nodes: [{ key: 'A-1' }] }, blocks: { nodes: [] } })
    expect(await of('A-1')).toMatchObject({ blockedBy: { nodes: [] }, blocks: { nodes: [{ key: 'A-2' }] } })
    const ended = await ask<any>(`mutation { endDependency(id: "${data!.addDependency.id}") { endedAt } }`)
    expect(ended.data!.endDependency.endedAt).toEqual(expect.any(String))
    expect(await of('A-2')).toMatchObject({
      blockedBy: { nodes: [] },
      dependencies: [{ lagDays: 2, endedAt: ended.data!.endDependency.endedAt }],
    })
    const again = await ask<any>(`mutation { endDependency(id: "${data!.addDependency.id}") { endedAt } }`)
    expect(again.data).toEqual(ended.data)
  })

  test('the same dependency again is the same; with another lag it is a new version', async () => {
    const [one, two, three] = [
      await add('A-4', 'A-3'),
      await add('A-4', 'A-3'),
      await add('A-4', 'A-3', ', lagDays: 5'),
    ].map(({ data }) => data!.addDependency)
    expect(two).toEqual(one)
    expect(three.id).not.toBe(one.id)
    expect((await of('A-4')).dependencies).toMatchObject([
      { lagDays: 0, endedAt: expect.any(String) },
      { lagDays: 5, endedAt: null },
    ])
  })

  test('work that would wait for itself is refused, and the circle named in order', async () => {
    await add('A-2', 'A-1')
    await add('A-3', 'A-2')
    const { errors } = await add('A-1', 'A-3')
    expect(errors![0]).toMatchObject({
      message:
        'This dependency would create a cycle: A-1 blocks A-2 blocks A-3 blocks A-1. Remove one of these dependencies first.',
      path: ['addDependency'],
      extensions: { code: 'DEPENDENCY_CYCLE', cycle: ['A-1', 'A-2', 'A-3'] },
    })
    expect((await add('A-1', 'A-1')).errors![0]!.extensions).toMatchObject({ code: 'DEPENDENCY_CYCLE', cycle: ['A-1'] })
    expect((await of('A-1')).blockedBy.nodes).toEqual([])
    expect((await add('A-1', 'A-3', ', kind: relates')).errors).toBeUndefined()
  })

  test('two people who close a circle from both ends at once cannot both succeed', async () => {
    for (let round = 0; round < 5; round++) {
      const answers = await Promise.all([add('A-5', 'A-6'), add('A-6', 'A-5')])
      expect(answers.map(({ errors }) => errors?.[0]?.extensions.code ?? 'ok').sort()).toEqual([
        'DEPENDENCY_CYCLE',
        'ok',
      ])
      const made = answers.find(({ errors }) => !errors)!.data!.addDependency.id
      await ask(`mutation { endDependency(id: "${made}") { id } }`)
    }
  })

  test.each([
    ['addDependency(item: "A-1", blocker: "NOPE-1") { id }', { code: 'NOT_FOUND', issues: [{ path: ['blocker'] }] }],
    [
      'addDependency(item: "A-1", blocker: "A-4", lagDays: -1) { id }',
      { code: 'BAD_USER_INPUT', issues: [{ path: ['lagDays'] }] },
    ],
    ['endDependency(id: "A-1") { id }', { code: 'NOT_FOUND', kind: 'Dependency' }],
  ])('refuses %s', async (mutation, extensions) => {
    const { errors } = await ask(`mutation { ${mutation} }`)
    expect(errors![0]!.extensions).toMatchObject(extensions)
  })
})
