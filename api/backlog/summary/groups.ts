/** Counts and sums of a backlog by what its items have in common. */
export const GROUPINGS = ['status', 'type', 'priority', 'team', 'epic', 'assignee', 'label', 'sprint', 'month'] as const
export type Grouping = (typeof GROUPINGS)[number]

export interface BacklogGroup {
  name: string
  /** Of the items that have none: no team, no epic. */
  none: boolean
  /** Of an epic. */
  title: string | null
  /** Of a sprint. */
  state: string | null
  from: string | null
  until: string | null
  /** null of a month, in which items are counted by what happened to them. */
  open: number | null
  openPoints: number | null
  inProgress: number | null
  unestimated: number | null
  done: number
  donePoints: number
  /** Of a closed sprint: items that were in it at its end, unfinished, and that are in another or none now. */
  carriedOver: number | null
  carriedOverPoints: number | null
  /** Done ÷ (open + done + carried over), 0 to 100. */
  percentDone: number | null
  percentPoints: number | null
  /** Of a month. */
  created: number | null
  due: number | null
}

/** Whole percent, or null of nothing; neither 0 nor 100 where some is done and some is left. */
export function percentOf(done: number, open: number): number | null {
  if (done + open <= 0) return null
  const percent = Math.round((100 * done) / (done + open))
  return done > 0 && open > 0 ? Math.min(99, Math.max(1, percent)) : percent
}
