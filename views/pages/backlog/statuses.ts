/** Which statuses an item can be given in the table. */
import { useRef } from 'preact/hooks'
import type {
  BacklogChoicesQuery,
  BacklogRowFragment,
  ItemChanges,
  StatusCategory,
} from '../../operations.generated.ts'
import type { Choice } from '../parts/field.tsx'
import { CATEGORIES } from './asked.ts'
import { categoryChoice } from './change.ts'

export interface Statuses {
  choices: readonly Choice[]
  /** A change as it is sent: a status that no item has any more keeps the category that it had. */
  complete(change: ItemChanges): ItemChanges
  /** What an item is before it is changed. */
  note(row: BacklogRowFragment): void
}

/**
 * The statuses in use, and those that were when the page was opened, so that whatever is done can be taken back; and each
 * category without a status by its own word, so that a young workspace can start and finish something.
 */
export function useStatuses({ statuses, backlogSummary }: BacklogChoicesQuery['workspace']): Statuses {
  const names = useRef(new Map<string, StatusCategory | null>())
  const categories = useRef(new Set<string>())
  const inUse = (statuses.groups ?? []).map(({ name }) => name)
  for (const name of inUse) if (!names.current.has(name)) names.current.set(name, null)
  for (const { name, items } of backlogSummary.byStatus) if (items) categories.current.add(name)
  const unused = (Object.keys(CATEGORIES) as StatusCategory[]).filter((one) => !categories.current.has(one))
  return {
    choices: [
      ...[...new Set([...inUse, ...names.current.keys()])].map((name) => ({ value: name, text: name })),
      ...unused.map((one) => ({ value: categoryChoice(one), text: CATEGORIES[one] })),
    ],
    complete(change) {
      const category = change.status != null && !inUse.includes(change.status) && names.current.get(change.status)
      return category ? { ...change, statusCategory: category } : change
    },
    note: ({ status, statusCategory }) => {
      names.current.set(status, statusCategory)
    },
  }
}
