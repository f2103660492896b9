/** A section under a heading of one's own: what records say in its words, else a question. */
import type { Material } from '../material.ts'
import { eachOnce, sentencesIn } from './prose.ts'
import { recordsOf, type Sheet } from './sheet.ts'
import type { Pen } from './sources.ts'

const MOST = 6

export function ownSection(heading: string, material: Material, pen: Pen): Sheet {
  const words = (heading.toLowerCase().match(/[\p{L}\p{N}]{4,}/gu) ?? []).map((word) => word.replace(/(ies|es|s)$/, ''))
  const fits = (text: string) => words.some((word) => text.toLowerCase().includes(word))
  const found = eachOnce(
    recordsOf(material).flatMap(({ key, title, description }) =>
      [title, ...sentencesIn(description)].filter(fits).map((sentence) => ({ key, sentence })),
    ),
  )
  return {
    sentences: found.slice(0, MOST).flatMap(({ key, sentence }) => pen.quote(key, sentence)),
    questions: found.length ? [] : [{ text: `What belongs under “${heading}”? No record mentions it.`, evidence: [] }],
  }
}
