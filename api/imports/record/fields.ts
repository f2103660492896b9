/** The fields a column can be read as: those of the item, and what only files have. */
import { DAYS, importedAs, MEMBERS, type ImportedAs, type Member, type MemberOf } from '../../backlog/item-fields.ts'

const FILE_DATES = [
  'createdAt',
  'updatedAt',
  'startedAt',
  'resolvedAt',
  'cancelledAt',
  'statusChangedAt',
  'archivedAt',
  'startDate',
] as const
const SPRINT_DATES = ['sprintStart', 'sprintEnd'] as const

const FILE_FIELDS = [
  'resolution',
  'estimate',
  'remaining',
  'spent',
  ...FILE_DATES,
  'utcOffset',
  'team',
  'project',
  'rank',
  'sprint',
  'sprintNumber',
  ...SPRINT_DATES,
  'parentKey',
  'parent',
  'parentId',
  'epicLink',
  'parentName',
  'children',
  'epicName',
  'blocks',
  'blockedBy',
  'relatesTo',
  'duplicateOf',
  'link',
  'history',
  'fieldHistory',
  'completed',
  'archived',
  'progress',
] as const

export type Field = 'key' | 'id' | ImportedAs<Member> | (typeof FILE_FIELDS)[number]
export const FIELDS: readonly Field[] = ['key', 'id', ...MEMBERS.map(importedAs), ...FILE_FIELDS]

export type DateField = (typeof FILE_DATES)[number] | MemberOf<'day'> | (typeof SPRINT_DATES)[number]
export const DATE_FIELDS: readonly DateField[] = [...FILE_DATES, ...DAYS, ...SPRINT_DATES]

/** Names of one field, best first: when several columns hold it, the first that is filled in a row counts. */
export type FieldNames = Partial<Record<Field, readonly string[]>>
