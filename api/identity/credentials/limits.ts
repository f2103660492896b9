import { RateLimiterMemory, RateLimiterPostgres, RateLimiterRes, type RateLimiterAbstract } from 'rate-limiter-flexible'
import type { Orm } from '../../data/database.ts'
import { saving } from '../../data/steady.ts'
import { Refusal } from '../../graphql/errors.ts'

/** Attempts that are counted: how many in how many seconds, for each caller, account or address. */
export const LIMITS = {
  'sign-in by address': { points: 20, seconds: 60 },
  'sign-in to account': { points: 10, seconds: 3_600 },
  link: { points: 5, seconds: 60 },
  authorize: { points: 60, seconds: 60 },
  register: { points: 20, seconds: 3_600 },
  token: { points: 120, seconds: 60 },
  'client document': { points: 10, seconds: 60 },
} as const
export type LimitName = keyof typeof LIMITS
export type LimitOverrides = Partial<Record<LimitName, { points: number; seconds: number }>>

export interface Taken {
  limited: boolean
  /** Seconds until the next attempt counts as a first one. */
  retryAfter: number
  /** draft-ietf-httpapi-ratelimit-headers: the policy, and what is left of it. */
  headers: Record<string, string>
}

/** Counts attempts: in memory on the embedded database, whose process is alone, in a table for many nodes. */
export class Limits {
  readonly #limiters = new Map<LimitName, RateLimiterAbstract>()
  readonly #policies: Record<LimitName, { points: number; seconds: number }>
  readonly #shared: Orm | null

  constructor(shared: Orm | null, overrides: LimitOverrides = {}) {
    this.#shared = shared
    this.#policies = { ...LIMITS, ...overrides }
  }

  async take(name: LimitName, key: string): Promise<Taken> {
    const { points, seconds } = this.#policies[name]
    const answer = await this.#limiter(name)
      .consume(key.slice(0, 200))
      .catch((refused: unknown) => refused)
    if (!(answer instanceof RateLimiterRes)) throw answer
    const retryAfter = Math.max(1, Math.ceil(answer.msBeforeNext / 1_000))
    const limited = answer.consumedPoints > points
    return {
      limited,
      retryAfter,
      headers: {
        'ratelimit-policy': `"${name}";q=${points};w=${seconds}`,
        ratelimit: `"${name}";r=${answer.remainingPoints};t=${retryAfter}`,
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
        `Too many attempts. Try again in ${retryAfter < 120 ? `${retryAfter} seconds` : `${Math.ceil(retryAfter / 60)} minutes`}.`,
        { retryAfter },
      )
  }

  /** Whoever got in has no failed attempts any more. */
  async forgive(name: LimitName, key: string): Promise<void> {
    await this.#limiter(name).delete(key.slice(0, 200))
  }

  #limiter(name: LimitName): RateLimiterAbstract {
    const known = this.#limiters.get(name)
    if (known) return known
    const { points, seconds: duration } = this.#policies[name]
    const options = { keyPrefix: name, points, duration }
    const limiter = this.#shared
      ? new RateLimiterPostgres({
          ...options,
          storeClient: clientOver(this.#shared),
          storeType: 'client',
          tableName: 'rate_limit',
          tableCreated: true,
          clearExpiredByTimeout: false,
        })
      : new RateLimiterMemory(options)
    this.#limiters.set(name, limiter)
    return limiter
  }
}

/** Our connection in the shape of a `pg` client, which is what the limiter's store speaks to. */
function clientOver(orm: Orm) {
  return {
    async query({ text, values = [] }: { text: string; values?: unknown[] }) {
      const bound: unknown[] = []
      const sql = text.replaceAll(/\$(\d+)/g, (_whole, at: string) => {
        bound.push(values[Number(at) - 1])
        return '?'
      })
      // A count of attempts is nothing that the caller saved.
      return { rows: await saving.run({ saved: false }, () => orm.em.getConnection().execute<unknown[]>(sql, bound)) }
    },
  }
}
