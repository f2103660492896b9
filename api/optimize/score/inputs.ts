/**
 * Missing figures are estimated, and every estimate is put on record: which item, which figure, what it was taken to be, and
 * from what. A figure that was stated is never changed, except a size of 0, which no ratio can use.
 */
import { RELATIVE_STEPS } from './candidate.ts'
import type { Candidate, InputField, Priority } from './candidate.ts'

/** Where an estimate comes from, most specific first. */
export type EstimateSource =
  | 'storyPoints' // the item's own story points stand for its size
  | 'jobSize' // the item's own size stands for its effort or ease
  | 'businessValue' // the item's own business value stands for its impact
  | 'relativeScores' // the item's own relative scores, converted by the median rate of the list
  | 'medianOfPriority'
  | 'medianOfType'
  | 'medianOfList'
  | 'smallestOfList' // a stated size of 0
  | 'priority' // nobody states the figure: the priority stands for it
  | 'constant' // nobody states the figure: the same for all, so that it plays no part

export interface Assumption {
  readonly itemId: string
  readonly field: InputField
  readonly value: number
  readonly source: EstimateSource
  /** The type or priority whose median it is, or null. */
  readonly of: string | null
  /** Stated figures behind a median; 0 where there is none. */
  readonly sampleSize: number
  /** What the figure could well be: the 10th and 90th percentile of the sample, or the neighboring steps. */
  readonly low: number
  readonly high: number
}

/** A median needs this many stated figures of the same type or priority; below it, the whole list is asked. */
const ENOUGH = 3

/** Business value when nobody states one: SAFe steps by priority. */
const VALUE_OF_PRIORITY: Record<Priority, number> = { critical: 20, high: 13, medium: 8, low: 3, none: 5 }

/** The figures of one kind that the list states. */
export interface Column {
  readonly all: Sample
  readonly byType: ReadonlyMap<string, Sample>
  readonly byPriority: ReadonlyMap<string, Sample>
}

export interface Sample {
  readonly count: number
  readonly low: number
  readonly median: number
  readonly high: number
}

export function columnOf(candidates: readonly Candidate[], read: (candidate: Candidate) => number | null): Column {
  const all: number[] = []
  const byType = new Map<string, number[]>()
  const byPriority = new Map<string, number[]>()
  for (const candidate of candidates) {
    const value = read(candidate)
    if (value === null) continue
    all.push(value)
    append(byType, candidate.type, value)
    append(byPriority, candidate.priority, value)
  }
  const samples = (groups: Map<string, number[]>) =>
    new Map([...groups].map(([name, values]) => [name, sampleOf(values)]))
  return { all: sampleOf(all), byType: samples(byType), byPriority: samples(byPriority) }
}

function append(groups: Map<string, number[]>, name: string, value: number): void {
  const group = groups.get(name)
  if (group) group.push(value)
  else groups.set(name, [value])
}

/** P10, median and P90 as order statistics, so that an estimate is always a figure that somebody stated. */
export function sampleOf(values: readonly number[]): Sample {
  const sorted = values.toSorted((a, b) => a - b)
  const at = (share: number) => sorted[Math.round(share * (sorted.length - 1))] ?? 0
  return { count: sorted.length, low: at(0.1), median: sorted[(sorted.length - 1) >> 1] ?? 0, high: at(0.9) }
}

/** The estimate for one missing figure from its column, else from the priority or a constant. */
export function estimate(
  candidate: Candidate,
  field: InputField,
  column: Column,
  grouped: 'type' | 'priority',
): Assumption {
  const groups =
    grouped === 'priority' && candidate.priority !== 'none'
      ? ([
          ['medianOfPriority', candidate.priority, column.byPriority],
          ['medianOfType', candidate.type, column.byType],
        ] as const)
      : ([['medianOfType', candidate.type, column.byType]] as const)
  for (const [source, of, samples] of groups) {
    const sample = samples.get(of)
    if (sample && sample.count >= ENOUGH) return fromSample(candidate, field, sample, source, of)
  }
  if (column.all.count > 0) return fromSample(candidate, field, column.all, 'medianOfList', null)
  const constant = field === 'jobSize' || field === 'effort' ? 5 : field === 'confidence' ? 0.8 : 1
  const value = field === 'businessValue' ? VALUE_OF_PRIORITY[candidate.priority] : constant
  const [low, high] = field === 'confidence' ? [0.5, 1] : [stepBy(value, -1), stepBy(value, 1)]
  return {
    itemId: candidate.id,
    field,
    value,
    source: field === 'businessValue' ? 'priority' : 'constant',
    of: field === 'businessValue' ? candidate.priority : null,
    sampleSize: 0,
    low,
    high,
  }
}

function fromSample(
  candidate: Candidate,
  field: InputField,
  sample: Sample,
  source: EstimateSource,
  of: string | null,
): Assumption {
  return {
    itemId: candidate.id,
    field,
    value: sample.median,
    source,
    of,
    sampleSize: sample.count,
    low: sample.low,
    high: sample.high,
  }
}

/** `value` moved by whole steps of the relative scale; values beyond its ends move by the ratio of the nearest two steps. */
export function stepBy(value: number, steps: number): number {
  if (value <= 0 || steps === 0) return value
  const at = RELATIVE_STEPS.findIndex((step) => step >= value)
  const nearest =
    at <= 0
      ? at === 0
        ? 0
        : RELATIVE_STEPS.length - 1
      : value - RELATIVE_STEPS[at - 1]! < RELATIVE_STEPS[at]! - value
        ? at - 1
        : at
  const target = nearest + steps
  if (target < 0) return value * 0.5 ** -target
  const last = RELATIVE_STEPS.length - 1
  const anchor = RELATIVE_STEPS[Math.min(target, last)]! * 1.6 ** Math.max(0, target - last)
  return RELATIVE_STEPS[nearest] === value ? anchor : (value * anchor) / RELATIVE_STEPS[nearest]!
}
