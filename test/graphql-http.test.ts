import { parse } from 'graphql'
import { serverAudits } from 'graphql-http'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { parsedDocuments } from '../api/server/graphql/use-document-limit.ts'
import { listening } from './servers/listening.ts'
import { givenItems, world, type TenantInTest, type World } from './world.ts'

/** The audits of the GraphQL-over-HTTP working group, by the reference implementation, over a real socket. */
describe('/graphql speaks GraphQL over HTTP', () => {
  let pm33: World
  let server: Awaited<ReturnType<typeof listening>>
  let acme: TenantInTest
  let key: string

  beforeAll(async () => {
    pm33 = await world()
    server = await listening(pm33)
    acme = await pm33.tenant('Acme')
    key = await acme.key()
  })
  afterAll(async () => {
    await server.close()
    await pm33.close()
  })

  const audits = serverAudits({
    url: () => `${server.url}/graphql`,
    fetchFn: (url: string, init?: RequestInit) =>
      fetch(url, { ...init, headers: { ...(init?.headers as Record<string, string>), 'x-api-key': key } }),
  })

  test('as a list that has not shrunk', () => {
    const levels = Map.groupBy(audits, ({ name }) => name.split(' ')[0])
    expect([
      audits.length,
      levels.get('MUST')?.length,
      levels.get('SHOULD')?.length,
      levels.get('MAY')?.length,
    ]).toEqual([61, 13, 23, 25])
  })

  test.each(audits.map((audit) => [audit.name, audit] as const))('%s', async (_name, audit) => {
    const { status, ...rest } = await audit.fn()
    expect({ status, reason: 'reason' in rest ? rest.reason : undefined }).toEqual({ status: 'ok', reason: undefined })
  })

  const asked = async (query: string, as = key) => {
    const answer = await fetch(`${server.url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'x-api-key': as },
      body: JSON.stringify({ query }),
    })
    return answer.text()
  }

  test('the schema can be read as tools do, and not many times over in one answer', async () => {
    const { getIntrospectionQuery } = await import('graphql')
    const tools = { descriptions: true, specifiedByUrl: true, inputValueDeprecation: true, oneOf: true }
    expect(await asked(getIntrospectionQuery(tools))).toMatch(/"queryType":\{"name":"Query"/)
    expect(await asked('{ __type(name: "BacklogItem") { fields { name type { name } } } }')).toMatch(/"storyPoints"/)
    const types =
      '{ types { name fields { name args { name description } type { name fields { name description } } } } }'
    for (const query of [
      `{ ${Array.from({ length: 10 }, (_, at) => `a${at}: __schema ${types}`).join(' ')} }`,
      `{ ...A } fragment A on Query { ...B more: __schema ${types} } fragment B on Query { ${'abcdefgh'.replaceAll(/./g, (name) => `${name}: __schema ${types} `)} }`,
      `{ __schema { types { fields { type { fields { type { fields { name description } } } } } } } }`,
    ]) {
      const answer = await asked(query)
      expect(answer).toMatch(/asks for more of the schema than|introspection depth/)
      expect(answer.length).toBeLessThan(2_000)
    }
  })

  test.each([
    ['fields', (depth: number) => '{a'.repeat(depth) + '}'.repeat(depth)],
    ['lists', (depth: number) => `{a(b:${'['.repeat(depth)}${']'.repeat(depth)})}`],
    ['objects', (depth: number) => `{a(b:${'{c:'.repeat(depth)}1${'}'.repeat(depth)})}`],
    ['types', (depth: number) => `query($a:${'['.repeat(depth)}Int${']'.repeat(depth)}){a}`],
  ])('a document of %s nested without end is refused, not tried', async (_kind, nested) => {
    expect(await asked(nested(20_000))).toMatch(/is nested more than 200 levels deep.*"code":"BAD_USER_INPUT"/)
  })

  test('a document of more tokens than anybody writes is refused before it is read, and few are remembered', async () => {
    const query = `{ ${'a '.repeat(490_000)} }`
    const started = performance.now()
    expect(await asked(query)).toMatch(/has more than 10,000 tokens; send values as variables.*"BAD_USER_INPUT"/)
    // To read it all took 2.5 s, and 230 MB were kept of it.
    expect(performance.now() - started).toBeLessThan(5_000)
    const { documentCache } = parsedDocuments()
    for (let at = 0; at < 100; at++) documentCache.set(`{ a } #${at}${'x'.repeat(20_000)}`, parse('{ a }'))
    expect(documentCache.size).toBeLessThan(10)
  })

  test('a string without an end, and fragments that spread each other twice, cost nobody their time', async () => {
    const started = performance.now()
    const unclosed = `"${String.raw`\"`.repeat(250_000)}`
    expect(await asked(unclosed)).toMatch(/"errors"/)
    const anonymous = await fetch(`${server.url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/graphql' },
      body: unclosed.repeat(2).slice(0, 1_000_000),
    })
    expect(anonymous.status).toBeLessThan(500)
    const doubling = (on: string, field: string) =>
      `fragment a60 on ${on} { ${field} } ${Array.from({ length: 60 }, (_, at) => `fragment a${at} on ${on} { ...a${at + 1} ...a${at + 1} }`).join(' ')}`
    expect(await asked(`{ ...a0 } ${doubling('Query', '__typename')}`)).toMatch(/"__typename":"Query"|"errors"/)
    expect(await asked(`mutation { ...a0 } ${doubling('Mutation', '__typename')}`)).toMatch(/"errors"|__typename/)
    expect(performance.now() - started).toBeLessThan(20_000)
  })

  test('the same long texts under two hundred names are refused before they are written', async () => {
    await givenItems(acme, await acme.workspace('Shop'), [
      { key: 'A-1', description: 'a'.repeat(100_000) },
      { key: 'A-2', description: 'b'.repeat(100_000) },
    ])
    const own = await acme.key()
    const times = (many: number) =>
      asked(
        `{ workspace { backlog(first: 2) { nodes { ${Array.from({ length: many }, (_, at) => `a${at}: description`).join(' ')} } } } }`,
        own,
      )
    expect((await times(100)).length).toBeGreaterThan(20_000_000)
    const refused = await times(140)
    expect(refused).toMatch(/would have more than 24,000,000 characters. Ask for fewer rows/)
    expect(refused.length).toBeLessThan(1_000)
  })

  test.each([
    ['a document that is nested too deep', 400, { query: '{a'.repeat(300) }],
    ['a variable that is missing', 400, { query: 'query ($id: ID!) { node(id: $id) { id } }' }],
    ['a variable of another type', 400, { query: 'query ($id: ID!) { node(id: $id) { id } }', variables: { id: {} } }],
    ['a stored operation that is not stored', 403, { extensions: { persistedQuery: { version: 1, sha256Hash: 'x' } } }],
  ])(
    '%s has no data: the status is %i for who reads statuses, and 200 for older clients',
    async (_what, status, body) => {
      const own = await acme.key()
      const send = (accept: string) =>
        fetch(`${server.url}/graphql`, {
          method: 'POST',
          headers: { 'content-type': 'application/json', 'x-api-key': own, accept },
          body: JSON.stringify(body),
        })
      const answer = await send('application/graphql-response+json')
      expect([answer.status, Object.keys((await answer.json()) as object)]).toEqual([status, ['errors']])
      expect((await send('application/json')).status).toBe(200)
    },
  )

  test('brackets in strings and comments nest nothing', async () => {
    const brackets = '{[('.repeat(500)
    expect(await asked(`{ __typename } # ${brackets}\nquery Q { search(text: "${brackets}") }`)).not.toContain('nested')
  })
})
