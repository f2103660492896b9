import type { Call } from './call.ts'
import { EpicKeysDocument, WorkspaceIdsDocument } from './operations.generated.ts'

const MOST = 100

/** Ids of the caller's workspaces whose id, key or name starts with what was typed. Nothing, when the API cannot say. */
export async function completeWorkspaceId(call: Call, typed: string): Promise<string[]> {
  const { workspaces } = await call
    .graph('completion')(WorkspaceIdsDocument, {})
    .catch(() => ({ workspaces: { nodes: [] } }))
  const starts = (text: string) => text.toLowerCase().startsWith(typed.toLowerCase())
  return workspaces.nodes
    .flatMap(({ id, key, name }) => (starts(bareId(id)) || starts(key) || starts(name) ? [bareId(id)] : []))
    .slice(0, MOST)
}

/** The caller's own tenant, by the name that always works and by its id. */
export const completeTenantId = ({ caller }: Call, typed: string) =>
  ['me', caller.tenantId].filter((id) => id.startsWith(typed.toLowerCase()))

/** Keys of epics, in the workspace that is already filled in or the caller's only one. */
export async function completeEpicKey(call: Call, typed: string, workspaceId: string | undefined): Promise<string[]> {
  const found = await call
    .graph('completion')(EpicKeysDocument, { prefix: typed, ...(workspaceId && { workspaceId }) })
    .catch(() => null)
  return found?.workspace.completeKeys ?? []
}

/** `Workspace:3f…` is what the API calls it; the part behind the colon is enough everywhere. */
export const bareId = (id: string) => id.slice(id.indexOf(':') + 1)
