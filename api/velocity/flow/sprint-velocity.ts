import { median, medianAbsoluteDeviation } from '../../math/percentile.ts'

/** One finished sprint, in points (or items). Points count only for items finished in the sprint, never in parts. */
export interface SprintRecord {
  readonly key: string
  readonly committed: number
  /** Added after the start. */
  readonly added: number
  readonly removed: number
  readonly completed: number
  /** Completed out of what was committed at the start; null when the source does not tell. */
  readonly completedOfCommitted: number | null
}

export interface SprintVelocity {
  readonly sprints: number
  /** Median of the last six sprints. */
  readonly median: number
  /** Median absolute deviation of the last six, unscaled. */
  readonly mad: number
  /** Standard error of the mean of the last six: how well "our velocity" is known. Null for one sprint. */
  readonly standardError: number | null
}

const RECENT = 6

/** @param sprints oldest first. Null when there are none. */
export function sprintVelocity(sprints: readonly SprintRecord[]): SprintVelocity | null {
  const recent = sprints.slice(-RECENT).map((sprint) => sprint.completed)
  if (recent.length === 0) return null
  const centre = recent.reduce((sum, value) => sum + value, 0) / recent.length
  const squares = recent.reduce((sum, value) => sum + (value - centre) ** 2, 0)
  return {
    sprints: sprints.length,
    median: median(recent),
    mad: medianAbsoluteDeviation(recent),
    standardError: recent.length < 2 ? null : Math.sqrt(squares / (recent.length - 1) / recent.length),
  }
}

/** Say/do with added scope apart. Real boards complete 0.6 to 1.7 × their commitment, so a ratio above 1 is no merit. */
export interface SayDo {
  /** Completed of the committed ÷ committed; null when the source does not tell which items were committed, or nothing was. */
  readonly kept: number | null
  /** All completed ÷ committed; null when nothing was committed. */
  readonly delivered: number | null
  /** Added after the start ÷ committed; null when nothing was committed. */
  readonly addedShare: number | null
  readonly removedShare: number | null
}

/** Over all given sprints together: totals first, then the ratio, so that a tiny sprint does not weigh as much as a large one. */
export function sayDo(sprints: readonly SprintRecord[]): SayDo {
  const total = (value: (sprint: SprintRecord) => number) => sprints.reduce((sum, sprint) => sum + value(sprint), 0)
  const committed = total((sprint) => sprint.committed)
  if (committed <= 0) return { kept: null, delivered: null, addedShare: null, removedShare: null }
  const told = sprints.filter((sprint) => sprint.completedOfCommitted !== null)
  const toldCommitted = told.reduce((sum, sprint) => sum + sprint.committed, 0)
  return {
    kept:
      toldCommitted > 0 ? told.reduce((sum, sprint) => sum + sprint.completedOfCommitted!, 0) / toldCommitted : null,
    delivered: total((sprint) => sprint.completed) / committed,
    addedShare: total((sprint) => sprint.added) / committed,
    removedShare: total((sprint) => sprint.removed) / committed,
  }
}
