import { globSync, readFileSync } from 'node:fs'
import {
  buildSchema,
  getIntrospectionQuery,
  getNamedType,
  isEnumType,
  isInputObjectType,
  isNonNullType,
  isObjectType,
  printSchema,
  type GraphQLField,
  type IntrospectionQuery,
} from 'graphql'
import { complexityFromQuery } from '@pothos/plugin-complexity'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { builder } from '../../api/graphql/builder.ts'
import { openToKeys } from '../../api/graphql/contract.ts'
import { publicSchema, schema } from '../../api/server/graphql/schema.ts'
import { Dependency, StatusChange, BacklogItem } from '../../api/backlog/entity.ts'
import { ofQuestion } from '../statements.ts'
import { ENGINES, givenItems, world, type Answer, type TenantInTest, type World } from '../world.ts'

const contract = (file: string) => buildSchema(readFileSync(new URL(`../../schema/${file}`, import.meta.url), 'utf8'))
const fieldsOf = (of: typeof schema) =>
  Object.values(of.getTypeMap())
    .filter((type) => isObjectType(type) && !type.name.startsWith('__'))
    .flatMap((type) =>
      isObjectType(type) ? Object.values(type.getFields()).map((field) => [type.name, field] as const) : [],
    )
const optionsOf = ({ extensions }: { extensions: unknown }) =>
  ((extensions as { pothosOptions?: unknown }).pothosOptions ?? {}) as { authScopes?: object; refusable?: boolean }

describe('what is public', () => {
  test('is nothing that only the adapter, the pages, or the operator may ask', () => {
    const names = fieldsOf(publicSchema).map(([type, { name }]) => `${type}.${name}`)
    const internal = [
      ...['introspect', 'operatorTenants', 'apiKeys', 'connections', 'interaction', 'invites', 'link', 'members'].map(
        (name) => `Query.${name}`,
      ),
      ...[
        'assume',
        'createDemo',
        'createTenant',
        'disableUser',
        'enableUser',
        'resetLink',
        'rotateKeys',
        'setUpLink',
      ].map((name) => `Mutation.${name}`),
      ...['openMcpSession', 'touchMcpSession', 'endMcpSession', 'signIn', 'signOut', 'signOutEverywhere'].map(
        (name) => `Mutation.${name}`,
      ),
      ...['createApiKey', 'inviteMember', 'changePassword', 'chooseTenant', 'disconnect', 'updateSettings'].map(
        (name) => `Mutation.${name}`,
      ),
      'Viewer.permissions',
      'Viewer.tenants',
      'Tenant.sessionMinutes',
      'Tenant.sessionStrict',
    ]
    const whole = fieldsOf(schema).map(([type, { name }]) => `${type}.${name}`)
    expect(internal.filter((name) => !whole.includes(name))).toEqual([])
    expect(internal.filter((name) => names.includes(name))).toEqual([])
    expect(names).toEqual(expect.arrayContaining(['Query.viewer', 'Workspace.backlog', 'Mutation.createItem']))
  })

  test('never holds a field that no key can open', () => {
    const closed = fieldsOf(publicSchema).filter(([, field]) => {
      const guards = [
        optionsOf(field).authScopes,
        optionsOf(publicSchema.getType(getNamedType(field.type).name)!).authScopes,
      ]
      return guards.some((guard) => guard !== undefined && !openToKeys(guard))
    })
    expect(closed.map(([type, { name }]) => `${type}.${name}`)).toEqual([])
  })

  test.each([
    [{ scope: 'backlog:read' }, true],
    [{ $all: { may: 'backlog:write', scope: 'backlog:read' } }, true],
    [{ signedIn: true }, true],
    [{ adapter: true }, false],
    [{ operator: true }, false],
    [{ $all: { adapter: true, signedIn: true } }, false],
    [{ may: 'tenant:admin' }, false],
    [{}, false],
    [undefined, false],
    [() => ({ scope: 'backlog:read' }), false],
  ])('%j opens to keys: %s', (guard, open) => {
    expect(openToKeys(guard)).toBe(open)
  })

  test('does not gain an operation that nobody has decided about', () => {
    builder.queryField('undecided', (t) => t.string({ resolve: () => 'x' }))
    expect(builder.toSchema().getQueryType()!.getFields()).toHaveProperty('undecided')
    expect(builder.toSchema({ subGraph: 'public' }).getQueryType()!.getFields()).not.toHaveProperty('undecided')
  })
})

