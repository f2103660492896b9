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

/** Names that are compared pair by pair. Of more, those go first that have the text in them or begin as it does. */
const MOST_COMPARED = 2_000

function worthComparing(text: string, names: readonly string[]): readonly string[] {
  if (names.length <= MOST_COMPARED) return names
  const sought = text.trim().toLowerCase()
  const begin = sought.slice(0, 2)
  const [within, alike, rest]: [string[], string[], string[]] = [[], [], []]
  for (const name of names) {
    const plain = name.toLowerCase()
    const group = plain.includes(sought) ? within : plain.startsWith(begin) ? alike : rest
    if (group.length < MOST_COMPARED) group.push(name)
  }
  return [...within, ...alike, ...rest].slice(0, MOST_COMPARED)
}

/** The `limit` names nearest to a text, nearest first; equally near ones alphabetically. */
export function nearest(text: string, names: readonly string[], limit: number): string[] {
  const pairs = pairsOf(text)
  return [...new Set(worthComparing(text, names))]
    .map((name) => ({ name, like: likeness(pairs, pairsOf(name)) }))
    .sort((a, b) => b.like - a.like || (a.name < b.name ? -1 : 1))
    .slice(0, limit)
    .map(({ name }) => name)
}
