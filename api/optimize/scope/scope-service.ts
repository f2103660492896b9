/** The best set of a ranked list that ships by a date, with the probability that a forecast of that set states. */
import { figureText } from '../../../text.ts'
import type { AnalysisContext } from '../../data/context.ts'
import type { ItemRow } from '../../backlog/row.ts'
import type { FlowInputs } from '../../planning/load-service.ts'
import type { PlanItem } from '../../planning/planning.ts'
import { below, leavesOf, usualUnit, withStories, zeroWords, type Unit } from '../../planning/work.ts'
import { dayOf, isoOf } from '../../math/calendar.ts'
import { sizeBy } from '../../velocity/forecast/forecast.ts'
import { historyWords, roughBecause, type NotEnoughHistory } from '../../velocity/flow/history.ts'
import { circleAmong } from '../../velocity/simulation/coupling.ts'
import { SEED, TRIALS, trialsFor } from '../../velocity/simulation/delivery.ts'
import { partsOf, type Parts } from '../../velocity/work/parts.ts'
import { computed } from '../../workers/service.ts'
import type { Candidate } from '../score/candidate.ts'
import { inTime, lateItems } from './in-time.ts'
import type { Judgment } from './judge.ts'
import { bundlesOutside, refill } from './refill.ts'
import type { ScopeCandidate } from './team-scope.ts'

export interface ScopeByDate {
  readonly date: string
  readonly confidence: number
  readonly unit: Unit
  /** Keys in the order to build. */
  readonly keys: readonly string[]
  readonly amount: number
  /** What a forecast of these items says of the date; null where nothing ships. */
  readonly probability: number | null
  /** Share of the list's value that ships. */
  readonly valueShare: number
  /** Keys of the items looked at that do not fit, highest-ranked first. */
  readonly cut: readonly string[]
  /** The next item with what it waits for, and what adding it does to the probability. */
  readonly next: { readonly keys: readonly string[]; readonly probability: number } | null
  readonly optimal: boolean
  readonly assumptions: readonly string[]
  readonly warnings: readonly string[]
}

const CONFIDENCE = 0.85
/** Of a list that does not ship as a whole, at least and at most so many items are looked at, from its start. */
const CONSIDERED = { least: 400, most: 1_000 }
/** They are twice the work that the teams do by the date if they are lucky. */
const LUCKY = { share: 1 - CONFIDENCE, times: 2 }
/** Trials while the set is looked for; what is stated has all of {@link TRIALS}. */
const DRAFT = 2_000

