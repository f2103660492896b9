/** Sentences and assumptions of a forecast, for people to repeat. */
import { isoOf } from '../../math/calendar.ts'
import type { DeliveryDates } from '../simulation/delivery.ts'
import type { Lane } from './lanes.ts'
import type { ScopeGrowth } from '../forecast/scope-growth.ts'
import type { Unit } from './scope-of-work.ts'

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

export function forecastSentence(
  { total, unit, subject }: SaidWork,
  { dates }: Pick<DeliveryDates, 'dates'>,
  rough: boolean,
  today: number,
): string {
  if (total <= 0) return `Nothing is left to do (${subject}).`
  const on = (percentile: number) => dates.find((date) => date.percentile === percentile)?.date
  const [even, sure] = [on(50), on(90)]
  const what = subject === `${total} ${unit}` ? sized(total, unit) : `${sized(total, unit)} (${subject})`
  if (!even) return `${what} will not be done within ten years at the present pace.`
  if (!sure) return `${what}: even odds by ${even}; 90 % sure only after more than ten years.`
  return `${what}: even odds by ${even}, 90 % sure by ${sure}${rough ? ' (rough: short history)' : ''}. As of ${isoOf(today)}.`
}

interface Assumed {
  readonly unit: Unit
  readonly lanes: readonly Lane[]
  readonly growth: ScopeGrowth | null
  readonly growthDays: number
  readonly coupled: boolean
}

export function assumptionsOf({ unit, lanes, growth, growthDays, coupled }: Assumed): string[] {
  const unstaffed = lanes.every(({ teams }) => teams.length === 0)
  return [
    `This work goes first, at the pace of the past in ${unit}; what was usual beside it (bugs, interruptions) stays usual.`,
    growth
      ? `Scope grows by ${Math.round(100 * growth.perFinished) / 100} new items for each finished one, as in the last ${growthDays} days.`
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