describe('what can be refused is nullable', () => {
  const committed = contract('api.graphql')
  const leaf = (type: string, field: GraphQLField<unknown, unknown>) => {
    const guard = (name: string) => JSON.stringify(optionsOf(schema.getType(name)!).authScopes)
    const inner = guard(getNamedType(field.type).name)
    const options = optionsOf(field)
    return (
      ['Query', 'Mutation'].includes(type) ||
      options.authScopes !== undefined ||
      options.refusable === true ||
      field.args.length > 0 ||
      (inner !== undefined && inner !== guard(type))
    )
  }

  test('every field with a guard, an argument, or a guarded type', () => {
    const refusable = fieldsOf(schema).filter(([type, field]) => leaf(type, field))
    expect(refusable.length).toBeGreaterThan(100)
    const forgotten = refusable.filter(([type, { name }]) => {
      return [schema, committed].some((of) => {
        const owner = of.getType(type)
        return isObjectType(owner) && isNonNullType(owner.getFields()[name]?.type)
      })
    })
    expect(forgotten.map(([type, { name }]) => `${type}.${name}`)).toEqual([])
  })
})

test('what counts rows has a bound, and what names a workspace says when it is needed', () => {
  const args = fieldsOf(publicSchema).flatMap(([type, field]) =>
    field.args.map((arg) => ({ name: `${type}.${field.name}(${arg.name})`, arg })),
  )
  const counts = args.filter(({ arg: { name, type } }) => /^(first|last|limit)$/.test(name) && String(type) === 'Int')
  expect(counts.length).toBeGreaterThan(20)
  const unbounded = counts.filter(
    ({ arg }) => (arg.extensions as { constraint?: { max?: number } }).constraint?.max === undefined,
  )
  // Lengths in characters are bounded as texts are.
  expect(unbounded.map(({ name }) => name)).toEqual([])
  const workspaces = args.filter(({ name }) => name.startsWith('Mutation.') && name.endsWith('(workspaceId)'))
  expect(workspaces.length).toBeGreaterThan(30)
  expect(workspaces.filter(({ arg }) => !arg.description).map(({ name }) => name)).toEqual([])
})

test('the guide says what the history of an item keeps', () => {
  const guide = readFileSync(new URL('../../docs/partners.md', import.meta.url), 'utf8')
  const [, said] = /Changes of an item's ([^.]*) are recorded in its history\./.exec(guide)!
  const fields = said!
    .split(/, and |, /)
    .map((name) => name.replace(/ (\w)/g, (_, letter: string) => letter.toUpperCase()))
  const kept = contract('public.graphql').getType('ChangeField')
  const names = isEnumType(kept) ? kept.getValues().map(({ name }) => name) : []
  expect(fields.toSorted()).toEqual([...names, 'status'].toSorted())
})

