import { ExpiringCache } from './cache.ts'

/** Milliseconds after which a request can no longer be canceled. */
const CANCELLABLE_FOR = 10 * 60_000

/**
 * Lets a `notifications/cancelled` of the 2025 revisions reach the request it names, which another instance works on.
 * It reaches requests of the same session in this process; elsewhere a request ends when its client hangs up.
 */
export class Cancellations {
  readonly #running: ExpiringCache<AbortController>

  constructor(now: () => number) {
    this.#running = new ExpiringCache(10_000, now)
  }

  /** Takes note of a session's messages. @returns the signal that ends the requests among them. */
  of(session: string, json: unknown): AbortSignal | undefined {
    const controller = new AbortController()
    let requests = 0
    for (const message of (Array.isArray(json) ? json : [json]) as ({
      id?: unknown
      method?: unknown
      params?: { requestId?: unknown }
    } | null)[]) {
      if (message?.method === 'notifications/cancelled')
        this.#running.get(`${session} ${idOf(message.params?.requestId)}`)?.abort()
      else if (message?.method !== undefined && idOf(message.id)) {
        this.#running.set(`${session} ${idOf(message.id)}`, controller, CANCELLABLE_FOR)
        requests++
      }
    }
    return requests ? controller.signal : undefined
  }
}

/** A request's id is text or a number; anything else names no request. */
const idOf = (id: unknown): string => (typeof id === 'string' || typeof id === 'number' ? JSON.stringify(id) : '')
