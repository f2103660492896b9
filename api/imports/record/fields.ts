/** The fields a column can be read as. */

export const FIELDS = [
  'key', 'id', 'title', 'description', 'type', 'status', 'statusCategory', 'resolution', 'priority',
  'storyPoints', 'jobSize', 'businessValue', 'timeCriticality', 'riskReduction', 'delayCost', 'reach', 'impact', 'confidence',
  'estimate', 'remaining', 'spent',
  'createdAt', 'updatedAt', 'startedAt', 'resolvedAt', 'cancelledAt', 'statusChangedAt', 'archivedAt',
  'startDate', 'dueDate', 'deadline', 'releaseDate', 'utcOffset',
  'labels', 'skills', 'team', 'project', 'url', 'rank',
  'sprint', 'sprintNumber', 'sprintStart', 'sprintEnd',
  'parentKey', 'parent', 'parentId', 'epicLink', 'parentName', 'epicName',
  'blocks', 'blockedBy', 'relatesTo', 'duplicateOf', 'link', 'history', 'completed', 'archived',
] as const
export type Field = (typeof FIELDS)[number]

export const DATE_FIELDS = [
  'createdAt', 'updatedAt', 'startedAt', 'resolvedAt', 'cancelledAt', 'statusChangedAt', 'archivedAt',
  'startDate', 'dueDate', 'deadline', 'releaseDate', 'sprintStart', 'sprintEnd',
] as const satisfies readonly Field[]
export type DateField = (typeof DATE_FIELDS)[number]
