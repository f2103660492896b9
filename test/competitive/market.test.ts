import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { testOn } from '../depth.ts'
import { ENGINES, givenItems, world, type Ask, type TenantInTest, type World } from '../world.ts'

const IMPORT =
  'mutation($csv: String!) { importMarket(csv: $csv) { kind rows created updated unchanged refused { row reason candidates } newCompetitors newCapabilities unreadColumns notes } }'

describe.each(ENGINES)('the market on %s', (engine) => {
  const deep = testOn(engine, 'embedded')
  let pm33: World
  let acme: TenantInTest
  let ask: Ask

  beforeAll(async () => void (pm33 = await world(engine)))
  afterAll(() => pm33?.close())

  async function tenant(): Promise<void> {
    acme = await pm33.tenant('Acme')
    ask = pm33.operator(acme)
  }
  async function done(document: string, variables?: object): Promise<any> {
    const { data, errors } = await ask<any>(document, variables)
    expect(errors).toBeUndefined()
    return Object.values(data!)[0]
  }
  const version = async () => (await done('{ tenant { dataVersion } }')).dataVersion as number

  test('competitors, capabilities and claims are recorded, changed and taken away', async () => {
    await tenant()
    expect(
      await done(
        'mutation { createCompetitor(input: { name: " Norda ", aliases: ["N", "N"], category: disruptor, url: "https://norda.example" }) { name aliases category positioning url } }',
      ),
    ).toEqual({ name: 'Norda', aliases: ['N'], category: 'disruptor', positioning: '', url: 'https://norda.example' })
    expect(
      await done('mutation { createCapability(input: { name: "Gift cards", importance: 2 }) { name importance own } }'),
    ).toEqual({ name: 'Gift cards', importance: 2, own: null })
    expect(
      await done(
        'mutation { recordClaim(input: { competitorId: "Norda", capabilityId: "Gift cards", statement: "Sells them", level: full, source: "Shop", capturedAt: "2026-10-01" }) { key confidence competitor { name } capability { name } } }',
      ),
    ).toEqual({ key: 'C-1', confidence: 0.7, competitor: { name: 'Norda' }, capability: { name: 'Gift cards' } })
    expect(
      await done(
        'mutation { updateClaim(id: "c-1", input: { level: partial, source: null }) { key level source statement } }',
      ),
    ).toEqual({ key: 'C-1', level: 'partial', source: null, statement: 'Sells them' })
    expect(
      await done('mutation { updateCapability(id: "Gift cards", input: { own: partial }) { own importance } }'),
    ).toEqual({ own: 'partial', importance: 2 })
    expect(
      await done('mutation { updateCompetitor(id: "Norda", input: { name: "Norda AG" }) { name category } }'),
    ).toEqual({ name: 'Norda AG', category: 'disruptor' })
    expect(await done('{ tenant { competitorClaims { nodes { key competitor { name } } } } }')).toEqual({
      competitorClaims: { nodes: [{ key: 'C-1', competitor: { name: 'Norda AG' } }] },
    })
    expect(await done('mutation { deleteCapability(id: "gift cards") }')).toBe('Gift cards')
    expect(await done('{ tenant { competitorClaims { nodes { key capability { name } } } } }')).toEqual({
      competitorClaims: { nodes: [{ key: 'C-1', capability: null }] },
    })
    expect(await done('mutation { deleteCompetitor(id: "Norda AG") }')).toBe('Norda AG')
    expect(await done('{ tenant { competitors { name } competitorClaims { nodes { key } } } }')).toEqual({
      competitors: [],
      competitorClaims: { nodes: [] },
    })
  })

  deep.each<[string, string, string]>([
    ['a name that is taken', 'createCompetitor(input: { name: "Norda" }) { name }', 'CONFLICT'],
    ['a competitor without a name', 'createCompetitor(input: { category: direct }) { name }', 'BAD_USER_INPUT'],
    [
      'an address that runs in a browser',
      'updateCompetitor(id: "Norda", input: { url: "javascript:alert(1)" }) { name }',
      'BAD_USER_INPUT',
    ],
    ['a claim about nobody', 'recordClaim(input: { statement: "x" }) { key }', 'BAD_USER_INPUT'],
    [
      'a claim about somebody unknown',
      'recordClaim(input: { competitorId: "Zebra", statement: "x" }) { key }',
      'NOT_FOUND',
    ],
    [
      'a claim that says nothing',
      'recordClaim(input: { competitorId: "Norda", statement: " " }) { key }',
      'BAD_USER_INPUT',
    ],
    [
      'a confidence above one',
      'recordClaim(input: { competitorId: "Norda", statement: "x", confidence: 7 }) { key }',
      'BAD_USER_INPUT',
    ],
    ['an importance of nothing', 'createCapability(input: { name: "x", importance: 0 }) { name }', 'BAD_USER_INPUT'],
  ])('%s is refused', async (_what, document, code) => {
    await tenant()
    await done('mutation { createCompetitor(input: { name: "Norda" }) { name } }')
    const { errors } = await ask(`mutation { ${document} }`)
    expect(errors?.[0]?.extensions.code).toBe(code)
  })

  test('a name in an input that leads nowhere is told with its place', async () => {
    await tenant()
    await done('mutation { createCompetitor(input: { name: "Norda" }) { id } }')
    const { errors } = await ask(
      'mutation { recordClaim(input: { competitorId: "Norda", capabilityId: "Refunds", statement: "Pays back" }) { key } }',
    )
    expect(errors![0]!.extensions).toMatchObject({
      code: 'NOT_FOUND',
      kind: 'Capability',
      issues: [{ path: ['input', 'capabilityId'], message: 'was not found' }],
    })
    const near = await ask(
      'mutation { recordClaim(input: { competitorId: "Nordaa", statement: "Pays back" }) { key } }',
    )
    expect(near.errors![0]!.extensions).toMatchObject({ code: 'NOT_FOUND', names: ['Norda'], named: 1 })
  })

  test('every change raises the version of the tenant and of each workspace by one, and no change by nothing', async () => {
    await tenant()
    await givenItems(acme, await acme.workspace('Shop'), [{ key: 'A-1' }])
    await acme.workspace('Plant')
    const versions = async () => {
      const { data } = await ask<any>('{ tenant { dataVersion } workspaces { nodes { key dataVersion } } }')
      return [
        data!.tenant.dataVersion,
        ...data!.workspaces.nodes
          .toSorted((a: any, b: any) => (a.key < b.key ? -1 : 1))
          .map((workspace: any) => workspace.dataVersion),
      ] as number[]
    }
    const raised = async (document: string) => {
      const before = await versions()
      await done(`mutation { ${document} }`)
      return (await versions()).map((now, at) => now - before[at]!)
    }
    expect(await raised('createCompetitor(input: { name: "Norda" }) { id }')).toEqual([1, 1, 1])
    expect(
      await raised('updateCompetitor(id: "Norda", input: { name: "Norda", category: direct, aliases: [] }) { id }'),
    ).toEqual([0, 0, 0])
    expect(await raised('createCapability(input: { name: "Gift cards" }) { id }')).toEqual([1, 1, 1])
    expect(await raised('recordClaim(input: { competitorId: "Norda", statement: "x" }) { id }')).toEqual([1, 1, 1])
    expect(
      await raised('linkItemsToCapability(workspaceId: "shop", id: "Gift cards", itemIds: ["A-1"]) { id }'),
    ).toEqual([0, 0, 1])
    expect(
      await raised('linkItemsToCapability(workspaceId: "shop", id: "Gift cards", itemIds: ["A-1"]) { id }'),
    ).toEqual([0, 0, 0])
    expect(await raised('deleteClaim(id: "C-1")')).toEqual([1, 1, 1])
  })

  test('what is linked to a capability is read back, page by page, also when we have it', async () => {
    await tenant()
    const shop = await acme.workspace('Shop')
    const mall = await acme.workspace('Mall')
    await givenItems(acme, shop, [{ key: 'A-1' }, { key: 'A-2' }, { key: 'A-3' }])
    await givenItems(acme, mall, [{ key: 'M-1' }])
    await done('mutation { createCapability(input: { name: "Gift cards", own: full }) { name } }')
    for (const [workspace, ids] of [
      ['shop', ['A-2', 'A-1']],
      ['mall', ['M-1']],
    ] as const) {
      await done(
        'mutation ($workspace: ID, $ids: [ID!]!) { linkItemsToCapability(workspaceId: $workspace, id: "gift cards", itemIds: $ids) { name } }',
        { workspace, ids },
      )
      pm33.clock.move(1_000)
    }
    const linked = async (more = '') =>
      (
        await done(
          `{ tenant { capabilities { items(first: 2${more}) { totalCount nodes { key capabilities { name } } pageInfo { hasNextPage endCursor } } } } }`,
        )
      ).capabilities[0].items
    const first = await linked()
    expect([first.totalCount, first.pageInfo.hasNextPage]).toEqual([3, true])
    expect(new Set(first.nodes.map(({ key }: { key: string }) => key))).toEqual(new Set(['A-1', 'A-2']))
    expect(first.nodes[0].capabilities).toEqual([{ name: 'Gift cards' }])
    const second = await linked(`, after: "${first.pageInfo.endCursor}"`)
    expect(second.nodes.map(({ key }: { key: string }) => key)).toEqual(['M-1'])
    expect((await linked(', workspaceId: "mall"')).totalCount).toBe(1)

    // Two of them, so that they are read together; a key for one workspace sees the links of that one.
    await done('mutation { createCapability(input: { name: "Vouchers" }) { name } }')
    for (const [workspace, ids] of [
      ['shop', ['A-1', 'A-2', 'A-3']],
      ['mall', ['M-1']],
    ] as const)
      await done(
        'mutation ($workspace: ID, $ids: [ID!]!) { linkItemsToCapability(workspaceId: $workspace, id: "Vouchers", itemIds: $ids) { name } }',
        { workspace, ids },
      )
    const own = await acme.key({ workspaceIds: [mall.id] })
    const { data, errors } = await pm33.graphql<any>(
      own,
      '{ tenant { capabilities { name items(first: 2) { totalCount nodes { key } pageInfo { hasNextPage } } } } }',
    )
    expect(errors).toBeUndefined()
    expect(data.tenant.capabilities).toEqual(
      ['Gift cards', 'Vouchers'].map((name) => ({
        name,
        items: { totalCount: 1, nodes: [{ key: 'M-1' }], pageInfo: { hasNextPage: false } },
      })),
    )
  })

  test('ten claims recorded at once get ten keys', async () => {
    await tenant()
    await done('mutation { createCompetitor(input: { name: "Norda" }) { name } }')
    const keys = await Promise.all(
      Array.from({ length: 10 }, (_, at) =>
        done(`mutation { recordClaim(input: { competitorId: "Norda", statement: "number ${at}" }) { key } }`),
      ),
    )
    expect(new Set(keys.map(({ key }) => key)).size).toBe(10)
  })

  deep(
    'files of competitors, capabilities and claims are read by their header; the same file again changes nothing',
    async () => {
      await tenant()
      expect(
        await done(IMPORT, {
          csv: '\uFEFFCompany;Category;Tagline;Owner\nNorda;direct;"Fast; and cheap";Ann\nPico;disruptive;;Bob\n',
        }),
      ).toMatchObject({ kind: 'competitors', rows: 2, created: 2, refused: [], unreadColumns: ['Owner'] })
      expect(await done(IMPORT, { csv: 'capability,us,importance\nGift cards,partly,2\n' })).toMatchObject({
        kind: 'capabilities',
        created: 1,
      })
      const claims =
        'Competitor,Capability,Level,Claim,Source,Date,Confidence\nNorda,Gift cards,yes,Sells them,Shop,31/12/2025,90%\nNorda,Size guide,none,Has none,,,\nOneCart,,,Raised money,Press,01/02/2026,0.5\n'
      expect(await done(IMPORT, { csv: claims })).toMatchObject({
        kind: 'claims',
        rows: 3,
        created: 3,
        refused: [],
        newCompetitors: ['OneCart'],
        newCapabilities: ['Size guide'],
        notes: [],
      })
      expect(
        await done('{ tenant { competitorClaims { nodes { key statement level source capturedAt confidence } } } }'),
      ).toEqual({
        competitorClaims: {
          nodes: [
            {
              key: 'C-1',
              statement: 'Sells them',
              level: 'full',
              source: 'Shop',
              capturedAt: '2025-12-31',
              confidence: 0.9,
            },
            { key: 'C-2', statement: 'Has none', level: 'none', source: null, capturedAt: null, confidence: 0.7 },
            {
              key: 'C-3',
              statement: 'Raised money',
              level: null,
              source: 'Press',
              capturedAt: '2026-02-01',
              confidence: 0.5,
            },
          ],
        },
      })
      const before = await version()
      expect(await done(IMPORT, { csv: claims })).toMatchObject({
        created: 0,
        updated: 0,
        unchanged: 3,
        newCompetitors: [],
      })
      expect(await version()).toBe(before)
      expect(await done(IMPORT, { csv: claims.replace('90%', '95%') })).toMatchObject({
        created: 0,
        updated: 1,
        unchanged: 2,
      })
      expect(await done(IMPORT, { csv: 'competitor,capability,level\nNorda,Size guide,full\n' })).toMatchObject({
        kind: 'claims',
        created: 1,
      })
    },
  )

  deep(
    'a row that cannot be read, or whose name only resembles one on record, is refused with its row and the others are written',
    async () => {
      await tenant()
      await done(IMPORT, { csv: 'name,category\nNorda Market,direct\nNorda Wholesale,indirect\n' })
      const report = await done(IMPORT, {
        csv: 'competitor,claim,level,date,confidence,url\nNorda,Which?,full,,,\nNorda Market,,,,,\nNorda Market,Good,great,,,\nNorda Market,Good,full,someday,,\nNorda Market,Good,full,,2,\nNorda Market,Good,full,,,javascript:1\nNorda Market,"=Good",full,,,\n',
      })
      expect([report.rows, report.created]).toEqual([7, 1])
      expect(report.refused).toEqual([
        {
          row: 2,
          reason: 'names a competitor that may already exist. Use its exact name, or add it manually.',
          candidates: ['Norda Market', 'Norda Wholesale'],
        },
        { row: 3, reason: 'has no claim.', candidates: [] },
        { row: 4, reason: 'level must be one of none, partial, full.', candidates: [] },
        { row: 5, reason: 'captured at must be a date like 2026-03-19.', candidates: [] },
        { row: 6, reason: 'confidence must be a number from 0 to 1.', candidates: [] },
        { row: 7, reason: 'url must begin with https:// or http://.', candidates: [] },
      ])
      const { notes } = await done(IMPORT, { csv: 'name,category\nNorda,direct\n' })
      expect(notes).toEqual([
        'Row 2 was recorded as a new competitor, although its name resembles Norda Market, Norda Wholesale.',
      ])
    },
  )

  deep.each([
    ['without a header that says what it holds', 'colour,taste\nred,sweet\n', /The header matches neither competitors/],
    ['with a quote that never closes', 'name,category\n"Norda,direct\n', /quote/],
  ])('a file %s is refused as a whole', async (_what, csv, message) => {
    await tenant()
    const { errors } = await ask(IMPORT, { csv })
    expect([errors?.[0]?.extensions.code, errors?.[0]?.message]).toEqual([
      'BAD_USER_INPUT',
      expect.stringMatching(message),
    ])
  })

  test('reading takes competitive:read, writing competitive:write beside it, and a viewer writes nothing', async () => {
    await tenant()
    const reader = await acme.key({ scopes: ['mcp:enabled', 'competitive:read'] })
    const writer = await acme.key({ scopes: ['mcp:enabled', 'competitive:read', 'competitive:write'] })
    const nobody = await acme.key({ scopes: ['mcp:enabled', 'strategy:read'] })
    const create = (name: string) => `mutation { createCompetitor(input: { name: "${name}" }) { name } }`
    expect((await pm33.graphql(reader, create('A'))).errors?.[0]?.extensions.code).toBe('FORBIDDEN')
    expect((await pm33.graphql(writer, create('B'))).data).toEqual({ createCompetitor: { name: 'B' } })
    expect((await pm33.person(acme, 'viewer')(create('C'))).errors?.[0]?.extensions.code).toBe('FORBIDDEN')
    expect((await pm33.person(acme, 'member')(create('D'))).errors).toBeUndefined()
    expect((await pm33.graphql(reader, '{ tenant { competitors { name } } }')).data).toEqual({
      tenant: { competitors: [{ name: 'B' }, { name: 'D' }] },
    })
    expect((await pm33.graphql(nobody, '{ tenant { competitors { name } } }')).errors?.[0]?.extensions).toMatchObject({
      code: 'FORBIDDEN',
      scope: 'competitive:read',
    })
  })
})
