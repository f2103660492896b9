import { traceOf } from '../address.ts'
import { randomUUID } from 'node:crypto'
import {
  createMcpHandler,
  isInitializeRequest,
  ProtocolErrorCode,
  isLegacyRequest,
  type AuthInfo,
  type McpServer,
  type McpHttpHandler,
} from '@modelcontextprotocol/server'
import { acceptingBoth, followed, readJson, takesStream, unstreamed } from './http/body.ts'
import { ExpiringCache } from './cache.ts'
import { Cancellations } from './http/cancellation.ts'
import { openCall, type Call } from './graphql/call.ts'
import type { McpConfig } from './config.ts'
import { Callers, credentialOf, vouchedFor, type Credential, type KnownCaller } from './http/credential.ts'
import { adviceOf, toolError } from './answers/error.ts'
import { connect, type ApiLink } from './graphql/graph.ts'
import { Gate, rpcError } from './http/gate.ts'
import { callsIn, count, rateHeaders, tooMany } from './http/limit.ts'
import { withProtocolHeaders } from './http/protocol-headers.ts'
import { inactive } from './http/inactive.ts'
import { isMetadataPath, protectedResource, resourceMetadataUrl, unauthorized } from './http/metadata.ts'
import { clientNameIn, idIn, namesIn, toolCallIn, wholeResult } from './http/message.ts'
import { invalidParams, sifted, withErrors } from './http/params.ts'
import type { ResourceCache } from './resource.ts'
import { buildServer, catalog, instructionsFor, toolNamed, type Catalog } from './server.ts'
import { Sessions, isSessionId } from './http/session.ts'
import { viewResources, type ViewPages } from './view.ts'

/** The server that answers one request, and what it may tell open streams. */
export type ServerFor = (call: Call, notify: McpHttpHandler['notify']) => McpServer

export interface McpOptions {
  /** What is offered. */
  readonly catalog?: Catalog
  /** The views that were built. Without one, its tool answers in text alone. */
  readonly views?: ViewPages
  /** Another server altogether, behind the same gate, credentials and sessions. */
  readonly serverFor?: ServerFor
  /** Milliseconds since 1970. */
  readonly now?: () => number
  /** What went wrong beyond what the client was told. */
  readonly onError?: (error: unknown, correlationId: string) => void
}

/** What the listener knows of a request beside the request. */
export interface From {
  readonly ip?: string
}

export interface Mcp {
  /** Serves `/mcp`, `/mcp/` and the protected resource metadata; anything else is 404. */
  fetch(request: Request, from?: From): Promise<Response>
  close(): Promise<void>
}

const BODY_LIMIT = 1_048_576
/** Each message of a batch is a call, and one request must not be hundreds of them. */
const MOST_IN_BATCH = 20
const KEPT_RESOURCES = 2_000
/** Characters of all of them, each of two bytes in a text that has a typographic one. */
const KEPT_CHARACTERS = 10_000_000

