import { principalOf, type Context } from '../data/context.ts'
import { Refusal } from '../graphql/errors.ts'
import { QueueFullError } from './pool.ts'
import type { Tasks } from './tasks.ts'

/**
 * A long computation in its turn, beside the event loop: it ends when the caller goes away.
 * @param deadlineMs milliseconds after which tasks that can, answer with what they have
 * @throws RATE_LIMITED when too much of the tenant's work waits; else the task's own error
 */
export async function computed<Name extends keyof Tasks>(
  context: Context,
  name: Name,
  input: Tasks[Name]['input'],
  deadlineMs?: number,
): Promise<Tasks[Name]['result']> {
  try {
    return await context.workers.run(name, input, {
      tenant: principalOf(context).tenantId,
      signal: context.signal,
      ...(deadlineMs !== undefined && { deadlineMs }),
    })
  } catch (error) {
    if (error instanceof QueueFullError)
      throw new Refusal('RATE_LIMITED', 'Too many of your computations are waiting. Try again in a moment.', {
        retryAfter: 5,
      })
    throw error
  }
}
