import { COST_OF_DELAY, columnOf, fieldOf, PLAIN_MEMBERS, type ItemColumns } from './item-fields.ts'
import type { StatusCategory } from './vocabulary.ts'

/** A backlog item as lists and analyses read it: plain values, only the columns that were asked for. */
export interface ItemRow extends ItemColumns {
  id: string
  workspaceId: string
  key: string
  number: number
  status: string
  statusCategory: StatusCategory
  score: number
  parentId: string | null
  epicId: string | null
  teamId: string | null
  sprintId: string | null
  rank: number
  source: string | null
  sourceKey: string | null
  startedAt: Date | null
  resolvedAt: Date | null
  createdAt: Date
  updatedAt: Date
  /** Names of what the item refers to, where a list was asked for nothing else of it. */
  epicKey?: string | null
  parentKey?: string | null
  teamName?: string | null
  sprintName?: string | null
}

/** Property of the entity behind each member of a row. */
const PROPERTY: Partial<Record<keyof ItemRow, string>> = {
  workspaceId: 'workspace',
  parentId: 'parent',
  epicId: 'epic',
  teamId: 'team',
  sprintId: 'sprint',
}

export const ALL_COLUMNS: readonly (keyof ItemRow)[] = [
  'id',
  'workspaceId',
  'key',
  'number',
  'status',
  'statusCategory',
  ...PLAIN_MEMBERS.filter((member) => !fieldOf(member).lazy),
  'score',
  'parentId',
  'epicId',
  'teamId',
  'sprintId',
  'rank',
  'source',
  'sourceKey',
  'startedAt',
  'resolvedAt',
  'createdAt',
  'updatedAt',
]

/** Columns behind each GraphQL field that is not named like its column. */
const FIELD_COLUMNS: Record<string, readonly (keyof ItemRow)[]> = {
  wsjf: [...COST_OF_DELAY, 'jobSize'],
  updatedOn: ['updatedAt'],
  resolvedOn: ['resolvedAt'],
  parent: ['parentId'],
  epic: ['epicId'],
  team: ['teamId'],
  sprint: ['sprintId'],
}

const COLUMNS = new Set<string>([...ALL_COLUMNS, ...PLAIN_MEMBERS])

/** Columns for a set of GraphQL fields; what is needed to page and to load relations is always there. */
export function columnsFor(fields: ReadonlySet<string>, ...always: (keyof ItemRow)[]): (keyof ItemRow)[] {
  const named = [...fields].flatMap(
    (field) => FIELD_COLUMNS[field] ?? (COLUMNS.has(field) ? [field as keyof ItemRow] : []),
  )
  return [...new Set<keyof ItemRow>(['id', 'workspaceId', ...always, ...named])]
}

/** What lists read of related rows beside their own columns: by the field, the one other field that may be asked of it. */
export const RELATED = {
  epic: { member: 'epicKey', field: 'key', table: 'backlog_item', column: 'epic_id' },
  parent: { member: 'parentKey', field: 'key', table: 'backlog_item', column: 'parent_id' },
  team: { member: 'teamName', field: 'name', table: 'team', column: 'team_id' },
  sprint: { member: 'sprintName', field: 'name', table: 'sprint', column: 'sprint_id' },
} as const satisfies Record<string, { member: keyof ItemRow; field: string; table: string; column: string }>
export type Related = keyof typeof RELATED

export const propertyOf = (column: string): string => PROPERTY[column as keyof ItemRow] ?? column

/** Member of a row by column of the table. The last two exist to sort by. */
const MEMBER = new Map(
  [...COLUMNS, 'priorityOrder', 'dueOrder', ...Object.values(RELATED).map(({ member }) => member)].map((member) => [
    columnOf(member),
    member,
  ]),
)
const MOMENTS = new Set(['startedAt', 'resolvedAt', 'createdAt', 'updatedAt'])

/** From rows of the table, as the driver reads them: moments are texts there. */
export function rowsOf(raws: readonly Record<string, unknown>[]): ItemRow[] {
  const columns = Object.keys(raws[0] ?? {}).flatMap((column) => {
    const member = MEMBER.get(column)
    return member === undefined ? [] : [{ column, member, isMoment: MOMENTS.has(member) }]
  })
  // All from one shape: a row that grows member by member is several times as slow to make and to copy.
  const blank = Object.fromEntries(columns.map(({ member }) => [member, null]))
  return raws.map((raw) => {
    const row: Record<string, unknown> = { ...blank }
    for (const { column, member, isMoment } of columns) {
      const value = raw[column]
      row[member] = isMoment && typeof value === 'string' ? new Date(value) : value
    }
    return row as unknown as ItemRow
  })
}
