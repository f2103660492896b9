import { counted, figureText } from '../../../text.ts'
import { afterWorkdays } from '../../math/calendar.ts'
import { normalQuantile } from '../../math/normal.ts'

/** An item of an epic or a feature: day numbers, null where something has not happened or the source does not tell. */
export interface ScopedItem {
  readonly created: number | null
  readonly started: number | null
  readonly finished: number | null
  /** The day it became part of this epic. */
  readonly joined: number | null
  readonly cancelled: number | null
}

/** How an epic has grown since work on it began, as known at the end of a day. */
export interface ScopeEvidence {
  /** First day on which one of its items began; null before that. */
  readonly start: number | null
  /** Items that came later than five working days after the start, those cancelled before anybody began them left out. */
  readonly added: number
  /** Items finished since the start. */
  readonly finished: number
  readonly open: number
  /** How many items had a date assumed. */
  readonly assumed: {
    /** No day of joining: the day of creation counts. */
    readonly createdForJoined: number
    /** No day of creation: the day of joining counts. */
    readonly joinedForCreated: number
    /** Neither is known: left out of the rate. */
    readonly leftOut: number
    /** No start, but finished: the day on which it was finished counts. */
    readonly finishedForStarted: number
  }
}

const GRACE_WORKING_DAYS = 5

/** Reads how an epic has grown. What happened after `today` is not seen. */
export function scopeEvidence(items: readonly ScopedItem[], today: number): ScopeEvidence {
  const past = (day: number | null) => (day !== null && day <= today ? day : null)
  const seen = items
    .map((item) => ({
      created: past(item.created),
      started: past(item.started),
      finished: past(item.finished),
      joined: past(item.joined),
      cancelled: past(item.cancelled),
      known: item.created !== null || item.joined !== null,
      entered: enteredOn(item),
    }))
    .filter((item) => !item.known || item.entered! <= today)
  const began = seen.flatMap((item) => item.started ?? item.finished ?? [])
  const start = began.length === 0 ? null : began.reduce((first, day) => Math.min(first, day))
  const live = seen.filter((item) => item.cancelled === null || item.started !== null)
  const dated = live.filter((item) => item.known)
  const graceEnds = start === null ? Infinity : afterWorkdays(start, GRACE_WORKING_DAYS)
  return {
    start,
    added: dated.filter((item) => item.entered! > graceEnds).length,
    finished: start === null ? 0 : dated.filter((item) => item.finished !== null && item.finished >= start).length,
    open: seen.filter((item) => item.finished === null && item.cancelled === null).length,
    assumed: {
      createdForJoined: dated.filter((item) => item.joined === null).length,
      joinedForCreated: dated.filter((item) => item.created === null).length,
      leftOut: live.length - dated.length,
      finishedForStarted: live.filter((item) => item.started === null && item.finished !== null).length,
    },
  }
}

/** The day on which an item became part of the epic: the later of creation and joining, either one alone where the other is unknown. */
function enteredOn({ created, joined }: ScopedItem): number | null {
  return created === null ? joined : joined === null ? created : Math.max(created, joined)
}

/** How work grows while it is being done. */
export interface ScopeGrowth {
  /** New items that appear for each finished one, at most 0.5. */
  readonly perFinished: number
  /** True when items arrived faster than that: `perFinished` is then a floor. */
  readonly capped: boolean
  /** Final work ÷ work left today: twenty equally likely values, ascending; 1 is no growth. */
  readonly multipliers: readonly number[]
}

const CAP = 0.5
/** The prior: 0.15 of an item per finished one, worth four finished items. */
const PRIOR_RATE = 0.15
const PRIOR_FINISHED = 4

/**
 * The spread, fitted on 95 public epics and releases: what is left brings new items, and so do ten more that nobody has thought of yet (growth does not die out
 * towards the end); the rate itself is uncertain by a factor (log-normal), and additions come in bursts (gamma-Poisson): often none, sometimes many.
 */
const SPREAD = { unseen: 10, rateDeviation: 1.2, shape: 0.65 } as const
const MULTIPLIERS = 20
/** More open items than this are counted in larger steps: the shares are the same. */
const COUNTED = 200

type Seen = Pick<ScopeEvidence, 'added' | 'finished' | 'open'>

/**
 * Growth of an epic from what was added and finished since it began: r = (added + 0.6) ÷ (finished + 4), at most 0.5. Every finished item brings r
 * new ones, which bring new ones in turn.
 * @param seen `open`: items left today
 */
export function scopeGrowth(seen: Seen): ScopeGrowth {
  const rate = rateOf(seen)
  const step = Math.max(1, seen.open / COUNTED)
  const cumulative = addedItems(seen, step)
  const multipliers = Array.from(
    { length: MULTIPLIERS },
    (_, j) => 1 + quantile(cumulative, (j + 0.5) / MULTIPLIERS) / Math.max(1, seen.open / step),
  )
  return { perFinished: Math.min(CAP, rate), capped: rate > CAP, multipliers }
}

