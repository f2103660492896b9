import { bareId } from '../completion.ts'
import { WorkspacesDocument } from '../operations.generated.ts'
import { defineResource } from '../resource.ts'

export const workspaces = defineResource({
  name: 'workspaces',
  title: 'Workspaces',
  description: 'The workspaces this connection can access, each with its ID, data version, and resources.',
  uri: 'pm33://workspaces',
  scope: 'mcp:enabled',
  ttl: 30,
  operation: WorkspacesDocument,
  content: 'workspaces',
  also: (content, templates) => {
    const { nodes = [], more } = content as { nodes?: { id: string }[]; more?: boolean }
    return {
      workspaces: nodes.map(({ id, ...rest }) => ({
        id: bareId(id),
        ...rest,
        resources: templates.map((template) => template.replace('{workspaceId}', bareId(id))),
      })),
      ...(more && {
        more: `These are the first ${nodes.length} by name. Others can be named, too: pass their name, key, or ID.`,
      }),
    }
  },
})
