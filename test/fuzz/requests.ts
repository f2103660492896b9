/** Requests to every door, by everybody: headers, messages, variables, cursors and paths that nobody's client should send. */
import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { argumentsFor, type JsonSchema } from './arguments.ts'
import type { Sent } from './exchange.ts'
import { deep, hostileJson, operations } from './graphql.ts'
import { hostile } from './text.ts'

const { tools, resources, resourceTemplates } = JSON.parse(
  readFileSync(new URL('../../schema/tools.json', import.meta.url), 'utf8'),
) as {
  tools: { name: string; inputSchema: JsonSchema }[]
  resources: { uri: string }[]
  resourceTemplates: { uriTemplate: string }[]
}

export interface Case extends Sent {
  who: 'nobody' | 'viewer' | 'key'
}

/** As the bytes of one line: what would end the line is another request, which is not ours to send. */
const inLine = (text: string) => text.replace(/[\r\n\0]/g, ' ')
const headerValue = hostile.map((text) => inLine(text))
const JSON_TYPE = ['content-type', 'application/json'] as const

const HEADERS = [
  'x-pm33-call',
  'x-pm33-caller',
  'authorization',
  'x-api-key',
  'cookie',
  'origin',
  'accept',
  'content-type',
  'mcp-protocol-version',
  'mcp-method',
  'mcp-name',
  'mcp-session-id',
  'last-event-id',
  'user-agent',
  'x-forwarded-for',
  'x-forwarded-host',
  'x-forwarded-proto',
  'sec-fetch-site',
  'range',
  'if-none-match',
  'accept-language',
  'x-request-id',
  'traceparent',
  'expect',
  'te',
  'constructor',
  '__proto__',
]
const call = fc
  .oneof(
    fc.constantFrom('{"tool":"a\\u0000"}', '{"tool":5}', '{"tool":"forged_tool","ip":"6.6.6.6"}', '[]', 'null', '{'),
    hostileJson.map((value) => JSON.stringify(value)),
  )
  .map((text) => Buffer.from(text ?? '').toString('base64url'))
const header: fc.Arbitrary<readonly [string, string]> = fc.oneof(
  { weight: 1, arbitrary: call.map((value) => ['x-pm33-call', value] as const) },
  {
    weight: 4,
    arbitrary: fc.tuple(
      fc.constantFrom(...HEADERS),
      fc.oneof(
        headerValue,
        fc.constantFrom(
          '2025-06-18',
          '2026-07-28',
          '2025-11-25',
          'Bearer x',
          '*/*',
          'text/event-stream',
          'application/json',
          'null',
          'same-origin',
        ),
      ),
    ),
  },
)

/** A part of a path or query, well and badly encoded. */
const segment = fc.oneof(
  hostile.map((text) => encodeURIComponent(text.toWellFormed())),
  fc.constantFrom(
    '%E0%A4%A',
    '%',
    '%00',
    '%ff%fe',
    '..',
    '..%2f..%2fetc%2fpasswd',
    '.',
    '',
    '%2e%2e',
    'index',
    'constructor',
    '__proto__',
    'a'.repeat(3_000),
    '*',
    ':uid',
    '%0d%0a',
  ),
)
const text = (names: readonly string[]) => fc.oneof(hostile, fc.constantFrom(...names))
const uuid = fc.uuid()

const ROUTES = [
  '/',
  '/sign-in',
  '/settings/*',
  '/oauth/interaction/*',
  '/oauth/authorize',
  '/oauth/authorize/*',
  '/oauth/register',
  '/oauth/token',
  '/oauth/revoke',
  '/.well-known/oauth-authorization-server',
  '/.well-known/oauth-authorization-server/*',
  '/.well-known/oauth-protected-resource',
  '/.well-known/oauth-protected-resource/*',
  '/.well-known/jwks.json',
  '/.well-known/openid-configuration',
  '/.well-known/*',
  '/assets/*',
  '/docs',
  '/docs/*',
  '/import/*',
  '/import/*/progress',
  '/export/*',
  '/mcp',
  '/mcp/*',
  '/graphql',
  '/graphql/*',
  '/healthz',
  '/*',
]
const query = fc.array(
  fc.tuple(
    fc.constantFrom(
      'query',
      'variables',
      'operationName',
      'extensions',
      'client_id',
      'redirect_uri',
      'state',
      'scope',
      'resource',
      'code_challenge',
      'code_challenge_method',
      'response_type',
      'prompt',
      'request',
      'x',
    ),
    segment,
  ),
  { maxLength: 8 },
)
const path = fc
  .tuple(fc.constantFrom(...ROUTES), segment, fc.option(query, { nil: [] }))
  .map(
    ([route, part, pairs]) =>
      route.replace('*', part) + (pairs.length ? `?${pairs.map(([name, value]) => `${name}=${value}`).join('&')}` : ''),
  )

type Unsent = Omit<Case, 'who'>
const get = fc.record({
  method: fc.constantFrom('GET', 'GET', 'GET', 'HEAD', 'OPTIONS', 'POST', 'PUT', 'DELETE', 'PATCH'),
  path,
  headers: fc.array(header, { maxLength: 3 }),
})

