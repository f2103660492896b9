/** How a worker thread carries out an analysis: over its own database, in the tenant and the workspaces of the caller. */
import { dbFor, type AnalysisContext } from '../data/context.ts'
import { openSource, type DatabaseSource, type Orm } from '../data/database.ts'
import type { RemoteEmbedded } from '../data/embedded/remote.ts'
import './analyses.ts'
import { analyzed } from './analysis.ts'
import type { AnalysisInput } from './protocol.ts'

let orm: Promise<Orm> | undefined

/** Opened by the first analysis. A failure is not kept: the next one tries again. */
async function opened(source: DatabaseSource, remote: RemoteEmbedded): Promise<Orm> {
  orm ??= openSource(source, remote)
  try {
    return await orm
  } catch (error) {
    orm = undefined
    throw error
  }
}

/** @param begun called when the database is open: what the analysis takes counts from there */
export async function analyze(
  input: AnalysisInput,
  from: { source: DatabaseSource; remote: RemoteEmbedded },
  given: Pick<AnalysisContext, 'workers' | 'signal'>,
  begun: () => void,
): Promise<unknown> {
  const db = dbFor(await opened(from.source, from.remote), input.principal)
  begun()
  return analyzed({ ...given, db, principal: input.principal, now: () => input.now }, input)
}
