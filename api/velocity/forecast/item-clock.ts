/** The clock of a single item: how long one takes from its start, whatever the team's pace. An item that is asked for by itself ends no earlier than this allows. */
import { ascending } from '../../math/percentile.ts'

/** How long items take, in calendar days with the first and the last day both counted; open ones count as "longer than their age" (Kaplan & Meier, JASA 53, 1958). */
export interface CycleCurve {
  /** Durations at which items were finished, ascending. */
  readonly days: readonly number[]
  /** Share of items that take longer than that, falling. */
  readonly longer: readonly number[]
}

/** One item: day numbers, null where it has not happened. */
export interface ClockedItem {
  readonly started: number | null
  readonly finished: number | null
}

/** Fewer finished items than this say nothing about a P90. */
const CYCLES_NEEDED = 20
/** Windows of days before the question, the first one with enough finished items counts: how long items take drifts within months. */
const WINDOWS = [90, 180, 365] as const
const ENOUGH = 20
/** Where fewer than this many items are left on the curve, it is continued: the odds of ending fall as the age grows. */
const LEAST_AT_RISK = 10
/** Beyond the curve the share that takes longer falls with this power of the duration. */
const TAIL = 2

/**
 * The curve of the last quarter, of the last half-year, or of the last year where fewer items were finished, as known at the end of `asOf`; null when even a year holds too few, or too few at any one age.
 * An item that began before that window is looked at from the age it had when the window opened (left truncation): its peers that were finished before then are
 * not looked at either.
 */
export function cycleCurve(items: readonly ClockedItem[], asOf: number): CycleCurve | null {
  const finishedWithin = (window: number) =>
    items.filter(
      ({ started, finished }) =>
        started !== null && finished !== null && finished >= started && finished <= asOf && finished > asOf - window,
    ).length
  const opened = asOf - (WINDOWS.find((window) => finishedWithin(window) >= ENOUGH) ?? WINDOWS[WINDOWS.length - 1]!)
  const watched = items.flatMap(({ started, finished }) => {
    if (started === null || started > asOf || (finished !== null && (finished < started || finished <= opened)))
      return []
    const ended = finished !== null && finished <= asOf
    return [{ from: Math.max(0, opened - started + 1), until: (ended ? finished : asOf) - started + 1, ended }]
  })
  const ends = ascending(watched.flatMap(({ until, ended }) => (ended ? [until] : [])))
  if (ends.length < CYCLES_NEEDED) return null
  const entries = ascending(watched.map(({ from }) => from))
  const exits = ascending(watched.map(({ until }) => until))
  const days: number[] = []
  const longer: number[] = []
  let surviving = 1
  let entered = 0
  let left = 0
  for (let i = 0; i < ends.length;) {
    const age = ends[i]!
    let ended = 0
    for (; i < ends.length && ends[i] === age; i++) ended++
    while (entered < entries.length && entries[entered]! < age) entered++
    while (left < exits.length && exits[left]! < age) left++
    const atRisk = entered - left
    if (atRisk < LEAST_AT_RISK) {
      // Few are watched at the youngest ages of a slow team too; the curve ends only where it has begun.
      if (days.length > 0) break
      continue
    }
    surviving *= 1 - ended / atRisk
    days.push(age)
    longer.push(surviving)
    if (surviving <= 0) break
  }
  // As far as enough are watched without one more being finished, nothing ends.
  const watchedUntil = exits[exits.length - LEAST_AT_RISK] ?? 0
  if (days.length > 0 && watchedUntil > days[days.length - 1]!) {
    days.push(watchedUntil)
    longer.push(surviving)
  }
  // Where too few were watched at any age, nothing is known.
  return days.length > 0 ? { days, longer } : null
}

/** Share of items that take longer than `age` days. */
function longerThan({ days, longer }: CycleCurve, age: number): number {
  const last = days.length - 1
  if (last < 0 || age < days[0]!) return 1
  if (age >= days[last]!) return longer[last]! * (days[last]! / age) ** TAIL
  return longer[first(days.length, (k) => days[k]! > age) - 1]!
}

/** Calendar days that an item takes with probability `p`, from its start, both ends counted. */
export function cycleDays(curve: CycleCurve, p: number): number {
  return durationWith(curve, 1 - p)
}

/** Calendar days after today until an item that has been in progress for `age` days is done with probability `p`, at least 1. */
export function daysLeftAtAge(curve: CycleCurve, age: number, p: number): number {
  return Math.max(1, durationWith(curve, (1 - p) * longerThan(curve, age)) - age)
}

function durationWith({ days, longer }: CycleCurve, share: number): number {
  const at = first(longer.length, (k) => longer[k]! <= share + 1e-12)
  if (at < longer.length) return days[at]!
  const last = days.length - 1
  return last < 0 ? Infinity : Math.ceil(days[last]! * (longer[last]! / share) ** (1 / TAIL) - 1e-9)
}

/** The first of `count` places from which on something holds; `count` where it never does. */
function first(count: number, holds: (place: number) => boolean): number {
  let [low, high] = [0, count]
  while (low < high) {
    const middle = (low + high) >> 1
    if (holds(middle)) high = middle
    else low = middle + 1
  }
  return low
}

/** The clock of one item: the curve of its kind, and how long it has been in progress. */
export interface ItemClock {
  readonly curve: CycleCurve
  /** Days in progress, its first day and today counted; null has not started. */
  readonly age: number | null
}

/** Days until the item is done with probability `p`: after today where it has started, else after the day from which it may. */
export function clockDays({ curve, age }: ItemClock, p: number): number {
  return age === null ? cycleDays(curve, p) : daysLeftAtAge(curve, age, p)
}

/** Probability that the item is done within so many days, counted like {@link clockDays}. */
export function clockProbability({ curve, age }: ItemClock, days: number): number {
  if (days < 1) return 0
  if (age === null) return 1 - longerThan(curve, days)
  const left = longerThan(curve, age)
  return left > 0 ? 1 - longerThan(curve, age + days) / left : 1
}
