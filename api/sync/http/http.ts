/** How a source is asked: every request of a sync goes through here. */

export interface SourceRequest {
  readonly method?: 'GET' | 'POST'
  /** `https://api.github.com/repos/…`. Its host must be one of those that the source's kind names. */
  readonly url: string
  readonly headers?: Readonly<Record<string, string>>
  /** Sent as JSON. */
  readonly body?: unknown
  /** What the request costs where a source counts points, known beforehand; 1 where it counts requests. */
  readonly cost?: number
  /** Statuses besides 2xx that are an answer, such as 404 or Linear's 400: handed back, not thrown. */
  readonly answers?: readonly number[]
  /** Sends `If-None-Match` with the last ETag of this URL; a 304 comes back as the body kept from then. */
  readonly remembered?: boolean
}

export interface SourceAnswer {
  readonly status: number
  readonly headers: Headers
  /** Parsed JSON; null where the body is none. */
  readonly json: unknown
  /** Came from the ETag memory: nothing was sent but headers. */
  readonly unchanged: boolean
}

/**
 * Asks one source on behalf of one connection. https only, to the hosts of its kind, no redirects, no private addresses
 * unless the operator named the host. Waits for the budget; waits as long as the source asks (`Retry-After`,
 * `X-RateLimit-Reset`), with jitter, when that is short; tries again what is safe to try again; stops asking a host that
 * keeps failing. Bodies are limited, and so is the time.
 */
export interface SourceHttp {
  /**
   * @throws SourceTrouble for every status that is neither 2xx nor in `answers`: `credential` for 401, `permission` for
   * 403, `missing` for 404 and 410, `refused` for other 4xx, `busy` for 429 (and 403 or 503 with a stated wait) that
   * would take too long to wait for here, `unreachable` for 5xx and no answer.
   */
  readonly ask: (request: SourceRequest, signal: AbortSignal) => Promise<SourceAnswer>
  /** The source has said in a body what others say by a status: wait before asking again. @throws SourceTrouble `busy` */
  readonly wait: (ms: number, signal: AbortSignal) => Promise<void>
  /** What the source said is left, and when it starts again (epoch ms): the next request waits when nothing is left. */
  readonly learn: (left: { readonly remaining: number; readonly resetAt: number }) => void
}
