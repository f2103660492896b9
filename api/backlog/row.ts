import type { ItemType, Priority, StatusCategory } from './vocabulary.ts'

/** A backlog item as lists and analyses read it: plain values, only the columns that were asked for. */
export interface ItemRow {
  id: string
  workspaceId: string
  key: string
  number: number
  title: string
  description: string
  type: ItemType
  status: string
  statusCategory: StatusCategory
  priority: Priority
  storyPoints: number | null
  jobSize: number | null
  businessValue: number | null
  timeCriticality: number | null
  riskReduction: number | null
  delayCostCents: number | null
  reach: number | null
  impact: number | null
  confidence: number | null
  score: number
  dueDate: string | null
  deadline: string | null
  releaseDate: string | null
  skills: string[]
  parentId: string | null
  epicId: string | null
  teamId: string | null
  sprintId: string | null
  rank: number
  url: string | null
  source: string | null
  sourceKey: string | null
  startedAt: Date | null
  resolvedAt: Date | null
  createdAt: Date
  updatedAt: Date
}

/** Property of the entity behind each member of a row. */
const PROPERTY: Partial<Record<keyof ItemRow, string>> = { workspaceId: 'workspace', parentId: 'parent', epicId: 'epic', teamId: 'team', sprintId: 'sprint' }

export const ALL_COLUMNS = [
  'id', 'workspaceId', 'key', 'number', 'title', 'type', 'status', 'statusCategory', 'priority', 'storyPoints', 'jobSize',
  'businessValue', 'timeCriticality', 'riskReduction', 'delayCostCents', 'reach', 'impact', 'confidence', 'score', 'dueDate', 'deadline',
  'releaseDate', 'parentId', 'epicId', 'teamId', 'sprintId', 'rank', 'url', 'source', 'sourceKey', 'startedAt', 'resolvedAt', 'createdAt', 'updatedAt',
] as const satisfies readonly (keyof ItemRow)[]

/** Columns behind each GraphQL field that is not named like its column. */
const FIELD_COLUMNS: Record<string, readonly (keyof ItemRow)[]> = {
  wsjf: ['businessValue', 'timeCriticality', 'riskReduction', 'jobSize'],
  parent: ['parentId'],
  epic: ['epicId'],
  team: ['teamId'],
  sprint: ['sprintId'],
}

const COLUMNS = new Set<string>([...ALL_COLUMNS, 'description', 'skills'])

/** Columns for a set of GraphQL fields; what is needed to page and to load relations is always there. */
export function columnsFor(fields: ReadonlySet<string>, ...always: (keyof ItemRow)[]): (keyof ItemRow)[] {
  const named = [...fields].flatMap((field) => FIELD_COLUMNS[field] ?? (COLUMNS.has(field) ? [field as keyof ItemRow] : []))
  return [...new Set<keyof ItemRow>(['id', 'workspaceId', ...always, ...named])]
}

export const propertyOf = (column: keyof ItemRow): string => PROPERTY[column] ?? column

/** The last half of a composite key, as the query builder returns references. */
const lastHalf = (value: unknown): string | null => (Array.isArray(value) ? ((value[1] as string | null) ?? null) : ((value as string | null) ?? null))

/** From what the query builder returns to a row. */
export function rowOf(raw: Record<string, unknown>): ItemRow {
  const row = { ...raw } as Record<string, unknown>
  for (const [column, property] of Object.entries(PROPERTY)) if (property in raw) row[column] = lastHalf(raw[property])
  return row as unknown as ItemRow
}
