import { RateLimiterMemory, RateLimiterPostgres, RateLimiterRes, type RateLimiterAbstract } from 'rate-limiter-flexible'
import { networkOf } from '../../../address.ts'
import type { Orm } from '../../data/database.ts'
import { saving } from '../../data/steady.ts'
import { Refusal } from '../../graphql/errors.ts'
import { PatientStore } from './store.ts'

/** Attempts that are counted: how many in how many seconds, for each caller, account or address. */
export const LIMITS = {
  /** Calls of one credential; an operator sets it by PM33_CALLS_PER_KEY. */
  key: { points: 120, seconds: 60 },
  /** Calls of all credentials of one organization, by PM33_CALLS_PER_TENANT. */
  tenant: { points: 600, seconds: 60 },
  /** Calls without a good credential from one address, by PM33_CALLS_PER_ADDRESS. */
  address: { points: 60, seconds: 60 },
  'sign-in from known browser': { points: 10, seconds: 600 },
  'sign-in by address': { points: 20, seconds: 60 },
  'sign-in to account': { points: 10, seconds: 3_600 },
  link: { points: 5, seconds: 60 },
  authorize: { points: 60, seconds: 60 },
  /** Apps that register for the first time from one address, by PM33_REGISTRATIONS_PER_ADDRESS. */
  register: { points: 20, seconds: 3_600 },
  'known registration': { points: 120, seconds: 60 },
  /** Token requests from one address that are refused, by PM33_TOKEN_REFUSALS_PER_ADDRESS. */
  token: { points: 120, seconds: 60 },
  /** Refreshes of one connection. */
  refresh: { points: 120, seconds: 60 },
  'client document': { points: 10, seconds: 60 },
} as const
export type LimitName = keyof typeof LIMITS
/**
 * Counted before each call. A node that has seen one of these passed refuses by itself until it ends: a caller in a loop would
 * otherwise write to the database as often as it asks. The others are forgiven or given back, which only the database hears of.
 */
const COUNTED_BEFORE_EACH_CALL: readonly LimitName[] = ['key', 'tenant', 'address']
export type LimitOverrides = Partial<Record<LimitName, { points: number; seconds: number }>>

export interface Taken {
  limited: boolean
  /** What is left of it. */
  remaining: number
  /** Seconds until the next attempt counts as a first one. */
  retryAfter: number
  /** draft-ietf-httpapi-ratelimit-headers: the policy, and what is left of it. */
  headers: Record<string, string>
}

/** Counts attempts: in memory on the embedded database, whose process is alone, in a table for many nodes, which count in memory while it cannot be used. */
export class Limits {
  readonly #limiters = new Map<LimitName, RateLimiterAbstract>()
  readonly #policies: Record<LimitName, { points: number; seconds: number }>
  readonly #shared: Orm | null
  readonly #store = new PatientStore()

  constructor(shared: Orm | null, overrides: LimitOverrides = {}) {
    this.#shared = shared
    this.#policies = { ...LIMITS, ...overrides }
  }

  /** How much of a limit there is: the operator's, or less where an organization asks for less. */
  most(name: LimitName, own: number | null = null): number {
    const { points } = this.#policies[name]
    return own === null ? points : Math.min(points, own)
  }

  /** @param key an address counts for its network @param cost heavy work counts more than once @param own a lower limit of the organization's */
  async take(name: LimitName, key: string, cost = 1, own: number | null = null): Promise<Taken> {
    const { seconds } = this.#policies[name]
    const points = this.most(name, own)
    // What is remembered of a limit that was passed says how long it lasts, and not how much was consumed.
    let passed = false
    const answer = await this.#limiter(name)
      .consume(networkOf(key).slice(0, 200), cost)
      .catch((refused: unknown) => ((passed = true), refused))
    if (!(answer instanceof RateLimiterRes)) throw answer
    const retryAfter = Math.max(1, Math.ceil(answer.msBeforeNext / 1_000))
    const limited = passed || answer.consumedPoints > points
    const remaining = limited ? 0 : points - answer.consumedPoints
    return {
      limited,
      remaining,
      retryAfter,
      headers: {
        'ratelimit-policy': `"${name}";q=${points};w=${seconds}`,
        ratelimit: `"${name}";r=${remaining};t=${retryAfter}`,
        ...(limited ? { 'retry-after': String(retryAfter) } : {}),
      },
    }
  }

