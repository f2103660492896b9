/** What analyses know of a backlog: teams, open work, and a history of days. */
import type { WorkCalendar } from '../backlog/math/calendar.ts'
import type { ItemRow } from '../backlog/backlog/row.ts'

/** A stretch of days on which some members are away. Both days are included. */
export interface PlannedAbsence {
  from: string
  to: string
  members: number
}

/** A team as analyses see it. */
export interface PlanningTeam {
  id: string
  name: string
  members: number
  skills: readonly string[]
  absences: readonly PlannedAbsence[]
  /** Cost of one member for one week; null = unknown. */
  costRateCents: number | null
  calendar: WorkCalendar
}

/** `item` cannot start before `blocker` is finished, plus a lag in working days. Live ones between items of the workspace. */
export interface PlanningDependency {
  item: string
  blocker: string
  lagDays: number
}

export type PlanItem = ItemRow & { skills: string[] }

export interface OpenWork {
  /** Everything that still needs work, epics included, in manual order. */
  items: PlanItem[]
  /** Between open items: a finished blocker blocks nothing. */
  dependencies: PlanningDependency[]
  teams: PlanningTeam[]
}

/** A piece of work that once left the board or is on it: what throughput and cycle times are made of. Epics are not. */
export interface FlowItem {
  id: string
  key: string
  type: ItemRow['type']
  statusCategory: ItemRow['statusCategory']
  teamId: string | null
  epicId: string | null
  sprintId: string | null
  points: number | null
  /** Day numbers; `createdDay` is null when the source gave no creation date. */
  createdDay: number | null
  startedDay: number | null
  resolvedDay: number | null
}

export interface History {
  items: FlowItem[]
  /** Day of the newest change in the data: where the history ends. */
  newestDay: number | null
}
