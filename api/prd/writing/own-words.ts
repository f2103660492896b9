/** What stands in the place of a refused sentence: the words of the records that it cites. */
import { check, holds } from '../checker/check.ts'
import { sentencesAround } from '../checker/passages.ts'
import { isFit } from '../compose/prose.ts'
import type { Pool } from '../compose/sources.ts'
import { plainSpace, type Sentence } from '../document.ts'

/**
 * The whole sentences around the quotes that hold, each with its record: a true sentence that is refused loses nothing,
 * and of a wrong one nothing stays. What analyses say has its own place in the document and is not quoted again.
 * @returns none when no quote holds
 */
export function ownWordsFor({ evidence }: Pick<Sentence, 'evidence'>, pool: Pool): Sentence[] {
  const said = evidence.flatMap(({ source, quote }): Sentence[] => {
    const cited = pool.get(source)
    if (!cited || cited.source.kind === 'analysis' || !holds({ source, quote }, pool)) return []
    const text = plainSpace(sentencesAround(cited.text, quote))
    return [{ text, basis: 'quoted', evidence: [{ source, quote: text }] }]
  })
  return said.filter((one) => isFit(one.text) && check(one, pool).length === 0)
}