export async function scopeBy(
  context: AnalysisContext,
  date: string,
  ranking: { readonly items: readonly { readonly key: string; readonly costOfDelay: number }[] },
  candidates: readonly Candidate[],
  rows: ReadonlyMap<string, ItemRow>,
  data: FlowInputs,
): Promise<ScopeByDate | { readonly refusal: string }> {
  const days = dayOf(date) - data.today
  if (days <= 0) return { refusal: `${date} is not after ${isoOf(data.today)}, so nothing more ships by then.` }
  const unit = usualUnit(data.history, data.end)
  const leavesBelow = leavesFor(data.items)
  const listed = ranking.items
    .map(({ key, costOfDelay }) => ({ key, value: costOfDelay, leaves: leavesBelow(key, rows.get(key)!) }))
    .filter(({ leaves }) => leaves.length > 0)
  if (listed.length === 0) return { refusal: `Nothing in this list is open, so nothing ships by ${date}.` }
  const leaves = new Map(listed.map(({ key, leaves: inside }) => [key, inside]))
  // In the order of the backlog, as a forecast takes them: who does work without a team depends on it.
  const work = (keys: readonly string[]) => {
    const inside = new Set(keys.flatMap((key) => leaves.get(key)!))
    return partsOf(
      data,
      unit,
      data.items.filter((item) => inside.has(item)),
    )
  }
  const judged = (keys: readonly string[], bundles: readonly (readonly string[])[], trials: number) => {
    const parts = work(keys) as Parts
    return computed(context, 'scope.judge', {
      teams: parts.lanes.map(({ key, forecaster }) => ({ key, forecaster })),
      items: parts.items,
      days,
      bundles: bundles.map((bundle) => distinct(bundle.flatMap((key) => leaves.get(key)!)).map(({ key }) => key)),
      trials: Math.min(trials, trialsFor(parts.items.length)),
      seed: SEED,
    })
  }
  const whole = work(listed.map(({ key }) => key))
  if (!('lanes' in whole)) return { refusal: refusalOf(date, whole) }
  if (whole.total <= 0)
    return { refusal: `What ships by ${date} is not included. ${zeroWords(whole.items.length).join(' ')}` }
  const circle = whole.coupled ? circleAmong(whole.items) : null
  if (circle)
    return {
      refusal: `The set that ships by ${date} is not included: ${circle.join(' → ')} wait for each other, so none of them can start. Remove one of these dependencies.`,
    }
  const everything = await judged([...leaves.keys()], [], TRIALS)
  const allShip = everything.probability >= CONFIDENCE
  const considered = allShip ? listed : listed.slice(0, lookedAt(whole, listed, days))
  const all = considered.length === listed.length ? whole : (work(considered.map(({ key }) => key)) as Parts)

  const looked = new Set(considered.map(({ key }) => key))
  const blockedBy = new Map(candidates.map((candidate) => [candidate.key, candidate.blockedBy]))
  const amounts = amountsIn(all)
  const options = considered.map(({ key, value, leaves: inside }): ScopeCandidate => ({
    key,
    value,
    amounts: amounts(inside),
    blockedBy: blockedBy.get(key)!.filter((blocker) => looked.has(blocker)),
  }))
  const teams = all.lanes.map(({ key, forecaster }) => ({ key, forecaster }))
  const possible = allShip
    ? options
    : inTime(options, lateItems(all.items, days, CONFIDENCE, data.today), (key) => leaves.get(key)!)
  const found = allShip
    ? { keys: [...leaves.keys()], optimal: true }
    : await computed(context, 'scope.search', {
        teams,
        candidates: possible,
        days,
        confidence: CONFIDENCE,
      })

  const byKey = new Map(options.map((option) => [option.key, option]))
  let keys = found.keys
  let judgment: Judgment | null = allShip ? everything : null
  for (let trials = allShip ? 0 : DRAFT; trials > 0 && keys.length > 0;) {
    const bundles = keys.map((key) => withDependents(key, keys, byKey))
    judgment = await judged(keys, bundles, trials)
    if (judgment.probability >= CONFIDENCE) {
      trials = trials === TRIALS ? 0 : TRIALS
      continue
    }
    const gone = leastFor(bundles, judgment, byKey)
    keys = keys.filter((key) => !gone.has(key))
  }
  const isIn = async (some: readonly string[]) => (await judged(some, [], DRAFT)).probability >= CONFIDENCE
  for (const more of all.coupled && !allShip ? await refill(possible, keys, teams.length, isIn) : []) {
    const wider = await judged(more, [], TRIALS)
    if (wider.probability < CONFIDENCE) continue
    keys = more
    judgment = wider
    break
  }
  // What takes no time by its points has no date, in a forecast as here.
  if (keys.length > 0 && (work(keys) as Parts).total <= 0) keys = []
  const chosen = new Set(keys)
  // Where nothing else could ship by then either, the next is the best of what cannot.
  const more =
    [possible, options].flatMap((some) => bundlesOutside(some, chosen, teams.length).slice(0, 1))[0]?.keys ?? null
  const parts = keys.length > 0 ? (work(keys) as Parts) : null
  const total = listed.reduce((sum, { value }) => sum + value, 0)
  const rough = [...new Set(all.lanes.flatMap(({ forecaster }) => roughBecause(forecaster.model.regime) ?? []))]
  const several = all.lanes.length > 1
  const proven = !several && !all.coupled && keys.length === found.keys.length && considered.length === listed.length
  return {
    date,
    confidence: CONFIDENCE,
    unit,
    keys,
    amount: parts?.total ?? 0,
    probability: keys.length > 0 ? judgment!.probability : null,
    valueShare: total > 0 ? keys.reduce((sum, key) => sum + byKey.get(key)!.value, 0) / total : 0,
    cut: considered.flatMap(({ key }) => (chosen.has(key) ? [] : [key])),
    next: more && { keys: more, probability: (await judged([...keys, ...more], [], TRIALS)).probability },
    optimal: allShip || (found.optimal && proven),
    assumptions: [
      `The set that ships by ${date} is the most valuable one that is done with at least ${CONFIDENCE * 100}% probability, ${several ? 'each team at its own pace and calendar' : `at the pace of ${all.lanes[0]!.name}`} in ${unit}, if nothing else is worked on. The probability is the one that forecast_delivery gives for these items by their keys; asked for a whole epic, it also expects what will be added to it, so its dates are later.`,
      ...all.assumptions,
    ],
    warnings: [
      ...(considered.length < listed.length
        ? [
            `For ${date}, the first ${figureText(considered.length)} of ${figureText(listed.length)} items in this order were looked at; the others were not.`,
          ]
        : []),
      ...all.warnings,
      ...(rough.length ? [`The set that ships by ${date} is rough: ${rough.join(', ')}.`] : []),
    ],
  }
}

