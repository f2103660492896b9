import { IncomingMessage, type ServerResponse } from 'node:http'
import { RESPONSE_ALREADY_SENT } from '@hono/node-server/utils/response'
import type { HttpBindings } from '@hono/node-server'
import type { Context as HonoContext } from 'hono'
import { SCOPES } from '../identity/scope.ts'
import type { Identity } from '../identity/identity.ts'
import { storable } from '../../text.ts'
import type { Taken } from '../identity/credentials/limits.ts'
import type { TokenOwner } from './authorization-server.ts'
import { clientIdIn, clientIdOf } from './client-id.ts'
import { clientMetadata, MAX_BYTES } from './client-document.ts'
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

/** As the app's library understands it: a code that it does not know sends people to consent again. */
const tooMany = (what: string, { retryAfter, headers }: Taken) => {
  const wait = retryAfter < 120 ? `${retryAfter} seconds` : `${Math.ceil(retryAfter / 60)} minutes`
  return oauthError(429, 'temporarily_unavailable', `Too many ${what}. Try again in ${wait}.`, headers)
}

/** Where the library is given a token that it knows nothing of: it authenticates the client, and finds none. */
const NO_TOKEN = 'an access token'

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
    const taken = await this.#identity.limits.take('authorize', ip)
    if (taken.limited) return tooMany('requests to connect from this address', taken)
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

  /** Behind one address may be an office, or a provider's assistants: an app that is known already is no new one. */
  register = async (c: Carried, ip: string) => {
    const text = await textOf(c)
    if (text === null) return tooLarge()
    const metadata = metadataIn(text)
    const known = metadata !== null && (await this.#identity.authorization.storage.knowsClient(clientIdOf(metadata)))
    const taken = await this.#identity.limits.take(known ? 'known registration' : 'register', ip)
    if (taken.limited) return tooMany('registrations from this address', taken)
    if (metadata === null) return oauthError(400, 'invalid_client_metadata', 'The registration must be a JSON object.')
    // Anybody may register, and what they say is kept for months.
    if (!known && Buffer.byteLength(text) > MAX_BYTES)
      return oauthError(400, 'invalid_client_metadata', `The registration is larger than ${MAX_BYTES} bytes.`)
    return this.#pass(c, ip, { cors: true, headers: taken.headers, body: JSON.stringify(metadata) })
  }

  /** An address counts for what is refused: who has a good code or token is one of many behind it, and counts alone. */
  token = async (c: Carried, ip: string) => {
    const taken = await this.#identity.limits.take('token', ip)
    if (taken.limited) return tooMany('refused token requests from this address', taken)
    const form = await formOf(c)
    if (form instanceof Response) return form
    const grant = await this.#identity.authorization.storage.grantOfRefresh(form.get('refresh_token') ?? '')
    const own = grant === null ? null : await this.#identity.limits.take('refresh', grant)
    if (own?.limited) return tooMany('token requests from this connection', own)
    this.#canonical(form)
    const answer = await this.#pass(c, ip, { cors: true, headers: taken.headers, form })
    if (statusOf(c) === 200) await this.#identity.limits.giveBack('token', ip)
    return answer
  }

  /** @param asked called with whose token it is, and whether it was revoked, before the client hears of it; null for what is none */
  revoke = async (c: Carried, ip: string, asked: (owner: TokenOwner | null) => void = () => undefined) => {
    const taken = await this.#identity.limits.take('token', ip)
    if (taken.limited) return tooMany('refused token requests from this address', taken)
    const form = await formOf(c)
    if (form instanceof Response) return form
    const token = form.get('token') ?? ''
    const owner = await this.#identity.authorization.ownerOf(token, clientIdIn(form))
    const shown = new URLSearchParams(form)
    if (token.split('.').length === 3) shown.set('token', NO_TOKEN)
    const answered = (status: number) => asked(owner && { ...owner, allowed: owner.allowed && status === 200 })
    const body = shown.toString()
    const answer = await this.#pass(c, ip, { cors: true, headers: taken.headers, form, body, answered })
    if (owner?.allowed && statusOf(c) === 200) await this.#identity.limits.giveBack('token', ip)
    return answer
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
      /** What was asked, kept beside the body. */
      form?: URLSearchParams
      answered?: FormRequest['answered']
      headers?: Record<string, string>
      cors?: boolean
    } = {},
  ): Promise<Response> {
    const { incoming, outgoing } = env as { incoming?: IncomingMessage; outgoing?: ServerResponse }
    if (!incoming || !outgoing) return oauthError(501, 'server_error', 'OAuth is served over HTTP only.')
    const { host, protocol } = new URL(this.#identity.publicUrl)
    const request: FormRequest = new IncomingMessage(incoming.socket)
    const body = change.body ?? change.form?.toString() ?? ''
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
    if (change.answered) request.answered = change.answered
    if (body) request.push(body)
    request.push(null)
    request.complete = true
    for (const [name, value] of Object.entries({ ...(change.cors ? CORS : {}), ...change.headers }))
      outgoing.setHeader(name, value)
    await this.#identity.authorization.answer(request, outgoing)
    return RESPONSE_ALREADY_SENT
  }
}

/** What the library has answered with. */
const statusOf = ({ env }: Carried) => (env as { outgoing?: ServerResponse }).outgoing?.statusCode

/** @returns null for what is no JSON, or nested too deep */
function metadataIn(text: string): Record<string, unknown> | null {
  try {
    return clientMetadata(JSON.parse(text) as Record<string, unknown>)
  } catch {
    return null
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