const garbage = fc.oneof(
  deep,
  deep.map((inner) => `{"query":"{ __typename }","variables":{"a":${inner}}}`),
  deep.map(
    (inner) =>
      `{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"query_backlog","arguments":{"search":${inner}}}}`,
  ),
  fc.string({ unit: 'binary', maxLength: 200 }),
  hostileJson.map((value) => JSON.stringify(value) ?? ''),
  fc.constantFrom(
    '',
    '[]',
    '[[]]',
    'null',
    '{}',
    '"',
    '{"jsonrpc":"2.0"}',
    `{"query":"${'{a'.repeat(3_000)}"}`,
    `{"query":"${'{a'.repeat(60_000)}"}`,
    `{"query":"{${' a'.repeat(20_000)}}"}`,
    `{"query":"query ${'@a'.repeat(5_000)} {a}"}`,
  ),
)
const body = (at: string) =>
  fc.record({
    method: fc.constant('POST'),
    path: fc.constant(at),
    headers: fc.array(header, { maxLength: 2 }).map((more) => [JSON_TYPE, ...more]),
    body: garbage,
  })

const graphql = (names: readonly string[], stored: readonly string[]): fc.Arbitrary<Unsent> => {
  const free = operations(names)
  // What the pages send, with variables that they never would.
  const known = fc
    .tuple(
      fc.constantFrom(...stored),
      fc.array(
        fc.tuple(
          fc.constantFrom(
            'id',
            'workspaceId',
            'input',
            'token',
            'email',
            'password',
            'name',
            'after',
            'search',
            'itemIds',
            'uid',
            'decision',
          ),
          fc.oneof(text(names), hostileJson),
        ),
        { maxLength: 5 },
      ),
    )
    .filter(([operation]) => !/mutation (Delete|Revoke|Remove|Sign|Disconnect)/.test(operation))
    .map(([operation, given]) => ({
      query: operation,
      variables: Object.fromEntries(given) as Record<string, unknown>,
    }))
  return fc
    .tuple(
      fc.oneof({ weight: 3, arbitrary: free }, { weight: 1, arbitrary: known }),
      fc.array(header, { maxLength: 2 }),
      fc.option(hostileJson, { freq: 8 }),
    )
    .map(([operation, more, extensions]) => ({
      method: 'POST',
      path: '/graphql',
      headers: [JSON_TYPE, ...more],
      body: JSON.stringify({ ...operation, ...(extensions === null ? {} : { extensions }) }),
    }))
}

const METHODS = [
  'initialize',
  'ping',
  'tools/list',
  'resources/list',
  'resources/templates/list',
  'prompts/list',
  'prompts/get',
  'resources/read',
  'resources/subscribe',
  'completion/complete',
  'logging/setLevel',
  'server/discover',
  'notifications/initialized',
  'notifications/cancelled',
  'tasks/get',
  'subscriptions/listen',
  'constructor',
  '__proto__',
]

const rpc = (names: readonly string[]): fc.Arbitrary<Unsent> => {
  const toolCall = fc.constantFrom(...tools).chain(({ name, inputSchema }) =>
    fc
      .oneof(
        { weight: 3, arbitrary: argumentsFor(inputSchema, { names }) as fc.Arbitrary<unknown> },
        {
          weight: 1,
          arbitrary: fc
            .array(
              fc.tuple(
                fc.constantFrom(...Object.keys(inputSchema.properties ?? {}), 'constructor', '__proto__'),
                hostileJson,
              ),
              { maxLength: 4 },
            )
            .map((given) => Object.fromEntries(given)),
        },
      )
      .map((given) => ({ method: 'tools/call', params: { name, arguments: given } })),
  )
  const uri = fc.oneof(
    fc.constantFrom(...resources.map((one) => one.uri)),
    fc
      .tuple(
        fc.constantFrom(...resourceTemplates.map((one) => one.uriTemplate)),
        fc.oneof(segment, fc.constantFrom(...names)),
      )
      .map(([template, value]) => template.replace(/\{\w+\}/, value)),
    hostile,
  )
  const other = fc.constantFrom(...METHODS).chain((method) =>
    fc.oneof(
      uri.map((at) => ({ method, params: { uri: at } as Record<string, unknown> })),
      text(names).map((name) => ({
        method,
        params: {
          name,
          arguments: { workspaceId: name, epic: name },
          cursor: name,
          level: name,
          protocolVersion: '2025-06-18',
          capabilities: {},
          clientInfo: { name, version: name },
        },
      })),
      fc.tuple(fc.constantFrom('constructor', '__proto__', 'toString', 'what_next'), hostile).map(([name, value]) => ({
        method,
        params: { name, ref: { type: 'ref/prompt', name }, argument: { name, value } },
      })),
      fc.tuple(uri, hostile).map(([at, value]) => ({
        method,
        params: { ref: { type: 'ref/resource', uri: at }, argument: { name: 'workspaceId', value } },
      })),
      hostileJson.map((params) => ({ method, params: params as Record<string, unknown> })),
    ),
  )
  const id = fc.oneof(
    { weight: 4, arbitrary: fc.constant<unknown>(1) },
    { weight: 1, arbitrary: fc.oneof(hostile, hostileJson) },
  )
  return fc
    .tuple(
      fc.oneof(toolCall, other),
      id,
      fc.constantFrom('2026', '2026', '2025', 'batch', 'bare'),
      fc.array(header, { maxLength: 2 }),
    )
    .map(([{ method, params }, number, era, more]) => {
      const object = typeof params === 'object' && params !== null && !Array.isArray(params)
      const envelope = {
        'io.modelcontextprotocol/protocolVersion': '2026-07-28',
        'io.modelcontextprotocol/clientCapabilities': {},
        'io.modelcontextprotocol/clientInfo': { name: 'fuzzer', version: '1' },
      }
      const message = {
        jsonrpc: '2.0',
        id: number,
        method,
        params: era === '2026' && object ? { ...params, _meta: envelope } : params,
      }
      const named = object
        ? ((params as Record<string, unknown>).name ?? (params as Record<string, unknown>).uri)
        : undefined
      const modern: [string, string][] = [
        ['mcp-protocol-version', '2026-07-28'],
        ['mcp-method', inLine(method)],
        ...(typeof named === 'string' ? [['mcp-name', inLine(named)] as [string, string]] : []),
      ]
      return {
        method: 'POST',
        path: '/mcp',
        headers: [
          JSON_TYPE,
          ['accept', 'application/json, text/event-stream'] as const,
          ...(era === '2026' ? modern : era === '2025' ? [['mcp-protocol-version', '2025-06-18'] as const] : []),
          ...more,
        ],
        body: JSON.stringify(era === 'batch' ? [message, message] : message),
      }
    })
}

