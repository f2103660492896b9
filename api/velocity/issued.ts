/** A promise, and what became of it. */

/** What an issued forecast was computed from. */
export interface IssuedInputs {
  /** The items by key; empty when a plain count was asked for. */
  readonly keys: readonly string[]
  readonly unit: 'items' | 'points'
  readonly size: number
  readonly growthPerFinished: number | null
  readonly confidence: 'calibrated' | 'rough'
  /** Items per working week of the last twelve weeks: the pace that was seen. */
  readonly weeklyPace: number
  readonly teams: readonly { readonly id: string; readonly size: number; readonly weeklyPace: number }[]
}

export interface Promise90 {
  readonly asOf: number
  readonly p50: number | null
  readonly p90: number | null
  /** Days on which its items were finished; null for one that is open still. Items that are gone are left out. */
  readonly finished: readonly (number | null)[]
}

export interface Outcome {
  /** The day its last item was done; null while one is open. */
  readonly day: number | null
  /** null while it cannot be said: open, and the date has not come. */
  readonly heldP50: boolean | null
  readonly heldP90: boolean | null
}

/** Scores a promise as of a day. A date that has passed with work still open was missed. */
export function outcomeOf({ p50, p90, finished }: Promise90, asOf: number): Outcome {
  const done = finished.filter((day): day is number => day !== null && day <= asOf)
  const day = finished.length > 0 && done.length === finished.length ? Math.max(...done) : null
  const held = (date: number | null) => (date === null ? null : day !== null ? day <= date : asOf > date ? false : null)
  return { day, heldP50: held(p50), heldP90: held(p90) }
}
