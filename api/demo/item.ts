import type { ItemType, Priority, StatusCategory } from '../backlog/vocabulary.ts'
import type { TeamName } from './plan.ts'

/** An item of the demo, for a service to write. Days are day numbers (since 1970-01-01). */
export interface DemoItem {
  /** Given when all items are known, see {@link numbered}. */
  key: string
  /** Its place among the keys, 0 (two years ago) to 1 (today). It does not depend on the day, so that keys do not either. */
  birth: number
  title: string
  description: string
  type: ItemType
  team: TeamName
  epic: DemoItem | null
  priority: Priority
  status: string
  category: StatusCategory
  points: number | null
  /** Business value, time criticality, risk reduction. */
  scores: readonly number[] | null
  createdDay: number
  startedDay: number | null
  resolvedDay: number | null
  dueDay: number | null
  /** Days to which it was due before, each put off on that very day. */
  dueBefore: number[]
  sprint: DemoSprint | null
  /** Sprints that it was in, with the day on which it was added. */
  scopes: { sprint: DemoSprint; day: number; leftDay: number | null }[]
  history: { day: number; status: string; category: StatusCategory }[]
  labels: string[]
}

export interface DemoSprint {
  name: string
  team: TeamName
  startDay: number
  endDay: number
  state: 'closed' | 'active' | 'future'
}

const STATUS: Record<StatusCategory, string> = {
  backlog: 'Backlog',
  todo: 'Ready',
  active: 'In progress',
  review: 'In review',
  done: 'Done',
  cancelled: 'Won’t do',
}

type Given = Pick<DemoItem, 'title' | 'description' | 'type' | 'team' | 'createdDay' | 'birth'>

/** An item that nobody has touched yet. */
export function newItem(given: Given & Partial<DemoItem>): DemoItem {
  return {
    key: '',
    epic: null,
    priority: 'medium',
    status: STATUS.backlog,
    category: 'backlog',
    points: null,
    scores: null,
    startedDay: null,
    resolvedDay: null,
    dueDay: null,
    dueBefore: [],
    sprint: null,
    scopes: [],
    history: [{ day: given.createdDay, status: STATUS.backlog, category: 'backlog' }],
    labels: [],
    ...given,
  }
}

/** A change of status, kept in the history. */
export function move(item: DemoItem, day: number, category: StatusCategory): void {
  item.history.push({ day, status: STATUS[category], category })
  item.status = STATUS[category]
  item.category = category
}

export function enterSprint(item: DemoItem, sprint: DemoSprint, day: number): void {
  const previous = item.scopes.at(-1)
  if (previous) previous.leftDay = day
  item.scopes.push({ sprint, day, leftDay: null })
  item.sprint = sprint
}

/** Gives keys in the order of birth. */
export function numbered(items: readonly DemoItem[]): void {
  items
    .map((item, at) => ({ item, at }))
    .sort((a, b) => a.item.birth - b.item.birth || a.at - b.at)
    .forEach(({ item }, at) => (item.key = `SHOP-${at + 1}`))
}
