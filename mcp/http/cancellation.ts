import { ExpiringCache } from '../cache.ts'
import { field, messagesIn } from './message.ts'

/** Milliseconds after which a request can no longer be canceled. */
const CANCELLABLE_FOR = 10 * 60_000

/**
 * Lets a `notifications/cancelled` of the 2025 revisions reach the request it names, which another instance works on.
 * It reaches requests of the same session in this process; elsewhere a request ends when its client hangs up.
 */
export class Cancellations {
  readonly #running: ExpiringCache<() => void>
  readonly #named = new WeakMap<AbortSignal, ReadonlyMap<string, () => void>>()

  constructor(now: () => number) {
    this.#running = new ExpiringCache(10_000, now)
  }

  /** Requests that can be canceled. */
  get size(): number {
    return this.#running.size
  }

  /**
   * Takes note of a session's messages. @returns the signal that ends the requests among them. A batch is worked on as one, so
   * it ends once each of its requests is cancelled: the others are still waited for.
   */
  of(session: string, json: unknown): AbortSignal | undefined {
    const controller = new AbortController()
    const waitedFor = new Set<string>()
    const named = new Map<string, () => void>()
    for (const message of messagesIn(json)) {
      const id = idOf(field(message, 'id'))
      if (field(message, 'method') === 'notifications/cancelled')
        this.#running.get(`${session} ${idOf(field(message, 'params', 'requestId'))}`)?.()
      else if (field(message, 'method') !== undefined && id) {
        waitedFor.add(id)
        const cancel = () => {
          waitedFor.delete(id)
          if (!waitedFor.size) controller.abort()
        }
        named.set(`${session} ${id}`, cancel)
        this.#running.set(`${session} ${id}`, cancel, CANCELLABLE_FOR)
      }
    }
    if (!waitedFor.size) return undefined
    this.#named.set(controller.signal, named)
    return controller.signal
  }

  /** Forgets the requests of a signal: their answer has been sent. A later request of the same ID is another one. */
  answered(signal: AbortSignal): void {
    for (const [name, cancel] of this.#named.get(signal) ?? [])
      if (this.#running.get(name) === cancel) this.#running.delete(name)
  }
}

/** A request's id is text or a number; anything else names no request. */
const idOf = (id: unknown): string => (typeof id === 'string' || typeof id === 'number' ? JSON.stringify(id) : '')
