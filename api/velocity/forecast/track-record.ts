import { jeffreysInterval } from '../../math/beta.ts'
import type { WorkCalendar } from '../../math/calendar.ts'
import { median } from '../../math/percentile.ts'
import { regimeAt, regimeOf, runningTotal } from '../flow/history.ts'
import type { FlowHistory } from '../flow/history.ts'
import { capacityOf } from './capacity.ts'
import { deliveryModel, effortQuantile } from './delivery-model.ts'
import { LEVELS } from './forecast.ts'
import type { ForecastTerms } from './forecast.ts'
import { learnedFrom } from './learning.ts'
import { firstReaching, paceHistory } from './pace.ts'

/** "Of the last 26 weekly P90 dates, 23 held; they overlap, so that is about 5 independent ones." */
export interface LevelRecord {
  readonly level: number
  readonly held: number
  readonly of: number
  /** Forecasts that do not overlap, of the same number of days: what the record is worth. */
  readonly independent: number
  /** Set when chance does not explain the distance from the level: the dates were too early (held too seldom) or too late (held too often). */
  readonly off: 'early' | 'late' | null
  /** Teams whose dates these are, each for its own part. */
  readonly teams: number
  /** True when it is the record of four weeks of work, because the work in question is too long for one of its own. */
  readonly fourWeeks: boolean
}

/** What this method would have promised at the end of a past week, from the days before it alone, and what became of it. */
export interface ReplayedOrigin {
  readonly day: number
  /** Days promised at each of {@link LEVELS}; Infinity past the end of the history. */
  readonly promised: readonly number[]
  /** Days until the work was done; null while it is not. */
  readonly taken: number | null
}

const ORIGINS = 26
const INDEPENDENT_NEEDED = 5
/** A level is called off when it lies outside the interval that holds the true share with this probability. */
const CONFIDENCE = 0.8

/**
 * The record of the newest 26 weekly origins whose P95 date is due, the same ones for every level. A date held if the work was done by then.
 * @param origins newest first
 * @param today the last day that is known
 */
export function recordOf(origins: readonly ReplayedOrigin[], today: number, fourWeeks = false): LevelRecord[] {
  const due = origins.filter(({ day, promised }) => day + promised[LEVELS.length - 1]! <= today).slice(0, ORIGINS)
  if (due.length === 0) return []
  const independent = Math.min(ORIGINS, (7 * due.length) / median(due.map(({ promised }) => promised[0]!)), due.length)
  return LEVELS.map((level, at) => {
    const held = due.filter(({ promised, taken }) => taken !== null && taken <= promised[at]!).length
    return {
      level,
      held,
      of: due.length,
      independent,
      off: offBy(level, held / due.length, independent),
      teams: 1,
      fourWeeks,
    }
  })
}

/** Nominal outside the 80 % Jeffreys interval of the share, at the number of independent forecasts. */
function offBy(level: number, share: number, independent: number): LevelRecord['off'] {
  const [low, high] = jeffreysInterval(share * independent, independent, CONFIDENCE)
  return level > high ? 'early' : level < low ? 'late' : null
}

/**
 * What this very method would have promised in the past for as much work, and whether it held; weeks on which the team was young are left out. Below five independent
 * forecasts, the record of four weeks of work at the pace of the last twelve. Empty when the history is too short for a single one, or another team's.
 */
export function trackRecord(history: FlowHistory, size: number, terms: ForecastTerms = {}): LevelRecord[] {
  if (size <= 0 || terms.borrowed || typeof regimeOf(history) !== 'string') return []
  const replay = replayOf(history, terms.calendar ?? null)
  const asked = recordOf(replay(size), history.today)
  if ((asked[0]?.independent ?? 0) >= INDEPENDENT_NEEDED) return asked
  const fourWeeks = fourWeeksOf(history)
  return fourWeeks > 0 ? recordOf(replay(fourWeeks), history.today, true) : asked
}

/** The record of four weeks of work at the pace of the last twelve: what a question too long for one of its own is judged by. */
export function fourWeekRecord(history: FlowHistory, terms: ForecastTerms = {}): LevelRecord[] {
  const size = fourWeeksOf(history)
  if (size <= 0 || terms.borrowed || typeof regimeOf(history) !== 'string') return []
  return recordOf(replayOf(history, terms.calendar ?? null)(size), history.today, true)
}

const fourWeeksOf = (history: FlowHistory) => history.done.slice(-84).reduce((sum, done) => sum + done, 0) / 3

/** Replays weekly origins for any size, newest first, until 26 of them are due. */
function replayOf(history: FlowHistory, calendar: WorkCalendar | null): (size: number) => ReplayedOrigin[] {
  const pace = paceHistory(history, capacityOf(history, calendar))
  const weeks = learnedFrom(history, pace).weeks.toReversed()
  const items = runningTotal(history.items)
  const models = new Map<number, ReturnType<typeof deliveryModel>>()
  const daysUntilTotal = (total: Float64Array, index: number, target: number) =>
    total[total.length - 1]! < target - 1e-9 ? null : firstReaching(total, index + 2, target) - index - 1
  return (size) => {
    const origins: ReplayedOrigin[] = []
    let due = 0
    for (const { index, scores } of weeks) {
      if (due >= ORIGINS) break
      const model = models.get(index) ?? deliveryModel(pace.at(index), regimeAt(items, index + 1), scores)
      models.set(index, model)
      const promised = LEVELS.map(
        (level) =>
          daysUntilTotal(pace.effort, index, pace.effort[index + 1]! + effortQuantile(model, size, level)) ?? Infinity,
      )
      const origin = {
        day: history.from + index,
        promised,
        taken: daysUntilTotal(pace.done, index, pace.done[index + 1]! + size),
      }
      if (origin.day + promised[LEVELS.length - 1]! <= history.today) due++
      origins.push(origin)
    }
    return origins
  }
}

/** The records of several teams' parts as one: their dates together. */
export function combinedRecord(records: readonly (readonly LevelRecord[])[]): LevelRecord[] {
  const known = records.filter((record) => record.length > 0)
  return (known[0] ?? []).map(({ level }, at) => {
    const sum = (value: (record: LevelRecord) => number) =>
      known.reduce((total, record) => total + value(record[at]!), 0)
    const [held, of, independent] = [
      sum((record) => record.held),
      sum((record) => record.of),
      sum((record) => record.independent),
    ]
    return {
      level,
      held,
      of,
      independent,
      off: offBy(level, held / of, independent),
      teams: known.length,
      fourWeeks: known.some((record) => record[at]!.fourWeeks),
    }
  })
}
