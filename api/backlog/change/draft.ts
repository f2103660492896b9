import {
  ITEM_TYPES,
  PRIORITIES,
  STATUS_CATEGORIES,
  type ItemType,
  type Priority,
  type StatusCategory,
} from '../vocabulary.ts'

/** What a caller wants an item to be. A member that is left out stays as it is; null clears it. */
export type ItemDraft = {
  [Member in keyof ItemValues]?: ItemValues[Member] | null | undefined
}

interface ItemValues {
  title: string
  description: string
  type: ItemType
  status: string
  statusCategory: StatusCategory
  priority: Priority
  storyPoints: number
  jobSize: number
  businessValue: number
  timeCriticality: number
  riskReduction: number
  delayCostCents: number
  reach: number
  impact: number
  confidence: number
  dueDate: string
  deadline: string
  releaseDate: string
  skills: readonly string[]
  url: string
  labels: readonly string[]
  /** Names of other things: global id, uuid, key or name. */
  parentId: string
  teamId: string
  sprintId: string
}

/** Members that are columns of the item and need nothing but writing. */
export const PLAIN_MEMBERS = [
  'title',
  'description',
  'type',
  'priority',
  'storyPoints',
  'jobSize',
  'businessValue',
  'timeCriticality',
  'riskReduction',
  'delayCostCents',
  'reach',
  'impact',
  'confidence',
  'dueDate',
  'deadline',
  'releaseDate',
  'skills',
  'url',
] as const satisfies readonly (keyof ItemValues)[]

/** Inclusive bounds; `above` excludes the lower one. */
const BOUNDS: Record<string, { least: number; most: number; above?: true }> = {
  storyPoints: { least: 0, most: 10_000 },
  jobSize: { least: 0, most: 10_000, above: true },
  businessValue: { least: 0, most: 1_000 },
  timeCriticality: { least: 0, most: 1_000 },
  riskReduction: { least: 0, most: 1_000 },
  delayCostCents: { least: 0, most: 1e15 },
  reach: { least: 0, most: 1e12 },
  impact: { least: 0, most: 1_000 },
  confidence: { least: 0, most: 1 },
}

/** Characters. */
const LENGTHS: Record<string, number> = { title: 1_000, description: 100_000, status: 120, url: 2_000 }
const LISTS: Record<string, { entries: number; length: number }> = {
  labels: { entries: 100, length: 200 },
  skills: { entries: 50, length: 120 },
}
const NEVER_EMPTY = ['title', 'type', 'status', 'statusCategory', 'priority'] as const
const WORDS: Record<string, readonly string[]> = {
  type: ITEM_TYPES,
  priority: PRIORITIES,
  statusCategory: STATUS_CATEGORIES,
}

export interface DraftIssue {
  path: readonly (string | number)[]
  message: string
  allowed?: readonly string[]
}

/** Text as it is kept: without control characters, which no reader can see and some terminals obey. */
export function cleanText(text: string): string {
  return text.toWellFormed().replace(/(?![\t\n\r])\p{Cc}/gu, '')
}

/** The same on one line. */
export function cleanLine(text: string): string {
  return cleanText(text)
    .replace(/[\t\n\r]+/g, ' ')
    .trim()
}

/** The draft with its texts cleaned, lists without repeats, and what "empty" means for each member. */
export function cleanDraft(draft: ItemDraft): ItemDraft {
  const clean: Record<string, unknown> = { ...draft }
  for (const member of ['title', 'status', 'url'] as const)
    if (typeof draft[member] === 'string') clean[member] = cleanLine(draft[member])
  if (draft.url === '') clean.url = null
  if (draft.description !== undefined) clean.description = cleanText(draft.description ?? '')
  for (const member of ['labels', 'skills'] as const) {
    if (draft[member] === undefined) continue
    const entries = (draft[member] ?? []).map(cleanLine)
    clean[member] = [...new Set(entries)].sort()
  }
  return clean as ItemDraft
}

/** Everything that is wrong with a clean draft, each with its field and what is allowed there. */
export function draftIssues(draft: ItemDraft, path: readonly (string | number)[]): DraftIssue[] {
  const issues: DraftIssue[] = []
  const at = (member: string, message: string) =>
    issues.push({ path: [...path, member], message, ...(WORDS[member] ? { allowed: WORDS[member] } : {}) })
  for (const member of NEVER_EMPTY) if (draft[member] === null || draft[member] === '') at(member, 'cannot be empty')
  for (const [member, { least, most, above }] of Object.entries(BOUNDS)) {
    const value = draft[member as keyof ItemDraft]
    if (typeof value !== 'number') continue
    if (!(value <= most && (above ? value > least : value >= least)))
      at(member, `must be ${above ? 'above' : 'at least'} ${least} and at most ${most}`)
  }
  for (const [member, longest] of Object.entries(LENGTHS)) {
    const value = draft[member as keyof ItemDraft]
    if (typeof value === 'string' && value.length > longest)
      at(member, `has ${value.length} characters of at most ${longest}`)
  }
  for (const [member, { entries, length }] of Object.entries(LISTS)) {
    const list = draft[member as keyof ItemDraft]
    if (!Array.isArray(list)) continue
    if (list.length > entries) at(member, `has ${list.length} entries of at most ${entries}`)
    if (list.some((entry: string) => entry === '' || entry.length > length))
      at(member, `has an entry that is empty or longer than ${length} characters`)
  }
  if (draft.url && !/^https?:\/\/\S+$/i.test(draft.url)) at('url', 'must start with https:// or http://')
  return issues
}
