/**
 * Analyses run where they stop nobody: in a worker thread that reads its own rows as the caller would, under both walls. On the
 * serving thread an analysis is a request to the pool; inside a worker it is the computation itself.
 */
import { setImmediate as turn } from 'node:timers/promises'
import { principalOf, type AnalysisContext } from '../data/context.ts'
import { Kept, type At } from '../data/kept.ts'
import { notFound } from '../graphql/errors.ts'
import { Workspace } from '../identity/entity.ts'
import type { AnalysisInput } from './protocol.ts'
import { computed } from './service.ts'
import { mostKept } from './memory.ts'

type Run = (context: AnalysisContext, workspace: Workspace, args: never) => Promise<unknown>

const known = new Map<string, Run>()

/**
 * @param name unique; what the cost of the analysis is learned under
 * @param run arguments and result cross between threads, so both are plain data: no functions, no entities
 * @param deadlineMs milliseconds after which searches inside answer with what they have
 */
export function analysis<Args, Result>(
  name: string,
  run: (context: AnalysisContext, workspace: Workspace, args: Args) => Promise<Result>,
  deadlineMs?: number,
): (context: AnalysisContext, workspace: Workspace, args: Args) => Promise<Result> {
  known.set(name, run as Run)
  return async (context, workspace, args) => {
    if (!context.workers.reads) return run(context, workspace, args)
    const input = { name, principal: principalOf(context), workspaceId: workspace.id, args, now: context.now() }
    const keeps = `${workspace.tenantId} ${workspace.id}`
    const options = { costKey: `${name} ${keeps}`, keeps, ...(deadlineMs !== undefined && { deadlineMs }) }
    return (await computed(context, 'analysis', input, options)) as Result
  }
}

/** The analysis itself, in a worker. The workspace is read again: what the answer says of its version is what it was read from. */
export async function analyzed(context: AnalysisContext, { name, workspaceId, args }: AnalysisInput): Promise<unknown> {
  const run = known.get(name)
  if (!run) throw new Error(`there is no analysis "${name}"`)
  const workspace = await context.db.snapshot(() => context.db.em.findOne(Workspace, { id: workspaceId }))
  if (!workspace) throw notFound('Workspace', workspaceId)
  return run(context, workspace, args as never)
}

/** Call it between reading and computing: the snapshot is given back first, and work that nobody waits for ends here. */
export async function released(context: AnalysisContext): Promise<void> {
  await turn()
  await turn()
  context.signal.throwIfAborted()
  context.workers.check()
}

/** What one workspace may keep: some names that all questions share, and an order for each of the last questions. */
const MOST_OF_ONE = 20
/** Of this thread, all analyses together, in rows. */
const kept = new Kept<object | number>(mostKept(), MOST_OF_ONE)

/**
 * What was made once from a version of the data.
 * @param size rows, of which so many are kept in all
 */
export const keptFor = <T extends object | number>(
  at: At,
  what: string,
  make: () => Promise<T>,
  size: (made: T) => number,
): Promise<T> => kept.once(at, what, make, (made) => size(made as T)) as Promise<T>