const oauth: fc.Arbitrary<Unsent> = fc.oneof(
  fc
    .record(
      {
        client_name: hostile,
        redirect_uris: fc.oneof(
          fc.constant(['http://127.0.0.1/back']),
          fc.array(fc.oneof(hostile, fc.constantFrom('http://127.0.0.1/back', 'https://app.example/back')), {
            maxLength: 2,
          }),
        ),
        client_uri: hostile,
        logo_uri: hostile,
        scope: hostile,
        contacts: fc.array(hostile, { maxLength: 2 }),
        token_endpoint_auth_method: fc.constantFrom('none', 'private_key_jwt', 'client_secret_basic', 'constructor'),
        grant_types: fc.constantFrom(['authorization_code'], ['constructor'], []),
        jwks: hostileJson,
      },
      { requiredKeys: ['client_name', 'redirect_uris'] },
    )
    .map((metadata) => ({
      method: 'POST',
      path: '/oauth/register',
      headers: [JSON_TYPE],
      body: JSON.stringify(metadata),
    })),
  fc
    .tuple(
      fc.constantFrom('/oauth/token', '/oauth/revoke'),
      fc.array(
        fc.tuple(
          fc.constantFrom(
            'grant_type',
            'code',
            'redirect_uri',
            'client_id',
            'code_verifier',
            'refresh_token',
            'resource',
            'token',
            'scope',
            'client_assertion',
            'client_assertion_type',
            'constructor',
          ),
          fc.oneof(
            segment,
            fc.constantFrom(
              'authorization_code',
              'refresh_token',
              'https%3A%2F%2Fa.b%2Fc',
              'eyJhbGciOiJub25lIn0.e30.',
              'a.b.c',
            ),
          ),
        ),
        { maxLength: 6 },
      ),
      fc.array(header, { maxLength: 1 }),
    )
    .map(([at, pairs, more]) => ({
      method: 'POST',
      path: at,
      headers: [['content-type', 'application/x-www-form-urlencoded'] as const, ...more],
      body: pairs.map(([name, value]) => `${name}=${value}`).join('&'),
    })),
)
const uploads: fc.Arbitrary<Unsent> = fc
  .tuple(uuid, segment, garbage)
  .map(([tenant, ticket, file]) => ({ method: 'POST', path: `/import/${tenant}.${ticket}`, headers: [], body: file }))

/** Any request to any door. */
export function requests(names: readonly string[], stored: readonly string[]): fc.Arbitrary<Case> {
  const any = fc.oneof(
    { weight: 5, arbitrary: graphql(names, stored) },
    { weight: 6, arbitrary: rpc(names) },
    { weight: 5, arbitrary: get as fc.Arbitrary<Unsent> },
    { weight: 3, arbitrary: oauth },
    { weight: 1, arbitrary: body('/graphql') as fc.Arbitrary<Unsent> },
    { weight: 1, arbitrary: body('/mcp') as fc.Arbitrary<Unsent> },
    { weight: 1, arbitrary: uploads },
  )
  const address = fc
    .tuple(fc.integer({ min: 1, max: 223 }), fc.nat({ max: 255 }), fc.nat({ max: 255 }))
    .map(([a, b, c]) => `203.${a}.${b}.${c}`)
  return fc
    .tuple(any, fc.constantFrom<Case['who']>('nobody', 'viewer', 'key', 'key'), address)
    .map(([sent, who, from]) => ({ ...sent, who, headers: [['x-forwarded-for', from], ...sent.headers] }))
}
