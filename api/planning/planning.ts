/** What analyses know of a backlog: teams, open work, and a history of days. */
import type { WorkCalendar } from '../math/calendar.ts'
import type { ItemRow } from '../backlog/row.ts'

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

export type PlanItem = ItemRow & {
  skills: string[]
  /** Of its own, else of what it is in; `teamId` is what the record says. */
  teamAtWork: string | null
  /** A step of a story, task or bug: it goes with its parent and never counts by itself. */
  step: boolean
  /** Something is or was in it, open or closed. */
  hasParts: boolean
  /** The source gave a creation date; without one, `createdAt` is that of the import. */
  createdKnown: boolean
}

/** Whether work counts as in progress, for every tool: its status says so, whatever dates are on record. */
export const isInProgress = ({ statusCategory }: Pick<ItemRow, 'statusCategory'>): boolean =>
  statusCategory === 'active' || statusCategory === 'review'

export interface OpenWork {
  /** Everything that still needs work, epics included, in manual order. */
  items: PlanItem[]
  /** Between open items: a finished blocker blocks nothing. */
  dependencies: PlanningDependency[]
  teams: PlanningTeam[]
}

/** A piece of work that left the board or is on it: what throughput and cycle times are made of. */
export interface FlowItem {
  id: string
  key: string
  type: ItemRow['type']
  statusCategory: ItemRow['statusCategory']
  teamId: string | null
  epicId: string | null
  points: number | null
  /** Day numbers; `createdDay` is null when the source gave no creation date. */
  createdDay: number | null
  startedDay: number | null
  resolvedDay: number | null
}

/** A finished epic or feature, by the number of pieces of work that were in it; a feature that nothing was in is one itself. */
export interface FinishedContainer {
  type: ItemRow['type']
  leaves: number
  resolvedDay: number
}

export interface History {
  /** Pieces of work alone: neither containers with something in them nor the steps of a story. */
  items: FlowItem[]
  containers: FinishedContainer[]
  /** Day of the newest change in the data: where the history ends. */
  newestDay: number | null
}
