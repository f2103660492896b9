import { resolveOffsetConnection } from '@pothos/plugin-relay'
import { badInput, Refusal } from './errors.ts'

/** Furthest place in a list that is counted from its start. */
const FURTHEST = 1_000_000_000

interface PageArguments {
  first?: number | null | undefined
  last?: number | null | undefined
  after?: string | null | undefined
  before?: string | null | undefined
}

/**
 * A page of a short list, whose cursors are offsets.
 * @throws BAD_CURSOR for a cursor that is not ours, BAD_USER_INPUT for counts that mean nothing
 */
export function offsetPage<T>(
  args: PageArguments,
  sizes: { defaultSize: number; maxSize: number },
  load: (at: { offset: number; limit: number }) => Promise<T[]>,
) {
  for (const name of ['after', 'before'] as const)
    if (args[name] != null && !isOffset(args[name]))
      throw new Refusal('BAD_CURSOR', `${name}: is not a cursor of this list.`, {
        issues: [{ path: [name], message: 'is not a cursor of this list' }],
      })
  for (const name of ['first', 'last'] as const)
    if (args[name] != null && args[name] < 0) throw badInput({ path: [name], message: 'must be at least 0' })
  if (args.last != null && args.first == null && !args.before)
    throw badInput({ path: ['last'], message: 'requires before or first' })
  return resolveOffsetConnection({ args, ...sizes }, load)
}

/** The library reads a cursor with parseInt and believes what comes of it. */
function isOffset(cursor: string): boolean {
  const [, digits] = /^OffsetConnection:(\d{1,10})$/.exec(Buffer.from(cursor, 'base64').toString()) ?? []
  return digits !== undefined && Number(digits) <= FURTHEST
}
