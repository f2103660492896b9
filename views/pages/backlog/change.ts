/** What of an item can be changed in the table, and how a typed value becomes a change. */
import {
  ChangeItemDocument,
  ReadBacklogRowDocument,
  type BacklogRowFragment,
  type ItemChanges,
  type StatusCategory,
} from '../../operations.generated.ts'
import { ask, Problem } from '../graphql.ts'

export type Changeable = 'title' | 'status' | 'storyPoints' | 'teamId' | 'dueDate' | 'priority'

/** Chooses a category where no status of the team's has it. No status begins with a space. */
export const categoryChoice = (category: StatusCategory): string => ` ${category}`

export function changeOf(field: Changeable, typed: string): ItemChanges {
  const text = typed.trim()
  if (field === 'status' && typed.startsWith(' ')) return { statusCategory: text as StatusCategory }
  if (field === 'title' && !text) throw new Problem('An item needs a title.', { code: 'BAD_USER_INPUT' })
  if (field !== 'storyPoints') return { [field]: text || null }
  const points = text ? Number(text.replace(',', '.')) : null
  if (points !== null && !Number.isFinite(points))
    throw new Problem('Points are a number, such as 3 or 0.5.', { code: 'BAD_USER_INPUT' })
  return { storyPoints: points }
}

/** Saves one change of one row, unless somebody else has changed the item meanwhile: then the row is read again. */
export async function saveChange(
  workspace: string,
  row: BacklogRowFragment,
  input: ItemChanges,
  put: (row: BacklogRowFragment) => void,
): Promise<void> {
  try {
    const { updateItem } = await ask(ChangeItemDocument, { id: row.id, input, unchangedSince: row.updatedAt })
    put(updateItem)
  } catch (error) {
    if (!(error instanceof Problem) || error.code !== 'CONFLICT') throw error
    const { item } = (await ask(ReadBacklogRowDocument, { workspace, id: row.id })).workspace
    put(item)
    throw new Problem(
      `${row.key} was changed by someone else and now shows what they saved. Save again to keep yours.`,
      {
        code: 'CONFLICT',
      },
    )
  }
}
