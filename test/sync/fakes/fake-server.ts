/** What the fakes of all sources share: a port on loopback, a clock that passes hours in a moment, and faults on command. */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import type { SourceClock } from '../../../api/sync/http/client-service.ts'

/** Time of a fake and of the client that talks to it: waiting moves it. */
export class FakeClock implements SourceClock {
  at: number

  constructor(at = Date.parse('2026-03-02T08:00:00.000Z')) {
    this.at = at
  }

  now(): number {
    return this.at
  }

  async sleep(ms: number, signal: AbortSignal): Promise<void> {
    signal.throwIfAborted()
    this.at += ms
  }

  iso(): string {
    return new Date(this.at).toISOString()
  }
}

/**
 * What goes wrong with the next request: `limited` in the source's own way, a `broken` server, a `busy` one that states a
 * wait, an answer that is `cut` off or never comes (`slow`), a page of `html`, an `expired` token, or another address.
 */
export const FAULTS = ['limited', 'broken', 'busy', 'cut', 'slow', 'html', 'expired', 'elsewhere'] as const
export type Fault = (typeof FAULTS)[number]

export interface Delivery {
  readonly headers: Headers
  readonly body: Buffer
}

export interface Answer {
  readonly status: number
  readonly json: unknown
  readonly headers?: Readonly<Record<string, string>>
}

export abstract class FakeServer {
  readonly clock: FakeClock
  /** One a request, the next first. */
  faults: Fault[] = []
  /** Webhooks that wait to be delivered, lost, doubled, or mixed up by a test. */
  deliveries: Delivery[] = []
  requests = 0
  /** Requests that were turned away for their number or cost. */
  limited = 0
  /** Credential that works. */
  token = 'a-token-that-works'
  readonly secret = 'a webhook secret'
  /** Time that an answer takes, ms of the fake's clock. */
  latencyMs = 0
  readonly #server: Server
  /** Answers that never come; closed with the server. */
  readonly #waiting = new Set<ServerResponse>()

  constructor(clock = new FakeClock()) {
    this.clock = clock
    this.#server = createServer((request, response) => {
      this.#serve(request, response).catch((error: unknown) => response.destroy(error as Error))
    })
  }

  async start(): Promise<string> {
    this.#server.listen(0, '127.0.0.1')
    await once(this.#server, 'listening')
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`
  }

  async close(): Promise<void> {
    for (const response of this.#waiting) response.destroy()
    this.#server.closeAllConnections()
    this.#server.close()
    await once(this.#server, 'close')
  }

  protected abstract answer(
    method: string,
    url: URL,
    headers: IncomingMessage['headers'],
    body: string,
  ): Answer | Promise<Answer>
  protected abstract limitedAnswer(): Answer
  protected abstract refusedAnswer(): Answer

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    let body = ''
    for await (const part of request) body += String(part)
    this.requests += 1
    this.clock.at += this.latencyMs
    const send = ({ status, json, headers = {} }: Answer) => {
      response.writeHead(status, {
        date: new Date(this.clock.at).toUTCString(),
        'content-type': 'application/json',
        ...headers,
      })
      response.end(status === 304 || json === undefined ? undefined : JSON.stringify(json))
    }
    switch (this.faults.shift()) {
      case 'limited':
        this.limited += 1
        return send(this.limitedAnswer())
      case 'broken':
        return send({ status: 502, json: {} })
      case 'busy':
        return send({ status: 503, json: {}, headers: { 'retry-after': '2' } })
      case 'expired':
        return send(this.refusedAnswer())
      case 'elsewhere':
        return send({ status: 302, json: {}, headers: { location: 'https://example.com/' } })
      case 'html':
        response.writeHead(200, { 'content-type': 'text/html' })
        response.end('<html>Down for maintenance</html>')
        return
      case 'cut':
        response.writeHead(200, { 'content-type': 'application/json', 'content-length': '9999' })
        response.write('{"data":{"issues":[')
        setImmediate(() => response.destroy())
        return
      case 'slow':
        this.#waiting.add(response)
        return
    }
    send(await this.answer(request.method ?? 'GET', new URL(request.url ?? '/', 'http://fake'), request.headers, body))
  }
}

/** Random numbers that come again with their seed. */
export function dice(seed: number): (below: number) => number {
  let state = seed | 0
  return (below) => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) % below
  }
}
