/** What a ranking assumed and what its reader should know, in sentences. */
import { COST_OF_DELAY, eachOf, nameOf } from '../backlog/item-fields.ts'
import type { Candidates } from './rank/candidates.ts'
import type { Factor } from './score/factor.ts'
import type { Assumption, EstimateSource } from './score/inputs.ts'
import type { Ranking } from './rank/rank.ts'
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
const items = (count: number) => `${count} ${count === 1 ? 'item' : 'items'}`
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
          : `None of the ${items(group.length)} has a`
        : `${group.length} of ${items(ranking.items.length)} ${group.length === 1 ? 'has' : 'have'} no`
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

export function rankingWarnings(ranking: Ranking, { unusable, contradiction }: Candidates): string[] {
  const waiting = Map.groupBy(ranking.outside, ({ itemId }) => itemId)
  const pairs = [...waiting].map(
    ([item, blockers]) => `${item} for ${listed(blockers.map(({ blockerId }) => blockerId))}`,
  )
  return [
    ...(waiting.size
      ? [
          `${items(waiting.size)} ${waiting.size === 1 ? 'waits' : 'wait'} for open work outside this list, which the order cannot take into account: ${listed(pairs)}.`,
        ]
      : []),
    ...(ranking.crowdedOut.length
      ? [`More items are critical than fit into P0 and P1. Ranked lower: ${listed(ranking.crowdedOut)}.`]
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
    ...(ranking.quality.gap > 0.01
      ? [`This order may be up to ${figure(ranking.quality.gap * 100)}% worse than the best possible order.`]
      : []),
  ]
}
