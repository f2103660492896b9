/** What a ranking assumed and what its reader should know, in sentences. */
import { counted, figureText } from '../../text.ts'
import { COST_OF_DELAY, eachOf, nameOf } from '../backlog/item-fields.ts'
import type { Candidates } from './rank/candidates.ts'
import type { Factor } from './score/factor.ts'
import type { Assumption, EstimateSource } from './score/inputs.ts'
import type { PlainOrder } from './rank/plain.ts'
import { DUE_SOON_DAYS } from './rank/plain.ts'
import { topOf } from './rank/estimate-first.ts'
import { alone } from './rank/headline.ts'
import type { Ranking } from './rank/rank.ts'
import { ENOUGH_SCORED, valueFields, type Scored } from './score/scored.ts'
import { dayOf, isoOf } from '../math/calendar.ts'
import type { Method, ScoreUnit } from './score/score.ts'

const FIELDS: Record<string, string> = {
  ...eachOf(COST_OF_DELAY, nameOf),
  jobSize: 'job size',
  costOfDelayPerWeek: 'cost of delay',
  reach: 'reach',
  impact: 'impact',
  confidence: 'confidence',
  effort: 'effort',
  ease: 'ease',
  storyPoints: 'story points',
  size: 'size',
}
export const fieldWords = (field: string) => FIELDS[field] ?? field

const SOURCES: Record<EstimateSource, string> = {
  storyPoints: 'story points are used instead',
  jobSize: 'size is used instead',
  businessValue: 'business value is used instead',
  relativeScores: 'relative scores are used instead, converted at the median rate of the list',
  medianOfPriority: 'the median of the same priority is used',
  medianOfType: 'the median of the same type is used',
  medianOfList: 'the median of the list is used',
  smallestOfList: 'a size of 0 is replaced by the smallest size in the list',
  priority: 'priority is used instead, because no item has one',
  constant: 'it is the same for all, because no item has one',
}

const FORMULAS: Record<Method, (unit: ScoreUnit) => string> = {
  wsjf: (unit) =>
    unit === 'perWeek'
      ? 'WSJF: cost of delay per week ÷ job size.'
      : 'WSJF: (business value + time criticality + risk reduction) ÷ job size.',
  rice: () => 'RICE: reach × impact × confidence ÷ effort.',
  ice: () => 'ICE: impact × confidence × ease.',
}

const figure = (value: number) => String(Math.round(value * 100) / 100)
const items = (count: number) => counted(count, 'item')
const listed = (keys: readonly string[]) => `${keys.slice(0, 5).join(', ')}${keys.length > 5 ? ', …' : ''}`

export function assumptionWords(ranking: Ranking, factors: readonly Factor[], sizedByParts: number): string[] {
  const groups = Map.groupBy(ranking.assumptions, ({ field, source }) => `${field} ${source}`)
  const estimates = [...groups.values()]
    .sort((a, b) => b.length - a.length || (groupName(a) < groupName(b) ? -1 : 1))
    .map((group) => {
      const [{ field, source }] = group as [Assumption]
      const all = group.length === ranking.items.length
      if (source === 'smallestOfList') return `${items(group.length)}: ${SOURCES[source]}.`
      const who = all
        ? group.length === 1
          ? 'The item has no'
          : `None of the ${items(group.length)} has any`
        : `${figureText(group.length)} of ${items(ranking.items.length)} ${group.length === 1 ? 'has' : 'have'} no`
      return `${who} ${fieldWords(field)}: ${SOURCES[source]}.`
    })
  return [
    FORMULAS[ranking.method](ranking.unit),
    ...factors.map(
      ({ name, weight }) =>
        `${name === 'alignment' ? 'Strategic alignment' : 'Competitive pressure'} raises the value of an item by up to ${figure(weight * 100)}% (weight ${figure(weight)}).`,
    ),
    ...estimates,
    ...(sizedByParts
      ? [
          `${items(sizedByParts)} without a size of ${sizedByParts === 1 ? 'its' : 'their'} own: the points of ${sizedByParts === 1 ? 'its' : 'their'} open parts are used instead.`,
        ]
      : []),
  ]
}

const groupName = ([first]: readonly Assumption[]) => `${first!.field} ${first!.source}`

/** `a, b, or c`. */
const oneOf = (words: readonly string[]) =>
  `${words.slice(0, -1).join(', ')}${words.length > 2 ? ',' : ''} or ${words.at(-1)}`

/** The order without scores. @param unranked why, from {@link unrankedWords} @param named a key, with its title where there is room */
export function plainSentence(
  { items }: PlainOrder,
  unranked: string,
  estimate: readonly { readonly key: string }[],
  openWork: number,
  named: (key: string) => string,
): string {
  const [first, second] = items
  const start = second
    ? `Start with ${named(first!.key)}, then ${named(second.key)}.`
    : alone(named(first!.key), openWork)
  return [start, unranked, estimateWords(estimate.slice(0, 3).map(({ key }) => named(key)))]
    .filter((sentence) => sentence !== '')
    .join(' ')
}

