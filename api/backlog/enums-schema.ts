import { BACKLOG_FINDS, FIND_WORDS } from './find/find.ts'
import { GROUPINGS } from './summary/groups.ts'
import { builder } from '../graphql/builder.ts'
import { BACKLOG_MODES, BACKLOG_SORTS, SORT_DIRECTIONS } from './list.ts'
import { DEPENDENCY_KINDS, ITEM_TYPES, PRIORITIES, STATUS_CATEGORIES } from './vocabulary.ts'

/** The enums of the backlog as GraphQL knows them; other rooms use them too. */
export const ItemTypeRef = builder.enumType('ItemType', { values: ITEM_TYPES })
export const StatusCategoryRef = builder.enumType('StatusCategory', {
  values: STATUS_CATEGORIES,
  description: 'What a status means, whatever the team calls it. `done` and `cancelled` items need no more work.',
})
export const PriorityRef = builder.enumType('Priority', { values: PRIORITIES })
export const DependencyKindRef = builder.enumType('DependencyKind', { values: DEPENDENCY_KINDS })
export const BacklogModeRef = builder.enumType('BacklogMode', {
  values: BACKLOG_MODES,
  description: '`active` leaves out items that are done or canceled.',
})
export const SortDirectionRef = builder.enumType('SortDirection', { values: SORT_DIRECTIONS })
export const BacklogSortRef = builder.enumType('BacklogSort', {
  values: Object.keys(BACKLOG_SORTS) as (keyof typeof BACKLOG_SORTS)[],
})

export const BacklogFindRef = builder.enumType('BacklogFind', { description: FIND_WORDS, values: BACKLOG_FINDS })
export const GroupingRef = builder.enumType('BacklogGrouping', { values: GROUPINGS })
