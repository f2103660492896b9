/** Which errors of a database mean that it is out of reach, and what a caller reads then. One answer for both engines. */
import { Refusal } from '../graphql/errors.ts'

/** Seconds after which a caller should try again: a restart or a failover takes a few. */
const RETRY_SECONDS = 5

/** SQLSTATEs (PostgreSQL appendix A) of a server that is down, starting, shutting down, full of connections, or that lets us in no more. */
const STATES = /^(08...|57P0[1-5]|53300|58030|28000|28P01|3D000)$/
/** A server that takes no writes: a standby, or a login that became read-only in a failover. */
const READ_ONLY = '25006'
const SYSTEM = new Set(['ECONNREFUSED', 'ECONNRESET', 'ECONNABORTED', 'EPIPE', 'ETIMEDOUT', 'EHOSTUNREACH', 'ENETUNREACH', 'ENOTFOUND', 'EAI_AGAIN', 'ENOENT'])
/** What `pg` and its pool say without a code. */
const PHRASES = /^(Connection terminated|timeout exceeded when trying to connect|Client has encountered a connection error|Client was closed|Cannot use a pool after calling end|Query read timeout|driver has already been destroyed)/

/** The change was being committed when the connection was lost: nobody knows whether it was. Never tried again by us. */
export class OutcomeUnknown extends Error {
  override name = 'OutcomeUnknown'

  constructor(cause: unknown) {
    super('the connection was lost during COMMIT', { cause })
  }
}

/** Why a connection is of no further use, if so: `lost`, or `read_only` where it may not write. */
export function troubleOf(error: unknown): 'lost' | 'read_only' | null {
  for (let at: unknown = error, depth = 0; at instanceof Error && depth < 5; at = at.cause, depth++) {
    const { code, syscall } = at as NodeJS.ErrnoException
    if (code === READ_ONLY) return 'read_only'
    if (code !== undefined && STATES.test(code)) return 'lost'
    // ENOENT is a missing socket only where somebody connects.
    if (code !== undefined && SYSTEM.has(code) && (code !== 'ENOENT' || syscall === 'connect')) return 'lost'
    if (PHRASES.test(at.message)) return 'lost'
  }
  return null
}

/** What a caller reads of a database in trouble; null when the error is about something else. */
export function unavailability(error: unknown): Refusal | null {
  for (let at: unknown = error, depth = 0; at instanceof Error && depth < 5; at = at.cause, depth++) {
    if (at instanceof OutcomeUnknown) {
      return new Refusal('OUTCOME_UNKNOWN', 'The connection to the database was lost while saving, so the change may or may not have been saved. Check before you try again.')
    }
  }
  const trouble = troubleOf(error)
  if (trouble === null) return null
  const message = trouble === 'read_only' ? 'The database does not accept changes right now.' : 'The database is not available right now.'
  return new Refusal('UNAVAILABLE', `${message} Nothing was saved. Try again in ${RETRY_SECONDS} seconds.`, { retryAfter: RETRY_SECONDS })
}
