/** PM33 on a real port with its built pages, as `npm start` serves it, and people who can sign in. */
import type { Access } from '../../api/ai/question.ts'
import { randomUUID } from 'node:crypto'
import { serve } from '@hono/node-server'
import { Hono } from 'hono'
import type { AddressInfo } from 'node:net'
import { once } from 'node:events'
import { pino } from 'pino'
import { createApi } from '../../api/server/app.ts'
import { createHttp } from '../../api/server/http.ts'
import { Membership, User } from '../../api/identity/entity.ts'
import type { LimitOverrides } from '../../api/identity/credentials/limits.ts'
import type { Role } from '../../api/identity/scope.ts'
import { deriveSecrets } from '../../api/identity/credentials/secrets.ts'
import { clientDocument } from '../../api/oauth/client-document.ts'
import { createMcp } from '../../mcp/http.ts'
import { readViews } from '../../mcp/view.ts'
import { buildPages } from '../../views/build.ts'
import { UNLIMITED } from '../servers/unlimited.ts'
import { world, type TenantInTest, type World } from '../world.ts'

export const PASSWORD = 'correct horse battery staple'
const secrets = deriveSecrets('a master secret for tests only')

/** An app with a document. */
export const PUBLISHED = 'https://assistant.example/client.json'

export interface Site {
  world: World
  url: string
  /** Somebody with an account and a password, in a tenant. */
  person(tenant: TenantInTest, role?: Role, name?: string): Promise<{ email: string; userId: string }>
  /** What the console would ask. */
  operator<T>(query: string, variables?: object): Promise<T>
  close(): Promise<void>
}

interface SiteTerms {
  limits?: LimitOverrides
  aiHosts?: readonly string[]
  aiOffered?: Access | null
  /** One that is furnished already; it closes with the site. */
  within?: World
}

export async function site({
  limits = UNLIMITED,
  aiHosts = [],
  aiOffered = null,
  within,
}: SiteTerms = {}): Promise<Site> {
  await buildPages()
  const pm33 = within ?? (await world())
  const doors = { serviceKey: randomUUID(), operatorKey: randomUUID() }
  const log = pino({ level: process.env.LOG_LEVEL ?? 'silent' })
  const api = createApi({ orm: pm33.orm, secrets, doors, now: pm33.clock.now, log, limits, aiHosts, aiOffered })
  const root = new Hono()
  const server = serve({ fetch: root.fetch, port: 0, hostname: '127.0.0.1', overrideGlobalObjects: false })
  await once(server, 'listening')
  const url = `http://localhost:${(server.address() as AddressInfo).port}`
  const document = (address: string, body: object) =>
    clientDocument(address, new Response(JSON.stringify(body), { headers: { 'content-type': 'application/json' } }))
  const http = createHttp({
    api,
    orm: pm33.orm,
    secrets,
    log,
    limits,
    config: { publicUrl: url, database: { url: '' } },
    now: pm33.clock.now,
    fetchDocument: async (address) =>
      document(String(address), {
        client_id: PUBLISHED,
        client_name: 'Assistant',
        redirect_uris: ['https://assistant.example/back', 'http://127.0.0.1/callback'],
        token_endpoint_auth_method: 'none',
      }),
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
    { views: readViews() },
  )
  for (const path of ['/mcp', '/.well-known/oauth-protected-resource']) root.all(path, ({ req }) => mcp.fetch(req.raw))
  root.route('/', http)

  return {
    world: pm33,
    url,
    async person(tenant, role = 'owner', name = 'Maja Lind') {
      const em = tenant.em()
      const email = `${randomUUID().slice(0, 8)}@example.test`
      const user = em.create(User, { email, name, passwordHash: await api.identity.passwords.hash(PASSWORD) })
      em.create(Membership, { user, role })
      await em.flush()
      return { email, userId: user.id }
    },
    async operator<T>(query: string, variables?: object) {
      const response = await fetch(`${url}/graphql`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', authorization: `Bearer ${doors.operatorKey}` },
        body: JSON.stringify({ query, variables }),
      })
      return ((await response.json()) as { data: T }).data
    },
    async close() {
      await mcp.close()
      server.close()
      if ('closeAllConnections' in server) server.closeAllConnections()
      await api.close()
      await pm33.close()
    },
  }
}
