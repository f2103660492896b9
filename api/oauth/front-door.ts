import { IncomingMessage, type ServerResponse } from 'node:http'
import { RESPONSE_ALREADY_SENT } from '@hono/node-server/utils/response'
import type { HttpBindings } from '@hono/node-server'
import type { Context as HonoContext } from 'hono'
import { SCOPES } from '../identity/scope.ts'
import type { Identity } from '../identity/identity.ts'
import { storable } from '../../text.ts'
import type { TokenOwner } from './authorization-server.ts'
import { clientMetadata } from './client-document.ts'
import { canonicalResource, type FormRequest } from './provider.ts'

type Carried = HonoContext<{ Bindings: HttpBindings }>

/** What an OAuth request may weigh. */
const MAX_BODY = 56 * 1024

/** Scopes that clients add by habit. There is no OpenID Connect here, and refresh tokens are issued anyway. */
const IGNORED_SCOPES = new Set(['openid', 'offline_access'])

const CORS = {
  'access-control-allow-origin': '*',
  'access-control-allow-methods': 'GET, POST, OPTIONS',
  'access-control-allow-headers': 'authorization, content-type, mcp-protocol-version',
  'access-control-max-age': '86400',
}

const oauthError = (status: number, error: string, description: string, headers: Record<string, string> = {}) =>
  Response.json(
    { error, error_description: description },
    { status, headers: { ...CORS, 'cache-control': 'no-store', ...headers } },
  )

/** What is left of the body is not read, so the connection cannot be used again. */
const tooLarge = () =>
  oauthError(413, 'invalid_request', `The request is larger than ${MAX_BODY} bytes.`, { connection: 'close' })

/** The OAuth endpoints as routes: limits, sizes, and what real clients send differently, before the library sees it. */
export class FrontDoor {
  readonly #identity: Identity

  constructor(identity: Identity) {
    this.#identity = identity
  }

  preflight = () => new Response(null, { status: 204, headers: CORS })

  /** RFC 8414 metadata and the key set: read by any page. @param at the document's own address, where it was asked for at another */
  metadata = (c: Carried, ip: string, at?: string) => this.#pass(c, ip, { cors: true, ...(at ? { url: at } : {}) })

  /** A client that names no scope is offered all of them: its user decides at consent, and most clients cannot ask again later. */
  authorize = async (c: Carried, ip: string) => {
    const { limited, headers } = await this.#identity.limits.take('authorize', ip)
    if (limited)
      return oauthError(
        429,
        'slow_down',
        'Too many requests to connect from this address. Try again in a minute.',
        headers,
      )
    const url = new URL(c.req.url)
    url.search = storableForm(url.searchParams).toString()
    const asked = (url.searchParams.get('scope') ?? '')
      .split(' ')
      .filter((scope) => scope && !IGNORED_SCOPES.has(scope))
    url.searchParams.set('scope', asked.length ? asked.join(' ') : SCOPES.join(' '))
    this.#canonical(url.searchParams)
    return this.#pass(c, ip, { url: url.pathname + url.search })
  }

  /** The way back into a sign-in under way, with its own path and cookie. */
  resume = (c: Carried, ip: string) => this.#pass(c, ip)

  register = async (c: Carried, ip: string) => {
    const { limited, headers } = await this.#identity.limits.take('register', ip)
    if (limited)
      return oauthError(429, 'slow_down', 'Too many registrations from this address. Try again in a minute.', headers)
    const text = await textOf(c)
    if (text === null) return tooLarge()
    let metadata: Record<string, unknown>
    try {
      metadata = clientMetadata(JSON.parse(text) as Record<string, unknown>)
    } catch {
      return oauthError(400, 'invalid_client_metadata', 'The registration must be a JSON object.')
    }
    return this.#pass(c, ip, { cors: true, headers, body: JSON.stringify(metadata) })
  }

