/**
 * `npm run bench -- auth [--calls 300] [--json]`: what knowing the caller costs. One MCP call (query_backlog, 25 items) with an
 * access token, with an API key, and with a caller that is a constant, in turn in one process on PostgreSQL, caches warm. Then
 * what a wrong password and an unknown e-mail take, and what a refresh takes.
 */
import { UNLIMITED } from '../servers/unlimited.ts'
import { randomBytes } from 'node:crypto'
import { parseArgs } from 'node:util'
import { importJWK, SignJWT } from 'jose'
import { createApi, type Api } from '../../api/server/app.ts'
import { BacklogItem } from '../../api/backlog/entity.ts'
import { openDatabase, serveAs, type Orm } from '../../api/data/database.ts'
import { apiKeyHint, hashApiKey, mintApiKey } from '../../api/identity/keys/api-key.ts'
import { ApiKey, Membership, Tenant, User, Workspace } from '../../api/identity/entity.ts'
import { Limits } from '../../api/identity/credentials/limits.ts'
import { signIn } from '../../api/identity/people/people-service.ts'
import { SCOPES } from '../../api/identity/scope.ts'
import { deriveSecrets } from '../../api/identity/credentials/secrets.ts'
import { migrate } from '../../api/data/migrate.ts'
import { OauthGrant } from '../../api/oauth/entity.ts'
import { createMcp, type Mcp } from '../../mcp/http.ts'
import { connect, startPostgres } from '../servers/postgres-server.ts'

const PUBLIC_URL = 'http://localhost:3033'
const secrets = deriveSecrets('a master secret for measurements only')
const doors = { serviceKey: randomBytes(32).toString('base64url'), operatorKey: randomBytes(32).toString('base64url') }
const quiet = { error: console.error, warn: () => undefined, info: () => undefined }

export async function run(argv: string[]): Promise<void> {
  const { values } = parseArgs({
    args: argv,
    options: { calls: { type: 'string', default: '300' }, json: { type: 'boolean', default: false } },
  })
  const postgres = await startPostgres()
  try {
    await connect(postgres.folder, 'postgres', (client) => client.query('create database bench'))
    const location = { url: `postgres://postgres@localhost/bench?host=${encodeURIComponent(postgres.folder)}` }
    const owner = await openDatabase(location)
    await migrate(owner)
    const orm = await serveAs(owner, location)
    const api = apiOn(orm)
    const { apiKey, accessToken, email } = await given(orm, api)
    // An API of its own: what it forgets, the others go on remembering.
    const forgetful = createApi({ limits: UNLIMITED, orm, secrets, doors, log: quiet })
    forgetful.identity.serveAt({ publicUrl: PUBLIC_URL, shared: false })
    const calls = Number(values.calls)
    const cost = await costs(calls, {
      token: { mcp: adapter(api), headers: { authorization: `Bearer ${accessToken}` } },
      key: { mcp: adapter(api), headers: { 'x-api-key': apiKey } },
      cold: {
        mcp: adapter(forgetful),
        headers: { authorization: `Bearer ${accessToken}` },
        before: () => forgetful.credentials.forget(),
      },
      constant: { mcp: await constantAdapter(orm, api, accessToken), headers: { authorization: 'Bearer constant' } },
    })
    const signIns = await signInTimes(api, email)
    const figures = {
      calls,
      cpuMillisecondsPerCall: cost,
      shareOfAuth: { token: 1 - cost.constant / cost.token, key: 1 - cost.constant / cost.key },
      signInMilliseconds: signIns,
    }
    if (values.json) console.log(JSON.stringify(figures, null, 2))
    else {
      console.log(
        `query_backlog over /mcp on PostgreSQL, CPU of this process per call, median of ${calls} calls in turn, caches warm`,
      )
      console.log(
        `  access token ${cost.token.toFixed(3)} ms   API key ${cost.key.toFixed(3)} ms   constant caller ${cost.constant.toFixed(3)} ms   token that nothing is remembered of ${cost.cold.toFixed(3)} ms`,
      )
      console.log(
        `  auth is ${percent(figures.shareOfAuth.token)} of a call with a token, ${percent(figures.shareOfAuth.key)} with a key (bar: 25 %; a few percent either way are noise)`,
      )
      console.log(
        `refused sign-in: wrong password ${signIns.wrongPassword.toFixed(1)} ms, unknown e-mail ${signIns.unknownEmail.toFixed(1)} ms (medians; they differ by ${percent(Math.abs(1 - signIns.unknownEmail / signIns.wrongPassword))})`,
      )
    }
    await forgetful.close()
    await api.close()
    await orm.close()
  } finally {
    await postgres.stop()
  }
}

