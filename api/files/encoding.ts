/** Bytes to text: what kind of file this is, which encoding it has, and a bounded stream of its characters. */
import { type EncodingGuess, guessEncoding, type LegacyEncoding } from './legacy-encoding.ts'
import { ImportRefusal } from './refusal.ts'

/** `utf-8-damaged`: mostly valid UTF-8 with a few broken bytes, which become U+FFFD. */
export type Encoding = 'utf-8' | 'utf-8-damaged' | 'utf-16le' | 'utf-16be' | LegacyEncoding
export type Delimiter = ',' | ';' | '\t' | '|'

const SLICE = 65_536

const MAGIC: readonly (readonly [readonly number[], 'ZIP' | 'BINARY', string])[] = [
  [[0x50, 0x4b, 0x05, 0x06], 'ZIP', 'an empty ZIP archive'],
  [[0x1f, 0x8b], 'ZIP', 'a gzip archive'],
  [[0xd0, 0xcf, 0x11, 0xe0], 'BINARY', 'an old Excel workbook'],
  [[0x25, 0x50, 0x44, 0x46], 'BINARY', 'a PDF'],
  [[0x89, 0x50, 0x4e, 0x47], 'BINARY', 'an image'],
]

/** Encoding and kind by the first bytes of a file. @throws ImportRefusal when it is neither CSV nor JSON text. */
export function sniff(head: Uint8Array): { encoding: Encoding; kind: 'csv' | 'json' } {
  if (head.length === 0)
    throw new ImportRefusal('EMPTY', 'The file is empty.', 'Export again and check that the export holds items.')
  for (const [magic, code, what] of MAGIC)
    if (magic.every((byte, at) => head[at] === byte))
      throw new ImportRefusal(
        code,
        `The file is ${what}.`,
        'Unpack it, or save it as CSV (UTF-8), and import that file.',
      )
  const encoding = encodingOf(head)
  const start = new TextDecoder(labelOf(encoding)).decode(head).trimStart()
  if (/^<(!doctype|html|\?xml|table|rss|head|meta)/i.test(start))
    throw new ImportRefusal(
      'WEB_PAGE',
      'The file is a web page, or XML that is not a Jira export.',
      'Choose the CSV or JSON export of your tool.',
    )
  return { encoding, kind: start.startsWith('{') || start.startsWith('[') ? 'json' : 'csv' }
}

function encodingOf(head: Uint8Array): Encoding {
  if (head[0] === 0xff && head[1] === 0xfe) return 'utf-16le'
  if (head[0] === 0xfe && head[1] === 0xff) return 'utf-16be'
  const nuls = [0, 0]
  let controls = 0
  for (let at = 0; at < head.length; at++) {
    const byte = head[at]!
    if (byte === 0) nuls[at % 2]!++
    else if (byte < 9 || (byte > 13 && byte < 32 && byte !== 27)) controls++
  }
  const half = Math.max(1, head.length / 2)
  // Latin text in UTF-16 has a zero in every second byte, and in no other place.
  if (nuls[1]! > half * 0.3 && nuls[0]! < half * 0.02) return 'utf-16le'
  if (nuls[0]! > half * 0.3 && nuls[1]! < half * 0.02) return 'utf-16be'
  if (nuls[0]! + nuls[1]! + controls > head.length * 0.02)
    throw new ImportRefusal('BINARY', 'The file is binary, not text.', 'Choose the CSV or JSON export of your tool.')
  return 'utf-8'
}

function labelOf(encoding: Encoding): string {
  return encoding === 'utf-8-damaged' ? 'utf-8' : encoding
}

/** Thrown inside the stream of a file that began as UTF-8 and does not go on so. */
export class NotUtf8 extends Error {}

/** Bytes by which an old encoding is recognized. */
const SAMPLE = 65_536

/** Which encoding a file has that is not valid UTF-8: UTF-8 with stray bytes, or an old one, perhaps in doubt. */
export async function legacyEncoding(bytes: AsyncIterable<Uint8Array>): Promise<'utf-8-damaged' | EncodingGuess> {
  let [expected, whole, stray] = [0, 0, 0]
  const sample: number[] = []
  let line: number[] = []
  let telling = false
  for await (const chunk of bytes)
    for (const byte of chunk) {
      if (sample.length < SAMPLE) {
        line.push(byte)
        if (byte >= 0x80) telling = true
        if (byte === 10 || line.length > 4_096) {
          if (telling) for (const one of line) sample.push(one)
          line = []
          telling = false
        }
      }
      if (byte < 0x80) {
        if (expected > 0) stray++
        expected = 0
      } else if (byte < 0xc0) {
        if (expected === 0) stray++
        else if (--expected === 0) whole++
      } else {
        if (expected > 0) stray++
        expected = byte < 0xe0 ? 1 : byte < 0xf0 ? 2 : 3
      }
    }
  if (telling) sample.push(...line)
  // In an old encoding, pairs of bytes look whole now and then.
  return whole > stray * 3 ? 'utf-8-damaged' : guessEncoding(Uint8Array.from(sample))
}

/** Leading bytes of a stream, at most `size`. */
export async function headOf(bytes: AsyncIterable<Uint8Array>, size = SLICE): Promise<Uint8Array> {
  const parts: Uint8Array[] = []
  let length = 0
  for await (const chunk of bytes) {
    parts.push(chunk)
    length += chunk.length
    if (length >= size) break
  }
  const head = new Uint8Array(Math.min(length, size))
  let at = 0
  for (const part of parts) {
    head.set(part.subarray(0, head.length - at), at)
    at += Math.min(part.length, head.length - at)
  }
  return head
}

/** The characters at the start of a file. @throws NotUtf8 */
export function decodeHead(head: Uint8Array, encoding: Encoding): string {
  try {
    return new TextDecoder(labelOf(encoding), { fatal: encoding === 'utf-8' })
      .decode(head, { stream: true })
      .replaceAll('\0', '')
  } catch {
    throw new NotUtf8()
  }
}

/**
 * The characters of a file in pieces of at most 64 KB, without byte order mark and NUL.
 * @throws NotUtf8 as soon as UTF-8 turns out to be something else.
 * @throws ImportRefusal BLANK_STRETCH after `blank` bytes of nothing but blank lines.
 */
export async function* textOf(
  bytes: AsyncIterable<Uint8Array>,
  encoding: Encoding,
  blank: number,
): AsyncGenerator<string> {
  const decoder = new TextDecoder(labelOf(encoding), { fatal: encoding === 'utf-8' })
  let blankRun = 0
  for await (const chunk of bytes)
    for (let from = 0; from < chunk.length; from += SLICE) {
      const piece = chunk.subarray(from, from + SLICE)
      let text: string
      try {
        text = decoder.decode(piece, { stream: true })
      } catch {
        throw new NotUtf8()
      }
      blankRun = text.trim() === '' ? blankRun + piece.length : 0
      if (blankRun > blank)
        throw new ImportRefusal(
          'BLANK_STRETCH',
          `The file has more than ${Math.round(blank / 1_000_000)} MB of blank lines in one place.`,
          'Remove the blank lines, or export again.',
        )
      yield text.includes('\0') ? text.replaceAll('\0', '') : text
    }
  try {
    const rest = decoder.decode()
    if (rest !== '') yield rest
  } catch {
    throw new NotUtf8()
  }
}
