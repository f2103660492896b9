/** A source of uniform numbers in [0, 1). Arithmetic takes one as an argument, so that a seed repeats an answer. */
export type Random = () => number

/**
 * Small Fast Counter generator with 32-bit words (SFC32, Chris Doty-Humphrey, PractRand).
 * The same seed gives the same sequence on every machine: integer arithmetic only.
 */
export function seeded(seed: number | string): Random {
  const words = typeof seed === 'string' ? hashWords(seed) : [seed | 0, (seed / 0x1_0000_0000) | 0, 0x9e37_79b9]
  let a = words[0]! | 0
  let b = words[1]! | 0
  let c = words[2]! | 0
  let counter = 1
  const next: Random = () => {
    const t = (((a + b) | 0) + counter) | 0
    counter = (counter + 1) | 0
    a = b ^ (b >>> 9)
    b = (c + (c << 3)) | 0
    c = (((c << 21) | (c >>> 11)) + t) | 0
    return (t >>> 0) / 0x1_0000_0000
  }
  for (let i = 0; i < 12; i++) next() // the first words still show the seed
  return next
}

/** Three 32-bit words from a text (FNV-1a with three offsets). Not for secrets. */
function hashWords(text: string): number[] {
  return [0x811c_9dc5, 0x01000193, 0xdead_beef].map((offset) => {
    let h = offset
    for (let i = 0; i < text.length; i++) h = Math.imul(h ^ text.charCodeAt(i), 0x0100_0193)
    return h | 0
  })
}