const percent = (share: number) => `${(share * 100).toFixed(1)} %`
const median = (values: number[]) => values.sort((a, b) => a - b)[Math.floor(values.length / 2)]!

function apiOn(orm: Orm): Api {
  const api = createApi({ limits: UNLIMITED, orm, secrets, doors, log: quiet })
  api.identity.serveAt({ publicUrl: PUBLIC_URL, shared: true })
  return api
}

const adapter = (api: Api): Mcp =>
  createMcp(
    { publicUrl: PUBLIC_URL },
    {
      url: 'http://api.pm33/graphql',
      fetch: (input, init) => api.fetch(new Request(input, init)),
      serviceKey: doors.serviceKey,
      onInvalidate: (listener) => api.credentials.onForget(listener),
    },
  )

/** The same call without any question about the caller: introspection and assertion answer from memory for ever. */
async function constantAdapter(orm: Orm, real: Api, accessToken: string): Promise<Mcp> {
  const api = createApi({ limits: UNLIMITED, orm, secrets, doors, log: quiet })
  const answer = await real.credentials.byAccessToken(accessToken)
  api.credentials.byAssertion = async () => answer
  const known = new Map<string, string>()
  const fetchApi: typeof fetch = async (input, init) => {
    const body = String(init?.body ?? '')
    if (!body.includes('introspect(')) return api.fetch(new Request(input, init))
    let text = known.get('caller')
    if (!text) {
      const asked = await real.fetch(new Request(input, { ...init, body: body.replaceAll('constant', accessToken) }))
      text = await asked.text()
      known.set('caller', text)
    }
    return new Response(text, { headers: { 'content-type': 'application/json' } })
  }
  return createMcp(
    { publicUrl: PUBLIC_URL },
    { url: 'http://api.pm33/graphql', fetch: fetchApi, serviceKey: doors.serviceKey },
  )
}

async function given(orm: Orm, api: Api) {
  const tenantId = crypto.randomUUID()
  const em = api.credentials.standingIn(tenantId)
  const email = 'measured@example.test'
  em.create(Tenant, { tenantId, name: 'Measured' })
  const user = em.create(User, {
    email,
    name: 'Measured',
    passwordHash: await api.identity.passwords.hash('correct horse battery staple'),
  })
  em.create(Membership, { user, role: 'owner' })
  const workspace = em.create(Workspace, { key: 'shop', name: 'Shop' })
  await em.flush()
  for (let n = 1; n <= 500; n++)
    em.create(BacklogItem, {
      workspace,
      key: `SHOP-${n}`,
      title: `Item ${n}`,
      status: 'Backlog',
      number: n,
      rank: n,
      skills: [],
    } as never)
  const apiKey = mintApiKey()
  em.create(ApiKey, {
    hash: hashApiKey(secrets.pepper, apiKey),
    hint: apiKeyHint(apiKey),
    name: 'measured',
    user: em.getReference(User, user.id, { wrapped: true }),
    scopes: [...SCOPES],
    surfaces: ['mcp'],
  })
  await em.flush()
  const gid = crypto.randomUUID()
  await em.insert(OauthGrant, {
    tenantId,
    id: gid,
    user: user.id,
    clientId: 'measured',
    clientName: 'Measured',
    clientHost: null,
    redirectHost: 'localhost',
    scopes: [...SCOPES],
    workspaceIds: null,
    createdAt: new Date(),
  })
  const { keys, storage } = api.identity.authorization
  await storage
    .adapter('Grant')
    .upsert(gid, { jti: gid, accountId: user.id, clientId: 'measured', kind: 'Grant' }, 3_600)
  const [jwk] = await keys.keys()
  const accessToken = await new SignJWT({
    gid,
    tid: tenantId,
    ws: 'all',
    client_id: 'measured',
    scope: SCOPES.join(' '),
  })
    .setProtectedHeader({ alg: 'ES256', typ: 'at+jwt', kid: jwk!.kid! })
    .setIssuer(PUBLIC_URL)
    .setAudience(`${PUBLIC_URL}/mcp`)
    .setSubject(user.id)
    .setIssuedAt()
    .setExpirationTime('1h')
    .sign(await importJWK(jwk!, 'ES256'))
  return { apiKey, accessToken, email, orm }
}

