/** The closed lists of the backlog, in the order in which people read them. */
export const ITEM_TYPES = ['epic', 'feature', 'story', 'task', 'bug', 'improvement', 'idea'] as const
export type ItemType = (typeof ITEM_TYPES)[number]

/** Epics and features hold work; below a story, task, or bug are its own steps. */
export const HOLDS_WORK: readonly ItemType[] = ['epic', 'feature']

export const STATUS_CATEGORIES = ['backlog', 'todo', 'active', 'review', 'done', 'cancelled'] as const
export type StatusCategory = (typeof STATUS_CATEGORIES)[number]
/** Categories in which an item needs no more work. */
export const TERMINAL: readonly StatusCategory[] = ['done', 'cancelled']
export const OPEN: readonly StatusCategory[] = ['backlog', 'todo', 'active', 'review']

export const PRIORITIES = ['critical', 'high', 'medium', 'low', 'none'] as const
export type Priority = (typeof PRIORITIES)[number]

/** Only `blocks` orders work; `suggested` was found in prose, the others are kept because the source had them. */
export const DEPENDENCY_KINDS = ['blocks', 'suggested', 'relates', 'duplicates', 'other'] as const
export type DependencyKind = (typeof DEPENDENCY_KINDS)[number]

/** Fields whose changes are kept. Status and sprint have histories of their own. */
export const CHANGE_FIELDS = ['dueDate', 'storyPoints', 'parent', 'team', 'rank', 'title'] as const
export type ChangeField = (typeof CHANGE_FIELDS)[number]

/**
 * What the group is called of items that have no team, epic, sprint, or assignee. Pages and tools show it as it stands,
 * after all other groups.
 */
export const WITHOUT = { team: 'No team', epic: 'No epic', sprint: 'No sprint', assignee: 'Unassigned' } as const
