import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { Workspace } from '../../api/identity/entity.ts'
import { SprintScope } from '../../api/backlog/entity.ts'
import { beside } from '../beside.ts'
import { ENGINES, givenItems, world, type Ask, type TenantInTest, type World } from '../world.ts'

describe.each(ENGINES)('writing a backlog on %s', (engine) => {
  let pm33: World
  let acme: TenantInTest
  let ask: Ask
  let shop: Workspace
  let count = 0

  beforeAll(async () => {
    pm33 = await world(engine)
    acme = await pm33.tenant('Acme')
    ask = pm33.operator(acme)
  })
  afterAll(() => pm33.close())
  beforeEach(async () => {
    shop = await acme.workspace(`Shop ${++count}`)
  })

  /** The answer's data; an error fails the test with its words. */
  async function done<T = Record<string, any>>(query: string, variables: object = {}): Promise<T> {
    const { data, errors } = await ask<T>(query, { ws: shop.id, ...variables })
    expect(errors).toBeUndefined()
    return data!
  }
  async function refused(query: string, variables: object = {}) {
    const { errors } = await ask(query, { ws: shop.id, ...variables })
    return errors![0]!
  }
  const create = async (input: object, fields = 'id key') =>
    (
      await done(`mutation ($ws: ID, $input: NewItem!) { createItem(workspaceId: $ws, input: $input) { ${fields} } }`, {
        input,
      })
    ).createItem
  const update = async (id: string, input: object, fields = 'id key') =>
    (
      await done(
        `mutation ($ws: ID, $id: ID!, $input: ItemChanges!) { updateItem(workspaceId: $ws, id: $id, input: $input) { ${fields} } }`,
        { id, input },
      )
    ).updateItem
  const keysInOrder = async () =>
    (
      await done<any>(
        'query ($ws: ID) { workspace(id: $ws) { backlog(filter: { mode: full }, first: 200) { nodes { key } } } }',
      )
    ).workspace.backlog.nodes.map(({ key }: { key: string }) => key)

  test('due date, points, title, parent, team, and rank keep what they were', async () => {
    await done('mutation ($ws: ID) { createTeam(workspaceId: $ws, input: { name: "Web" }) { id } }')
    await create({ title: 'Epic', type: 'epic' })
    const { key: first } = await create({ title: 'First' })
    const { key } = await create({ title: 'Pay', dueDate: '2027-01-15', storyPoints: 3 })
    const { key: epic } = (
      await done<any>('query ($ws: ID) { workspace(id: $ws) { backlog(filter: { types: [epic] }) { nodes { key } } } }')
    ).workspace.backlog.nodes[0]
    await update(key, { dueDate: '2027-02-01', storyPoints: 5 })
    await update(key, { dueDate: '2027-02-01' })
    await update(key, { title: 'Pay later', parentId: epic, teamId: 'Web' })
    await update(key, { dueDate: null })
    await done(
      'mutation ($ws: ID, $id: ID!, $first: ID!) { rankItem(workspaceId: $ws, id: $id, before: $first) { id } }',
      {
        id: key,
        first,
      },
    )
    const { item } = (
      await done<any>(
        'query ($ws: ID, $id: ID!) { workspace(id: $ws) { item(id: $id) { slips { dueMoves firstDue } changes { field before after } } } }',
        { id: key },
      )
    ).workspace
    const told = new Set(item.changes.map(({ field, before, after }: any) => `${field} ${before} ${after}`))
    for (const change of [
      'dueDate 2027-01-15 2027-02-01',
      'storyPoints 3 5',
      'title Pay Pay later',
      `parent null ${epic}`,
      'team null Web',
      'dueDate 2027-02-01 null',
    ])
      expect(told).toContain(change)
    expect(item.changes.filter(({ field }: any) => field === 'rank')).toHaveLength(1)
    expect(item.changes).toHaveLength(7)
    expect(item.slips).toEqual({ dueMoves: 1, firstDue: '2027-01-15' })
  })

  test('a title is enough for an item; its key follows those that are there', async () => {
    await givenItems(acme, shop, [{ key: 'PAY-9' }, { key: 'PAY-41' }])
    expect(
      await create(
        { title: '  Gift\u0000 cards\n' },
        'key title type status statusCategory priority storyPoints labels',
      ),
    ).toEqual({
      key: 'PAY-42',
      title: 'Gift cards',
      type: 'story',
      status: 'Backlog',
      statusCategory: 'backlog',
      priority: 'none',
      storyPoints: null,
      labels: [],
    })
    expect(await keysInOrder()).toEqual(['PAY-9', 'PAY-41', 'PAY-42'])
  })

  test('the first item of a workspace is named after it', async () => {
    expect(await create({ title: 'Anything' })).toMatchObject({ key: `SHOP-${count}-1` })
  })

  test('what is left out stays, null clears', async () => {
    const { id } = await create({
      title: 'Receipts',
      storyPoints: 5,
      dueDate: '2026-12-24',
      labels: ['mail', 'mail', 'b'],
      skills: ['smtp'],
      description: 'By mail.',
    })
    expect(
      await update(
        id,
        { storyPoints: null, priority: 'high' },
        'title description storyPoints dueDate priority labels',
      ),
    ).toEqual({
      title: 'Receipts',
      description: 'By mail.',
      storyPoints: null,
      dueDate: '2026-12-24',
      priority: 'high',
      labels: ['b', 'mail'],
    })
    expect(
      await update(id, { dueDate: null, labels: ['b', 'c'], description: null }, 'description dueDate labels'),
    ).toEqual({ description: '', dueDate: null, labels: ['b', 'c'] })
  })

  test('a change of status leaves its history, and says when work began and ended', async () => {
    const { id } = await create({ title: 'Search' })
    const fields =
      'status statusCategory startedAt resolvedAt updatedAt statusHistory(first: 100) { nodes { from to category at } }'
    const seen: { statusHistory: { nodes: { at: string }[] } }[] = []
    for (const input of [
      { statusCategory: 'active' },
      { status: 'In review' },
      { status: 'Shipped', statusCategory: 'done' },
      { statusCategory: 'todo' },
    ]) {
      pm33.clock.move(3_600_000)
      seen.push(await update(id, input, fields))
    }
    const [, began, reviewed, shipped, reopened] = seen.at(-1)!.statusHistory.nodes.map(({ at }) => at)
    expect(seen[0]).toMatchObject({ status: 'In progress', startedAt: began, resolvedAt: null, updatedAt: began })
    expect(seen[1]).toMatchObject({
      status: 'In review',
      statusCategory: 'review',
      startedAt: began,
      resolvedAt: null,
      updatedAt: reviewed,
    })
    expect(seen[2]).toMatchObject({ status: 'Shipped', statusCategory: 'done', startedAt: began, resolvedAt: shipped })
    expect(seen[3]).toMatchObject({
      status: 'To do',
      statusCategory: 'todo',
      startedAt: began,
      resolvedAt: null,
      updatedAt: reopened,
    })
    expect(seen[3]!.statusHistory.nodes).toMatchObject([
      { from: null, to: 'Backlog', category: 'backlog' },
      { from: 'Backlog', to: 'In progress', category: 'active' },
      { from: 'In progress', to: 'In review', category: 'review' },
      { from: 'In review', to: 'Shipped', category: 'done' },
      { from: 'Shipped', to: 'To do', category: 'todo' },
    ])
  })

  test('a status means what it means on the other items of the workspace', async () => {
    await givenItems(acme, shop, [{ key: 'A-1', status: 'Parked', statusCategory: 'cancelled' }])
    expect(await create({ title: 'x', status: 'parked' }, 'statusCategory')).toEqual({ statusCategory: 'cancelled' })
    expect(await create({ title: 'x', statusCategory: 'cancelled' }, 'status')).toEqual({ status: 'Parked' })
    expect(
      await refused(
        'mutation ($ws: ID) { createItem(workspaceId: $ws, input: { title: "x", status: "Zzyzx" }) { id } }',
      ),
    ).toMatchObject({
      path: ['createItem'],
      extensions: {
        code: 'BAD_USER_INPUT',
        issues: [
          { path: ['input', 'statusCategory'], allowed: ['backlog', 'todo', 'active', 'review', 'done', 'cancelled'] },
        ],
      },
    })
  })

  test('an item knows its nearest epic, also after the tree above it has moved', async () => {
    const one = await create({ title: 'One', type: 'epic' })
    const two = await create({ title: 'Two', type: 'epic' })
    const feature = await create({ title: 'Feature', type: 'feature', parentId: one.key })
    const story = await create({ title: 'Story', parentId: feature.key }, 'id key epic { key }')
    expect(story.epic).toEqual({ key: one.key })
    await update(feature.id, { parentId: two.id })
    const epicOf = async (id: string) =>
      (
        await done(
          'query ($ws: ID, $id: ID!) { workspace(id: $ws) { item(id: $id) { parent { key } epic { key } } } }',
          { id },
        )
      ).workspace.item
    expect(await epicOf(story.id)).toEqual({ parent: { key: feature.key }, epic: { key: two.key } })
    await update(feature.id, { type: 'epic' })
    expect(await epicOf(story.id)).toEqual({ parent: { key: feature.key }, epic: { key: feature.key } })
    await update(feature.id, { type: 'story', parentId: null })
    expect(await epicOf(story.id)).toEqual({ parent: { key: feature.key }, epic: null })
    await update(feature.id, { parentId: one.id })
    expect(
      await done('mutation ($ws: ID, $ids: [ID!]!) { deleteItems(workspaceId: $ws, ids: $ids) { count keys } }', {
        ids: [feature.id],
      }),
    ).toEqual({ deleteItems: { count: 1, keys: [feature.key] } })
    expect(await epicOf(story.id)).toEqual({ parent: null, epic: null })
  })

  test('an item cannot become its own ancestor', async () => {
    await givenItems(acme, shop, [{ key: 'T-1' }, { key: 'T-2' }, { key: 'T-3' }])
    await update('T-2', { parentId: 'T-1' })
    await update('T-3', { parentId: 'T-2' })
    expect(
      await refused(
        'mutation ($ws: ID) { updateItem(workspaceId: $ws, id: "T-1", input: { parentId: "T-3", title: "never" }) { id } }',
      ),
    ).toMatchObject({
      message: 'T-1 would be its own ancestor: T-1 → T-3 → T-2 → T-1.',
      extensions: { code: 'BAD_USER_INPUT', cycle: ['T-1', 'T-3', 'T-2'], issues: [{ path: ['input', 'parentId'] }] },
    })
    expect(await update('T-1', {}, 'title parent { key }')).toEqual({ title: 'Item T-1', parent: null })
    expect(
      await refused(
        'mutation ($ws: ID) { upsertItems(workspaceId: $ws, items: [{ key: "N-1", title: "a", parentId: "N-2" }, { key: "N-2", title: "b", parentId: "N-1" }]) { created } }',
      ),
    ).toMatchObject({ extensions: { code: 'BAD_USER_INPUT', cycle: ['N-1', 'N-2'] } })
  })

  test('a batch creates, updates and leaves alone, and says which', async () => {
    await givenItems(acme, shop, [
      { key: 'B-1', title: 'One' },
      { key: 'B-2', title: 'Two' },
    ])
    const { upsertItems } = await done(
      'mutation ($ws: ID, $items: [ItemUpsert!]!) { upsertItems(workspaceId: $ws, items: $items) { created updated unchanged items { outcome item { key title epic { key } } } } }',
      {
        items: [
          { key: 'B-1', title: 'One' },
          { key: 'B-2', title: 'Second', parentId: 'B-7' },
          { key: 'B-8', title: 'Eight', parentId: 'B-2' },
          { key: 'B-7', title: 'Seven', type: 'epic' },
          { title: 'Nameless' },
        ],
      },
    )
    expect(upsertItems).toEqual({
      created: 3,
      updated: 1,
      unchanged: 1,
      items: [
        { outcome: 'unchanged', item: { key: 'B-1', title: 'One', epic: null } },
        { outcome: 'updated', item: { key: 'B-2', title: 'Second', epic: { key: 'B-7' } } },
        { outcome: 'created', item: { key: 'B-8', title: 'Eight', epic: { key: 'B-7' } } },
        { outcome: 'created', item: { key: 'B-7', title: 'Seven', epic: null } },
        { outcome: 'created', item: { key: 'B-3', title: 'Nameless', epic: null } },
      ],
    })
  })

  test('a key or a name in another case is what it means when read', async () => {
    await givenItems(acme, shop, [{ key: 'CASE-12', title: 'Was' }])
    await done('mutation ($ws: ID) { createTeam(workspaceId: $ws, input: { name: "Checkout" }) { id } }')
    expect(
      await done(
        'mutation ($ws: ID) { upsertItems(workspaceId: $ws, items: [{ key: "case-12", title: "Is", teamId: "checkout" }]) { updated items { item { key title team { name } } } } }',
      ),
    ).toEqual({
      upsertItems: { updated: 1, items: [{ item: { key: 'CASE-12', title: 'Is', team: { name: 'Checkout' } } }] },
    })
    expect(
      await refused(
        'mutation ($ws: ID) { createItem(workspaceId: $ws, input: { key: "Case-12", title: "x" }) { id } }',
      ),
    ).toMatchObject({
      message: 'CASE-12 already exists. Update it, or omit the key to create a new item.',
      extensions: { code: 'CONFLICT' },
    })
    expect(
      await refused(
        'mutation ($ws: ID) { upsertItems(workspaceId: $ws, items: [{ key: "new-1", title: "a" }, { key: "NEW-1", title: "b" }]) { created } }',
      ),
    ).toMatchObject({ extensions: { code: 'BAD_USER_INPUT', issues: [{ path: ['items', 1, 'key'] }] } })
    expect(
      await done('mutation ($ws: ID) { updateTeam(workspaceId: $ws, id: "CHECKOUT", input: { members: 4 }) { name } }'),
    ).toEqual({ updateTeam: { name: 'Checkout' } })
    // Two that differ only in case: neither is meant.
    await done('mutation ($ws: ID) { createTeam(workspaceId: $ws, input: { name: "CheckOut" }) { id } }')
    const { extensions } = await refused('mutation ($ws: ID) { deleteTeam(workspaceId: $ws, id: "checkout") }')
    expect([extensions.code, new Set(extensions.names as string[])]).toEqual([
      'NOT_FOUND',
      new Set(['Checkout', 'CheckOut']),
    ])
    expect(await keysInOrder()).toEqual(['CASE-12'])
  })

  test('two items whose keys differ only in case are changed in one call', async () => {
    await givenItems(acme, shop, [{ key: 'pair-1' }, { key: 'PAIR-1' }])
    expect(
      await done(
        'mutation ($ws: ID) { upsertItems(workspaceId: $ws, items: [{ key: "PAIR-1", title: "Great" }, { key: "pair-1", title: "Small" }]) { items { outcome item { key title } } } }',
      ),
    ).toEqual({
      upsertItems: {
        items: [
          { outcome: 'updated', item: { key: 'PAIR-1', title: 'Great' } },
          { outcome: 'updated', item: { key: 'pair-1', title: 'Small' } },
        ],
      },
    })
  })

  test('a batch of 500 lands whole; one bad row keeps all of it out and is named', async () => {
    const items = Array.from({ length: 500 }, (_, at) => ({
      key: `C-${at + 1}`,
      title: `Item ${at + 1}`,
      parentId: at ? `C-${at}` : null,
      type: at ? 'story' : 'epic',
    }))
    const upsert =
      'mutation ($ws: ID, $items: [ItemUpsert!]!) { upsertItems(workspaceId: $ws, items: $items) { created updated unchanged } }'
    const bad = items.map((item, at) => (at === 321 ? { ...item, storyPoints: -1, teamId: null } : item))
    expect(await refused(upsert, { items: bad })).toMatchObject({
      message: 'items.321.storyPoints: must be at least 0 and at most 10000',
      extensions: { code: 'BAD_USER_INPUT' },
    })
    expect(
      await refused(upsert, { items: items.map((item, at) => (at === 499 ? { ...item, teamId: 'Nobody' } : item)) }),
    ).toMatchObject({ extensions: { code: 'NOT_FOUND', issues: [{ path: ['items', 499, 'teamId'] }] } })
    expect(await keysInOrder()).toEqual([])
    expect(await done(upsert, { items })).toEqual({ upsertItems: { created: 500, updated: 0, unchanged: 0 } })
    expect(await done(upsert, { items })).toEqual({ upsertItems: { created: 0, updated: 0, unchanged: 500 } })
    expect(
      (
        await done(
          'query ($ws: ID) { workspace(id: $ws) { item(id: "C-500") { epic { key } } backlog(filter: { epicId: "C-1" }) { totalCount } } }',
        )
      ).workspace,
    ).toEqual({ item: { epic: { key: 'C-1' } }, backlog: { totalCount: 499 } })
    expect(await refused(upsert, { items: [...items, { key: 'C-501', title: 'One too many' }] })).toMatchObject({
      extensions: { code: 'BAD_USER_INPUT', issues: [{ path: ['items'] }] },
    })
  })

  test('moves of sprint leave who was where, when, at which size', async () => {
    const sprints = await Promise.all(
      ['S1', 'S2'].map(
        async (name) =>
          (
            await done(
              'mutation ($ws: ID, $input: SprintInput!) { createSprint(workspaceId: $ws, input: $input) { id } }',
              { input: { name } },
            )
          ).createSprint.id,
      ),
    )
    const { id } = await create({ title: 'x', storyPoints: 3, sprintId: 'S1' })
    await update(id, { sprintId: sprints[1], storyPoints: 8 })
    await update(id, { sprintId: null })
    const rows = await acme.em().find(SprintScope, { workspace: { id: shop.id } }, { orderBy: { addedAt: 'asc' } })
    expect(
      rows.map(({ sprint, pointsAtAdd, removedAt }) => [`Sprint:${sprint.id}`, pointsAtAdd, removedAt !== null]),
    ).toEqual([
      [sprints[0], 3, true],
      [sprints[1], 8, true],
    ])
  })

  test.each<[claim: string, input: object, path: string]>([
    ['an empty title', { title: ' ' }, 'title'],
    ['a key with spaces', { title: 'x', key: 'A 1' }, 'key'],
    ['a key that reads like an id', { title: 'x', key: 'BacklogItem:1' }, 'key'],
    ['a size of zero', { title: 'x', jobSize: 0 }, 'jobSize'],
    ['a confidence above one', { title: 'x', confidence: 1.5 }, 'confidence'],
    ['a link that is a script', { title: 'x', url: 'javascript:alert(1)' }, 'url'],
    ['an empty label', { title: 'x', labels: ['ok', ' '] }, 'labels'],
    ['no status', { title: 'x', status: null, priority: null }, 'status'],
  ])('refuses %s by name and writes nothing', async (_claim, input, path) => {
    const error = await refused(
      'mutation ($ws: ID, $input: NewItem!) { createItem(workspaceId: $ws, input: $input) { id } }',
      { input },
    )
    expect(error.extensions).toMatchObject({ code: 'BAD_USER_INPUT' })
    expect((error.extensions.issues as { path: string[] }[])[0]!.path).toEqual(['input', path])
    expect(await keysInOrder()).toEqual([])
  })

  test('a taken key, a foreign item and a foreign parent are refused in words', async () => {
    await givenItems(acme, shop, [{ key: 'D-1' }])
    const other = await pm33.tenant('Other')
    const theirs = await other.workspace('Theirs')
    const { createItem: secret } = (
      await pm33.operator(other)(
        'mutation ($ws: ID!) { createItem(workspaceId: $ws, input: { title: "secret" }) { id } }',
        { ws: theirs.id },
      )
    ).data as never
    expect(
      await refused('mutation ($ws: ID) { createItem(workspaceId: $ws, input: { key: "D-1", title: "x" }) { id } }'),
    ).toMatchObject({ extensions: { code: 'CONFLICT', issues: [{ path: ['input', 'key'] }] } })
    expect(
      await refused('mutation ($id: ID!) { updateItem(id: $id, input: { title: "x" }) { id } }', {
        id: (secret as { id: string }).id,
      }),
    ).toMatchObject({ extensions: { code: 'NOT_FOUND', kind: 'BacklogItem' } })
    expect(
      await refused(
        'mutation ($ws: ID, $id: ID!) { updateItem(workspaceId: $ws, id: "D-1", input: { parentId: $id }) { id } }',
        { id: (secret as { id: string }).id },
      ),
    ).toMatchObject({ extensions: { code: 'NOT_FOUND', issues: [{ path: ['input', 'parentId'] }] } })
  })

  test('a change based on an older state of the item is refused', async () => {
    await givenItems(acme, shop, [{ key: 'S-1' }])
    const change =
      'mutation ($ws: ID, $seen: DateTime!, $title: String!) { updateItem(workspaceId: $ws, id: "S-1", unchangedSince: $seen, input: { title: $title }) { title updatedAt } }'
    const { updatedAt: seen } = (await update('S-1', {}, 'updatedAt')) as unknown as { updatedAt: string }
    pm33.clock.move(1_000)
    expect((await done<any>(change, { seen, title: 'first' })).updateItem.title).toBe('first')
    expect(await refused(change, { seen, title: 'second' })).toMatchObject({
      message: 'S-1 has changed since you read it. Read it again, then repeat the change.',
      extensions: { code: 'CONFLICT' },
    })
    expect(await update('S-1', {}, 'title')).toEqual({ title: 'first' })
  })

  test('no key is given twice: after the newest items are deleted, the next one gets a new key', async () => {
    const [first, second] = [await create({ title: 'First' }), await create({ title: 'Second' })]
    const number = (key: string) => Number(/\d+$/.exec(key)![0])
    expect([number(first.key), number(second.key)]).toEqual([1, 2])
    const gone = (...ids: string[]) =>
      done('mutation ($ws: ID, $ids: [ID!]!) { deleteItems(workspaceId: $ws, ids: $ids) { keys } }', { ids })
    await gone(second.key)
    const third = await create({ title: 'Third' })
    expect(number(third.key)).toBe(3)
    await gone(first.key, third.key)
    expect(number((await create({ title: 'Fourth' })).key)).toBe(4)
  })

  if (engine === 'postgres')
    test('a child of an item that somebody is changing waits for the item, and keeps nobody else waiting', async () => {
      await givenItems(acme, shop, [{ key: 'E-1', type: 'epic' }])
      const other = await beside(acme)
      await other.run('select id from backlog_item where workspace_id = ? for update', [shop.id])
      const made = create({ title: 'Child', parentId: 'E-1' }, 'parent { key }')
      await other.waitedFor()
      // As each change does at its end.
      await other.run('select id from workspace where id = ? for no key update nowait', [shop.id])
      await other.commit()
      expect(await made).toEqual({ parent: { key: 'E-1' } })
    })

  test('two changes in one document each answer with what they wrote', async () => {
    await givenItems(acme, shop, [{ key: 'E-1' }])
    const both = await done(
      'mutation ($ws: ID) { a: updateItem(workspaceId: $ws, id: "E-1", input: { title: "first", labels: ["a"] }) { title labels } b: updateItem(workspaceId: $ws, id: "E-1", input: { title: "second", labels: ["b"] }) { title labels } }',
    )
    expect(both).toEqual({ a: { title: 'first', labels: ['a'] }, b: { title: 'second', labels: ['b'] } })
  })
})
