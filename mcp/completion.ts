import { workspacesOf } from './answers/error.ts'
import type { Call } from './graphql/call.ts'
import { ApiError } from './graphql/graph.ts'
import { EpicKeysDocument, WorkspaceIdsDocument, type WorkspaceIdsQuery } from './operations.generated.ts'

/** Workspaces among which ids are completed. */
const MOST_WORKSPACES = 2_000
/** As many as the API gives of keys, which is as many as the protocol lets through. */
const MOST_KEYS = 100

/**
 * Ids of the caller's workspaces whose id, key or name starts with what was typed. Nothing, when the API cannot say. The protocol
 * layer passes on the first 100, and says that there are more.
 */
export async function completeWorkspaceId(call: Call, typed: string): Promise<string[]> {
  const starts = (text: string) => text.toLowerCase().startsWith(typed.toLowerCase())
  const found: string[] = []
  let after: string | null = null
  for (let seen = 0; seen < MOST_WORKSPACES;) {
    const { workspaces }: WorkspaceIdsQuery = await call
      .graph('completion')(WorkspaceIdsDocument, { after })
      .catch(() => ({ workspaces: { nodes: [], pageInfo: { hasNextPage: false, endCursor: null } } }))
    for (const { id, key, name } of workspaces.nodes)
      if (starts(bareId(id)) || starts(key) || starts(name)) found.push(bareId(id))
    if (!workspaces.pageInfo.hasNextPage) break
    seen += workspaces.nodes.length
    after = workspaces.pageInfo.endCursor ?? null
  }
  return found
}

/** The caller's own tenant, by the name that always works and by its id. */
export const completeTenantId = ({ caller }: Call, typed: string) =>
  ['me', caller.tenantId].filter((id) => id.startsWith(typed.toLowerCase()))

/** Workspaces that are asked for epics where none is filled in. */
const MOST_ASKED = 10

/** Keys of epics, in the workspace that is already filled in, else the one that questions are about, else those there are. */
export async function completeEpicKey(call: Call, typed: string, workspaceId: string | undefined): Promise<string[]> {
  const keysIn = async (id: string | undefined) => {
    const variables = { prefix: typed, limit: MOST_KEYS, ...(id && { workspaceId: id }) }
    return (await call.graph('completion')(EpicKeysDocument, variables)).workspace.completeKeys
  }
  try {
    return await keysIn(workspaceId)
  } catch (error) {
    if (workspaceId || !(error instanceof ApiError) || error.code !== 'WORKSPACE_REQUIRED') return []
    const several = workspacesOf(error.extensions.workspaces).slice(0, MOST_ASKED)
    const found = await Promise.all(several.map(({ key }) => keysIn(key).catch(() => [])))
    return [...new Set(found.flat())].slice(0, MOST_KEYS)
  }
}

/** `Workspace:3f…` is what the API calls it; the part behind the colon is enough everywhere. */
export const bareId = (id: string) => id.slice(id.indexOf(':') + 1)
