import { asLine, counted } from '../../../text.ts'
import { fieldOf, isWebAddress, LISTS, MEMBERS, rangeOf, TEXTS, within, type ItemValues } from '../item-fields.ts'

/** What a caller wants an item to be. A member that is left out stays as it is; null clears it. */
export type ItemDraft = {
  [Member in keyof Draftable]?: Draftable[Member] | null | undefined
}

interface Draftable extends ItemValues {
  /** Names of other things: global id, uuid, key or name. */
  parentId: string
  teamId: string
  sprintId: string
}

export interface DraftIssue {
  path: readonly (string | number)[]
  message: string
  allowed?: readonly string[]
}

/** The draft with its texts on one line, lists without repeats, and what "empty" means for each member. */
export function cleanDraft(draft: ItemDraft): ItemDraft {
  const clean: Record<string, unknown> = { ...draft }
  for (const member of TEXTS) {
    const text = draft[member]
    if (member !== 'description' && typeof text === 'string') clean[member] = asLine(text)
  }
  for (const member of ['url', 'assignee'] as const) if (clean[member] === '') clean[member] = null
  if (draft.description !== undefined) clean.description = draft.description ?? ''
  for (const member of LISTS) {
    if (draft[member] === undefined) continue
    const entries = (draft[member] ?? []).map(asLine)
    clean[member] = [...new Set(entries)].sort()
  }
  return clean as ItemDraft
}

/** Everything that is wrong with a clean draft, each with its field and what is allowed there. */
export function draftIssues(draft: ItemDraft, path: readonly (string | number)[]): DraftIssue[] {
  const issues: DraftIssue[] = []
  for (const member of MEMBERS) {
    const field = fieldOf(member)
    const value: unknown = draft[member]
    const at = (message: string) =>
      issues.push({
        path: [...path, member],
        message,
        ...(field.kind === 'word' ? { allowed: field.words } : {}),
      })
    const required = field.kind === 'word' || (field.kind === 'text' && field.empty === undefined)
    if (required && (value === null || value === '')) at('cannot be empty')
    if (field.kind === 'number' && typeof value === 'number' && !within(field, value)) at(`must be ${rangeOf(field)}`)
    if (field.kind === 'text' && typeof value === 'string' && value.length > field.longest)
      at(`has ${counted(value.length, 'character')}; at most ${field.longest} are allowed`)
    if (field.kind === 'list' && Array.isArray(value)) {
      if (value.length > field.entries)
        at(`has ${counted(value.length, 'entry', 'entries')}; at most ${field.entries} are allowed`)
      if (value.some((entry: string) => entry === '' || entry.length > field.longest))
        at(`has an entry that is empty or longer than ${field.longest} characters`)
    }
  }
  if (draft.url && !isWebAddress(draft.url))
    issues.push({ path: [...path, 'url'], message: 'must start with https:// or http://' })
  return issues
}
