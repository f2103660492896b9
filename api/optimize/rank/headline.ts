/** The ranking in one plain sentence that can be repeated in a meeting. */
import type { Ranking } from './rank.ts'

/** What the first items of a ranking bring and take, as shares of the whole list; 0 when there is nothing to share. */
export function shareOfFirst({ items }: Ranking, count: number): { readonly value: number; readonly effort: number } {
  const [first, all] = [items.slice(0, count), items]
  const sum = (rows: Ranking['items'], read: (row: Ranking['items'][number]) => number) =>
    rows.reduce((total, row) => total + read(row), 0)
  const share = (part: number, whole: number) => (whole > 0 ? part / whole : 0)
  return {
    value: share(
      sum(first, (row) => row.costOfDelay),
      sum(all, (row) => row.costOfDelay),
    ),
    effort: share(
      sum(first, (row) => row.size),
      sum(all, (row) => row.size),
    ),
  }
}

export function headline(ranking: Ranking): string {
  const [first, second] = ranking.items
  if (!first) return 'There is no open work to rank.'
  if (!second) return `Only ${first.key} is open, so it goes first.`
  const keyOf = (id: string | null) => ranking.items.find((item) => item.id === id)?.key
  const because = (item: typeof first) =>
    item.pulledUpBy === null ? item.key : `${item.key} (${keyOf(item.pulledUpBy)} waits for it)`
  const count = Math.max(1, Math.min(ranking.items.length - 1, ranking.tiers.P0 + ranking.tiers.P1))
  const { value, effort } = shareOfFirst(ranking, count)
  const percent = (share: number) => `${Math.round(share * 100)}%`
  return `Start with ${because(first)}, then ${because(second)}: the first ${count} of ${ranking.items.length} items deliver ${percent(value)} of the value for ${percent(effort)} of the effort.`
}
