/** Characters that the backlog keeps of names that a file gives to other things than items. Longer ones are cut. */
export const LENGTHS = { key: 60, team: 120, sprint: 200, linkName: 120, linkTarget: 300 } as const
