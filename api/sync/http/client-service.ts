import { setTimeout as pause } from 'node:timers/promises'
import { fetch as undiciFetch } from 'undici'
import { guardedAgent } from '../../oauth/public-address.ts'
import type { SourceKind } from '../source.ts'
import { SourceTrouble } from '../trouble.ts'
import { AnswerMemory } from './answers-service.ts'
import { routeOf, type OperatorHosts } from './hosts.ts'
import type { SourceAnswer, SourceHttp, SourceRequest } from './http.ts'
import { backoff, Breaker, Budget, jittered, statedWait } from './limits.ts'

const TIMEOUT_MS = 30_000
const MAX_BYTES = 32 * 1_048_576
/** Tries of one request, and the longest pause that a run waits out; longer ones end the run until then. */
const TRIES = 6
const LONGEST_WAIT_MS = 90_000

/** Requests a minute that PM33 allows itself, below what each source is known to take. */
const PER_MINUTE: Readonly<Record<SourceKind, number>> = { jira: 300, linear: 60, github: 80 }
const NAMES: Readonly<Record<SourceKind, string>> = { jira: 'Jira', linear: 'Linear', github: 'GitHub' }

const agent = guardedAgent()

/** Time as a client sees it; a test may pass hours in a moment. */
export interface SourceClock {
  now(): number
  sleep(ms: number, signal: AbortSignal): Promise<void>
}

const systemClock: SourceClock = {
  now: () => Date.now(),
  sleep: async (ms, signal) => {
    await pause(ms, undefined, { signal })
  },
}

export interface ClientOptions {
  readonly kind: SourceKind
  /** Of a Jira connection. */
  readonly site?: string | null
  readonly operator: OperatorHosts
  readonly perMinute?: number
  readonly timeoutMs?: number
  readonly clock?: SourceClock
  /** Shared with other clients, so that all of them together stay small. */
  readonly memory?: AnswerMemory
  readonly random?: () => number
  /** Each answer of the source, for metrics: its status, or 0 without one. */
  readonly onAnswer?: (status: number) => void
}

/** The client of one connection. It lives longer than a run, so that its budget and its pauses do too. */
export class SourceClient implements SourceHttp {
  readonly #options: ClientOptions
  readonly #clock: SourceClock
  readonly #random: () => number
  readonly #budget: Budget
  readonly #breaker = new Breaker()
  readonly #remembered: ReturnType<AnswerMemory['part']>

  constructor(options: ClientOptions) {
    this.#options = options
    this.#clock = options.clock ?? systemClock
    this.#remembered = (options.memory ?? new AnswerMemory()).part()
    this.#random = options.random ?? Math.random
    this.#budget = new Budget(options.perMinute ?? PER_MINUTE[options.kind], this.#clock.now())
  }

