/** The log of both halves: one line of JSON for each event on standard error, without credentials. */
import { pino, type Logger } from 'pino'

/** Header names and fields that may hold a credential. */
const REDACTED = [
  'req.headers.authorization',
  'req.headers["x-api-key"]',
  'req.headers.cookie',
  '*.password',
  '*.apiKey',
  '*.token',
]
/** Bytes that wait for a disk that is full; later lines are dropped. */
const WAITING = 1_048_576

export function createLog(level: string): Logger {
  const out = pino.destination({ dest: 2, sync: true, maxLength: WAITING })
  // Where lines go may be a file on a full disk: whoever logs must not fail for it.
  out.on('error', () => undefined)
  return pino({ level, redact: REDACTED }, out)
}
