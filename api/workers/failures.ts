/** How a task ends without an answer, on the side of whoever asked for it. */
import { Refusal, type ErrorCode } from '../graphql/errors.ts'
import { ProblemError, type ProblemErrorCode } from '../scheduling/problem/problem.ts'
import type { TaskFailure } from './protocol.ts'

/** A task took too long; it would again. */
export class TooLongError extends Error {
  override readonly name = 'TooLongError'
}

/** A task needed more memory than one thread may take; it would again. */
export class TooLargeError extends Error {
  override readonly name = 'TooLargeError'
}

/** Too much of this tenant's work is waiting; try again when some has finished. */
export class QueueFullError extends Error {
  override readonly name = 'QueueFullError'
}

/** The task's own error, as it was thrown in the thread. */
export function revived({ name, message, fields }: TaskFailure): Error {
  if (name === 'Refusal') {
    const { code, ...extensions } = fields
    return new Refusal(code as ErrorCode, message, extensions)
  }
  if (name !== 'ProblemError') return Object.assign(new Error(message), { name })
  const field = String(fields['field'])
  return new ProblemError(
    fields['code'] as ProblemErrorCode,
    field,
    message.slice(field.length + 2),
    fields['cycle'] as string[],
  )
}
