import type { ItemType, Priority, StatusCategory } from '../backlog/vocabulary.ts'
import type { DemoEpic } from './words.ts'

/** An item of the demo, for a service to write. Days are day numbers (since 1970-01-01). */
export interface DemoItem {
  key: string
  title: string
  description: string
  type: ItemType
  team: DemoEpic['team']
  epic: string | null
  priority: Priority
  status: string
  category: StatusCategory
  points: number | null
  scores: { businessValue: number; timeCriticality: number; riskReduction: number; jobSize: number } | null
  createdDay: number
  startedDay: number | null
  resolvedDay: number | null
  dueDate: string | null
  sprint: string | null
  /** Sprints it was in before, with the day it was added. */
  sprints: { name: string; day: number; leftDay: number | null }[]
  history: { day: number; status: string; category: StatusCategory }[]
  labels: string[]
}

export const STATUS: Record<StatusCategory, string> = {
  backlog: 'Backlog',
  todo: 'Ready',
  active: 'In progress',
  review: 'In review',
  done: 'Done',
  cancelled: 'Won’t do',
}

/** A change of status, kept in the history. */
export function move(item: DemoItem, day: number, category: StatusCategory): void {
  item.history.push({ day, status: STATUS[category], category })
  item.status = STATUS[category]
  item.category = category
}

export function enterSprint(item: DemoItem, sprint: { name: string }, day: number): void {
  const previous = item.sprints.at(-1)
  if (previous) previous.leftDay = day
  item.sprints.push({ name: sprint.name, day, leftDay: null })
  item.sprint = sprint.name
}