/** Items from the start of the list that are looked at: as many as fill each team's time by the date, with luck, twice. */
function lookedAt(whole: Parts, listed: readonly { readonly leaves: readonly PlanItem[] }[], days: number): number {
  const room = whole.lanes.map(({ forecaster }) => LUCKY.times * sizeBy(forecaster, days, LUCKY.share))
  const amounts = amountsIn(whole)
  let count = 0
  for (; count < Math.min(listed.length, CONSIDERED.most); count++) {
    if (count >= CONSIDERED.least && room.every((left) => left <= 0)) break
    amounts(listed[count]!.leaves).forEach((amount, k) => (room[k]! -= amount))
  }
  return count
}

/** Leaves that an item of the list stands for, as a forecast of it takes them. */
function leavesFor(items: readonly PlanItem[]): (key: string, row: Pick<ItemRow, 'id'>) => readonly PlanItem[] {
  const byKey = new Map(items.map((item) => [item.key, item]))
  const isLeaf = new Set(leavesOf(items).map(({ key }) => key))
  return (key) => {
    const item = byKey.get(key)
    if (!item) return []
    return isLeaf.has(key) ? [item] : leavesOf(below(items, new Set(withStories(items, [key]))))
  }
}

/** Work of some leaves by the number of the lane. */
function amountsIn({ lanes, items }: Parts): (inside: readonly PlanItem[]) => number[] {
  const number = new Map(lanes.map(({ key }, k) => [key, k]))
  const byKey = new Map(items.map((item) => [item.key, item]))
  return (inside) => {
    const amounts = lanes.map(() => 0)
    for (const { key } of distinct(inside)) {
      const item = byKey.get(key)
      if (item) amounts[number.get(item.team)!]! += item.size
    }
    return amounts
  }
}

const distinct = (items: readonly PlanItem[]) => [...new Map(items.map((item) => [item.key, item])).values()]

/** An item of the set with everything in it that waits for it. */
function withDependents(
  key: string,
  keys: readonly string[],
  byKey: ReadonlyMap<string, ScopeCandidate>,
): readonly string[] {
  const out = new Set([key])
  for (let grew = true; grew;) {
    grew = false
    for (const other of keys)
      if (!out.has(other) && byKey.get(other)!.blockedBy.some((blocker) => out.has(blocker))) {
        out.add(other)
        grew = true
      }
  }
  return [...out]
}

/** What leaves a set that misses the confidence: bundles of least value for the probability they cost, about half of what is missing at a time. */
function leastFor(
  bundles: readonly (readonly string[])[],
  { probability, without, late }: Judgment,
  byKey: ReadonlyMap<string, ScopeCandidate>,
): ReadonlySet<string> {
  const costs = bundles.map((bundle, at) => {
    const gain = without[at]! - probability
    const value = bundle.reduce((sum, key) => sum + byKey.get(key)!.value, 0)
    return { bundle, gain, price: (value + 1e-9) / Math.max(gain, late[at]! * 1e-3, 1e-9) }
  })
  const gone = new Set<string>()
  let gained = 0
  // Items that are late in the same cases gain nothing one by one: then the cheapest quarter leaves.
  const most = costs.some(({ gain }) => gain > 0) ? bundles.length : Math.ceil(bundles.length / 4)
  costs.sort((a, b) => a.price - b.price || (a.bundle[0]! < b.bundle[0]! ? -1 : 1))
  for (const { bundle, gain } of costs.slice(0, most)) {
    if (gone.size > 0 && gained >= (CONFIDENCE - probability) / 2) break
    for (const key of bundle) gone.add(key)
    gained += Math.max(0, gain)
  }
  return gone
}

function refusalOf(date: string, missing: NotEnoughHistory): string {
  return `There is not enough history to say what ships by ${date}: ${historyWords(missing)}.`
}
