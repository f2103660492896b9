/** Text as both halves treat it: what can be kept, and where it may be cut. Knows characters and nothing of PM33. */

/**
 * What people write, as everything behind the edge can hold it: PostgreSQL has no NUL in a text, and half a surrogate
 * pair is no character in UTF-8. Every text that comes in goes through here once.
 */
export const storable = (text: string): string =>
  (text.includes('\0') ? text.replaceAll('\0', '') : text).toWellFormed()

/** Levels of lists and objects that anything we read may have; what is deeper is an attack on whoever walks it. */
const DEEPEST = 64

/** A JSON value with every text in it storable, names of members included. @throws RangeError when it is nested too deep */
export function storableJson(value: unknown, depth = 0): unknown {
  if (typeof value === 'string') return storable(value)
  if (typeof value !== 'object' || value === null) return value
  if (depth === DEEPEST) throw new RangeError(`is nested more than ${DEEPEST} levels deep`)
  if (Array.isArray(value)) return value.map((entry) => storableJson(entry, depth + 1))
  // fromEntries makes a member of its own even of "__proto__".
  return Object.fromEntries(
    Object.entries(value).map(([name, member]) => [storable(name), storableJson(member, depth + 1)]),
  )
}

/** An amount for people to read: "$12,400", "12,400 EUR", or "12,400" where no currency is set. */
export function moneyText(amount: number, currency: string | null | undefined): string {
  const figure = Math.abs(Math.round(amount)).toLocaleString('en-US')
  const sign = Math.round(amount) < 0 ? '−' : ''
  return currency === 'USD' ? `${sign}$${figure}` : `${sign}${figure}${currency ? ` ${currency}` : ''}`
}

const graphemes = new Intl.Segmenter('en', { granularity: 'grapheme' })
/** UTF-16 units of the longest character that is kept whole: a family of emoji has about 30. */
const LONGEST_CHARACTER = 64

/** The longest start of a text of at most `most` UTF-16 units that ends where a character ends, as readers see characters. */
export function cut(text: string, most: number): string {
  if (text.length <= most) return text
  const start = graphemes.segment(text.slice(0, most + LONGEST_CHARACTER)).containing(most)?.index ?? most
  if (start > most - LONGEST_CHARACTER && start > 0) return text.slice(0, start)
  // A letter under a hundred accents is cut between two of them.
  return text.slice(0, most - (/^[\uDC00-\uDFFF]/.test(text.charAt(most)) ? 1 : 0))
}

// Control characters, and the formatting ones that hide text from people: bidirectional overrides, zero widths, tags.
const plain = /^[!-~]*(?: [!-~]+)*$/
const invisible = /[\p{Cc}\p{Cf}]/gu

/** One visible line. */
export const oneLine = (text: string) =>
  plain.test(text) ? text : text.replace(/\s+/g, ' ').replace(invisible, '').trim()
