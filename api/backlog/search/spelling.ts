/** Corrects words that nobody wrote, from the words of the titles. */
import { bagOf, editDistance, leastEdits } from '../../math/edit-distance.ts'

/** Words of a search that are looked at. */
const MOST_WORDS = 8

/** The words of a search that may be misspelled: letters only, four or more. */
export const wordsOf = (search: string): string[] =>
  [...new Set(search.toLowerCase().match(/(?<![\p{L}\p{N}])\p{L}{4,40}(?![\p{L}\p{N}])/gu))].slice(0, MOST_WORDS)

/** Letters that may be wrong in a word that is taken for another: one of four or five, two of six or more. */
const allowed = (word: string) => (word.length < 6 ? 1 : 2)

/** The words most like this one, most similar first. Two letters in the wrong order are one mistake. */
function ranked(word: string, known: readonly string[]): { other: string; edits: number }[] {
  const bag = bagOf(word)
  // As many letters as nobody would look past.
  const most = Math.max(allowed(word), word.length / 2)
  return known
    .filter((other) => Math.abs(other.length - word.length) <= 3 && leastEdits(bag, bagOf(other)) <= most)
    .map((other) => ({ other, edits: swapped(word, other) ? 1 : editDistance(word, other) }))
    .sort(
      (a, b) =>
        a.edits - b.edits ||
        Number(b.other[0] === word[0]) - Number(a.other[0] === word[0]) ||
        (a.other < b.other ? -1 : 1),
    )
}

/** Whether the words differ in two neighbors that changed places. */
function swapped(a: string, b: string): boolean {
  if (a.length !== b.length) return false
  const at = [...a].findIndex((letter, index) => letter !== b[index])
  return at >= 0 && a[at] === b[at + 1] && a[at + 1] === b[at] && a.slice(at + 2) === b.slice(at + 2)
}

/**
 * The search with its misspelled words corrected; null when no word can be.
 * @param known words of titles that begin or end like a word of the search
 */
export function corrected(search: string, known: readonly string[]): string | null {
  const spelled = new Set(known)
  let changed = search
  for (const word of wordsOf(search)) {
    if (spelled.has(word)) continue
    const [best] = ranked(word, known)
    if (best && best.edits <= allowed(word))
      changed = changed.replaceAll(new RegExp(`(?<![\\p{L}\\p{N}])${word}(?![\\p{L}\\p{N}])`, 'giu'), best.other)
  }
  return changed === search ? null : changed
}

/** Up to five words of titles that are most like those of a search. */
export function closestTo(search: string, known: readonly string[]): string[] {
  const spelled = new Set(known)
  const near = wordsOf(search).flatMap((word) =>
    spelled.has(word)
      ? [{ other: word, edits: 0 }]
      : ranked(word, known)
          .filter(({ edits }) => edits * 2 <= word.length)
          .slice(0, 5),
  )
  return [...new Set(near.sort((a, b) => a.edits - b.edits).map(({ other }) => other))].slice(0, 5)
}