  token = async (c: Carried, ip: string) => {
    const { limited, headers } = await this.#identity.limits.take('token', ip)
    if (limited)
      return oauthError(429, 'slow_down', 'Too many token requests from this address. Try again in a minute.', headers)
    const form = await formOf(c)
    if (form instanceof Response) return form
    this.#canonical(form)
    return this.#pass(c, ip, { cors: true, headers, form })
  }

  /** @param asked called with whose token it is, before it is revoked; null for what is none */
  revoke = async (c: Carried, ip: string, asked: (owner: TokenOwner | null) => void = () => undefined) => {
    const { limited, headers } = await this.#identity.limits.take('token', ip)
    if (limited)
      return oauthError(429, 'slow_down', 'Too many token requests from this address. Try again in a minute.', headers)
    const form = await formOf(c)
    if (form instanceof Response) return form
    const token = form.get('token') ?? ''
    asked(await this.#identity.authorization.ownerOf(token, form.get('client_id')))
    if (token.split('.').length !== 3) return this.#pass(c, ip, { cors: true, headers, form })
    await this.#identity.authorization.revokeAccessToken(token, form.get('client_id'))
    return new Response(null, { status: 200, headers: { ...CORS, ...headers, 'cache-control': 'no-store' } })
  }

  #canonical(parameters: URLSearchParams): void {
    const asked = parameters.getAll('resource')
    if (asked.length === 1) parameters.set('resource', canonicalResource(this.#identity.publicUrl, asked[0]!))
  }

  /** Hands the request to the library, which writes its answer to Node's response itself. */
  async #pass(
    { env, req }: Carried,
    ip: string,
    change: {
      url?: string
      body?: string
      form?: URLSearchParams
      headers?: Record<string, string>
      cors?: boolean
    } = {},
  ): Promise<Response> {
    const { incoming, outgoing } = env as { incoming?: IncomingMessage; outgoing?: ServerResponse }
    if (!incoming || !outgoing) return oauthError(501, 'server_error', 'OAuth is served over HTTP only.')
    const { host, protocol } = new URL(this.#identity.publicUrl)
    const request: FormRequest = new IncomingMessage(incoming.socket)
    const body = change.form?.toString() ?? change.body ?? ''
    request.method = req.method
    request.url = change.url ?? incoming.url ?? '/'
    request.headers = {
      ...incoming.headers,
      host,
      // Written here, from what is known; a client's own are not believed.
      'x-forwarded-host': host,
      'x-forwarded-proto': protocol.slice(0, -1),
      'x-forwarded-for': ip,
      ...(body ? { 'content-length': String(Buffer.byteLength(body)) } : {}),
    }
    delete request.headers['transfer-encoding']
    if (change.form) request.form = change.form
    if (body) request.push(body)
    request.push(null)
    request.complete = true
    for (const [name, value] of Object.entries({ ...(change.cors ? CORS : {}), ...change.headers }))
      outgoing.setHeader(name, value)
    await this.#identity.authorization.answer(request, outgoing)
    return RESPONSE_ALREADY_SENT
  }
}

const storableForm = (form: URLSearchParams) =>
  new URLSearchParams([...form].map(([name, value]): [string, string] => [storable(name), storable(value)]))

async function formOf(c: Carried): Promise<URLSearchParams | Response> {
  if (!/^application\/x-www-form-urlencoded\b/i.test(c.req.header('content-type') ?? ''))
    return oauthError(400, 'invalid_request', 'Send the parameters as application/x-www-form-urlencoded.')
  const text = await textOf(c)
  return text === null ? tooLarge() : storableForm(new URLSearchParams(text))
}

/** @returns null when it is too large: announced so, or found so while reading */
async function textOf(c: Carried): Promise<string | null> {
  if (Number(c.req.header('content-length') ?? 0) > MAX_BODY) return null
  const parts: Uint8Array[] = []
  let bytes = 0
  for await (const part of c.req.raw.body ?? []) {
    bytes += part.length
    if (bytes > MAX_BODY) return null
    parts.push(part)
  }
  return Buffer.concat(parts).toString('utf8')
}
