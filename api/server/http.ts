import { routePath } from 'hono/route'
import { Metrics } from './metrics.ts'
import { sameSecret } from '../identity/credentials/credentials.ts'
import { readinessOf } from './readiness.ts'
import { setTimeout as pause } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import type { HttpBindings } from '@hono/node-server'
import { Hono, type Context as HonoContext } from 'hono'
import type { Logger } from 'pino'
import { MAX_BODY, type Api } from './app.ts'
import { clientAddress } from '../../address.ts'
import { browserOf, foreign } from '../identity/sessions/browser.ts'
import { SUPPORT_EMAIL, type ApiConfig } from './config.ts'
import { embeddedOf, type Orm } from '../data/database.ts'
import { tenantOf } from '../data/tenant.ts'
import { unavailability } from '../data/unavailable.ts'
import { Refusal } from '../graphql/errors.ts'
import { refused } from '../graphql/status.ts'
import type { Secrets } from '../identity/credentials/secrets.ts'
import type { LimitOverrides } from '../identity/credentials/limits.ts'
import type { DocumentFetch } from '../oauth/client-document.ts'
import { docsRoutes } from './docs/routes.ts'
import { billingRoutes } from '../billing/http-service.ts'
import { importRoutes } from '../imports/http-service.ts'
import { syncRoutes } from '../sync/http-service.ts'
import { FrontDoor } from '../oauth/front-door.ts'
import { oauthTrouble } from '../oauth/trouble.ts'
import { PAGES, Pages } from './pages.ts'
import { recordOwn, recordRevocation } from './graphql/use-audit-log.ts'

/** Milliseconds that the database has to answer the health check. */
const HEALTH_MS = 3_000
const BUILT_PAGES = fileURLToPath(new URL('../../dist/pages', import.meta.url))

/**
 * The issuer has no path, so RFC 8414 §3.1 knows the first alone. Clients of protocol revision 2025-03-26, and probes of newer
 * ones, insert the path of the MCP endpoint instead.
 */
const AUTHORIZATION_SERVER = [
  '/.well-known/oauth-authorization-server',
  '/.well-known/oauth-authorization-server/mcp',
] as const

/** Pages run only our own scripts, connect only to this origin, and cannot be framed. */
const CONTENT_SECURITY_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data:",
  "font-src 'self'",
  "connect-src 'self'",
  "form-action 'self'",
  "frame-ancestors 'none'",
  "base-uri 'none'",
].join('; ')

export interface HttpParts {
  api: Api
  orm: Orm
  secrets: Pick<Secrets, 'assertion' | 'sync'>
  config: Pick<ApiConfig, 'publicUrl' | 'database'> &
    Partial<
      Pick<
        ApiConfig,
        | 'allowedHosts'
        | 'listenUrl'
        | 'stripeWebhookSecret'
        | 'supportEmail'
        | 'trustedProxies'
        | 'metricsToken'
        | 'data'
      >
    >
  log: Pick<Logger, 'error' | 'warn' | 'info'>
  now?: () => Date
  limits?: LimitOverrides
  fetchDocument?: DocumentFetch
  /** Folder of the built pages. */
  pages?: string
}

const METHODS = new Set(['GET', 'HEAD', 'POST', 'PUT', 'DELETE', 'OPTIONS'])

type Served = HonoContext<{ Bindings: HttpBindings }>

