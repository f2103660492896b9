/** Which errors of a database mean that it cannot be used now, and what a caller reads then. One answer for both engines. */
import { Refusal } from '../graphql/errors.ts'

/** Seconds after which a caller should try again: a restart or a failover takes a few. */
const RETRY_SECONDS = 5
/** `retryAfter` is what RATE_LIMITED calls it: one rule of a client's serves both. */
const RETRY = { retryAfterSeconds: RETRY_SECONDS, retryAfter: RETRY_SECONDS }

/**
 * `lost`: the connection is gone, or none could be had. `read_only`: it takes no changes, as a standby or a login after a
 * failover. `busy`: the server answered that it cannot do this now, and did not do it.
 */
export type Trouble = 'lost' | 'read_only' | 'busy'

/** SQLSTATEs (PostgreSQL appendix A). */
const STATES: readonly (readonly [RegExp, Trouble])[] = [
  [/^25006$/, 'read_only'],
  // Connections that fail or end, servers that start or shut down, sessions that ran out, logins and databases that are not let in.
  [/^(08...|57P0[1-5]|25P0[34]|28000|28P01|3D000)$/, 'lost'],
  // No disk, memory or connections left; a disk that fails; statements canceled by an administrator or a timeout; deadlocks.
  [/^(53...|58...|57014|55P03|40001|40P01)$/, 'busy'],
]
const SYSTEM = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'ECONNABORTED',
  'EPIPE',
  'ETIMEDOUT',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ENOTFOUND',
  'EAI_AGAIN',
  'ENOENT',
])
/** A full disk, as Node and PostgreSQL report it. */
const NO_SPACE = 'ENOSPC'
const DISK_FULL = '53100'
/** What `pg` says without a code of a connection that had ended before the statement could be sent. */
const UNSENT =
  /^(Client has encountered a connection error|Client was closed|Cannot use a pool after calling end|timeout exceeded when trying to connect|driver has already been destroyed)/
const ENDED = /^(Connection terminated|Query read timeout)/

/** The change was being saved when the connection was lost: nobody knows whether it was. Never tried again by us. */
export class OutcomeUnknown extends Error {
  override name = 'OutcomeUnknown'

  constructor(cause: unknown) {
    super('the connection was lost while saving', { cause })
  }
}

function* causes(error: unknown): Generator<Error> {
  for (let at: unknown = error, depth = 0; at instanceof Error && depth < 5; at = at.cause, depth++) yield at
}

/** What keeps the database from being used, if an error is about that. */
export function troubleOf(error: unknown): Trouble | null {
  for (const at of causes(error)) {
    const { code, syscall } = at as NodeJS.ErrnoException
    // ENOENT is a missing socket only where somebody connects.
    if (code !== undefined && SYSTEM.has(code) && (code !== 'ENOENT' || syscall === 'connect')) return 'lost'
    if (code === NO_SPACE) return 'busy'
    const known = typeof code === 'string' && STATES.find(([states]) => states.test(code))
    if (known) return known[1]
    if (UNSENT.test(at.message) || ENDED.test(at.message)) return 'lost'
  }
  return null
}

/** Whether a statement gave up because another transaction held a lock for too long. It did nothing. */
export const isLocked = (error: unknown): boolean =>
  [...causes(error)].some((at) => (at as { code?: string }).code === '55P03')

/** Whether a row was refused because another has its name, or because what it refers to is not there (anymore). */
export function violationOf(error: unknown): 'taken' | 'missing' | null {
  for (const at of causes(error)) {
    const { code } = at as { code?: string }
    if (code === '23505') return 'taken'
    if (code === '23503') return 'missing'
  }
  return null
}

/** Whether somebody has to free up disk space first. */
export const isFull = (error: unknown): boolean =>
  [...causes(error)].some((at) => [NO_SPACE, DISK_FULL].includes((at as { code?: string }).code ?? ''))

/** Whether a statement may have been carried out although it failed: it was sent, and the connection ended before the answer. */
export function mayHaveRun(error: unknown): boolean {
  return troubleOf(error) === 'lost' && ![...causes(error)].some(({ message }) => UNSENT.test(message))
}

/** What a caller reads of a database in trouble; null when the error is about something else. */
export function unavailability(error: unknown): Refusal | null {
  for (const at of causes(error)) {
    if (at instanceof OutcomeUnknown) {
      return new Refusal(
        'OUTCOME_UNKNOWN',
        'The connection to the database was lost while saving. The change may or may not have been saved. Check before you try again.',
      )
    }
  }
  const trouble = troubleOf(error)
  if (trouble === null) return null
  const full = isFull(error)
  const message = full
    ? 'The disk with PM33’s data is full. Free up some space.'
    : trouble === 'read_only'
      ? 'The database is not accepting changes right now.'
      : 'The database is not available right now.'
  return new Refusal(
    'UNAVAILABLE',
    `${message} Nothing was saved. Try again in ${RETRY_SECONDS} seconds.`,
    full ? { ...RETRY, reason: 'disk_full' } : RETRY,
  )
}

/** What a caller reads instead where part of the request had been saved before. */
export const savedBefore = (): Refusal =>
  new Refusal(
    'OUTCOME_UNKNOWN',
    'The database became unavailable after part of this request had been saved. Check what is there before you try again.',
  )

const BEING_WRITTEN = 'being_written'

/** For a change that has waited long enough for one that is still being written. */
export const occupied = (): Refusal =>
  new Refusal(
    'UNAVAILABLE',
    'An import or another large change is being written to the same data. Nothing was saved. Try again in a minute.',
    { retryAfterSeconds: 60, retryAfter: 60, reason: BEING_WRITTEN },
  )

export const isOccupied = (error: unknown): boolean =>
  error instanceof Refusal && error.extensions.reason === BEING_WRITTEN

/** For a change that was still in progress when the server had to shut down. */
export const stopping = (): Refusal =>
  new Refusal('UNAVAILABLE', `PM33 is shutting down. Nothing was saved. Try again in ${RETRY_SECONDS} seconds.`, {
    ...RETRY,
    reason: 'stopping',
  })
