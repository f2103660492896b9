import { storable } from '../../text.ts'

/** Entities that spell an address or a tag; what any other stands for is left out. */
const ENTITIES: Readonly<Record<string, string>> = {
  amp: '&',
  apos: "'",
  colon: ':',
  gt: '>',
  lpar: '(',
  lsqb: '[',
  lt: '<',
  nbsp: ' ',
  period: '.',
  quot: '"',
  rpar: ')',
  rsqb: ']',
  sol: '/',
}

function decoded(text: string): string {
  return text.replaceAll(/&(?:#(\d{1,7})|#x([\da-f]{1,6})|([a-z][a-z0-9]{1,31}));/gi, (_, decimal, hex, name) => {
    const code = decimal ? Number(decimal) : hex ? Number.parseInt(hex as string, 16) : null
    const known = String(name).toLowerCase()
    if (code === null) return Object.hasOwn(ENTITIES, known) ? ENTITIES[known]! : ' '
    return code > 0 && code <= 0x10_ff_ff ? String.fromCodePoint(code) : ' '
  })
}

/** What is taken out, or written as it is meant, may make an entity of what stands around it. */
const unhidden = (text: string) =>
  storable(decoded(text).replaceAll(/[\u0085\u2028\u2029]/g, ' ')).replaceAll(
    /[\uFF01-\uFF5E\u{1D400}-\u{1D7FF}]/gu,
    (character) => character.normalize('NFKC'),
  )

/** Until nothing changes: what a step joins may be what it looks for. A few turns are enough for what people write. */
function settled(text: string, step: (text: string) => string, turns = 8): string {
  const next = step(text)
  return next === text || turns === 0 ? next : settled(next, step, turns - 1)
}

/** A decimal digit of any script; the ten of a script follow each other. */
function asciiDigit(digit: string): string {
  const code = digit.codePointAt(0)!
  let value = 0
  while (value < 9 && /\p{Nd}/u.test(String.fromCodePoint(code - value - 1))) value++
  return String(value)
}

/**
 * One spelling for what looks the same, so that a rule that knows the plain form cannot be passed by another: without
 * hidden characters and entities, with plain digits, hyphens, and letters of full width and of mathematics.
 */
export const folded = (text: string): string =>
  settled(text, unhidden)
    .replaceAll(/(?![0-9])\p{Nd}/gu, asciiDigit)
    .replaceAll(/[\u2010\u2011\uFE63]/g, '-')

/** An address without a scheme, with a path: evil.example/p */
export const DOMAIN = /(?<![\p{L}\p{N}.-])(?:[\p{L}\p{N}-]+\.)+\p{L}{2,}\/\S*/gu

/** Links lose their addresses, and tags go. */
const unlinked = (text: string) =>
  text
    .replaceAll(/!?\[([^[\]]{0,2000})\]\s?\([^()]{0,2000}\)/g, '$1')
    .replaceAll(/!?\[([^[\]]{0,2000})\]\s?\[[^[\]]{0,2000}\]/g, '$1')
    .replaceAll(/<[^<>]{0,2000}>/g, ' ')

/**
 * Text of records without anything that a reader's program could follow or run, and without lines that look like those of
 * a prompt: the label of a link stays, its address goes. A document and a prompt contain no address that a record brought in.
 */
export function safeText(text: string): string {
  return (
    settled(folded(text), unlinked)
      // A run without a space is looked at once, from its start.
      .replaceAll(/(?<!\S)\S*?:[\\/]{2}\S*/g, '(link)')
      .replaceAll(/\b(?:javascript|vbscript|data|mailto|tel|sms|file|blob):\S+/gi, '(link)')
      .replaceAll(/\bwww\.\S+/gi, '(link)')
      .replaceAll(/(?<![^\s@()])[^\s@()]+@[^\s@()]+\.[^\s@()]+/g, '(address)')
      .replaceAll(/\b([RE]\d{1,2})\s?\((item|objective|claim|analysis)\):/gi, '$1 $2')
      .replaceAll(/[<>`]/g, ' ')
      .replaceAll(/\](?=[([:])/g, '] ')
      .replaceAll(/[^\S\n]+/g, ' ')
      .trim()
  )
}
