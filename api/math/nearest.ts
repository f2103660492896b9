/** Names ordered by how near they are to a text, for "did you mean". */

const pairsOf = (text: string): Set<string> => {
  const plain = ` ${text
    .normalize('NFKD')
    .replace(/\p{M}+/gu, '')
    .toLowerCase()
    .trim()} `
  return new Set(Array.from({ length: Math.max(0, plain.length - 1) }, (_, at) => plain.slice(at, at + 2)))
}

/** Dice coefficient of the pairs of letters: 1 for the same letters, 0 for nothing in common. */
function likeness(a: ReadonlySet<string>, b: ReadonlySet<string>): number {
  let shared = 0
  for (const pair of a) if (b.has(pair)) shared++
  return (2 * shared) / (a.size + b.size || 1)
}

/** The `limit` names nearest to a text, nearest first; equally near ones alphabetically. */
export function nearest(text: string, names: readonly string[], limit: number): string[] {
  const pairs = pairsOf(text)
  return [...new Set(names)]
    .map((name) => ({ name, like: likeness(pairs, pairsOf(name)) }))
    .sort((a, b) => b.like - a.like || (a.name < b.name ? -1 : 1))
    .slice(0, limit)
    .map(({ name }) => name)
}
