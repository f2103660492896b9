/** Sentences and assumptions of a forecast, for people to repeat. */
import { figureText } from '../../../text.ts'
import { isoOf } from '../../math/calendar.ts'
import { YEAR_END_FACTOR } from '../forecast/capacity.ts'
import type { DeliveryDates } from '../simulation/delivery.ts'
import type { Lane } from './lanes.ts'
import { growthWords, type ScopeGrowth } from '../forecast/scope-growth.ts'
import type { LevelRecord } from '../forecast/track-record.ts'
import type { Unit } from '../../planning/work.ts'

export interface SaidWork {
  readonly total: number
  readonly unit: Unit
  readonly subject: string
  /** Of the open items; empty where a plain size is asked for. */
  readonly keys: readonly string[]
}

/** "12 items": one decimal at most. */
export function sized(total: number, unit: Unit): string {
  const shown = Math.round(total * 10) / 10
  return `${figureText(shown)} ${shown === 1 ? unit.slice(0, -1) : unit}`
}

export interface SaidConfidence {
  /** Why it is rough, as a clause; null where it is not. */
  readonly rough: string | null
  /** The backtest bears out the P50 dates of such teams. */
  readonly evenOdds: boolean
}

export function forecastSentence(
  { total, unit, subject, keys }: SaidWork,
  { dates }: Pick<DeliveryDates, 'dates'>,
  { rough, evenOdds }: SaidConfidence,
  today: number,
): string {
  if (total <= 0)
    return keys.length > 0
      ? `${subject}: ${keys.length === 1 ? 'the open item has' : `all ${figureText(keys.length)} open items have`} 0 points, so there is no date. Count items instead.`
      : `No work is left (${subject}).`
  const on = (percentile: number) => dates.find((date) => date.percentile === percentile)?.date
  const [even, sure] = [on(50), on(90)]
  const what = subject === `${total} ${unit}` ? sized(total, unit) : `${sized(total, unit)} (${subject})`
  const middle = evenOdds ? 'even odds by' : 'best guess'
  if (!even) return `${what} will not be done within ten years at the current pace.`
  if (!sure) return `${what}: ${middle} ${even}; 90% sure only after more than ten years.`
  return `${what}: ${middle} ${even}, 90% sure by ${sure}${rough ? ` (rough: ${rough})` : ''}. As of ${isoOf(today)}.`
}

interface Assumed {
  readonly unit: Unit
  readonly lanes: readonly Lane[]
  /** The days ahead up to P95 hold a year-end break. */
  readonly overYearEnd: boolean
  readonly growth: ScopeGrowth | null
  /** 0 where nothing waits. */
  readonly trials: number
}

/** How dates come about where work waits. */
export const waitingWords = (trials: number): string =>
  `Work waits for its blockers and release dates; simulated ${figureText(trials)} times with a fixed seed.`

export function assumptionsOf({ unit, lanes, overYearEnd, growth, trials }: Assumed): string[] {
  const unstaffed = lanes.every(({ teams }) => teams.length === 0)
  const away = lanes.some(({ terms }) => (terms.changes ?? []).length > 0)
  const staying = unstaffed ? 'The same people keep working on it' : 'Teams stay the same'
  return [
    `This work goes first, at the past pace in ${unit}, with the usual share of bugs and interruptions.`,
    growth ? growthWords(growth) : 'No new scope is added.',
    `${staying}${away ? ', apart from absences on record' : ''}; ${closedDayWords(lanes)}.`,
    ...(overYearEnd ? yearEndWords(lanes) : []),
    ...(lanes.length > 1
      ? ['Teams vary independently of each other: the odds do not include anything that slows all of them at once.']
      : []),
    ...(trials > 0 ? [waitingWords(trials)] : []),
  ]
}

function closedDayWords(lanes: readonly Lane[]): string {
  const known = lanes.filter(({ terms }) => terms.calendar).length
  if (known === 0) return 'no calendar is set, so closed days are inferred from history'
  return known === lanes.length
    ? 'closed days come from the calendar'
    : 'closed days come from the calendars that are set, and are inferred from history elsewhere'
}

/** A break that no calendar states, and that few teams' histories show often enough. */
function yearEndWords(lanes: readonly Lane[]): string[] {
  const slower = lanes.filter(({ forecaster }) => forecaster.capacity.yearEnd < 1)
  if (slower.length === 0) return []
  const who = slower.length === lanes.length ? '' : ' for teams whose calendar closes none of these days'
  return [`December 23 to January 2 count as ${Math.round(100 * YEAR_END_FACTOR)}% of normal days${who}.`]
}

/** What the record is worth. */
export function recordAssumptions(record: readonly LevelRecord[]): string[] {
  const p90 = record.find(({ level }) => level === 0.9)
  if (!p90) return []
  const { of, held, teams } = p90
  const independent = Math.max(1, Math.round(p90.independent))
  const kind = (one: boolean) =>
    [
      one ? 'P90 date' : 'P90 dates',
      p90.fourWeeks
        ? ` for four weeks of work (${teams > 1 ? `each for one of ${teams} teams; ` : ''}this work is too long for a track record of its own)`
        : teams > 1
          ? ` of ${teams} teams (each for its own part of this work)`
          : ' like this one',
    ].join('')
  if (of === 1) return [`The last weekly ${kind(true)} was ${held === 1 ? 'met' : 'missed'}.`]
  const worth =
    independent < of
      ? `; they overlap, so they count as about ${independent} independent ${independent === 1 ? 'date' : 'dates'}`
      : ''
  return [`${held} of the last ${of} weekly ${kind(false)} ${held === 1 ? 'was' : 'were'} met${worth}.`]
}

/** Levels whose dates held too seldom or too often for it to be chance. */
export function recordWarnings(record: readonly LevelRecord[]): string[] {
  const named = (off: 'early' | 'late') =>
    record
      .filter((level) => level.off === off)
      .map(({ level, held, of }) => `P${Math.round(level * 100)} (${held} of ${of} met)`)
      .join(', ')
  const [early, late] = [named('early'), named('late')]
  return [
    ...(early ? [`Past dates like this were too early: ${early}. Plan with a later date.`] : []),
    ...(late ? [`Past dates like this were later than needed: ${late}.`] : []),
  ]
}

/** What was left out, each item once: lanes that borrow all have the same history of others, which may have lanes here too. */
export function massCloseWarnings(lanes: readonly Pick<Lane, 'history' | 'terms'>[]): string[] {
  const own = lanes.filter(({ terms }) => !terms.borrowed)
  const closes = (own.length > 0 ? own : lanes.slice(0, 1)).flatMap(({ history }) => history.excluded)
  const days = [...new Set(closes.map(({ day }) => day))]
  const items = closes.reduce((sum, close) => sum + close.items, 0)
  return days.length
    ? [
        `${items} items were closed in bulk on ${days.length === 1 ? isoOf(days[0]!) : `${days.length} days`} and are left out of the pace.`,
      ]
    : []
}
