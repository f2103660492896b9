import type { Given } from '../commands.ts'
import { confirm } from '../confirm.ts'
import type { Console } from '../console.ts'
import {
  DeleteWorkspaceDocument,
  FindWorkspaceDocument,
  ListWorkspacesDocument,
  type ListWorkspacesQuery,
} from '../operations.generated.ts'
import { counted } from '../../text.ts'
import { table } from '../table.ts'

export async function listWorkspaces(console: Console, { json }: Given<'workspace list'>): Promise<string> {
  const all = await allWorkspaces(console)
  if (json) return JSON.stringify(all, null, 2)
  return all.length
    ? table(
        ['key', 'name', 'items', 'version'],
        all.map(({ key, name, backlogSummary, dataVersion }) => [key, name, backlogSummary.total, dataVersion]),
      )
    : 'No workspaces yet. Import a backlog with: npx pm33 import FILE'
}

export async function deleteWorkspace(
  console: Console,
  { workspace: wanted, yes, json }: Given<'workspace delete'>,
): Promise<string> {
  const { workspace: only } = await console.tenant(FindWorkspaceDocument, { id: wanted })
  await confirm(
    `Delete workspace "${only.name}" (${only.key}) and its ${counted(only.backlogSummary.total, 'item')}? This cannot be undone.`,
    yes,
  )
  const { deleteWorkspace: gone } = await console.tenant(DeleteWorkspaceDocument, { id: only.id })
  if (json) return JSON.stringify(gone, null, 2)
  return `Deleted workspace "${gone.name}" (${gone.key}) and its ${counted(gone.rows.find(({ kind }) => kind === 'BacklogItem')?.count ?? 0, 'item')}.`
}

type Listed = ListWorkspacesQuery['workspaces']

/** Every workspace of the tenant. */
export async function allWorkspaces(console: Console): Promise<Listed['nodes']> {
  const all: Listed['nodes'] = []
  for (let after: string | null = null; ;) {
    const { nodes, pageInfo }: Listed = (await console.tenant(ListWorkspacesDocument, { after })).workspaces
    all.push(...nodes)
    if (!pageInfo.hasNextPage) return all
    after = pageInfo.endCursor
  }
}
