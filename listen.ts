/** Opens the port, and shuts the server down without losing an answer. No other file of the server opens one. */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { Server, type AddressInfo } from 'node:net'
import { setTimeout as pause } from 'node:timers/promises'
import { getRequestListener, type HttpBindings } from '@hono/node-server'

/**
 * Milliseconds: requests in progress may take `grace` longer, then have `late` to be refused. Idle connections stay open for
 * `linger`, because a request may already be on its way.
 */
const PATIENCE = { grace: 6_000, late: 1_500, linger: 1_000 }
/** Milliseconds for a whole request: an upload of 1 GB over a slow line. One that stands still is ended by whoever reads it. */
const REQUEST_MS = 3_600_000
/** Milliseconds for the body of any other request. */
const BODY_MS = 300_000
/**
 * Milliseconds for which an idle connection stays open: longer than a proxy keeps it (Caddy two minutes, AWS and nginx one).
 * A request that the proxy sends on a connection that we are closing is lost, and it cannot send a change again.
 */
const KEPT_MS = 130_000
/** Seconds after which a refused client may try again. */
const RETRY_SECONDS = 5

/** Seconds after which a start has usually come further. */
const START_SECONDS = 2

const STARTING = `PM33 is starting. Nothing was done. Try again in ${START_SECONDS} seconds.`
const STOPPING = `PM33 is shutting down or restarting. Nothing was done. Try again in ${RETRY_SECONDS} seconds.`
const CUT =
  'PM33 shut down before this finished. If it was a change, check whether it was saved before you send it again.'

export interface Address {
  port: number
  host: string
}

/** What the caller does during shutdown. */
export interface Stopping {
  say?: (words: string) => void
  /** Requests in progress are out of time: commit nothing more for them. */
  late?: () => void
  /** Connections are about to be cut: end open streams. */
  last?: () => Promise<void>
}

export interface Listening {
  port: number
  /** Answers from now on. */
  answerWith(fetch: Fetch): void
  /**
   * Refuses new connections, and answers further requests on open ones with 503. Resolves when the requests in progress are
   * answered, after about nine seconds at most.
   */
  close(): Promise<void>
}

/** The port or the address is not available. The message says what to do. */
class NoPort extends Error {
  override name = 'NoPort'
}

type Fetch = (request: Request, env: HttpBindings) => Response | Promise<Response>

/**
 * @param fetch null when only the port says how to answer: until `answerWith`, each request is told that PM33 is starting
 * @throws NoPort
 */
export async function listen(
  fetch: Fetch | null,
  { port, host }: Address,
  stopping: Stopping = {},
  patience = PATIENCE,
): Promise<Listening> {
  const answering = (by: Fetch) =>
    getRequestListener(by as Parameters<typeof getRequestListener>[0], { hostname: host, overrideGlobalObjects: false })
  let answer = fetch && answering(fetch)
  const underWay = new Map<ServerResponse, IncomingMessage>()
  let stops = false
  let settled: () => void = () => undefined

  const server = createServer({ requestTimeout: REQUEST_MS, keepAliveTimeout: KEPT_MS }, (request, response) => {
    underWay.set(response, request)
    response.once('close', () => {
      underWay.delete(response)
      if (underWay.size === 0) settled()
    })
    if (!request.url?.startsWith('/import/')) endIfSlow(request, response)
    if (stops) return refuse(request, response, STOPPING)
    if (!answer) return refuse(request, response, STARTING, { reason: 'starting', seconds: START_SECONDS })
    // The listener answers errors itself.
    answer(request, response)?.catch(() => response.destroy())
  })
  await new Promise<void>((listening, fail) => {
    server.once('error', (error: NodeJS.ErrnoException) =>
      fail(new NoPort(whyNot(error.code, port, host) ?? error.message)),
    )
    server.listen(port, host, listening)
  })
  // One that the system could not take, for want of descriptors or memory, is not the end of the others.
  server.on('error', (error: NodeJS.ErrnoException) =>
    stopping.say?.(`A connection could not be accepted: ${error.code ?? error.message}.`),
  )

  /** Resolves when no request is in progress, or when the time is up. */
  async function quiet(milliseconds: number): Promise<void> {
    if (underWay.size === 0) return
    const time = new AbortController()
    await Promise.race([
      new Promise<void>((done) => (settled = done)),
      pause(milliseconds, undefined, { signal: time.signal }).catch(() => undefined),
    ])
    time.abort()
  }

  async function close(): Promise<void> {
    stops = true
    for (const response of underWay.keys()) response.shouldKeepAlive = false
    // http.Server's own `close` would also cut idle connections.
    const gone = new Promise<void>((closed) => Server.prototype.close.call(server, () => closed()))
    const lingered = pause(patience.linger, undefined, { ref: false })
    await quiet(patience.grace)
    if (underWay.size > 0) {
      stopping.say?.(
        `${counted(underWay.size)} still running after ${patience.grace / 1_000} seconds. PM33 saves no more changes and stops.`,
      )
      stopping.late?.()
      await quiet(patience.late)
    }
    await Promise.race([gone, lingered])
    for (const [response, request] of underWay) if (!response.headersSent) refuse(request, response, CUT)
    await stopping.last?.()
    await quiet(patience.late / 3)
    if (underWay.size > 0) stopping.say?.(`${counted(underWay.size)} cut off.`)
    server.closeAllConnections()
    await gone
  }

  return {
    port: (server.address() as AddressInfo).port,
    answerWith(by) {
      answer = answering(by)
    },
    close,
  }
}

/** An upload may take its time; nobody else's body needs minutes. */
function endIfSlow(request: IncomingMessage, response: ServerResponse): void {
  const clock = setTimeout(() => {
    if (!request.complete) request.destroy()
  }, BODY_MS).unref()
  response.once('close', () => clearTimeout(clock))
}

const counted = (requests: number) => (requests === 1 ? '1 request is' : `${requests} requests are`)

/** In the form that clients of the path expect: GraphQL, JSON-RPC, or OAuth. */
function refuse(
  request: IncomingMessage,
  response: ServerResponse,
  message: string,
  { reason, seconds } = { reason: 'stopping', seconds: RETRY_SECONDS },
): void {
  request.resume()
  const path = request.url?.split('?', 1)[0] ?? '/'
  const extensions = {
    code: 'UNAVAILABLE',
    retryAfterSeconds: seconds,
    retryAfter: seconds,
    reason,
  }
  const body =
    path === '/graphql'
      ? { errors: [{ message, extensions }] }
      : path === '/mcp' || path === '/mcp/'
        ? { jsonrpc: '2.0', error: { code: -32_603, message, data: extensions } }
        : { error: 'temporarily_unavailable', error_description: message }
  response.writeHead(503, {
    'content-type': 'application/json',
    'cache-control': 'no-store',
    'retry-after': String(seconds),
    connection: 'close',
  })
  response.end(request.method === 'HEAD' ? undefined : JSON.stringify(body))
}

function whyNot(code: string | undefined, port: number, host: string): string | undefined {
  if (code === 'EADDRINUSE')
    return `Port ${port} on ${host} is taken by another program. Choose another one with --port ${port + 1} or PORT=${port + 1}.`
  if (code === 'EACCES')
    return `This user is not allowed to open port ${port}. Choose a port above 1023, such as --port 3033.`
  if (code === 'EADDRNOTAVAIL' || code === 'ENOTFOUND')
    return `${host} is not an address of this machine. Set PM33_HOST to one, such as 127.0.0.1 or 0.0.0.0.`
  return undefined
}