  /** @throws Refusal RATE_LIMITED, saying when to come back. */
  async assert(name: LimitName, key: string): Promise<void> {
    const { limited, retryAfter } = await this.take(name, key)
    if (limited)
      throw new Refusal(
        'RATE_LIMITED',
        `Too many attempts. Try again in ${retryAfter < 120 ? `${retryAfter} ${retryAfter === 1 ? 'second' : 'seconds'}` : `${Math.ceil(retryAfter / 60)} minutes`}.`,
        { retryAfter },
      )
  }

  /** Reads what else counting needs, as patiently as the counts themselves. @returns the fallback while the database cannot be used */
  async read<T>(work: () => Promise<T>, fallback: T): Promise<T> {
    if (!this.#shared) return work()
    return this.#store.ask(work).catch(() => fallback)
  }

  /** Whoever got in has no failed attempts any more. */
  async forgive(name: LimitName, key: string): Promise<void> {
    await this.#limiter(name).delete(networkOf(key).slice(0, 200))
  }

  /** Takes back an attempt that turned out to be a good one. What is given out stands, whatever becomes of its count. */
  async giveBack(name: LimitName, key: string): Promise<void> {
    await this.#limiter(name)
      .reward(networkOf(key).slice(0, 200), 1)
      .catch(() => undefined)
  }

  #limiter(name: LimitName): RateLimiterAbstract {
    const known = this.#limiters.get(name)
    if (known) return known
    const { points, seconds: duration } = this.#policies[name]
    const options = { keyPrefix: name, points, duration }
    const limiter = this.#shared
      ? new RateLimiterPostgres({
          ...options,
          storeClient: clientOver(this.#shared, this.#store, COUNTED_BEFORE_EACH_CALL.includes(name)),
          storeType: 'client',
          tableName: 'rate_limit',
          tableCreated: true,
          clearExpiredByTimeout: false,
          ...(COUNTED_BEFORE_EACH_CALL.includes(name) ? { inMemoryBlockOnConsumed: points + 1 } : {}),
          // A store in trouble neither lets everybody through nor shuts everybody out: each node counts for itself.
          insuranceLimiter: new RateLimiterMemory(options),
        })
      : new RateLimiterMemory(options)
    this.#limiters.set(name, limiter)
    return limiter
  }
}

/** As a shared table calls what is counted of a key. */
const counterOf = (name: LimitName, key: string): string => `${name}:${networkOf(key).slice(0, 200)}`

/** The counters that name a person, and no one else: an address can end as another one does. */
export const countersOf = ({ id, email }: { id: string; email: string }): string[] => [
  counterOf('sign-in to account', email),
  counterOf('key', `user:${id}`),
]

/** The end of a count, and the same without waiting for the disk: for its own transaction, which is this one statement. */
const COUNTED = 'RETURNING points, expire;'
const COUNTED_SOON = "RETURNING points, expire, set_config('synchronous_commit', 'off', true);"

/**
 * Our connection in the shape of a `pg` client, which is what the limiter's store speaks to.
 * @param soon does not wait until a count is on the disk. A crash of the database server may lose the counts of its last moments, and
 * somebody makes a few calls more; to wait would cost each call a write to the disk, and all calls of an organization one another's
 */
function clientOver(orm: Orm, store: PatientStore, soon: boolean) {
  return {
    async query({ text, values = [] }: { text: string; values?: unknown[] }) {
      const bound: unknown[] = []
      const sql = (soon ? text.replace(COUNTED, COUNTED_SOON) : text).replaceAll(/\$(\d+)/g, (_whole, at: string) => {
        bound.push(values[Number(at) - 1])
        return '?'
      })
      // A count of attempts is nothing that the caller saved.
      const count = () => orm.em.getConnection().execute<unknown[]>(sql, bound)
      return { rows: await store.ask(() => saving.run({ saved: false }, count)) }
    },
  }
}
