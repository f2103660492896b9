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
  content: 'workspaces.nodes',
  also: (list, templates) => ({
    workspaces: (Array.isArray(list) ? list : []).map((workspace) => {
      const { id, ...rest } = workspace as { id: string }
      return {
        id: bareId(id),
        ...rest,
        resources: templates.map((template) => template.replace('{workspaceId}', bareId(id))),
      }
    }),
  }),
})
