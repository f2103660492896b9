/** Levenshtein distance, one row at a time. */
export function editDistance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, j) => j)
  for (let i = 1; i <= a.length; i++) {
    const next = [i]
    for (let j = 1; j <= b.length; j++)
      next.push(Math.min(row[j]! + 1, next[j - 1]! + 1, row[j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1)))
    row = next
  }
  return row[b.length]!
}

/** How often each letter occurs, a few letters counted as one. */
export function bagOf(text: string): Uint8Array {
  const bag = new Uint8Array(32)
  for (let at = 0; at < text.length; at++) bag[text.charCodeAt(at) & 31]!++
  return bag
}

/** What the distance is at least, by the letters alone: each edit changes at most two of their counts by one. */
export function leastEdits(a: Uint8Array, b: Uint8Array): number {
  let differences = 0
  for (let at = 0; at < a.length; at++) differences += Math.abs(a[at]! - b[at]!)
  return differences / 2
}
