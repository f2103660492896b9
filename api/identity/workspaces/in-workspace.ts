import { commit } from '../../data/commit.ts'
import type { Context } from '../../data/context.ts'
import type { Workspace } from '../entity.ts'
import { workspaceOf, type Named } from './workspace-service.ts'

/** One change in the workspace that it is about, or nothing of it. */
export const inWorkspace = <T>(
  context: Context,
  where: string | null | undefined,
  named: Named | null,
  work: (workspace: Workspace) => Promise<T>,
): Promise<T> => commit(context, async () => work(await workspaceOf(context, where, named)))
