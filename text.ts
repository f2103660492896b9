/** Text as both halves treat it: what can be kept, and where it may be cut. Knows characters and nothing of PM33. */

/** Latin text, by far the most there is: nothing in it hides. */
const latin = /^[\t\n\r -~\u00A0-\u00AC\u00AE-\u02FF]*$/

/**
 * Characters without a shape, which show a model what people do not see: controls, bidirectional ones, zero widths,
 * variation selectors, tags, fillers, and interlinear annotations.
 */
const hidden = /[\p{Default_Ignorable_Code_Point}\p{Bidi_Control}\uFFF9-\uFFFB]|(?![\t\n\r])\p{Cc}/u

/**
 * Where they are part of what people see, they stay: the three flags spelled with tags, keycaps, the style of an emoji,
 * joined emoji, and one joiner after a letter of a script that is written with it.
 */
const shape =
  /(\u{1F3F4}\u{E0067}\u{E0062}(?:\u{E0065}\u{E006E}\u{E0067}|\u{E0073}\u{E0063}\u{E0074}|\u{E0077}\u{E006C}\u{E0073})\u{E007F}|[0-9#*]\uFE0F\u20E3|(?<=(?![#*\d])\p{Emoji})[\uFE0E\uFE0F]|(?<=\p{Extended_Pictographic}[\uFE0F\p{Emoji_Modifier}]?)\u200D(?=\p{Extended_Pictographic})|(?<=[\p{Script=Arabic}\p{Script=Syriac}\p{Script=Devanagari}\p{Script=Bengali}\p{Script=Gurmukhi}\p{Script=Gujarati}\p{Script=Oriya}\p{Script=Tamil}\p{Script=Telugu}\p{Script=Kannada}\p{Script=Malayalam}\p{Script=Sinhala}])[\u200C\u200D](?![\u200C\u200D]))/u
const shapes = new RegExp(`${shape.source}|${hidden.source}`, 'gu')

/**
 * What people write, as everything behind the edge can hold it and as everybody sees it: without NUL, halves of surrogate
 * pairs, and characters that hide. Every text that comes in goes through here once, and so does every text that goes out,
 * because older rows may hold what is refused today.
 */
export function storable(text: string): string {
  if (latin.test(text)) return text
  const whole = text.toWellFormed()
  return hidden.test(whole) ? whole.replace(shapes, '$1') : whole
}

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

/** A count or a size for people to read: "480", "5,000", "12,400.5". Digits beyond the third do not help them. */
export const figureText = (value: number): string => value.toLocaleString('en-US')

/** A count with its noun: "1 item", "5,000 items". @param many where it is more than an s: `counted(2, 'entry', 'entries')` */
export const counted = (count: number, one: string, many = `${one}s`): string =>
  `${figureText(count)} ${count === 1 ? one : many}`

/** A probability for people to read; nothing that is computed is certain. */
export const oddsText = (share: number): string =>
  share > 0.995 ? 'over 99%' : share < 0.005 ? 'under 1%' : `${Math.round(100 * share)}%`

/** Whether a spreadsheet would run a cell with this text (OWASP, CSV injection): some skip white space in front of it. */
export const runsAsFormula = (text: string): boolean => /^\s*[=+\-@＝＋－＠]|^[\t\r\n]/.test(text)

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

const plain = /^[!-~]*(?: [!-~]+)*$/

/** What came in through an edge, where it was cleaned, as one line. */
export const asLine = (text: string) => text.replace(/[\t\n\r]+/g, ' ').trim()

/** One visible line. */
export const oneLine = (text: string) => (plain.test(text) ? text : storable(text).replace(/\s+/g, ' ').trim())

/**
 * Text that a reader's program shows as it stands: Markdown links and images, definitions, comments, and tags in it are
 * broken by a space. A plain address stays what it is: everybody sees where it leads.
 */
export const inert = (text: string): string =>
  /[\]<]/.test(text)
    ? text.replace(
        /\](?=[([:])|<(?=[/!?]|[a-z][\w.+-]*[\s:/-]|[^\s<>@]*@|(?:script|style|title|textarea|template|noscript|plaintext|xmp|details|iframe|svg|math)\b)/gi,
        '$& ',
      )
    : text

/** A JSON value as it goes out, with every text in it cleaned; what needs no change is not copied. */
export function outgoing(value: unknown, clean: (text: string) => string = storable): unknown {
  if (typeof value === 'string') return clean(value)
  // Scalars with a form of their own, such as dates, are no plain objects.
  if (typeof value !== 'object' || value === null || value instanceof Date) return value
  if (Array.isArray(value)) {
    const list = value.map((entry) => outgoing(entry, clean))
    return list.every((entry, at) => entry === value[at]) ? value : list
  }
  const entries = Object.entries(value).map(([name, member]) => [name, outgoing(member, clean), member] as const)
  return entries.every(([name, cleaned, member]) => cleaned === member && clean(name) === name)
    ? value
    : Object.fromEntries(entries.map(([name, cleaned]) => [clean(name), cleaned]))
}

const alike = (text: string) =>
  text
    .toLowerCase()
    .replaceAll(/[“”"‘’']/g, "'")
    .replaceAll(/\s+/g, ' ')
const wordCharacter = /[\p{L}\p{N}]/u

/** Whether a text has these words as they are, in either case: no half of a word, and of no figure a part. */
export function spans(text: string, words: string): boolean {
  const [all, part] = [alike(text), alike(words)]
  if (part === '') return false
  for (let at = all.indexOf(part); at >= 0; at = all.indexOf(part, at + 1)) {
    const [before, after] = [all.slice(Math.max(0, at - 2), at), all.slice(at + part.length, at + part.length + 2)]
    const begins =
      !(wordCharacter.test(part[0]!) && wordCharacter.test(before.at(-1) ?? ' ')) &&
      !(/^\d/.test(part) && /\d[.,:-]$/.test(before))
    const ends =
      !(wordCharacter.test(part.at(-1)!) && wordCharacter.test(after[0] ?? ' ')) &&
      !(/\d$/.test(part) && /^[.,:-]\d/.test(after))
    if (begins && ends) return true
  }
  return false
}

/**
 * A day, or a moment with its time zone. Without one, a moment would be read in the zone of whichever process reads it; and a
 * zone can carry a moment out of the years that a date can name.
 */
export function momentIn(text: string): Date | null {
  if (!/^\d{4}-\d{2}-\d{2}(T.*(Z|[+-]\d{2}:?\d{2}))?$/.test(text)) return null
  const date = new Date(text)
  const year = date.getUTCFullYear()
  return year >= 1 && year <= 9_999 ? date : null
}
