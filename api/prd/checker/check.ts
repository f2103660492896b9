/**
 * The checker: a sentence may say only what its quotes, the fields of the records it cites, and the analyses say. It is
 * arithmetic over text, without a model. What it cannot read counts as not shown: a false alarm puts the records' own
 * words in the place of a true sentence, and a missed one lets a wrong sentence pass.
 */
import type { Evidence, Sentence } from '../document.ts'
import { spans } from '../../../text.ts'
import { plainSpace } from '../document.ts'
import type { Pool } from '../compose/sources.ts'
import { KEY, paraphraseProblems, type Problem } from './paraphrase.ts'
import { sentencesAround } from './passages.ts'
import { isNegated } from './wording.ts'

/** Words a quote needs to say something; the whole of a short source will do. */
const SHORTEST_QUOTE = 2
const MARKUP =
  /:[\\/]{2}|www\.|\]\s?[[(:]|!\[|[<>`]|\b(?:javascript|vbscript|data|mailto|tel|sms|file|blob):\S|&#?\w{1,31};|\S@\S+\.\S|^[=+@]/i
/** @returns every problem of a sentence; none when it may stand as it is */
export function check(sentence: Sentence, pool: Pool): Problem[] {
  const { basis, evidence } = sentence
  const text = plainSpace(sentence.text)
  if (MARKUP.test(text)) return [{ rule: 'markup', what: 'links and markup are not allowed' }]
  if (basis === 'assumption') return unknownKeys(text, pool)
  const cited = evidence.flatMap(({ source }) => pool.get(source) ?? [])
  if (cited.length === 0 || cited.length < evidence.length)
    return [{ rule: 'source', what: evidence.length ? 'a source that is not among the records' : 'no source' }]
  const missing = evidence.filter((one) => !holds(one, pool))
  if (missing.length) return missing.map(({ quote }) => ({ rule: 'quote', what: `“${quote}” is not in the source` }))
  if (basis === 'quoted') {
    const said = bare(text)
    const from = said ? cited.find((one) => spans(one.text, said)) : undefined
    if (!from) return [{ rule: 'quote', what: 'the sentence is not in the source word by word' }]
    return isNegated(sentencesAround(from.text, said)) && !isNegated(said)
      ? [{ rule: 'negation', what: 'the source says the opposite' }]
      : []
  }
  if (basis === 'computed')
    return cited.some((one) => one.source.kind === 'analysis' && one.text.includes(text))
      ? []
      : [{ rule: 'computed', what: 'no analysis contains this sentence' }]
  return paraphraseProblems(text, evidence, cited)
}

const bare = (text: string) => plainSpace(text.replaceAll(/^[“"]|[”"]\.?$/g, '')).replace(/\.$/, '')

/** Whether a quote is in its source, word by word, and long enough to say something. */
export function holds({ source, quote }: Evidence, pool: Pool): boolean {
  const words = plainSpace(quote)
  if (words.split(' ').length < SHORTEST_QUOTE && !/\d/.test(words)) return false
  return spans(pool.get(source)?.text ?? '', words)
}

function unknownKeys(text: string, pool: Pool): Problem[] {
  const known = new Set([...pool.values()].flatMap(({ source, text: all }) => [source.key, ...(all.match(KEY) ?? [])]))
  return (text.match(KEY) ?? [])
    .filter((key) => !known.has(key) && !/^P\d\d$|^WCAG/.test(key))
    .map((key) => ({ rule: 'key', what: `${key} is not among the records` }))
}
