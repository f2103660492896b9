/** What of a hostile text still acts in an answer. Knows nothing of how PM33 cleans: it looks with Unicode's and Markdown's own rules. */
import { Marked, type Token } from 'marked'

const joined = /\p{RGI_Emoji}/gv
const letters = /(?<=\p{L}|\p{M})[\u200C\u200D]/gu
const shapeless = /[\p{Cf}\p{Variation_Selector}\u034F\u115F\u1160\u3164\uFFA0]|(?![\t\n\r])\p{Cc}/u
/** Letters with joiners that HONEST has. */
const written = /[\p{Script=Arabic}\p{Script=Devanagari}\u200C\u200D]+/gu

const code = (character: string) => `U+${character.codePointAt(0)!.toString(16).toUpperCase()}`

/** Characters without a shape that are no part of an emoji or a word. */
export function hidden(text: string): string[] {
  const rest = text.replace(joined, '').replace(written, (word) => word.replace(letters, ''))
  const found = shapeless.exec(rest)
  return found ? [`${code(found[0])} in ${JSON.stringify(text.slice(0, 120))}`] : []
}

/** Links, images, definitions, and markup, as a Markdown reader finds them. An address in plain sight is none. */
export function acting(text: string): string[] {
  const found: string[] = []
  const look = (token: Token) => {
    const plain = token.type === 'link' && token.raw === (token as { text?: string }).text
    // A lone name in angle brackets is a type parameter, which nobody can follow or run.
    const type = token.type === 'html' && /^\s*<[A-Za-z]\w*>/.test(token.raw)
    if ((['link', 'image', 'def'].includes(token.type) && !plain) || (token.type === 'html' && !type))
      found.push(`${token.type} ${JSON.stringify(token.raw.slice(0, 120))}`)
  }
  // `use` has walkers that wait for nothing, so the walk is over when it returns.
  new Marked({ gfm: true, walkTokens: look }).parse(text, { async: false })
  return found
}

/** Every text of a JSON value, names of members included, with where it stands. */
export function textsOf(value: unknown, path = '$'): [path: string, text: string][] {
  if (typeof value === 'string') return [[path, value]]
  if (typeof value !== 'object' || value === null) return []
  if (Array.isArray(value)) return value.flatMap((entry, at) => textsOf(entry, `${path}[${at}]`))
  return Object.entries(value).flatMap(([name, member]): [string, string][] => [
    [`${path}, a name`, name],
    ...textsOf(member, `${path}.${name}`),
  ])
}

/** Hits in a JSON value that a model gets. */
export const hitsIn = (value: unknown): string[] =>
  textsOf(value).flatMap(([path, text]) => [...hidden(text), ...acting(text)].map((hit) => `${path}: ${hit}`))

/** Hits in a fenced text: also markers of a fence that are not its own two. */
export function hitsInFenced(text: string): string[] {
  const own = /<records-([0-9a-f]{16})>\n([\s\S]*)\n<\/records-\1>/.exec(text)
  const rest = own ? text.replace(`<records-${own[1]}>`, '').replace(`</records-${own[1]}>`, '') : text
  return [
    ...hidden(rest),
    ...acting(rest),
    ...(rest.match(/<\/?records-\w*/g) ?? []).map((marker) => `marker ${marker}`),
  ]
}