/** Final size for each remaining one at this rate: 1 ÷ (1 − r). */
export function growthFactor({ perFinished }: Pick<ScopeGrowth, 'perFinished'>): number {
  return 1 / (1 - Math.min(CAP, Math.max(0, perFinished)))
}

/**
 * Probability that at most k items are added before the end, for k = 0, 1, …, until less than 1e-4 is left.
 * @param step items that are counted as one
 */
export function addedItems(seen: Seen, step = 1): Float64Array {
  return additions(Math.min(CAP, rateOf(seen)), seen.open / step, SPREAD.unseen / step)
}

const rateOf = ({ added, finished }: Pick<Seen, 'added' | 'finished'>): number =>
  (added + PRIOR_RATE * PRIOR_FINISHED) / (finished + PRIOR_FINISHED)

const RATES = Array.from({ length: 10 }, (_, i) => Math.exp(SPREAD.rateDeviation * normalQuantile((i + 0.5) / 10)))
const MOST = 100_000

/** A mixture of negative binomials over ten equally likely rates. */
function additions(perFinished: number, open: number, unseen: number): Float64Array {
  const middle = ((open + unseen) * perFinished) / (1 - perFinished)
  const parts = RATES.map((rate) => ({
    mean: middle * rate,
    term: (1 + (middle * rate) / SPREAD.shape) ** -SPREAD.shape,
  }))
  const cumulative: number[] = []
  let total = 0
  for (let k = 0; k < MOST && total < 1 - 1e-4; k++) {
    for (const part of parts) {
      if (k > 0) part.term *= ((SPREAD.shape + k - 1) / k) * (part.mean / (part.mean + SPREAD.shape))
      total += part.term / parts.length
    }
    cumulative.push(Math.min(1, total))
  }
  return Float64Array.from(cumulative)
}

function quantile(cumulative: Float64Array, p: number): number {
  const at = cumulative.findIndex((reached) => reached >= p - 1e-12)
  return at < 0 ? cumulative.length - 1 : at
}

/** Whether scope growth is part of an answer: when it is asked for, else for one epic or feature on which work has begun. */
export function growthApplies(
  asked: boolean | null | undefined,
  { epic, start }: { readonly epic: boolean; readonly start: number | null },
): boolean {
  return start !== null && (asked ?? epic)
}

/** What was counted. @param since "Since work on it began" */
export function countedWords({ added, finished }: Pick<ScopeEvidence, 'added' | 'finished'>, since: string): string {
  const items = (count: number) => (count === 0 ? 'no item' : counted(count, 'item'))
  return `${since}, ${items(finished)} ${finished === 1 || finished === 0 ? 'was' : 'were'} finished and ${added === 0 ? 'none' : figureText(added)} ${added > 1 ? 'were' : 'was'} added.`
}

/** What is expected, which is not what was counted: a short past is drawn toward what is usual. */
export function growthWords({ perFinished, capped }: Pick<ScopeGrowth, 'perFinished' | 'capped'>): string {
  const rate = Math.round(100 * perFinished) / 100
  return [
    capped
      ? `The dates allow for ${rate} new items per finished item, the most that they can.`
      : `The dates allow for ${rate} new items per finished item: the rate so far, drawn toward the usual ${PRIOR_RATE}.`,
    'Often nothing is added and sometimes a lot; they allow for both.',
  ].join(' ')
}

/** What dates cannot allow for. */
export function growthWarnings(
  { added, finished }: Pick<ScopeEvidence, 'added' | 'finished'>,
  { capped }: Pick<ScopeGrowth, 'capped'>,
): string[] {
  if (!capped) return []
  return [
    added >= finished
      ? 'Work arrives as fast as it is finished, so there is no end in sight. Treat these dates as the earliest possible.'
      : `More work arrives than these dates allow for (${CAP} new items per finished one). Treat them as the earliest possible.`,
  ]
}

/** What was assumed in place of missing dates, as sentences. */
export function growthNotes({ assumed }: ScopeEvidence): string[] {
  const items = (count: number) => counted(count, 'item')
  return [
    ...(assumed.createdForJoined > 0
      ? [`It is unknown when ${items(assumed.createdForJoined)} joined this epic; the creation date is used instead.`]
      : []),
    ...(assumed.joinedForCreated > 0
      ? [
          `${items(assumed.joinedForCreated)} without a creation date ${assumed.joinedForCreated === 1 ? 'is' : 'are'} counted from the date of joining the epic.`,
        ]
      : []),
    ...(assumed.leftOut > 0
      ? [
          `${items(assumed.leftOut)} with neither a creation date nor a joining date ${assumed.leftOut === 1 ? 'is' : 'are'} excluded from the growth rate.`,
        ]
      : []),
  ]
}
