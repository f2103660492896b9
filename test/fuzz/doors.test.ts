import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { FULL } from '../depth.ts'
import { fuzz, summary, wrongs } from './fuzzer.ts'
import { fuzzedSite, type FuzzedSite } from './site.ts'

const SEED = Number(process.env.FUZZ_SEED ?? 20_260_419)
const json = ['content-type', 'application/json'] as const
const cursor = (text: string) => Buffer.from(text).toString('base64')

describe('whatever is sent, by nobody, a viewer or a key', () => {
  let site: FuzzedSite
  beforeAll(async () => void (site = await fuzzedSite()), 120_000)
  afterAll(() => site?.stop())

  const asked = async (query: string, variables: object) => {
    const reply = await site.send({
      method: 'POST',
      path: '/graphql',
      headers: [...site.who.key, json],
      body: JSON.stringify({ query, variables }),
    })
    expect(wrongs(reply)).toEqual([])
    return JSON.parse(reply.text) as {
      data?: Record<string, unknown> | null
      errors?: { message: string; extensions: { code: string } }[]
    }
  }

  test.each([
    '/assets/%E0%A4%A',
    '/assets/%00',
    '/assets/..%2f..%2fpackage.json',
    '/docs/%E0%A4%A',
    '/import/%E0%A4%A/progress',
    '/export/%E0%A4%A',
  ])('GET %s is not found', async (path) => {
    expect((await site.send({ method: 'GET', path, headers: [] })).status).toBe(404)
  })

  test('NUL in a search is left out', async () => {
    const found = 'query ($search: String) { workspace { backlog(filter: { search: $search }) { totalCount } } }'
    expect(await asked(found, { search: 'check\0out' })).toEqual(await asked(found, { search: 'checkout' }))
    expect(await asked('{ workspace { backlog(filter: { search: "check\\u0000out" }) { totalCount } } }', {})).toEqual(
      await asked(found, { search: 'checkout' }),
    )
  })

  test.each([
    cursor('OffsetConnection:99999999999999999999'),
    cursor('OffsetConnection:x'),
    cursor('OffsetConnection:-5'),
    'constructor',
    '',
  ])('workspaces after %j is refused as a cursor', async (after) => {
    const { errors } = await asked('query ($after: String) { workspaces(after: $after) { totalCount } }', { after })
    expect(errors?.map(({ extensions }) => extensions.code)).toEqual(['BAD_CURSOR'])
  })

  test('variables nested without end are refused', async () => {
    const reply = await site.send({
      method: 'POST',
      path: '/graphql',
      headers: [...site.who.key, json],
      body: `{"query":"{ __typename }","variables":{"a":${'['.repeat(100_000)}${']'.repeat(100_000)}}}`,
    })
    expect(reply.text).toContain('nested more than 64 levels deep')
    expect(reply.text).toContain('BAD_USER_INPUT')
  })

  test('an app whose name holds NUL and half a character registers under what is left', async () => {
    const reply = await site.send({
      method: 'POST',
      path: '/oauth/register',
      headers: [json],
      body: '{"client_name":"As\\u0000sistant \\ud83d","redirect_uris":["http://127.0.0.1/back"]}',
    })
    expect([reply.status, (JSON.parse(reply.text) as { client_name: string }).client_name]).toEqual([
      201,
      'Assistant \ufffd',
    ])
  })

  test('parameters that a method does not have are the caller’s error', async () => {
    for (const message of [
      { method: 'initialize', params: {} },
      { method: 'resources/read', params: {} },
      { method: 'prompts/get', params: { name: 5 } },
      { method: 'completion/complete', params: {} },
    ]) {
      const reply = await site.send({
        method: 'POST',
        path: '/mcp',
        headers: [...site.who.key, json, ['accept', 'application/json']],
        body: JSON.stringify({ jsonrpc: '2.0', id: 1, ...message }),
      })
      expect(JSON.parse(reply.text)).toMatchObject({
        id: 1,
        error: { code: -32_602, message: expect.stringContaining(`Invalid params for ${message.method}`) },
      })
    }
  })

  test('the server stands, and answers or refuses in its own words', { timeout: 240_000 }, async () => {
    const outcome = await fuzz(site, { seed: SEED, most: FULL ? 400 : 160, milliseconds: 15_000 })
    console.log(`seed ${SEED}: ${summary(outcome)}`)
    expect(outcome.faults).toEqual([])
    expect(outcome.sent).toBeGreaterThan(100)
  })
})
