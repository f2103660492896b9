import type { Given } from './commands.ts'
import { confirm } from './confirm.ts'
import type { Console } from './console.ts'
import { ConsoleError } from './errors.ts'
import { counted, table } from './table.ts'

interface Listed {
  id: string
  key: string
  name: string
  dataVersion: number
  backlogSummary: { total: number }
}

export async function listWorkspaces(console: Console, { json }: Given<'workspace list'>): Promise<string> {
  const all = await workspaces(console)
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
  const found = (await workspaces(console)).filter((one) => [one.id, one.key, one.name].includes(wanted))
  const [only] = found
  if (!only) throw new ConsoleError(`There is no workspace "${wanted}". To list them: npx pm33 workspace list`)
  if (found.length > 1)
    throw new ConsoleError(
      `Several workspaces are named "${wanted}". Use a key instead: ${found.map(({ key }) => key).join(', ')}`,
    )
  await confirm(
    `Delete workspace "${only.name}" (${only.key}) and its ${counted(only.backlogSummary.total, 'item')}? This cannot be undone.`,
    yes,
  )
  const { deleteWorkspace: gone } = await console.tenant<{
    deleteWorkspace: { key: string; name: string; rows: { kind: string; count: number }[] }
  }>('mutation Delete($id: ID!) { deleteWorkspace(id: $id) { key name rows { kind count } } }', { id: only.id })
  if (json) return JSON.stringify(gone, null, 2)
  return `Deleted workspace "${gone.name}" (${gone.key}) and its ${counted(gone.rows.find(({ kind }) => kind === 'BacklogItem')?.count ?? 0, 'item')}.`
}

/** Every workspace of the tenant. */
async function workspaces(console: Console): Promise<Listed[]> {
  const all: Listed[] = []
  for (let after: string | null = null; ;) {
    const page: { workspaces: { nodes: Listed[]; pageInfo: { hasNextPage: boolean; endCursor: string | null } } } =
      await console.tenant(
        'query Workspaces($after: String) { workspaces(first: 100, after: $after) { nodes { id key name dataVersion backlogSummary { total } } pageInfo { hasNextPage endCursor } } }',
        { after },
      )
    all.push(...page.workspaces.nodes)
    if (!page.workspaces.pageInfo.hasNextPage) return all
    after = page.workspaces.pageInfo.endCursor
  }
}
