/** The ranking in one plain sentence that can be repeated in a meeting. */
import type { EstimateSource } from '../score/inputs.ts'
import type { Ranking } from './rank.ts'

/**
 * What the first items of a ranking bring and take, as shares of the whole list; 0 when there is nothing to share. ICE has
 * no effort apart from its score.
 */
export function shareOfFirst(
  { items, method }: Ranking,
  count: number,
): { readonly value: number; readonly effort: number | null } {
  const [first, all] = [items.slice(0, count), items]
  const sum = (rows: Ranking['items'], read: (row: Ranking['items'][number]) => number) =>
    rows.reduce((total, row) => total + read(row), 0)
  const share = (part: number, whole: number) => (whole > 0 ? part / whole : 0)
  return {
    value: share(
      sum(first, (row) => row.costOfDelay),
      sum(all, (row) => row.costOfDelay),
    ),
    effort:
      method === 'ice'
        ? null
        : share(
            sum(first, (row) => row.size),
            sum(all, (row) => row.size),
          ),
  }
}

/** A list of one or none may be a part of the open work: `openWork` is that of the whole workspace. */
export const alone = (item: string, openWork: number) =>
  openWork > 1 ? `${item} is the only item in this list.` : `Only ${item} is open, so it goes first.`
const nothing = (openWork: number) => (openWork > 0 ? 'No open item matches.' : 'There is no open work to rank.')

/** @param named what a reader knows an item by: its key, with its title where there is one */
export function headline(ranking: Ranking, openWork: number, named: (key: string) => string = (key) => key): string {
  const [first, second] = ranking.items
  if (!first) return nothing(openWork)
  if (!second) return alone(named(first.key), openWork)
  const keyOf = (id: string | null) => ranking.items.find((item) => item.id === id)?.key
  const because = (item: typeof first) =>
    item.pulledUpBy === null ? named(item.key) : `${named(item.key)} (${keyOf(item.pulledUpBy)} waits for it)`
  const count = Math.max(1, Math.min(ranking.items.length - 1, ranking.tiers.P0 + ranking.tiers.P1))
  const { value, effort } = shareOfFirst(ranking, count)
  const percent = (share: number) => `${Math.round(share * 100)}%`
  const [who, one] = [`the first ${count > 1 ? `${count} ` : ''}of ${ranking.items.length} items`, count === 1]
  const what =
    effort === null
      ? `${who} ${one ? 'has' : 'have'} ${percent(value)} of the score`
      : `${who} ${one ? 'delivers' : 'deliver'} ${percent(value)} of the value for ${percent(effort)} of the effort`
  return `Start with ${because(first)}, then ${because(second)}: ${what}${assumedWords(ranking)}.`
}

const SIZES: readonly string[] = ['jobSize', 'effort']
/** A figure of the item itself is used in place of another, so it is not a guess. */
const OWN: readonly EstimateSource[] = ['storyPoints', 'jobSize', 'businessValue', 'relativeScores', 'smallestOfList']

/** How much of both shares is assumed. */
function assumedWords({ items, assumptions }: Ranking): string {
  const guessed = assumptions.filter(({ source }) => !OWN.includes(source))
  const counts = [
    ['values', new Set(guessed.filter(({ field }) => !SIZES.includes(field)).map(({ itemId }) => itemId)).size],
    ['sizes', new Set(guessed.filter(({ field }) => SIZES.includes(field)).map(({ itemId }) => itemId)).size],
  ] as const
  const words = counts
    .filter(([, count]) => count > 0)
    .map(([what, count]) => (count === items.length ? `all ${count} ${what}` : `${count} of ${items.length} ${what}`))
  if (words.length === 0) return ''
  const one = counts.reduce((sum, [, count]) => sum + count, 0) === 1
  return `; ${words.join(' and ')} ${one ? 'is' : 'are'} assumed in whole or in part`
}
