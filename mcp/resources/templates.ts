/** The templates that speak of one workspace, in the order in which they are listed. */
export const templatesOfWorkspace: readonly string[] = ['pm33://backlog/{workspaceId}/summary']
