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
const PROPERTY: Partial<Record<keyof ItemRow, string>> = {
  workspaceId: 'workspace',
  parentId: 'parent',
  epicId: 'epic',
  teamId: 'team',
  sprintId: 'sprint',
}

export const ALL_COLUMNS = [
  'id',
  'workspaceId',
  'key',
  'number',
  'title',
  'type',
  'status',
  'statusCategory',
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
  'score',
  'dueDate',
  'deadline',
  'releaseDate',
  'parentId',
  'epicId',
  'teamId',
  'sprintId',
  'rank',
  'url',
  'source',
  'sourceKey',
  'startedAt',
  'resolvedAt',
  'createdAt',
  'updatedAt',
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
  const named = [...fields].flatMap(
    (field) => FIELD_COLUMNS[field] ?? (COLUMNS.has(field) ? [field as keyof ItemRow] : []),
  )
  return [...new Set<keyof ItemRow>(['id', 'workspaceId', ...always, ...named])]
}

export const propertyOf = (column: string): string => PROPERTY[column as keyof ItemRow] ?? column

const SNAKE = (name: string) => name.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)

/** Member of a row by column of the table. The last two exist to sort by. */
const MEMBER = new Map([...COLUMNS, 'priorityOrder', 'dueOrder'].map((member) => [SNAKE(member), member]))
const MOMENTS = new Set(['startedAt', 'resolvedAt', 'createdAt', 'updatedAt'])

/** From a row of the table, as the driver reads it: moments are texts there. */
export function rowOf(raw: Record<string, unknown>): ItemRow {
  const row: Record<string, unknown> = {}
  for (const column in raw) {
    const member = MEMBER.get(column)
    if (member === undefined) continue
    const value = raw[column]
    row[member] = typeof value === 'string' && MOMENTS.has(member) ? new Date(value) : value
  }
  return row as unknown as ItemRow
}
