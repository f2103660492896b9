/** What a model may read of the sources of a document, and so may cite. */
import type { Composed } from '../compose/compose.ts'
import { itemText, type Citable, type Pool } from '../compose/sources.ts'
import { plainSpace } from '../document.ts'
import { INTERNAL_ENGINES, PHRASED, type EngineName } from '../vocabulary.ts'

/** Characters of a description that a model reads: sixty of them are what one can read with care. */
const LONGEST_READ = 4_000

/**
 * Of items, the fields and the start of the description; of analyses, the sentences in the sections that a model writes:
 * the others name work outside the document. What readers outside the company may not see is not read for them either.
 */
export function readableOf({ document, pool }: Composed): Pool {
  const external = document.audience === 'external'
  const said = Map.groupBy(
    document.sections
      .filter(({ key }) => PHRASED.some((one) => one === key))
      .flatMap(({ sentences }) => sentences.filter(({ basis }) => basis === 'computed')),
    ({ evidence }) => evidence[0]?.source,
  )
  const read = ([alias, one]: readonly [string, Citable]): [string, Citable][] => {
    const { source, item } = one
    if (item) return [[alias, itemFor(one, external)]]
    if (external && (source.kind === 'claim' || INTERNAL_ENGINES.includes(source.key as EngineName))) return []
    if (source.kind !== 'analysis') return [[alias, one]]
    const lines = said.get(alias) ?? []
    return lines.length ? [[alias, { ...one, text: plainSpace(lines.map(({ text }) => text).join(' ')) }]] : []
  }
  return new Map([...pool].flatMap(read))
}

function itemFor(one: Citable, external: boolean): Citable {
  const item = { ...one.item!, description: begun(one.item!.description) }
  // Neither a name nor "none": it has an owner or not, and nobody outside is told.
  const shown = external ? { ...item, assignee: '', team: '' } : item
  return { ...one, text: itemText(item, !external), item: shown }
}

/** The start of a text, up to the end of a sentence: half a number or half a condition says something else. */
function begun(text: string): string {
  if (text.length <= LONGEST_READ) return text
  const start = text.slice(0, LONGEST_READ)
  const end = Math.max(start.lastIndexOf('. ') + 1, start.lastIndexOf('\n'))
  return start.slice(0, end > 0 ? end : start.lastIndexOf(' '))
}
