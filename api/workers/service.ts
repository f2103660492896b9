import { principalOf, type AnalysisContext } from '../data/context.ts'
import { Refusal } from '../graphql/errors.ts'
import { QueueFullError, TooLargeError, TooLongError } from './failures.ts'
import type { Work } from './protocol.ts'
import type { RunOptions } from './workers.ts'

/**
 * A long computation in its turn, beside the event loop: it ends when the caller goes away.
 * @throws RATE_LIMITED when too much of the tenant's work waits; BAD_USER_INPUT when it takes minutes or more memory than there is; else the task's own error
 */
export async function computed<Name extends keyof Work>(
  context: AnalysisContext,
  name: Name,
  input: Work[Name]['input'],
  options: Pick<RunOptions, 'deadlineMs' | 'costKey' | 'keeps'> = {},
): Promise<Work[Name]['result']> {
  try {
    return await context.workers.run(name, input, {
      tenant: principalOf(context).tenantId,
      signal: context.signal,
      ...options,
    })
  } catch (error) {
    if (error instanceof QueueFullError)
      throw new Refusal('RATE_LIMITED', 'Too many of your analyses are already waiting. Try again in a moment.', {
        retryAfter: 5,
        reason: 'busy',
      })
    if (error instanceof TooLongError)
      throw new Refusal(
        'BAD_USER_INPUT',
        'This took more than five minutes to compute, so it was ended. Ask about fewer items, scenarios, or changes at a time.',
        { reason: 'too_long' },
      )
    if (error instanceof TooLargeError)
      throw new Refusal(
        'BAD_USER_INPUT',
        'This needed more memory than one analysis may use, so it was ended. Ask about fewer items, scenarios, or changes at a time.',
        { reason: 'too_large' },
      )
    throw error
  }
}