/** Why a list is not ranked by value, and what its order follows instead. It names no item. */
export function unrankedWords(
  { items: all, undated }: PlainOrder,
  { count, needed }: Pick<Scored, 'count' | 'needed'>,
): string {
  const who =
    count > 0
      ? `${figureText(count)} of ${items(all.length)} ${count === 1 ? 'has' : 'have'}`
      : all.length === 1
        ? 'The item has no'
        : `None of the ${items(all.length)} has`
  return `${who} scores, too few to rank by value (${figureText(needed)} needed), so the order follows blockers, due dates, priority, and ${undated > 0 && undated === all.length ? 'the manual order' : 'age'}.`
}

const estimateWords = (named: readonly string[]) => (named.length ? `Estimate these first: ${named.join(', ')}.` : '')

/** What an order without scores goes by. */
export function plainWords(
  { items: all, undated }: PlainOrder,
  method: Method,
  asOf: string,
  factors: readonly Factor[],
): string[] {
  const until = isoOf(dayOf(asOf) + DUE_SOON_DAYS)
  const what = method === 'wsjf' ? 'business value' : 'impact'
  const scale = method === 'wsjf' ? '1 to 20' : method === 'rice' ? '0.25 to 3' : '1 to 10'
  return [
    `Ordered without scores: overdue items first, then items due by ${until} (within ${DUE_SOON_DAYS} days), then by priority, then ${undated === all.length && undated > 0 ? 'in manual order' : 'the oldest first'}. An item never comes before its blocker.`,
    ...(undated
      ? [
          undated === all.length
            ? 'When these items were created is unknown, so age is not part of the order.'
            : `When ${items(undated)} ${undated === 1 ? 'was' : 'were'} created is unknown: ${undated === 1 ? 'it comes' : 'they come'} after items of the same priority, in manual order.`,
        ]
      : []),
    `An item counts as scored if it has ${/^[aeiou]/.test(fieldWords(valueFields(method)[0]!)) ? 'an' : 'a'} ${oneOf(valueFields(method).map(fieldWords))}; a size alone is not enough. Below ${ENOUGH_SCORED * 100}% scored items there are no scores, tiers, or shares of value.`,
    `What to estimate first: the figures most likely to move an item into or out of the first ${topOf(all.length)}, if its ${what} (${scale}) is within two steps of what its priority suggests.`,
    ...(factors.length
      ? [
          `${factors
            .map(({ name }) => (name === 'alignment' ? 'Strategic alignment' : 'Competitive pressure'))
            .join(' and ')
            .replace(
              / and C/,
              ' and c',
            )} ${factors.length === 1 ? 'has' : 'have'} no effect here: ${factors.length === 1 ? 'it raises' : 'they raise'} a score, and too few items have one.`,
        ]
      : []),
  ]
}

/** What the reader of any order should know about the list. */
export function listWarnings(
  { outside }: Pick<Ranking, 'outside'>,
  { unusable, contradiction }: Candidates,
  crowdedOut: readonly string[] = [],
): string[] {
  const waiting = Map.groupBy(outside, ({ itemId }) => itemId)
  const pairs = [...waiting].map(
    ([item, blockers]) => `${item} for ${listed(blockers.map(({ blockerId }) => blockerId))}`,
  )
  return [
    ...(waiting.size
      ? [
          `${items(waiting.size)} ${waiting.size === 1 ? 'waits' : 'wait'} for open work outside this list, which the order cannot take into account: ${listed(pairs)}.`,
        ]
      : []),
    ...(crowdedOut.length
      ? [`More items are critical than fit into P0 and P1. Ranked lower: ${listed(crowdedOut)}.`]
      : []),
    ...(contradiction
      ? [
          `Dependencies between epics contradict those between their items (${listed(contradiction)}), so only the items' own dependencies are used.`,
        ]
      : []),
    ...(unusable.length
      ? [
          `${unusable.length} ${unusable.length === 1 ? 'figure is' : 'figures are'} out of range and not used: ${listed(unusable.map(({ key, field, value }) => `${key} ${fieldWords(field)} ${figure(value)}`))}.`,
        ]
      : []),
  ]
}

/** How far an order is from the best one, and what keeping critical items up has to do with it. */
export function qualityWarnings({ gap, guardCost, lowerBound }: Ranking['quality']): string[] {
  if (gap <= 0.01) return []
  const guard = lowerBound > 0 ? guardCost / lowerBound : 0
  return [
    `Delay in this order may cost up to ${figure(gap * 100)}% more than in the best possible order.${guard > 0.001 ? ` Keeping critical items up accounts for ${figure(guard * 100)} percentage points of that.` : ''}`,
  ]
}
