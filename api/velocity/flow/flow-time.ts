import { ascending, quantileOf } from '../../math/percentile.ts'

/** An item's days; null where the source does not tell. */
export interface FlowItem {
  readonly key: string
  readonly created: number | null
  readonly started: number | null
  readonly done: number | null
}

export interface OpenFlowItem extends FlowItem {
  /** By its status: one that went back to To do keeps its start, and one may be done on an unknown day. */
  readonly inProgress: boolean
}

/** Percentiles of a duration in calendar days, the first and the last day both counted (Vacanti 2015: done − start + 1). */
export interface DurationPercentiles {
  readonly items: number
  readonly p50: number
  readonly p75: number
  readonly p85: number
  readonly p95: number
}

/** Cycle time: started → done. Items without a start, or done before it, are not counted. Null when none is left. */
export function cycleTime(items: readonly FlowItem[]): DurationPercentiles | null {
  return percentilesOf(items.flatMap((item) => duration(item.started, item.done)))
}

/** Lead time: created → done. */
export function leadTime(items: readonly FlowItem[]): DurationPercentiles | null {
  return percentilesOf(items.flatMap((item) => duration(item.created, item.done)))
}

function duration(from: number | null, to: number | null): number[] {
  return from === null || to === null || to < from ? [] : [to - from + 1]
}

function percentilesOf(days: readonly number[]): DurationPercentiles | null {
  if (days.length === 0) return null
  const sorted = ascending(days)
  const at = (p: number) => quantileOf(sorted, p)
  return { items: days.length, p50: at(0.5), p75: at(0.75), p85: at(0.85), p95: at(0.95) }
}

/**
 * Quantile of the cycle time with items still open counted as "longer than their age" (Kaplan & Meier, JASA 53, 1958): a team that only ever finishes its
 * easy items does not look fast. Null when the curve does not come down that far.
 */
export function survivalQuantile(finished: readonly number[], open: readonly number[], p: number): number | null {
  const events = [...finished.map((days) => ({ days, ended: true })), ...open.map((days) => ({ days, ended: false }))]
  // At equal times, finished before open: an open item was still at risk then.
  events.sort((a, b) => a.days - b.days || Number(b.ended) - Number(a.ended))
  let surviving = 1
  for (let i = 0; i < events.length; i++) {
    if (!events[i]!.ended) continue
    surviving *= 1 - 1 / (events.length - i)
    if (surviving <= 1 - p + 1e-12) return events[i]!.days
  }
  return null
}

export interface WorkItemAge {
  readonly key: string
  /** Calendar days since the start, both ends counted. */
  readonly age: number
  /** True when the item is in progress for longer than 85 % of items take. */
  readonly olderThanUsual: boolean
}

export interface WorkInProgress {
  readonly items: number
  /** P85 of the cycle time, open items counted as censored; null when unknown. */
  readonly usualDays: number | null
  readonly olderThanUsual: number
  /** Oldest first; without those whose start nobody knows. */
  readonly ages: readonly WorkItemAge[]
}

/** Work in progress at the end of a day, its age against the P85 of the cycle time. */
export function workInProgress(items: readonly OpenFlowItem[], asOf: number): WorkInProgress {
  const all = items.filter(({ inProgress }) => inProgress)
  const open = all.filter(({ started }) => started !== null && started <= asOf)
  const age = (item: FlowItem) => asOf - item.started! + 1
  const finished = items
    .filter((item) => item.done !== null && item.done <= asOf)
    .flatMap((item) => duration(item.started, item.done))
  const usualDays = survivalQuantile(finished, open.map(age), 0.85)
  const ages = open
    .map((item) => ({ key: item.key, age: age(item), olderThanUsual: usualDays !== null && age(item) > usualDays }))
    .sort((a, b) => b.age - a.age || (a.key < b.key ? -1 : 1))
  return { items: all.length, usualDays, olderThanUsual: ages.filter((item) => item.olderThanUsual).length, ages }
}

/** Little's law holds only in a stable system: arrivals ÷ departures over the window, "stable" within a fifth. Null without departures. */
export function stability(
  items: readonly FlowItem[],
  from: number,
  to: number,
): { readonly arrivals: number; readonly departures: number; readonly stable: boolean } | null {
  const within = (day: number | null) => day !== null && day >= from && day <= to
  const arrivals = items.filter((item) => within(item.started)).length
  const departures = items.filter((item) => within(item.done)).length
  return departures === 0 ? null : { arrivals, departures, stable: Math.abs(arrivals / departures - 1) <= 0.2 }
}
