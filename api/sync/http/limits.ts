/** Manners of a caller: a budget a minute, pauses that a source asks for, and no knocking at a door that stays shut. */

const MINUTE = 60_000
/** No source is left alone for longer, whatever it asks: a wait beyond it is a slip, or a clock that was wrong. */
export const LONGEST_ASKED_MS = 86_400_000
/** Failures in a row after which a source is left alone, for how long at first, and at most. */
const FAILURES = 5
const OPEN_MS = 30_000
const OPEN_MOST_MS = 600_000

/** A bucket that refills evenly: a minute's worth at once, then one at a time. */
export class Budget {
  readonly #perMinute: number
  #left: number
  #at: number
  /** What the source itself says: nothing left until then. */
  #stated: { remaining: number; resetAt: number } | null = null

  constructor(perMinute: number, now: number) {
    this.#perMinute = perMinute
    this.#left = perMinute
    this.#at = now
  }

  /**
   * Takes a request, and answers how many milliseconds to wait before sending it. Where that is longer than the caller
   * waits, nothing is taken: it will not be sent.
   */
  take(now: number, cost: number, longest = Infinity): number {
    // A clock that was set back has not taken anything.
    const passed = Math.max(0, now - this.#at)
    this.#left = Math.min(this.#perMinute, this.#left + (passed / MINUTE) * this.#perMinute)
    this.#at = now
    const reset = (this.#stated?.resetAt ?? now) - now
    if (reset <= 0 || reset > LONGEST_ASKED_MS) this.#stated = null
    const own = Math.max(0, (1 - this.#left) / this.#perMinute) * MINUTE
    const suffices = this.#stated === null || this.#stated.remaining >= cost
    const wait = suffices ? own : Math.max(own, this.#stated!.resetAt - now)
    if (wait > longest) return wait
    this.#left -= 1
    if (this.#stated && suffices) this.#stated.remaining -= cost
    return wait
  }

  /** A request that cost its source nothing. */
  giveBack(): void {
    this.#left = Math.min(this.#perMinute, this.#left + 1)
  }

  learn(left: { readonly remaining: number; readonly resetAt: number }): void {
    this.#stated = { ...left }
  }
}

/** Stops asking after failures in a row, and tries one request when its time is up. */
export class Breaker {
  #failures = 0
  #until = 0

  /** Milliseconds until a request may be sent; 0: now. */
  pause(now: number): number {
    return Math.min(OPEN_MOST_MS, Math.max(0, this.#until - now))
  }

  answered(): void {
    this.#failures = 0
    this.#until = 0
  }

  failed(now: number): void {
    this.#failures += 1
    if (this.#failures >= FAILURES)
      this.#until = now + Math.min(OPEN_MOST_MS, OPEN_MS * 2 ** Math.min(10, this.#failures - FAILURES))
  }
}

/** Milliseconds that an answer asks to wait; null when it does not. Seconds, an HTTP date, or the time of a reset. */
export function statedWait(headers: Headers, now: number): number | null {
  const after = headers.get('retry-after')
  if (after !== null) {
    const seconds = Number(after)
    const wait = Number.isFinite(seconds) ? seconds * 1_000 : Date.parse(after) - now
    if (Number.isFinite(wait)) return bounded(wait)
  }
  if (headers.get('x-ratelimit-remaining') !== '0') return null
  const reset = headers.get('x-ratelimit-reset') ?? ''
  // GitHub counts seconds, Linear milliseconds, Jira writes a date.
  const at = /^\d+$/.test(reset) ? Number(reset) * (reset.length > 11 ? 1 : 1_000) : Date.parse(reset)
  return Number.isFinite(at - now) ? bounded(at - now) : null
}

const bounded = (wait: number) => Math.min(LONGEST_ASKED_MS, Math.max(0, wait))

/** Pause before another try, growing, with jitter. @param random 0…1 */
export const backoff = (attempt: number, random: number): number =>
  Math.min(30_000, 500 * 2 ** (attempt - 1)) * (0.5 + random)

/** A stated pause, a little longer, so that many callers do not come back at once. @param random 0…1 */
export const jittered = (ms: number, random: number): number => ms + Math.min(5_000, 50 + ms * 0.1) * random
