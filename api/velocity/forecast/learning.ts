/** What a team's own past dates teach its next ones: weekly forecasts are replayed, each from the days before it, and scored once they are due. */
import { anchorOf } from './delivery-model.ts'
import { regimeAt, runningTotal } from '../flow/history.ts'
import type { FlowHistory } from '../flow/history.ts'
import { LEARNED_LEVELS, ScoreLearner, UNCORRECTED } from './learned-scores.ts'
import type { LearnedScores } from './learned-scores.ts'
import { stretched } from './luck-shape.ts'
import { firstReaching } from './pace.ts'
import type { PaceHistory } from './pace.ts'

/** Effort-days of work that each replayed forecast asks about: about four and eight weeks. */
const ASKED = [28, 56] as const
/** Replayed weeks: four years. */
const WEEKS = 208
/** Weeks end on Sunday, so that the same week is replayed whichever day it is asked on (day 0 was a Thursday). */
const SUNDAY = 3

/** A week of the past on whose last day a forecast can be replayed. */
export interface PastWeek {
  /** Index of its last day in the history. */
  readonly index: number
  /** What past dates had taught by then. */
  readonly scores: LearnedScores
}

export interface Learned {
  /** What past dates have taught by the end of the history. */
  readonly scores: LearnedScores
  /** Oldest first; weeks on which the team was young are left out. */
  readonly weeks: readonly PastWeek[]
}

/**
 * Replays the last four years, week by week. An outcome counts from the day on which the P95 date of its forecast is due, whether the work was done early or
 * late: quick outcomes would otherwise arrive first and make every team look fast.
 */
export function learnedFrom(history: FlowHistory, pace: PaceHistory): Learned {
  const items = runningTotal(history.items)
  const last = history.done.length - 1
  const newest = last - 1 - ((((history.from + last - 1 - SUNDAY) % 7) + 7) % 7)
  const learner = new ScoreLearner()
  const due = new Map<number, Due[]>()
  const weeks: PastWeek[] = []
  const learnUntil = (week: number) => {
    for (const { scores, needed } of due.get(week) ?? [])
      learner.learn(
        scores.map((score) => stretched(score) > needed),
        1 / ASKED.length,
      )
  }
  const count = Math.min(WEEKS, Math.floor(newest / 7) + 1)
  const first = newest - 7 * (count - 1)
  for (let week = 0; week < count; week++) {
    const index = first + 7 * week
    learnUntil(week)
    const regime = regimeAt(items, index + 1)
    if (index < 1 || regime === 'young') continue
    const scores = learner.scores()
    weeks.push({ index, scores })
    const rates = pace.ratesAt(index)
    for (const horizon of ASKED) {
      const { logSize, centre, spread } = anchorOf(rates, pace.errorAt(index, horizon), horizon, regime)
      const start = pace.effort[index + 1]!
      const allowed = Math.exp(centre + spread * stretched(scores[LEARNED_LEVELS.length - 1]!))
      if (pace.effort[last + 1]! - start < allowed - 1e-9) continue
      const dueDay = firstReaching(pace.effort, index + 2, start + allowed) - 1
      const target = pace.done[index + 1]! + Math.exp(logSize)
      const finished = pace.done[last + 1]! < target - 1e-9 ? Infinity : firstReaching(pace.done, index + 2, target) - 1
      const before = finished === Infinity ? Infinity : Math.max(1e-9, pace.effort[finished]! - start)
      const known = Math.max(week + 1, Math.ceil((dueDay - first) / 7))
      due.set(known, [...(due.get(known) ?? []), { scores, needed: (Math.log(before) - centre) / spread }])
    }
  }
  for (let week = count; week <= count + 1; week++) learnUntil(week)
  return weeks.length === 0 ? { scores: UNCORRECTED, weeks } : { scores: learner.scores(), weeks }
}

interface Due {
  readonly scores: LearnedScores
  /** The luck above which a date would have held: the work was done on the day before it or earlier. */
  readonly needed: number
}
