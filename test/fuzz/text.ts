/** Texts that break what is careless: control characters, halves of characters, names that objects have already. */
import fc from 'fast-check'

const HOSTILE = [
  'constructor',
  '__proto__',
  'toString',
  'hasOwnProperty',
  'valueOf',
  'then',
  'length',
  'null',
  'undefined',
  'NaN',
  '0',
  '-1',
  'nul\0inside',
  '\0',
  'half \ud83d',
  '\udc00 half',
  '\u202eright to left',
  '\ufeffmark',
  'zero\u200bwidth',
  'e\u0301'.repeat(40),
  '👩‍👩‍👧‍👦'.repeat(12),
  '🇩🇪🇫🇷',
  '\u{1F600}'.repeat(60),
  'ﷺ',
  '%00',
  '%E0%A4%A',
  '%',
  "'; drop table backlog_item; --",
  '\\',
  '"',
  '<script>',
  '${7*7}',
  'a\r\nb',
  '\u2028line',
  '=1+1',
  '@sum',
  '(',
  '[',
  '*',
  '&',
  '|',
  '!',
  ':*',
  '\u0000\ud800',
  ' ',
  '\t',
] as const

export const hostile: fc.Arbitrary<string> = fc.oneof(
  { weight: 4, arbitrary: fc.constantFrom(...HOSTILE) },
  { weight: 2, arbitrary: fc.string({ unit: 'binary', maxLength: 40 }) },
  // Any UTF-16 units, halves of pairs among them.
  {
    weight: 2,
    arbitrary: fc
      .array(fc.integer({ min: 0, max: 0xffff }), { maxLength: 30 })
      .map((units) => String.fromCharCode(...units)),
  },
  {
    weight: 1,
    arbitrary: fc
      .tuple(fc.constantFrom(...HOSTILE), fc.integer({ min: 1, max: 60 }))
      .map(([text, times]) => text.repeat(times)),
  },
)

/** Where a value holds text that is not well-formed or cannot be kept; none is what every answer owes. */
export function malformed(value: unknown, path = '$'): string[] {
  if (typeof value === 'string')
    return value.isWellFormed() && !value.includes('\0') ? [] : [`${path}: ${JSON.stringify(value.slice(0, 80))}`]
  if (Array.isArray(value)) return value.flatMap((entry, at) => malformed(entry, `${path}[${at}]`))
  if (typeof value !== 'object' || value === null) return []
  return Object.entries(value).flatMap(([name, member]) => [
    ...malformed(name, `${path}, a name`),
    ...malformed(member, `${path}.${name}`),
  ])
}
