import { ConsoleError, type Console } from './console.ts'
import { counted, table } from './table.ts'

interface Listed {
  id: string
  key: string
  name: string
  dataVersion: number
  backlogSummary: { total: number }
}

/** `pm33 workspace list | delete NAME` */
export async function workspace(console: Console, verb: string | undefined, [name]: readonly string[], options: { json?: boolean | undefined }): Promise<string> {
  if (verb === 'list') {
    const all = await workspaces(console)
    if (options.json) return JSON.stringify(all, null, 2)
    return all.length ? table(['key', 'name', 'items', 'version'], all.map(({ key, name, backlogSummary, dataVersion }) => [key, name, backlogSummary.total, dataVersion])) : 'There is no workspace yet. Import a backlog with: npx pm33 import FILE'
  }
  if (verb !== 'delete') throw new ConsoleError('pm33 workspace list, or pm33 workspace delete NAME')
  if (!name) throw new ConsoleError('Which workspace? npx pm33 workspace delete NAME')
  const found = (await workspaces(console)).filter((one) => [one.id, one.key, one.name].includes(name))
  if (found.length !== 1) throw new ConsoleError(found.length ? `Several workspaces are called "${name}". Use a key: ${found.map(({ key }) => key).join(', ')}` : `There is no workspace "${name}". npx pm33 workspace list shows them.`)
  const { deleteWorkspace } = await console.tenant<{ deleteWorkspace: { key: string; name: string; rows: { kind: string; count: number }[] } }>(
    'mutation Delete($id: ID!) { deleteWorkspace(id: $id) { key name rows { kind count } } }',
    { id: found[0]!.id },
  )
  if (options.json) return JSON.stringify(deleteWorkspace, null, 2)
  const items = deleteWorkspace.rows.find(({ kind }) => kind === 'BacklogItem')?.count ?? 0
  return `Workspace "${deleteWorkspace.name}" (${deleteWorkspace.key}) is gone, with ${counted(items, 'item')} and all that hung on them.`
}

/** Every workspace of the tenant. */
async function workspaces(console: Console): Promise<Listed[]> {
  const all: Listed[] = []
  for (let after: string | null = null; ; ) {
    const page: { workspaces: { nodes: Listed[]; pageInfo: { hasNextPage: boolean; endCursor: string | null } } } = await console.tenant(
      'query Workspaces($after: String) { workspaces(first: 100, after: $after) { nodes { id key name dataVersion backlogSummary { total } } pageInfo { hasNextPage endCursor } } }',
      { after },
    )
    all.push(...page.workspaces.nodes)
    if (!page.workspaces.pageInfo.hasNextPage) return all
    after = page.workspaces.pageInfo.endCursor
  }
}
