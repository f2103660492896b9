import { argon2, randomBytes, timingSafeEqual } from 'node:crypto'
import { badInput, Refusal } from '../../graphql/errors.ts'

/** argon2id as OWASP advises it: 19 MiB, two passes, one lane. A stored password carries its own, so these may rise. */
const MEMORY_KIB = 19_456
const PASSES = 2
const LANES = 1
const TAG_BYTES = 32

export const MIN_PASSWORD = 12
const MAX_PASSWORD = 200

/** How many hashes are computed at once, and how many may wait: each holds 19 MiB for about 50 ms. */
const CONCURRENT = 4
const WAITING = 64

interface Parameters {
  memory: number
  passes: number
  parallelism: number
}

/** Hashes and checks passwords, a few at a time. */
export class Passwords {
  readonly #concurrent: number
  readonly #waiting: number
  readonly #queue: (() => void)[] = []
  /** Checked when there is no such person, so that an unknown email takes as long as a wrong password. */
  readonly #nobody: Promise<string>
  #running = 0

  constructor({ concurrent = CONCURRENT, waiting = WAITING } = {}) {
    this.#concurrent = concurrent
    this.#waiting = waiting
    this.#nobody = this.hash(randomBytes(18).toString('base64url'))
    this.#nobody.catch(() => undefined)
  }

  /** @returns `$argon2id$v=19$m=…,t=…,p=…$salt$tag` (PHC string format). */
  async hash(password: string): Promise<string> {
    const salt = randomBytes(16)
    const tag = await this.#argon2(password, salt, { memory: MEMORY_KIB, passes: PASSES, parallelism: LANES })
    return `$argon2id$v=19$m=${MEMORY_KIB},t=${PASSES},p=${LANES}$${salt.toString('base64url')}$${tag.toString('base64url')}`
  }

  /** @param stored null for a person who is not there or has no password: takes as long, and is never right. */
  async matches(password: string, stored: string | null): Promise<boolean> {
    const { parameters, salt, tag } = parse(stored ?? (await this.#nobody))
    const got = await this.#argon2(password, salt, parameters)
    return timingSafeEqual(got, tag) && stored !== null
  }

  /** Whether a stored password was hashed with weaker parameters than today's. */
  outdated(stored: string): boolean {
    const { memory, passes } = parse(stored).parameters
    return memory < MEMORY_KIB || passes < PASSES
  }

  async #argon2(password: string, nonce: Buffer, parameters: Parameters): Promise<Buffer> {
    if (this.#running >= this.#concurrent) {
      if (this.#queue.length >= this.#waiting)
        throw new Refusal('RATE_LIMITED', 'Too many people are signing in right now. Try again in a few seconds.', {
          retryAfter: 5,
        })
      await new Promise<void>((turn) => this.#queue.push(turn))
    } else this.#running++
    try {
      return await new Promise((done, fail) =>
        argon2(
          'argon2id',
          { message: Buffer.from(password.normalize('NFKC')), nonce, tagLength: TAG_BYTES, ...parameters },
          (error, tag) => (error ? fail(error) : done(Buffer.from(tag))),
        ),
      )
    } finally {
      const next = this.#queue.shift()
      if (next) next()
      else this.#running--
    }
  }
}

function parse(stored: string): { parameters: Parameters; salt: Buffer; tag: Buffer } {
  const match = /^\$argon2id\$v=19\$m=(\d+),t=(\d+),p=(\d+)\$([\w-]+)\$([\w-]+)$/.exec(stored)
  if (!match) throw new Error('a stored password is not in the form that this version writes')
  const [, memory, passes, parallelism, salt, tag] = match
  return {
    parameters: { memory: Number(memory), passes: Number(passes), parallelism: Number(parallelism) },
    salt: Buffer.from(salt!, 'base64url'),
    tag: Buffer.from(tag!, 'base64url'),
  }
}

/** Length is what makes a password strong; there are no rules of composition (NIST SP 800-63B §5.1.1). */
export function assertPassword(password: string, email: string, field = 'password'): void {
  const length = [...password.normalize('NFKC')].length
  if (length < MIN_PASSWORD) throw badInput({ path: [field], message: `must have at least ${MIN_PASSWORD} characters` })
  if (length > MAX_PASSWORD) throw badInput({ path: [field], message: `must have at most ${MAX_PASSWORD} characters` })
  if (password.toLowerCase() === email.toLowerCase())
    throw badInput({ path: [field], message: 'must not be the email address' })
}
