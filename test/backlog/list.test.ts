import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { BACKLOG_FINDS } from '../../api/backlog/find/find.ts'
import { BacklogItem } from '../../api/backlog/entity.ts'
import { Workspace } from '../../api/identity/entity.ts'
import { testOn } from '../depth.ts'
import { ENGINES, givenItems, world, type TenantInTest, type World } from '../world.ts'

describe.each(ENGINES)('a backlog on %s', (engine) => {
  const deep = testOn(engine)
  let pm33: World
  let acme: TenantInTest
  let key: string

  beforeAll(async () => {
    pm33 = await world(engine)
    acme = await pm33.tenant('Acme')
    key = await acme.key()
    const shop = await acme.workspace('Shop')
    await givenItems(acme, shop, [
      { key: 'SHOP-1', title: 'Gift cards', type: 'epic', priority: 'high' },
      { key: 'SHOP-2', title: 'Checkout is slow on mobile', statusCategory: 'active', status: 'Doing', storyPoints: 3 },
      { key: 'SHOP-10', title: 'Old idea', statusCategory: 'cancelled', status: 'Won’t do' },
      { key: 'SHOP-11', title: 'Receipts by mail', businessValue: 8, timeCriticality: 5, riskReduction: 2, jobSize: 5 },
    ])
  })
  afterAll(() => pm33.close())

  const found = async (filter: object, sort = 'rank', as = key, more = 'first: 50') => {
    const { data, errors } = await pm33.graphql<{
      workspace: {
        backlog: {
          totalCount: number
          searchedFor: string | null
          closestWords: string[] | null
          nodes: { key: string }[]
          pageInfo: { hasNextPage: boolean; endCursor: string | null }
        }
      }
    }>(
      as,
      `query($filter: BacklogFilter) { workspace { backlog(filter: $filter, sort: ${sort}, ${more}) { totalCount searchedFor closestWords nodes { key } pageInfo { hasNextPage endCursor } } } }`,
      { filter },
    )
    expect(errors).toBeUndefined()
    const { nodes, pageInfo, ...rest } = data!.workspace.backlog
    return { ...rest, ...pageInfo, keys: nodes.map(({ key }) => key) }
  }

  test('shows open items in the manual order unless asked otherwise', async () => {
    const { data, errors } = await pm33.graphql<{
      workspace: { backlog: { totalCount: number; nodes: { key: string; wsjf: number | null }[] } }
    }>(key, '{ workspace { backlog { totalCount nodes { key wsjf } } } }')
    expect(errors).toBeUndefined()
    expect(data!.workspace.backlog).toEqual({
      totalCount: 3,
      nodes: [
        { key: 'SHOP-1', wsjf: null },
        { key: 'SHOP-2', wsjf: null },
        { key: 'SHOP-11', wsjf: 3 },
      ],
    })
  })

  deep.each(['rank', 'score', 'priority', 'updated', 'created', 'due', 'key'])(
    'a cursor of the order by %s that somebody has changed is refused, and asks the database nothing',
    async (sort) => {
      const { endCursor } = await found({}, sort, key, 'first: 1')
      const parts = JSON.parse(Buffer.from(endCursor!, 'base64url').toString()) as [unknown, string, string, number]
      const after = (value: string, id = JSON.stringify(parts[1])) =>
        Buffer.from(`[${value},${id},${JSON.stringify(parts[2])},${parts[3]}]`).toString('base64url')
      for (const changed of [
        ...['"x"', '""', '1e999', '-1e999', 'null', '{}', '[1]', 'true', '"2026-13-45"', '"9999-12-31T25:00:00Z"'].map(
          (value) => after(value),
        ),
        after(typeof parts[0] === 'number' ? '"2026-01-01"' : '7'),
        ...(sort === 'priority' || sort === 'key' ? [after('0.5'), after('4e9')] : []),
        after(JSON.stringify(parts[0]), `"${'-'.repeat(36)}"`),
      ]) {
        const { errors } = await pm33.graphql(
          key,
          `query($after: String) { workspace { backlog(sort: ${sort}, first: 1, after: $after) { nodes { key } } } }`,
          { after: changed },
        )
        expect([changed, errors?.map(({ extensions }) => extensions.code)]).toEqual([changed, ['BAD_CURSOR']])
      }
    },
  )

  deep('each list of what is found pages to its end', async () => {
    const finder = await pm33.tenant('Finder')
    const home = await finder.workspace('Found')
    const key = await finder.key()
    const dated = { dueDate: '2020-01-01', updatedAt: new Date('2020-01-01T00:00:00Z') }
    await givenItems(finder, home, [
      { key: 'F-1', title: 'Pay with a gift card', ...dated },
      { key: 'F-2', title: 'Pay with a gift card', ...dated },
      { key: 'F-3', title: 'Print a gift card', ...dated, dueDate: '2020-02-01' },
      { key: 'F-4', title: 'Print a gift card', ...dated, dueDate: '2020-02-01' },
    ])
    for (const [item, blocker] of [
      ['F-2', 'F-1'],
      ['F-4', 'F-3'],
      ['F-3', 'F-2'],
    ]) {
      const added = await pm33.operator(finder)(
        `mutation { addDependency(workspaceId: "${home.key}", item: "${item}", blocker: "${blocker}") { id } }`,
      )
      expect(added.errors).toBeUndefined()
    }
    for (const find of BACKLOG_FINDS) {
      const page = async (more: string) => {
        const { data, errors } = await pm33.graphql<{
          workspace: { backlog: { nodes: { key: string }[]; pageInfo: { hasNextPage: boolean; endCursor: string } } }
        }>(
          key,
          `{ workspace(id: "${home.key}") { backlog(filter: { find: ${find} }, ${more}) { nodes { key } pageInfo { hasNextPage endCursor } } } }`,
        )
        expect([find, errors]).toEqual([find, undefined])
        return data!.workspace.backlog
      }
      const whole = (await page('first: 50')).nodes.map((one) => one.key)
      const seen: string[] = []
      for (let after = '', more = true; more;) {
        const { nodes, pageInfo } = await page(`first: 1${after}`)
        seen.push(...nodes.map((one) => one.key))
        after = `, after: "${pageInfo.endCursor}"`
        more = pageInfo.hasNextPage
      }
      expect([find, seen]).toEqual([find, whole])
      if (find !== 'slipped') expect([find, whole.length > 1]).toEqual([find, true])
    }
  })

  test('computes again what another moment gives under the same data version, as after a takeover', async () => {
    const taken = await pm33.tenant('Taken over')
    const as = await taken.key()
    await givenItems(taken, await taken.workspace('Shop'), [
      { key: 'A-1', title: 'Pay with a gift card' },
      { key: 'A-2', title: 'Pay with a gift card' },
    ])
    const duplicates = async () => {
      const { keys, totalCount } = await found({ find: 'duplicates' }, 'rank', as)
      return { keys, totalCount }
    }
    expect(await duplicates()).toEqual({ keys: ['A-1', 'A-2'], totalCount: 2 })
    const em = taken.em()
    const { dataChangedAt } = await em.findOneOrFail(Workspace, {})
    await em.nativeUpdate(BacklogItem, { key: 'A-2' }, { title: 'Print receipts at home' })
    await em.nativeUpdate(Workspace, {}, { dataChangedAt: new Date(dataChangedAt.getTime() + 1) })
    expect(await duplicates()).toEqual({ keys: [], totalCount: 0 })
    // That is kept in its turn: what nobody stamps is not seen.
    await em.nativeUpdate(BacklogItem, { key: 'A-2' }, { title: 'Pay with a gift card' })
    expect(await duplicates()).toEqual({ keys: [], totalCount: 0 })
  })

  test('pages to the end without loss or repeat, forwards and backwards', async () => {
    const page = (args: string) =>
      pm33.graphql<{
        workspace: {
          backlog: {
            nodes: { key: string }[]
            pageInfo: { endCursor: string; startCursor: string; hasNextPage: boolean }
          }
        }
      }>(
        key,
        `{ workspace { backlog(sort: key, filter: { mode: full }, ${args}) { nodes { key } pageInfo { endCursor startCursor hasNextPage } } } }`,
      )
    const one = (await page('first: 3')).data!.workspace.backlog
    const two = (await page(`first: 3, after: "${one.pageInfo.endCursor}"`)).data!.workspace.backlog
    expect([...one.nodes, ...two.nodes].map(({ key }) => key)).toEqual(['SHOP-1', 'SHOP-2', 'SHOP-10', 'SHOP-11'])
    expect(two.pageInfo.hasNextPage).toBe(false)
    const back = (await page(`last: 2, before: "${two.pageInfo.startCursor}"`)).data!.workspace.backlog
    expect(back.nodes.map(({ key }) => key)).toEqual(['SHOP-2', 'SHOP-10'])
  })

  test('finds words in titles', async () => {
    const { data } = await pm33.graphql<{ workspace: { backlog: { nodes: { key: string }[] } } }>(
      key,
      '{ workspace { backlog(filter: { search: "checkout slow" }) { nodes { key } } } }',
    )
    expect(data!.workspace.backlog.nodes).toEqual([{ key: 'SHOP-2' }])
  })

  deep.each([
    ['gift card', ['SHOP-1']],
    ['"gift cards"', ['SHOP-1']],
    ['receipt', ['SHOP-11']],
    ['mailing', ['SHOP-11']],
    ['recei', ['SHOP-11']],
    ['check', ['SHOP-2']],
    ['SHOP-11', ['SHOP-11']],
    ['gift or slow', ['SHOP-1', 'SHOP-2']],
    ['slow -mobile', []],
    ['is on', ['SHOP-2']],
    ['"card gift"', []],
    ["it's \\ : & | ( ' unfinished", []],
  ])('finds %s', async (search, keys) => {
    expect(await found({ search })).toMatchObject({ keys, searchedFor: null, totalCount: keys.length })
  })

  deep.each([
    ['chekout', 'checkout', ['SHOP-2']],
    ['cehckout slow', 'checkout slow', ['SHOP-2']],
    ['giift crads', 'gift cards', ['SHOP-1']],
    ['Reciepts', 'receipts', ['SHOP-11']],
  ])('reads %s as %s', async (search, searchedFor, keys) => {
    expect(await found({ search })).toMatchObject({ keys, searchedFor, totalCount: keys.length, closestWords: null })
    expect(await found({ search, types: ['story', 'epic'] }, 'key')).toMatchObject({ keys, searchedFor })
  })

  deep('offers the most similar words when nothing matches', async () => {
    expect(await found({ search: 'mobbllee' })).toMatchObject({ keys: [], searchedFor: null, closestWords: ['mobile'] })
    expect(await found({ search: 'zeppelin' })).toMatchObject({ keys: [], totalCount: 0, closestWords: [] })
  })

  test('knows the words of a title that has changed, and of no other tenant', async () => {
    const bolt = await pm33.tenant('Bolt')
    const shop = await bolt.workspace('Shop')
    await givenItems(bolt, shop, [{ key: 'B-1', title: 'Plain' }])
    const theirs = await bolt.key()
    const asked = async () => await found({ search: 'chekout' }, 'rank', theirs)
    expect(await asked()).toMatchObject({ keys: [], searchedFor: null, closestWords: [] })
    await bolt.em().nativeUpdate(BacklogItem, { key: 'B-1' }, { title: 'Checkout' })
    expect(await asked()).toMatchObject({ keys: ['B-1'], searchedFor: 'checkout' })
  })

  test('pages through a search in every order as without one', async () => {
    const words = { search: 'gift or checkout or mail' }
    const narrow = { updatedSince: '2020-01-01T00:00:00Z' }
    const asked = ['rank', 'score', 'priority', 'updated', 'created', 'due', 'key'].flatMap((sort) =>
      ['asc', 'desc'].map((direction) => ({ sort, direction, filter: sort === 'rank' ? narrow : {} })),
    )
    await Promise.all(
      asked.map(async ({ sort, direction, filter }) => {
        const plain = await found(filter, sort, key, `direction: ${direction}`)
        const one = await found({ ...filter, ...words }, sort, key, `direction: ${direction}, first: 2`)
        const two = await found(
          { ...filter, ...words },
          sort,
          key,
          `direction: ${direction}, first: 2, after: "${one.endCursor}"`,
        )
        expect([sort, direction, one.keys, two.keys]).toEqual([
          sort,
          direction,
          plain.keys.slice(0, 2),
          plain.keys.slice(2),
        ])
      }),
    )
  })

  deep('a status by name, or an item by key, says more than the mode', async () => {
    expect(await found({ statusNames: ['Won’t do'] })).toMatchObject({ totalCount: 1, keys: ['SHOP-10'] })
    expect(await found({ statusNames: ['doing'] })).toMatchObject({ totalCount: 1, keys: ['SHOP-2'] })
    expect(await found({ itemIds: ['SHOP-10'] })).toMatchObject({ totalCount: 1, keys: ['SHOP-10'] })
    const refused = await pm33.graphql(
      key,
      '{ workspace { backlog(filter: { statusNames: ["In QA"] }) { totalCount } } }',
    )
    expect(refused.errors![0]!.extensions).toMatchObject({
      code: 'NOT_FOUND',
      names: expect.arrayContaining(['Backlog', 'Doing', 'Won’t do']) as string[],
    })
  })

  deep('a status that nothing is in today is an empty list, not a mistake', async () => {
    const beta = await pm33.tenant('Beta statuses')
    const shop = await beta.workspace('Shop')
    const ask = pm33.operator(beta)
    await givenItems(beta, shop, [{ key: 'Q-1' }])
    for (const input of ['{ status: "In QA", statusCategory: review }', '{ statusCategory: todo }'])
      expect((await ask(`mutation { updateItem(id: "Q-1", input: ${input}) { id } }`)).errors).toBeUndefined()
    expect(await found({ statusNames: ['in qa'] }, 'rank', await beta.key())).toMatchObject({ totalCount: 0, keys: [] })
  })

  deep('says whose items a part of a name found', async () => {
    const beta = await pm33.tenant('Beta people')
    const shop = await beta.workspace('Shop')
    await givenItems(beta, shop, [
      { key: 'P-1', assignee: 'Joanna-Annette' },
      { key: 'P-2', assignee: 'Bo' },
    ])
    const whose = async (assignee: string | null) =>
      (
        await pm33.graphql<any>(
          await beta.key(),
          'query ($assignee: String) { workspace { backlog(filter: { assignee: $assignee }) { totalCount assignedTo } } }',
          { assignee },
        )
      ).data!.workspace.backlog
    expect(await whose('Ann')).toEqual({ totalCount: 1, assignedTo: ['Joanna-Annette'] })
    expect(await whose('bo')).toEqual({ totalCount: 1, assignedTo: ['Bo'] })
    expect(await whose('none')).toEqual({ totalCount: 0, assignedTo: null })
    expect(await whose(null)).toEqual({ totalCount: 2, assignedTo: null })
  })

  deep('counts without listing', async () => {
    const { data, errors } = await pm33.graphql<{ workspace: { backlogSummary: unknown } }>(
      key,
      '{ workspace { backlogSummary { total open done points unestimated byStatus { name items } groups(by: team) { name items } sentence } } }',
    )
    expect(errors).toBeUndefined()
    expect(data!.workspace.backlogSummary).toMatchObject({
      total: 4,
      open: 3,
      done: 0,
      points: 3,
      unestimated: 1,
      byStatus: [
        { name: 'backlog', items: 2 },
        { name: 'active', items: 1 },
        { name: 'cancelled', items: 1 },
      ],
      groups: [{ name: 'No team', items: 4 }],
    })
  })

  test('items without a team, epic, sprint, or assignee are the last group, under a plain name', async () => {
    const beta = await pm33.tenant('Beta')
    const shop = await beta.workspace('Shop')
    await givenItems(beta, shop, [
      { key: 'B-1', title: 'One' },
      { key: 'B-2', title: 'Two' },
      { key: 'B-3', title: 'Three', assignee: 'Unassigned' },
      { key: 'B-4', title: 'Four', assignee: '(Ana)' },
    ])
    const groupsBy = async (by: string) => {
      const { data } = await pm33.graphql<{
        workspace: { backlog: { groups: { name: string; none: boolean; open: number }[] } }
      }>(await beta.key(), `{ workspace { backlog { groups(by: ${by}) { name none open } } } }`)
      return data!.workspace.backlog.groups.map(({ name, none, open }) => [name, none, open])
    }
    expect(await groupsBy('team')).toEqual([['No team', true, 4]])
    expect(await groupsBy('epic')).toEqual([['No epic', true, 4]])
    expect(await groupsBy('sprint')).toEqual([['No sprint', true, 4]])
    // Somebody who is called so is not nobody.
    expect(await groupsBy('assignee')).toEqual([
      ['(Ana)', false, 1],
      ['Unassigned', false, 1],
      ['Unassigned', true, 2],
    ])
  })

  test('has an index of the open items for each order, and every index that an entity declares', async () => {
    const made = await pm33.orm.em
      .getConnection()
      .execute<{ name: string; on: string; is: string }[]>(
        `select indexname as name, tablename as on, indexdef as is from pg_indexes where schemaname = 'public'`,
      )
    const partial = new Map(made.map(({ name, is }) => [name, is]))
    for (const order of ['score', 'rank', 'priority_order', 'updated_at', 'created_at', 'due_order', 'number', 'team'])
      expect([order, partial.get(`backlog_item_open_${order}`)]).toEqual([
        order,
        expect.stringMatching(/WHERE .*status_category.*'backlog'.*'todo'.*'active'.*'review'/),
      ])
    const declared = [...pm33.orm.getMetadata().getAll().values()].flatMap(({ tableName, indexes }) =>
      indexes.map(() => tableName),
    )
    const plain = made.filter(({ name, on }) => name !== `${on}_pkey` && !name.endsWith('_unique'))
    expect(plain.map(({ on }) => on).sort()).toEqual(declared.sort())
  })

  deep('says which scope is missing', async () => {
    const { errors } = await pm33.graphql(
      await acme.key({ scopes: ['mcp:enabled'] }),
      '{ workspace { name backlog { totalCount } } }',
    )
    expect(errors![0]).toMatchObject({
      message: 'Workspace.backlog requires the scope backlog:read.',
      extensions: { code: 'FORBIDDEN', scope: 'backlog:read' },
    })
  })
})
