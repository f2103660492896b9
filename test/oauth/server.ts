/** PM33 on a real port, as people and their clients meet it: with cookies, redirects and tokens, nothing handed over. */
import { randomUUID } from 'node:crypto'
import { serve, type ServerType } from '@hono/node-server'
import { Hono } from 'hono'
import { pino } from 'pino'
import { createApi, type Api } from '../../api/server/app.ts'
import { createHttp } from '../../api/server/http.ts'
import type { LimitOverrides } from '../../api/identity/credentials/limits.ts'
import { deriveSecrets } from '../../api/identity/credentials/secrets.ts'
import { Membership, User } from '../../api/identity/entity.ts'
import type { Role } from '../../api/identity/scope.ts'
import { clientDocument, type DocumentFetch } from '../../api/oauth/client-document.ts'
import { createMcp } from '../../mcp/http.ts'
import { UNLIMITED } from '../servers/unlimited.ts'
import { world, type Engine, type TenantInTest, type World } from '../world.ts'

export const PASSWORD = 'correct horse battery staple'
const secrets = deriveSecrets('a master secret for tests only')

export interface Site {
  world: World
  api: Api
  url: string
  doors: { operatorKey: string }
  operator<T = Record<string, unknown>>(query: string, variables?: object): Promise<Answer<T>>
  /** Somebody with an account and a password, in a tenant. */
  person(tenant: TenantInTest, role?: Role, email?: string): Promise<{ email: string; userId: string }>
  close(): Promise<void>
}

export interface Answer<T> {
  status: number
  data: T | null
  errors: { message: string; extensions: Record<string, unknown> }[]
}

export interface SiteOptions {
  limits?: LimitOverrides
  /** Documents of clients by URL, as their hosts would serve them. */
  documents?: Record<string, { body: string | object; status?: number; headers?: Record<string, string> }>
  fetchDocument?: DocumentFetch
  /** Another node on the same database. */
  world?: World
  /** The public origin, for all nodes behind one. */
  publicUrl?: string
  /** Where this node hears the others at once. */
  listenUrl?: string
}

export async function site(engine: Engine = 'postgres', options: SiteOptions = {}): Promise<Site> {
  const pm33 = options.world ?? (await world(engine))
  const doors = { serviceKey: randomUUID(), operatorKey: randomUUID() }
  const log = pino({ level: process.env.LOG_LEVEL ?? 'silent' })
  const api = createApi({
    orm: pm33.orm,
    secrets,
    doors,
    now: pm33.clock.now,
    log,
    operations: { byHash: () => null, knows: () => true },
  })
  const root = new Hono()
  const { server, port } = await listening(root)
  const url = options.publicUrl ?? `http://localhost:${port}`
  const listenedAt = `http://localhost:${port}`
  const fetchDocument: DocumentFetch | undefined =
    options.fetchDocument ??
    (options.documents &&
      (async (address) => {
        const document = options.documents![String(address)]
        if (!document) throw new Error('no such host')
        const body = typeof document.body === 'string' ? document.body : JSON.stringify(document.body)
        return clientDocument(
          String(address),
          new Response(body, {
            status: document.status ?? 200,
            headers: { 'content-type': 'application/json', ...document.headers },
          }),
        )
      }))
  const config = {
    metricsToken: 'the token of a scraper',
    publicUrl: url,
    database: engine === 'postgres' ? { url: 'postgres://shared' } : { embedded: 'memory://' },
    listenUrl: options.listenUrl ?? null,
  }
  const http = createHttp({
    api,
    orm: pm33.orm,
    secrets,
    config,
    log,
    now: pm33.clock.now,
    limits: options.limits ?? UNLIMITED,
    ...(fetchDocument ? { fetchDocument } : {}),
  })
  api.start()
  const mcp = createMcp(
    { publicUrl: url },
    {
      url: 'http://api.pm33/graphql',
      fetch: (input, init) => api.fetch(new Request(input, init)),
      serviceKey: doors.serviceKey,
      onInvalidate: (listener) => api.credentials.onForget(listener),
    },
    { now: () => pm33.clock.now().getTime() },
  )
  for (const path of ['/mcp', '/.well-known/oauth-protected-resource', '/.well-known/oauth-protected-resource/*'])
    root.all(path, ({ req }) => mcp.fetch(req.raw))
  root.route('/', http)

  const send = async <T>(
    query: string,
    variables: object | undefined,
    headers: Record<string, string>,
  ): Promise<Answer<T>> =>
    answerOf(
      await fetch(`${listenedAt}/graphql`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', ...headers },
        body: JSON.stringify({ query, variables }),
      }),
    )

  return {
    world: pm33,
    api,
    url: listenedAt,
    doors,
    operator: (query, variables) => send(query, variables, { authorization: `Bearer ${doors.operatorKey}` }),
    async person(tenant, role = 'owner', email = `${randomUUID()}@example.test`) {
      const em = tenant.em()
      const user =
        (await em.findOne(User, { email })) ??
        em.create(User, {
          email,
          name: `${tenant.name} ${role}`,
          passwordHash: await api.identity.passwords.hash(PASSWORD),
        })
      em.create(Membership, { user, role })
      await em.flush()
      return { email, userId: user.id }
    },
    async close() {
      await mcp.close()
      server.close()
      ;(server as { closeAllConnections?(): void }).closeAllConnections?.()
      await api.close()
      if (!options.world) await pm33.close()
    },
  }
}

function listening(app: Hono): Promise<{ server: ServerType; port: number }> {
  return new Promise((done) => {
    const server = serve(
      { fetch: app.fetch, port: 0, hostname: '127.0.0.1', overrideGlobalObjects: false },
      ({ port }) => done({ server, port }),
    )
  })
}

export async function answerOf<T>(response: Response): Promise<Answer<T>> {
  const { data = null, errors = [] } = (await response.json()) as { data?: T; errors?: Answer<T>['errors'] }
  return { status: response.status, data, errors }
}
