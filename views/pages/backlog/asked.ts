/** What the address of the backlog says, as the API is asked for it. */
import type {
  BacklogFilter,
  BacklogFind,
  BacklogGrouping,
  BacklogSort,
  ItemType,
  Priority,
  SortDirection,
  StatusCategory,
} from '../../operations.generated.ts'

export const TYPES: readonly ItemType[] = ['epic', 'feature', 'story', 'task', 'bug', 'improvement', 'idea']
export const PRIORITIES: readonly Priority[] = ['critical', 'high', 'medium', 'low', 'none']
export const CATEGORIES: Readonly<Record<StatusCategory, string>> = {
  backlog: 'Idea',
  todo: 'To do',
  active: 'In progress',
  review: 'In review',
  done: 'Done',
  cancelled: 'Canceled',
}
export const SHOWN: Readonly<Record<string, string>> = {
  open: 'Open items',
  all: 'All items',
  overdue: 'Overdue',
  stale: 'Not changed for 30 days',
  slipped: 'Slipped',
  blocking: 'Blocking others',
  duplicates: 'Possible duplicates',
  unestimated: 'Not estimated',
}
export const GROUPINGS: Readonly<Partial<Record<BacklogGrouping, string>>> = {
  status: 'Status',
  type: 'Type',
  priority: 'Priority',
  team: 'Team',
  epic: 'Epic',
  assignee: 'Assignee',
  sprint: 'Sprint',
}
const SORTS: readonly BacklogSort[] = ['rank', 'key', 'priority', 'due', 'updated']

export interface Asked {
  filter: BacklogFilter
  sort: BacklogSort | null
  direction: SortDirection | null
  group: BacklogGrouping | null
  /** Key of the item that is open. */
  item: string | null
  narrowed: boolean
}

const oneOf = <Word extends string>(words: readonly Word[], said: string | null): Word | null =>
  words.find((word) => word === said) ?? null

/** Anything that the address says and nobody knows is left out. */
export function askedBy(said: URLSearchParams): Asked {
  const show = oneOf(Object.keys(SHOWN), said.get('show')) ?? 'open'
  const type = oneOf(TYPES, said.get('type'))
  const status = oneOf(Object.keys(CATEGORIES) as StatusCategory[], said.get('status'))
  const priority = oneOf(PRIORITIES, said.get('priority'))
  const search = said.get('q')?.trim().slice(0, 200)
  const team = said.get('team')?.slice(0, 200)
  const filter: BacklogFilter = {
    mode: show === 'all' ? 'full' : 'active',
    ...(show !== 'open' && show !== 'all' && { find: show as BacklogFind }),
    ...(type && { types: [type] }),
    ...(status && { status: [status] }),
    ...(priority && { priority: [priority] }),
    ...(search && { search }),
    ...(team && { teamId: team }),
  }
  const [, sort, down] = /^(\w+)(-)?$/.exec(said.get('sort') ?? '') ?? []
  const sorted = oneOf(SORTS, sort ?? null)
  return {
    filter,
    sort: sorted,
    direction: sorted ? (down ? 'desc' : 'asc') : null,
    group: oneOf(Object.keys(GROUPINGS) as BacklogGrouping[], said.get('group')),
    item: said.get('item')?.slice(0, 200) ?? null,
    narrowed: Object.keys(filter).length > 1,
  }
}

/** The items of one group: the filter, and what they have in common. null where the API cannot be asked for them. */
export function filterOf(
  filter: BacklogFilter,
  by: BacklogGrouping,
  { name, none }: { name: string; none: boolean },
): BacklogFilter | null {
  // A group counts epics only if they are asked for, and so does its list.
  const work: BacklogFilter = filter.types ? filter : { ...filter, types: TYPES.filter((type) => type !== 'epic') }
  switch (by) {
    case 'status':
      return { ...work, statusNames: [name] }
    case 'type':
      return { ...filter, types: [name as ItemType] }
    case 'priority':
      return { ...work, priority: [name as Priority] }
    case 'team':
      return none ? null : { ...work, teamId: name }
    case 'epic':
      return none ? null : { ...work, epicId: name }
    case 'assignee':
      return { ...work, assignee: none ? 'none' : name }
    case 'sprint':
      return { ...work, sprint: none ? 'none' : name }
    default:
      return null
  }
}