/** The MCP endpoint as a function, in all protocol revisions: a request goes in, a response comes out. */
export function createMcp(config: McpConfig, link: ApiLink, options: McpOptions = {}): Mcp {
  const { now = Date.now, onError = () => undefined } = options
  const gate = new Gate(config)
  const api = connect(link)
  const callers = new Callers(api, now)
  const sessions = new Sessions(api, now)
  const cancellations = new Cancellations(now)
  const kept: ResourceCache = new ExpiringCache(KEPT_RESOURCES, now, KEPT_CHARACTERS, ({ text }) => text.length)
  const challenged = new ExpiringCache<true>(10_000, now)
  link.onInvalidate?.(() => callers.clear())

  const offer = options.catalog ?? catalog
  const weightOf = (name: string) => toolNamed(offer.tools, name)?.calls ?? 1
  const views = viewResources(offer.tools, options.views ?? new Map(), config.publicUrl)
  const parts = { catalog: offer, views, instructions: instructionsFor(offer), publicUrl: config.publicUrl, kept }
  const serverFor: ServerFor = options.serverFor ?? ((call) => buildServer(call, parts))
  const calls = new WeakMap<AuthInfo, Call>()
  const handler: McpHttpHandler = createMcpHandler(
    ({ authInfo }) => {
      const call = authInfo && calls.get(authInfo)
      if (!call) throw new Error('a request without a caller')
      return serverFor(call, handler.notify)
    },
    { onerror: report, maxRequestBodySize: config.bodyLimit ?? BODY_LIMIT },
  )

  /** What the protocol layer turned away was told to the client; the rest is a fault of ours. */
  function report(error: Error): void {
    if (!error.message.startsWith('Rejected inbound request')) onError(error, '')
  }

  async function fetch(request: Request, from: From = {}): Promise<Response> {
    const { pathname } = new URL(request.url)
    if (isMetadataPath(pathname))
      return request.method === 'OPTIONS' ? gate.preflight(request) : protectedResource(config.publicUrl, request)
    if (pathname !== '/mcp' && pathname !== '/mcp/') return new Response(null, { status: 404 })
    const correlationId = traceOf(request.headers.get('traceparent')) ?? randomUUID()
    const read: Read = {}
    const response = await answer(request, from, correlationId, read).catch((error: unknown) =>
      outage(error, request, correlationId, read),
    )
    return gate.marked(request.method === 'HEAD' ? new Response(null, response) : response, request, {
      ...read.rate,
      'x-request-id': correlationId,
    })
  }

  async function answer(request: Request, from: From, correlationId: string, read: Read): Promise<Response> {
    const refusal = gate.refusal(request)
    if (refusal) return refusal
    if (request.method === 'OPTIONS') return gate.preflight(request)
    const metadata = resourceMetadataUrl(config.publicUrl, request)
    const credential = credentialOf(request.headers)
    if (credential === 'ambiguous')
      return rpcError(400, -32_600, 'Two credentials at once. Next: send either x-api-key or Authorization, not both.')
    if (credential === 'none') {
      const counted = await count(api, null, 1, from.ip)
      if (counted) read.rate = rateHeaders(counted)
      if (counted?.limited) return tooMany(counted, undefined, { correlationId, nonce: () => '' })
      const denial = {
        error: 'invalid_token',
        description: 'A credential is required.',
        next: 'Connect with OAuth, or send an API key in the x-api-key header.',
      }
      return unauthorized(metadata, denial, correlationId, false)
    }
    const introspection = await callers.introspect(credential, from.ip)
    if (!introspection.active) return inactive(metadata, introspection, credential, correlationId)
    const caller = vouchedFor(introspection)
    const limited = async (json: unknown) => {
      const counted = await count(api, caller, callsIn(json, weightOf), from.ip)
      if (counted) read.rate = rateHeaders(counted)
      return counted?.limited ? tooMany(counted, json, { correlationId, nonce: () => '' }) : null
    }
    if (request.method === 'DELETE') return (await limited(undefined)) ?? endSession(request, caller)
    if (request.method !== 'POST')
      return rpcError(405, -32_000, 'Method not allowed: send MCP messages by POST.', {
        allow: 'POST, DELETE, OPTIONS',
      })
    const body = await readJson(request, config.bodyLimit ?? BODY_LIMIT)
    if (body instanceof Response) return body
    if (Array.isArray(body.json) && body.json.length > MOST_IN_BATCH)
      return rpcError(400, -32_600, `A batch holds at most ${MOST_IN_BATCH} messages. Next: send fewer at once.`)
    read.json = body.json
    const refused = await limited(body.json)
    if (refused) return refused
    return message(withProtocolHeaders(request, body.json), body.json, { credential, caller, from, correlationId })
  }

  async function message(
    request: Request,
    json: unknown,
    who: { credential: Credential; caller: KnownCaller; from: From; correlationId: string },
  ): Promise<Response> {
    const { caller, correlationId, credential } = who
    const legacy = await isLegacyRequest(request, json)
    if (legacy && Array.isArray(json)) {
      const { fit, errors } = sifted(json)
      if (errors.length) return withErrors(fit.length ? await message(request, fit, who) : undefined, errors)
    }
    const initialize = legacy && isInitializeRequest(json)
    const sessionId = legacy && !initialize ? request.headers.get('mcp-session-id') : null
    const session = sessionId === null ? null : await alive(caller, sessionId)
    if (sessionId !== null && !session) {
      const next = 'This session has ended. Next: initialize again, without mcp-session-id.'
      return rpcError(404, -32_001, next, {}, idIn(json))
    }
    const userAgent = request.headers.get('user-agent')?.slice(0, 300)
    const { pathname, search, searchParams } = new URL(request.url)
    const call = openCall({
      api,
      callers,
      credential,
      caller,
      correlationId,
      secret: link.serviceKey,
      challenged,
      now,
      ...namesIn(json),
      clientName: clientNameIn(json) ?? session?.clientName ?? userAgent,
      address: `${config.publicUrl}${pathname}${search}`,
      views: caller.views && searchParams.get('views') !== 'off',
      report: (error) => onError(error, correlationId),
      from: {
        ...(who.from.ip && { ip: who.from.ip }),
        ...(userAgent && { userAgent }),
        ...(sessionId && { sessionId }),
      },
    })
    // The caller's credential stays here: what the protocol layer sees is a name.
    const authInfo: AuthInfo = {
      token: caller.subject,
      clientId: caller.subject,
      scopes: [...caller.scopes],
      resourceMetadataUrl: resourceMetadataUrl(config.publicUrl, request),
    }
    calls.set(authInfo, call)
    const refused = invalidParams(json)
    if (legacy && refused) return refused
    const cancelled = sessionId === null ? undefined : cancellations.of(`${caller.subject} ${sessionId}`, json)
    const answered = () => cancelled && cancellations.answered(cancelled)
    const response = await handler
      .fetch(legacy ? acceptingBoth(request, cancelled) : request, {
        authInfo,
        parsedBody: json,
      })
      .catch((error: unknown) => {
        answered()
        throw error
      })
    // The newer revision checks its envelope first, with codes of its own; what it calls a fault of ours is the parameters'.
    if (!legacy)
      return refused && (await response.clone().text()).includes(String(ProtocolErrorCode.InternalError))
        ? refused
        : response
    const readable = takesStream(request) ? response : await unstreamed(response, Array.isArray(json))
    if (cancelled) return followed(readable, answered)
    if (!initialize || !response.ok) return readable
    const headers = new Headers(readable.headers)
    headers.set('mcp-session-id', await sessions.open(caller, json))
    return new Response(readable.body, { status: readable.status, headers })
  }

  const alive = async (caller: KnownCaller, id: string) => (isSessionId(id) ? sessions.touch(caller, id) : null)

  async function endSession(request: Request, caller: KnownCaller): Promise<Response> {
    const id = request.headers.get('mcp-session-id')
    if (id === null)
      return rpcError(405, -32_000, 'Method not allowed: there is no session to end.', { allow: 'POST, OPTIONS' })
    const ended = isSessionId(id) && (await sessions.end(caller, id))
    return ended
      ? new Response(null, { status: 204 })
      : rpcError(404, -32_001, 'No such session. Next: initialize again.')
  }

  /** The API refused or did not answer before the protocol began. */
  async function outage(error: unknown, request: Request, correlationId: string, read: Read): Promise<Response> {
    const advice = adviceOf(error)
    const retry = { 'retry-after': String(advice.retryAfterSeconds) }
    if (advice.code === 'RATE_LIMITED') return rpcError(429, -32_000, `${advice.message} Next: ${advice.next}`, retry)
    onError(error, correlationId)
    const json = read.json ?? (await jsonOf(request).catch(() => undefined))
    const id = idIn(json)
    // A status would reach the client's log; a result reaches the model, which can wait and call again.
    if (advice.code === 'UNAVAILABLE' && toolCallIn(json) !== undefined) {
      const result = wholeResult(json, toolError(advice, { correlationId, nonce: () => '' }))
      return Response.json({ jsonrpc: '2.0', id, result })
    }
    const reference = `(reference ${correlationId})`
    if (advice.code === 'INTERNAL')
      return rpcError(500, -32_603, `${advice.message} Next: ${advice.next} ${reference}`, {}, id)
    const words = `${advice.message} Next: try again in ${advice.retryAfterSeconds} s. ${reference}`
    return rpcError(503, -32_603, words, retry, id)
  }

  /** The body of a request that nobody has read yet. */
  async function jsonOf(request: Request): Promise<unknown> {
    const body = request.method === 'POST' ? await readJson(request, config.bodyLimit ?? BODY_LIMIT) : undefined
    return body && 'json' in body ? body.json : undefined
  }

  return { fetch, close: () => handler.close() }
}

/** The message of a request, once it has been read, and what it counted, as headers. */
interface Read {
  json?: unknown
  rate?: Record<string, string>
}