  async ask(request: SourceRequest, signal: AbortSignal): Promise<SourceAnswer> {
    for (let attempt = 1; ; attempt++) {
      signal.throwIfAborted()
      const shut = this.#breaker.pause(this.#clock.now())
      if (shut > 0)
        throw new SourceTrouble('unreachable', `${this.#name} keeps failing, so PM33 waits before it tries again.`, {
          retryAfterMs: shut,
        })
      const wait = this.#budget.take(this.#clock.now(), request.cost ?? 1, LONGEST_WAIT_MS)
      if (wait > LONGEST_WAIT_MS) throw this.#busy(wait, 429)
      if (wait > 0) await this.#clock.sleep(wait, signal)
      const outcome = await this.#once(request, signal)
      if (!(outcome instanceof SourceTrouble)) {
        this.#breaker.answered()
        return outcome
      }
      const { kind, retryAfterMs } = outcome
      if (kind === 'unreachable') this.#breaker.failed(this.#clock.now())
      else this.#breaker.answered()
      if ((kind !== 'unreachable' && kind !== 'busy') || attempt >= TRIES) throw outcome
      const pauseMs = retryAfterMs === null ? backoff(attempt, this.#random()) : jittered(retryAfterMs, this.#random())
      if (pauseMs > LONGEST_WAIT_MS) throw outcome
      await this.#clock.sleep(pauseMs, signal)
    }
  }

  async wait(ms: number, signal: AbortSignal): Promise<void> {
    const longer = jittered(ms, this.#random())
    if (longer > LONGEST_WAIT_MS) throw this.#busy(ms, 400)
    await this.#clock.sleep(longer, signal)
  }

  learn(left: { readonly remaining: number; readonly resetAt: number }): void {
    this.#budget.learn(left)
  }

  get #name(): string {
    return NAMES[this.#options.kind]
  }

  #busy(retryAfterMs: number, status: number): SourceTrouble {
    const minutes = Math.max(1, Math.round(retryAfterMs / 60_000))
    return new SourceTrouble(
      'busy',
      `${this.#name} asks PM33 to wait about ${minutes} ${minutes === 1 ? 'minute' : 'minutes'} before it reads more.`,
      { status, retryAfterMs },
    )
  }

  async #once(request: SourceRequest, signal: AbortSignal): Promise<SourceAnswer | SourceTrouble> {
    const { kind, site = null, operator, timeoutMs = TIMEOUT_MS, onAnswer } = this.#options
    const route = routeOf(request.url, kind, site, operator)
    if (!route.allowed) return new SourceTrouble('host', route.why)
    const known = request.remembered ? this.#remembered.get(request.url) : undefined
    const ends = AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)])
    try {
      const response = await undiciFetch(route.url, {
        method: request.method ?? (request.body === undefined ? 'GET' : 'POST'),
        headers: {
          accept: 'application/json',
          'user-agent': 'PM33',
          ...(request.body === undefined ? {} : { 'content-type': 'application/json' }),
          ...(known ? { 'if-none-match': known.etag } : {}),
          ...request.headers,
        },
        ...(request.body === undefined ? {} : { body: JSON.stringify(request.body) }),
        redirect: 'manual',
        signal: ends,
        ...(!route.trusted && { dispatcher: agent }),
      })
      onAnswer?.(response.status)
      const headers = new Headers([...response.headers])
      if (response.status === 304 && known) {
        await response.body?.cancel()
        // So that many repositories in which nothing happens are polled in time.
        this.#budget.giveBack()
        return { status: 200, headers, json: parsed(known.text), unchanged: true }
      }
      const text = await limitedText(response.body as AsyncIterable<Uint8Array> | null)
      return this.#judged(request, response.status, headers, text)
    } catch (error) {
      signal.throwIfAborted()
      if (error instanceof SourceTrouble) return error
      onAnswer?.(0)
      return new SourceTrouble(
        'unreachable',
        ends.aborted
          ? `${this.#name} did not answer within ${timeoutMs / 1_000} seconds.`
          : `${this.#name} could not be reached, or its answer broke off.`,
      )
    }
  }

  #judged(request: SourceRequest, status: number, headers: Headers, text: string): SourceAnswer | SourceTrouble {
    const name = this.#name
    const fine = status >= 200 && status < 300
    if (fine || request.answers?.includes(status)) {
      const json = parsed(text)
      if (fine && json === undefined)
        return new SourceTrouble('unreachable', `${name} sent an answer that is not JSON.`, { status })
      const etag = headers.get('etag')
      if (fine && request.remembered && etag) this.#remembered.set(request.url, { etag, text })
      return { status, headers, json: json ?? null, unchanged: false }
    }
    const wait = statedWait(headers, this.#clock.now())
    const more = { status, ...(wait === null ? {} : { retryAfterMs: wait }) }
    if (status === 429 || (wait !== null && (status === 403 || status === 503)))
      return wait === null || wait <= LONGEST_WAIT_MS
        ? new SourceTrouble('busy', `${name} asks PM33 to slow down.`, more)
        : this.#busy(wait, status)
    if (status === 401)
      return new SourceTrouble('credential', `${name} refuses the token: it has expired or been revoked.`, more)
    if (status === 403)
      return new SourceTrouble('permission', `The token does not have permission to read this in ${name}.`, more)
    if (status === 404 || status === 410)
      return new SourceTrouble(
        'missing',
        `${name} does not have this, or the token does not have permission to see it.`,
        more,
      )
    if (status >= 300 && status < 400)
      return new SourceTrouble(
        'host',
        `${name} redirects PM33 to another address, and PM33 does not follow redirects. Check the address of the site.`,
        more,
      )
    if (status >= 500 || status === 408 || status === 425)
      return new SourceTrouble('unreachable', `${name} answered with an error (${status}).`, more)
    return new SourceTrouble(
      'refused',
      `${name} rejected the request (${status}). If this continues, remove the connection and connect again.`,
      more,
    )
  }
}

async function limitedText(body: AsyncIterable<Uint8Array> | null): Promise<string> {
  const parts: Uint8Array[] = []
  let bytes = 0
  for await (const part of body ?? []) {
    bytes += part.length
    if (bytes > MAX_BYTES)
      throw new SourceTrouble('refused', `The tracker’s response is larger than ${MAX_BYTES / 1_048_576} MB.`)
    parts.push(part)
  }
  return Buffer.concat(parts).toString('utf8')
}

/** undefined for what is no JSON; an empty body is null. */
function parsed(text: string): unknown {
  if (text === '') return null
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
