import type { Given } from '../commands.ts'
import { confirm } from '../confirm.ts'
import type { Console } from '../console.ts'
import { EraseAssigneeDocument } from '../operations.generated.ts'
import { counted } from '../../text.ts'

/** `pm33 person erase NAME`: takes somebody's name from every item that it is assigned to. */
export async function erasePerson(console: Console, { name, yes, json }: Given<'person erase'>): Promise<string> {
  await confirm(`Erase "${name}" as assignee from every item of the organization? This cannot be undone.`, yes)
  const { eraseAssignee: erased } = await console.tenant(EraseAssigneeDocument, { name })
  if (json) return JSON.stringify(erased)
  return `Erased "${name}" from ${counted(erased.items, 'item')} and ${counted(erased.earlierVersions, 'earlier version')} kept for undo. Importing a file that names this person brings the name back.${erased.trackers.length ? ` So do the connected trackers (${erased.trackers.join(', ')}) with their next sync: change it there, too.` : ''}`
}