/** Every route of the API's half: /graphql, OAuth with its metadata, the pages, and whether it is well. */
export function createHttp({
  api,
  orm,
  secrets,
  config,
  log,
  now = () => new Date(),
  limits,
  fetchDocument,
  pages: folder = BUILT_PAGES,
}: HttpParts): Hono<{ Bindings: HttpBindings }> {
  const { publicUrl } = config
  api.identity.serveAt({
    publicUrl,
    shared: 'url' in config.database,
    listenUrl: config.listenUrl ?? null,
    ...(limits ? { limits } : {}),
    ...(fetchDocument ? { fetchDocument } : {}),
  })
  const app = new Hono<{ Bindings: HttpBindings }>()
  const door = new FrontDoor(api.identity)
  const pages = new Pages(folder)
  // A request that was handed over as a function, as the console's commands do, has no socket.
  const from = ({ env, req }: Served) =>
    clientAddress({
      remote: (env as HttpBindings | undefined)?.incoming?.socket?.remoteAddress,
      forwardedFor: req.header('x-forwarded-for') ?? null,
      publicUrl,
      trustedProxies: config.trustedProxies ?? [],
    })

  app.onError((error, c) => {
    const unavailable = unavailability(error)
    // The pattern of the route: in the path itself may be a ticket, which opens what it is for.
    const route = routePath(c, -1)
    if (unavailable) log.warn({ err: error, route }, 'the database could not be used')
    else log.error({ err: error, route }, 'a request failed')
    if (!unavailable) return c.json({ error: 'server_error' }, 500)
    if (!c.req.path.startsWith('/oauth/')) return refused(unavailable)
    const { status, headers, body } = oauthTrouble(unavailable)
    return Response.json(body, { status, headers: { 'cache-control': 'no-store', ...headers } })
  })

  app.use(async (c, next) => {
    const headers = securityHeaders(publicUrl)
    const outgoing = (c.env as HttpBindings | undefined)?.outgoing
    // The OAuth library answers past Hono; it keeps what is already on the response.
    if (outgoing && c.req.path.startsWith('/oauth/'))
      for (const [name, value] of Object.entries(headers)) outgoing.setHeader(name, value)
    await next()
    if (outgoing?.headersSent) return
    for (const [name, value] of Object.entries(headers)) c.res.headers.set(name, value)
  })

  const metrics = config.metricsToken ? new Metrics(() => api.load()) : null
  if (metrics) {
    api.audit.onRecord = ({ action, outcome, milliseconds, credits }) =>
      metrics.called(action, outcome, milliseconds, credits ?? 0)
    app.use(async (c, next) => {
      await next()
      // The pattern of the route that answered, not what was asked for; beside our own methods, any word can be one.
      const route = routePath(c, -1)
      const method = METHODS.has(c.req.method) ? c.req.method : 'other'
      metrics.responded(route === '*' || route === '/*' ? 'none' : route, method, c.res.status)
    })
  }

  app.all('/graphql', async (c) => {
    // Yoga measures what it reads; a length that is announced is refused before any of it.
    if (Number(c.req.header('content-length') ?? 0) > MAX_BODY) return refused(tooLarge())
    const why = foreign(c.req.raw, publicUrl, config.allowedHosts)
    if (why) return refused(new Refusal('FORBIDDEN', why))
    const cookies = new Headers()
    const response = await api.fetch(c.req.raw, browserOf(c.req.raw, { publicUrl, ip: from(c), headers: cookies }))
    const headers = new Headers(response.headers)
    headers.set('cache-control', 'no-store')
    for (const cookie of cookies.getSetCookie()) headers.append('set-cookie', cookie)
    return new Response(response.body, { status: response.status, headers })
  })

  for (const path of AUTHORIZATION_SERVER) app.get(path, (c) => door.metadata(c, from(c), AUTHORIZATION_SERVER[0]))
  app.get('/.well-known/jwks.json', (c) => door.metadata(c, from(c)))
  app.get('/oauth/authorize', (c) => door.authorize(c, from(c)))
  app.get('/oauth/authorize/:uid', (c) => door.resume(c, from(c)))
  app.post('/oauth/register', (c) => door.register(c, from(c)))
  app.post('/oauth/token', (c) => door.token(c, from(c)))
  app.post('/oauth/revoke', (c) =>
    door.revoke(c, from(c), (owner) =>
      recordRevocation(api.audit, owner, { ip: from(c), userAgent: c.req.header('user-agent') ?? null }, now()),
    ),
  )
  for (const path of [
    ...AUTHORIZATION_SERVER,
    '/.well-known/jwks.json',
    '/oauth/register',
    '/oauth/token',
    '/oauth/revoke',
  ])
    app.options(path, door.preflight)
  // There is no OpenID Connect here: a client that finds this document expects ID tokens.
  app.get('/.well-known/openid-configuration', (c) => c.json({ error: 'not_found' }, 404))

  app.get('/healthz', async (c) => {
    const embedded = embeddedOf(orm)
    if (embedded && api.imports.writing.size > 0 && embedded.trouble() === null) return c.json({ status: 'ok' })
    const answered = Promise.race([
      orm.em
        .getConnection()
        .execute('select 1')
        .then(
          () => true,
          () => false,
        ),
      pause(HEALTH_MS, null, { ref: false }),
    ])
    // It has one connection, which an import or another long transaction keeps busy: that is healthy.
    const well = embedded ? embedded.trouble() === null && (await answered) !== false : (await answered) === true
    const trouble = embedded?.trouble()
    return c.json({ status: well ? 'ok' : 'no database', ...(trouble && { reason: trouble }) }, well ? 200 : 503)
  })

  app.get('/readyz', async (c) => {
    const { ready, checks } = await readinessOf({
      orm,
      load: () => api.load(),
      folder: config.data ?? null,
      writing: () => api.imports.writing.size > 0,
    })
    return c.json({ status: ready ? 'ready' : 'not ready', checks }, ready ? 200 : 503)
  })

  app.get('/metrics', async (c) => {
    if (!metrics) return c.notFound()
    const bearer = /^Bearer (.+)$/i.exec(c.req.header('authorization') ?? '')?.[1]
    if (!bearer || !sameSecret(bearer, config.metricsToken!)) {
      c.header('www-authenticate', 'Bearer')
      return c.json({ error: 'unauthorized' }, 401)
    }
    const { body, type } = await metrics.text()
    return c.body(body, 200, { 'content-type': type, 'cache-control': 'no-store' })
  })

  app.route('/', syncRoutes({ orm, seal: secrets.sync, now }))
  const links = { from, refusal: api.linkRefusal, opened: api.linkOpened }
  app.route('/', importRoutes({ orm, desk: api.imports, linkKey: secrets.assertion, now, ...links }))
  app.route(
    '/',
    billingRoutes({
      orm,
      now,
      log,
      webhookSecret: config.stripeWebhookSecret ?? null,
      entered: ({ em }, kind) => recordOwn(api.audit, tenantOf(em), `payment ${kind}`, now(), 'payment'),
    }),
  )

  app.route('/', docsRoutes({ publicUrl, supportEmail: config.supportEmail ?? SUPPORT_EMAIL }))
  for (const path of PAGES) app.get(path, () => pages.shell())
  app.get('/assets/:path{.+}', (c) => pages.asset(c.req.param('path')))
  return app
}

function securityHeaders(publicUrl: string): Record<string, string> {
  return {
    'content-security-policy': CONTENT_SECURITY_POLICY,
    'x-frame-options': 'DENY',
    'x-content-type-options': 'nosniff',
    // Links carry secrets.
    'referrer-policy': 'no-referrer',
    'cross-origin-opener-policy': 'same-origin',
    'permissions-policy': 'camera=(), geolocation=(), microphone=(), payment=()',
    ...(publicUrl.startsWith('https:') ? { 'strict-transport-security': 'max-age=31536000; includeSubDomains' } : {}),
  }
}

const tooLarge = () =>
  new Refusal('BAD_USER_INPUT', `The request is larger than ${MAX_BODY / 1_048_576} MB.`, {
    http: { status: 413, headers: { connection: 'close' } },
  })