interface Way {
  mcp: Mcp
  headers: Record<string, string>
  before?: () => void
}

/** In turn, so that what else the machine does falls on all alike. */
async function costs<Name extends string>(calls: number, ways: Record<Name, Way>): Promise<Record<Name, number>> {
  const names = Object.keys(ways) as Name[]
  const measured = Object.fromEntries(names.map((name) => [name, [] as number[]])) as Record<Name, number[]>
  for (let call = -50; call < calls; call++) {
    for (const name of names) {
      ways[name].before?.()
      const started = process.cpuUsage()
      const response = await ways[name].mcp.fetch(request(ways[name].headers))
      const text = await response.text()
      if (response.status !== 200 || !text.includes('SHOP-1'))
        throw new Error(`${name}: ${response.status} ${text.slice(0, 300)}`)
      const { user, system } = process.cpuUsage(started)
      if (call >= 0) measured[name].push((user + system) / 1_000)
    }
  }
  return Object.fromEntries(names.map((name) => [name, median(measured[name])])) as Record<Name, number>
}

const request = (headers: Record<string, string>) =>
  new Request(`${PUBLIC_URL}/mcp`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      accept: 'application/json, text/event-stream',
      'mcp-protocol-version': '2025-06-18',
      ...headers,
    },
    body: JSON.stringify({
      jsonrpc: '2.0',
      id: 1,
      method: 'tools/call',
      params: { name: 'query_backlog', arguments: {} },
    }),
  })

/** Nobody may learn who has an account from how long a refusal takes. */
async function signInTimes(api: Api, email: string): Promise<{ wrongPassword: number; unknownEmail: number }> {
  const unlimited = new Limits(null, {
    'sign-in by address': { points: 1e6, seconds: 60 },
    'sign-in to account': { points: 1e6, seconds: 60 },
  })
  Object.defineProperty(api.identity, 'limits', { get: () => unlimited })
  const browser = {
    ip: '127.0.0.1',
    userAgent: null,
    session: null,
    cookie: () => undefined,
    setSession: () => undefined,
    known: null,
    setKnown: () => undefined,
  }
  const db = { em: api.credentials.standingIn(crypto.randomUUID()) }
  const attempt = async (who: string) => {
    const started = performance.now()
    await signIn(
      { identity: api.identity, credentials: api.credentials, browser, db, now: () => new Date() } as never,
      { email: who, password: 'not the password' },
    ).catch(() => undefined)
    return performance.now() - started
  }
  const [wrong, unknown]: [number[], number[]] = [[], []]
  for (let n = -5; n < 40; n++) {
    const [a, b] = [await attempt(email), await attempt(`${n}@example.test`)]
    if (n >= 0) [wrong, unknown].forEach((list, at) => list.push([a, b][at]!))
  }
  return { wrongPassword: median(wrong), unknownEmail: median(unknown) }
}