test('a refusal to try again later says when', () => {
  const room = new URL('../../api/', import.meta.url)
  const later = globSync('**/*.ts', { cwd: room }).flatMap((file) =>
    readFileSync(new URL(file, room), 'utf8')
      .split(/(?=new Refusal\()/)
      .filter((text) => /^new Refusal\(\s*'(UNAVAILABLE|RATE_LIMITED)'/.test(text))
      .map((text) => [file, /retryAfter|\bRETRY\b/.test(text.slice(0, 400))] as const),
  )
  expect(later.length).toBeGreaterThan(8)
  expect(later.filter(([, says]) => !says)).toEqual([])
})

test('what is money says whether it is in cents', () => {
  const words = Object.values(publicSchema.getTypeMap()).flatMap((type) =>
    isObjectType(type) || isInputObjectType(type)
      ? Object.values(type.getFields()).map(({ name, description }) => [`${type.name}.${name}`, description] as const)
      : [],
  )
  // A cost of type MoneyAtPercentiles is described there; that of a guard is no money.
  const money = words.filter(([name]) => /cost(rate)?$|cents$/i.test(name) && !name.endsWith('.guardCost'))
  const unsaid = money.filter(([name, text]) => !/in cents|in whole units/.test(text ?? '') && !name.endsWith('.cost'))
  expect(money.map(([name]) => name)).toEqual(
    expect.arrayContaining(['ScenarioChangeInput.costRate', 'Team.costRateCents', 'BacklogItem.delayCostCents']),
  )
  expect(unsaid).toEqual([])
  expect(publicSchema.getType('MoneyAtPercentiles')!.description).toContain('In whole units')
})

describe.each(ENGINES)('a partner on %s', (engine) => {
  let pm33: World
  let acme: TenantInTest
  let key: string
  const statements: string[] = []

  beforeAll(async () => {
    pm33 = await world(engine)
    acme = await pm33.tenant('Acme')
    const shop = await acme.workspace('Shop')
    key = await acme.key({ scopes: ['mcp:enabled', 'backlog:read', 'backlog:write'] })
    await givenItems(
      acme,
      shop,
      Array.from({ length: 130 }, (_, at) => ({ key: `A-${at + 1}` })),
    )
    const db = acme.db()
    await db.transaction(async () => {
      const items = await db.em.find(BacklogItem, {}, { orderBy: { rank: 'asc' } })
      const home = { workspace: items[0]!.workspace }
      // A-1 has 120 children, waits for 60 of them, blocks another, and has changed 25 times, five times in the same moment.
      for (const item of items.slice(10)) item.parent = items[0]! as never
      const blocks = (item: BacklogItem, blocker: BacklogItem) =>
        db.em.create(Dependency, { ...home, item, blocker, kind: 'blocks', lagDays: 0, startedAt: new Date() } as never)
      for (const blocker of items.slice(10, 70)) blocks(items[0]!, blocker)
      blocks(items[129]!, items[0]!)
      for (let at = 0; at < 25; at++)
        db.em.create(StatusChange, {
          ...home,
          item: items[0]!,
          at: new Date(Date.UTC(2026, 0, 1 + Math.floor(at / 5))),
          fromStatus: null,
          toStatus: `S${at}`,
          toCategory: 'todo',
        } as never)
      db.changed(items[0]!.workspace.id)
    })
    const logger = pm33.orm.config.getLogger()
    logger.isEnabled = () => true
    logger.log = () => undefined
    logger.logQuery = ({ query }) => void statements.push(query ?? '')
  })
  afterAll(() => pm33.close())

  test('is served the public schema alone, and a field outside it does not exist', async () => {
    const { data } = await pm33.graphql<IntrospectionQuery>(key, getIntrospectionQuery({ descriptions: false }))
    const served = new Set(data!.__schema.types.map(({ name }) => name))
    expect(served).toEqual(new Set(Object.keys(publicSchema.getTypeMap())))
    const refused = await pm33.graphql(key, '{ introspect(surface: mcp) { active } workspaces { nodes { id } } }')
    expect(refused.data ?? null).toBeNull()
    expect(refused.errors!.map(({ message }) => message)).toEqual(['Cannot query field "introspect" on type "Query".'])
    const whole = await pm33.operator(acme)<any>('{ __type(name: "ApiKey") { name } }')
    expect(whole.data!.__type).toEqual({ name: 'ApiKey' })
    expect((await pm33.graphql<any>(key, '{ __type(name: "ApiKey") { name } }')).data!.__type).toBeNull()
  })

  test('finds nothing under an id of a type that it is not served', async () => {
    const id = crypto.randomUUID()
    const { data, errors } = await pm33.graphql(
      key,
      `{ node(id: "ApiKey:${id}") { id } nodes(ids: ["ApiKey:${id}", "Nothing:${id}", "Team:${id}"]) { id } }`,
    )
    expect([data, errors]).toEqual([{ node: null, nodes: [null, null, null] }, undefined])
  })

  test('finds nothing under an id that no row can have, and what is beside it', async () => {
    const [{ id }] = (await pm33.graphql<any>(key, '{ workspaces(first: 1) { nodes { id } } }')).data!.workspaces.nodes
    const { data, errors } = await pm33.graphql(
      key,
      `{ node(id: "Workspace:shop") { id } nodes(ids: ["Workspace:shop", "${id}", "Team:Checkout", "${id}"]) { id } }`,
    )
    expect([data, errors]).toEqual([{ node: null, nodes: [null, { id }, null, { id }] }, undefined])
  })

  test('reads at most a hundred objects by id in one request, and pays for each', async () => {
    const query = 'query ($ids: [ID!]!) { nodes(ids: $ids) { id } }'
    const ids = (count: number) => ({ ids: Array.from({ length: count }, () => `Team:${crypto.randomUUID()}`) })
    const cost = (count: number) =>
      complexityFromQuery(query, { schema: publicSchema, variables: ids(count), ctx: {} }).complexity
    expect([cost(10), cost(100)]).toEqual([11, 101])
    expect((await pm33.graphql<any>(key, query, ids(100))).data!.nodes).toHaveLength(100)
    const { errors } = await pm33.graphql(key, query, ids(101))
    expect(errors!.map(({ message, extensions }) => [extensions.code, message])).toEqual([
      ['BAD_USER_INPUT', 'ids: has 101 entries; at most 100 are allowed'],
    ])
  })

  test.each([
    [
      `backlog(filter: { search: "${'x'.repeat(600)}" }) { nodes { id } }`,
      'filter.search: has 600 characters; at most 200 are allowed',
    ],
    ['deliveryForecast(count: 100001) { sentence }', 'count: must be at most 100000, not 100001'],
    ['deliveryForecast(count: 0) { sentence }', 'count: must be at least 1, not 0'],
  ])('is refused in a sentence that says what was given and what is allowed: %#', async (field, sentence) => {
    const { errors } = await pm33.graphql(key, `{ workspace { ${field} } }`)
    expect(errors!.map(({ message }) => message)).toEqual([sentence])
  })

  test('keeps the page when the forecast beside it is refused', async () => {
    const { data, errors } = await pm33.graphql<any>(
      key,
      '{ workspace { name backlog(first: 2) { nodes { key objectives { name } } } deliveryForecast { sentence } } }',
    )
    expect(data).toEqual({
      workspace: {
        name: 'Shop',
        backlog: {
          nodes: [
            { key: 'A-1', objectives: null },
            { key: 'A-2', objectives: null },
          ],
        },
        deliveryForecast: null,
      },
    })
    expect(errors!.map(({ path, extensions }) => [path!.join('.'), extensions.code, extensions.scope]).sort()).toEqual([
      ['workspace.backlog.nodes.0.objectives', 'FORBIDDEN', 'strategy:read'],
      ['workspace.backlog.nodes.1.objectives', 'FORBIDDEN', 'strategy:read'],
      ['workspace.deliveryForecast', 'FORBIDDEN', 'velocity:read'],
    ])
  })

  test('needs no workspace for items that it names by ID', async () => {
    const beta = await pm33.tenant(`Beta ${engine}`)
    const one = await beta.workspace('One')
    await beta.workspace('Two')
    await givenItems(beta, one, [{ key: 'B-1', title: 'Was' }])
    const writer = await beta.key({ scopes: ['mcp:enabled', 'backlog:read', 'backlog:write'] })
    const found = await pm33.graphql<any>(writer, '{ workspace(id: "one") { item(id: "B-1") { id } } }')
    const write =
      'mutation ($items: [ItemUpsert!]!) { upsertItems(items: $items) { updated items { item { title } } } }'
    const { id } = found.data!.workspace.item
    expect((await pm33.graphql<any>(writer, write, { items: [{ id, title: 'Is' }] })).data).toEqual({
      upsertItems: { updated: 1, items: [{ item: { title: 'Is' } }] },
    })
    const unnamed = await pm33.graphql(writer, write, { items: [{ key: 'B-1', title: 'Was' }] })
    expect(unnamed.errors![0]!.extensions.code).toBe('WORKSPACE_REQUIRED')
    expect(
      (await pm33.graphql<any>(writer, 'mutation ($ids: [ID!]!) { deleteItems(ids: $ids) { keys } }', { ids: [id] }))
        .data,
    ).toEqual({ deleteItems: { keys: ['B-1'] } })
  })

  test('keeps the first change when the second is refused', async () => {
    const { data, errors } = await pm33.graphql<any>(
      key,
      'mutation { createItem(input: { title: "Kept", key: "K-1" }) { key } updateItem(id: "NOPE-9", input: { title: "x" }) { key } }',
    )
    expect(data).toEqual({ createItem: { key: 'K-1' }, updateItem: null })
    expect(errors!.map(({ path, extensions }) => [path, extensions.code])).toEqual([[['updateItem'], 'NOT_FOUND']])
  })

  test.each([
    ['children', 'key', 120],
    ['blockedBy', 'key', 60],
    ['statusHistory', 'to', 25],
  ])('reads %s page by page: every row once, in order', async (list, field, total) => {
    const seen: string[] = []
    let after: string | null = null
    do {
      const { data, errors }: Answer<any> = await pm33.graphql<any>(
        key,
        `query ($after: String) { workspace { item(id: "A-1") { list: ${list}(first: 7, after: $after) {
           edges { cursor node { ${field} } } nodes { ${field} } pageInfo { hasNextPage hasPreviousPage endCursor } } } } }`,
        { after },
      )
      expect(errors).toBeUndefined()
      const { edges, nodes, pageInfo }: any = data!.workspace.item.list
      expect(edges.map((edge: { node: object }) => edge.node)).toEqual(nodes)
      expect(pageInfo.hasPreviousPage).toBe(after !== null)
      expect(pageInfo.endCursor).toBe(edges.at(-1).cursor)
      seen.push(...nodes.map((node: Record<string, string>) => node[field]!))
      after = pageInfo.hasNextPage ? pageInfo.endCursor : null
    } while (after)
    expect(new Set(seen).size).toBe(total)
    expect(seen).toHaveLength(total)
    if (list !== 'statusHistory') expect(seen).toEqual(Array.from({ length: total }, (_, at) => `A-${at + 11}`))
    else
      expect(seen.map((word) => Math.floor(Number(word.slice(1)) / 5))).toEqual(seen.map((_, at) => Math.floor(at / 5)))
  })

  test.each([
    ['children(first: 0)', 'BAD_USER_INPUT'],
    ['children(first: 101)', 'BAD_USER_INPUT'],
    ['children(after: "nothing")', 'BAD_CURSOR'],
  ])('is refused %s, and keeps the item', async (list, code) => {
    const { data, errors } = await pm33.graphql<any>(
      key,
      `{ workspace { item(id: "A-1") { key ${list} { nodes { key } } } } }`,
    )
    expect([data!.workspace.item, errors![0]!.extensions.code]).toEqual([{ key: 'A-1', children: null }, code])
  })

  test('pays the same number of statements for twenty items and for a hundred', async () => {
    const counted = async (first: number) => {
      await pm33.api.audit.flush()
      statements.length = 0
      const { errors } = await pm33.graphql(
        key,
        `{ workspace { backlog(first: ${first}) { nodes { key children { nodes { key } } blockedBy { nodes { key } } blocks { nodes { key } } statusHistory { nodes { to } } } } } }`,
      )
      expect(errors).toBeUndefined()
      return ofQuestion(statements).filter((text) => text.includes('select')).length
    }
    // Not of one item: the first may have nothing around it.
    const few = await counted(20)
    expect(few).toBeGreaterThan(4)
    expect(await counted(100)).toBe(few)
  })
})

test('the committed public contract is what is served', () => {
  expect(printSchema(contract('public.graphql')).length).toBeGreaterThan(10_000)
  expect(Object.keys(contract('public.graphql').getTypeMap()).sort()).toEqual(
    Object.keys(publicSchema.getTypeMap()).sort(),
  )
})
