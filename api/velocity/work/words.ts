/** Sentences and assumptions of a forecast, for people to repeat. */
import { isoOf } from '../../math/calendar.ts'
import type { DeliveryDates } from '../simulation/delivery.ts'
import type { Lane } from './lanes.ts'
import type { ScopeGrowth } from '../forecast/scope-growth.ts'
import type { LevelRecord } from '../forecast/track-record.ts'
import type { Unit } from '../../planning/work.ts'

export interface SaidWork {
  readonly total: number
  readonly unit: Unit
  readonly subject: string
}

/** "12 items": one decimal at most. */
export function sized(total: number, unit: Unit): string {
  const shown = Math.round(total * 10) / 10
  return `${shown} ${shown === 1 ? unit.slice(0, -1) : unit}`
}

export interface SaidConfidence {
  /** Why it is rough, as a clause; null where it is not. */
  readonly rough: string | null
  /** The backtest bears out the P50 dates of such teams. */
  readonly evenOdds: boolean
}

export function forecastSentence(
  { total, unit, subject }: SaidWork,
  { dates }: Pick<DeliveryDates, 'dates'>,
  { rough, evenOdds }: SaidConfidence,
  today: number,
): string {
  if (total <= 0) return `Nothing is left to do (${subject}).`
  const on = (percentile: number) => dates.find((date) => date.percentile === percentile)?.date
  const [even, sure] = [on(50), on(90)]
  const what = subject === `${total} ${unit}` ? sized(total, unit) : `${sized(total, unit)} (${subject})`
  const middle = evenOdds ? 'even odds by' : 'best guess'
  if (!even) return `${what} will not be done within ten years at the present pace.`
  if (!sure) return `${what}: ${middle} ${even}; 90 % sure only after more than ten years.`
  return `${what}: ${middle} ${even}, 90 % sure by ${sure}${rough ? ` (rough: ${rough})` : ''}. As of ${isoOf(today)}.`
}

interface Assumed {
  readonly unit: Unit
  readonly lanes: readonly Lane[]
  readonly growth: ScopeGrowth | null
  /** "in the last 90 days" */
  readonly growthSince: string
  readonly coupled: boolean
}

export function assumptionsOf({ unit, lanes, growth, growthSince, coupled }: Assumed): string[] {
  const unstaffed = lanes.every(({ teams }) => teams.length === 0)
  return [
    `This work goes first, at the pace of the past in ${unit}; what was usual beside it (bugs, interruptions) stays usual.`,
    growth
      ? `Scope grows by ${Math.round(100 * growth.perFinished) / 100} new items for each finished one, as ${growthSince}; often nothing is added, sometimes a lot, and the dates hold both.`
      : 'No new scope is added.',
    `${unstaffed ? 'Whoever did the work goes on' : 'Teams stay as they are'}; ${lanes.some(({ terms }) => terms.calendar) ? 'closed days of the calendar count.' : 'no calendar is set, so closed days are those the history shows.'}`,
    ...(lanes.length > 1
      ? [
          'Teams are lucky or unlucky independently of each other: a cause that slows all of them at once is not part of these odds.',
        ]
      : []),
    ...(coupled ? ['Work waits for its blockers and release dates; played 10,000 times with a fixed seed.'] : []),
  ]
}

/** What the record is worth. */
export function recordAssumptions(record: readonly LevelRecord[]): string[] {
  const p90 = record.find(({ level }) => level === 0.9)
  if (!p90) return []
  const independent = Math.max(1, Math.round(p90.independent))
  const what = p90.fourWeeks
    ? "P90 dates of four weeks' work (this work is too long for a record of its own)"
    : 'such P90 dates'
  return [
    `Of the last ${p90.of} weekly ${what}, ${p90.held} held; they overlap, so they are worth about ${independent} independent ${independent === 1 ? 'date' : 'dates'}.`,
  ]
}

/** Levels whose dates held too seldom or too often for it to be chance. */
export function recordWarnings(record: readonly LevelRecord[]): string[] {
  const named = (off: 'early' | 'late') =>
    record
      .filter((level) => level.off === off)
      .map(({ level, held, of }) => `P${Math.round(level * 100)} (${held} of ${of} held)`)
      .join(', ')
  const [early, late] = [named('early'), named('late')]
  return [
    ...(early ? [`Past dates of this kind came too early: ${early}. Plan with a later one.`] : []),
    ...(late ? [`Past dates of this kind came later than needed: ${late}.`] : []),
  ]
}
