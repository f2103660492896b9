/** What a file plainly says of an item; undefined where it says nothing that could be compared, null where it says "none". */
export interface Told {
  /** null: only the title tells the items of this file apart. */
  key: string | null
  title?: string | undefined
  type?: string | undefined
  status?: string | undefined
  statusCategory?: string | undefined
  priority?: string | undefined
  description?: string | null | undefined
  createdAt?: string | undefined
  updatedAt?: string | undefined
  startedAt?: string | null | undefined
  resolvedAt?: string | null | undefined
  /** When it was finished, if its status says that it was. */
  doneAt?: string | undefined
  dueDate?: string | null | undefined
  storyPoints?: number | null | undefined
  team?: string | null | undefined
  sprint?: string | null | undefined
  parent?: string | null | undefined
  labels?: string[] | undefined
  /** Keys that the item surely waits for, if they are still open. */
  blockedBy?: string[] | undefined
}
