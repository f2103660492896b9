/** The outline composer: a PRD from records and analyses alone. No model writes any of it. */
import { isSectionKey, sentencesOf, type PrdDocument, type Section } from '../document.ts'
import type { Brief, Material } from '../material.ts'
import { HEADINGS, INTERNAL_SECTIONS, TEMPLATE_SECTIONS, type SectionKey } from '../vocabulary.ts'
import { ownSection } from './own-section.ts'
import { fill } from './fill.ts'
import type { Sheet } from './sheet.ts'
import { penOf, poolOf, type Pool } from './sources.ts'

/** Sections of the document, in order: keys of the vocabulary, or a heading of one's own. */
function sectionsOf({ template, sections, audience }: Pick<Brief, 'template' | 'sections' | 'audience'>): {
  key: SectionKey | null
  heading: string
}[] {
  const named = sections ?? (template === 'own' ? [] : TEMPLATE_SECTIONS[template])
  const asked = [...new Set(named.map((name) => name.trim()))].map((name) => {
    const key = keyOf(name)
    return key ? { key, heading: HEADINGS[key] } : { key: null, heading: name }
  })
  return asked.filter(({ key }) => !(audience === 'external' && key && INTERNAL_SECTIONS.includes(key)))
}

/** A section by its key or its heading, in any case. */
function keyOf(name: string): SectionKey | null {
  const plain = name.toLowerCase()
  if (isSectionKey(name)) return name
  const found = Object.entries(HEADINGS).find(
    ([key, heading]) => plain === key.toLowerCase() || plain === heading.toLowerCase(),
  )
  return found && isSectionKey(found[0]) ? found[0] : null
}

export interface Composed {
  readonly document: PrdDocument
  readonly pool: Pool
}

export function compose(material: Material): Composed {
  const pool = poolOf(material)
  const pen = penOf(pool)
  const { brief } = material
  const said = new Set<string>()
  let own = 0
  const written = sectionsOf(brief).map(({ key, heading }): Section => {
    const sheet: Sheet = key ? fill[key](material, pen) : ownSection(heading, material, pen)
    // A sentence is said once, where it comes first; the summary may be taken up again.
    const fresh = sheet.sentences.filter(({ text }) => !said.has(text))
    // A section that would stand empty says again what it has.
    const sentences = fresh.length > 0 || sheet.questions.length > 0 ? fresh : sheet.sentences
    if (key !== 'summary') for (const { text } of sentences) said.add(text)
    return { key: key ?? `own${++own}`, heading, sentences, questions: sheet.questions }
  })
  // Where nothing is open, a heading for it would stand over nothing; a section that was named stays.
  const sections = brief.sections
    ? written
    : written.filter((one) => one.key !== 'questions' || one.sentences.length > 0 || one.questions.length > 0)
  const cited = new Set(
    sections.flatMap(({ sentences, questions }) =>
      [...sentences, ...questions].flatMap(({ evidence }) => evidence.map(({ source }) => source)),
    ),
  )
  return {
    pool,
    document: {
      title: brief.title,
      template: brief.template,
      audience: brief.audience,
      sections,
      sources: [...pool.values()].flatMap(({ source }) => (cited.has(source.alias) ? [source] : [])),
      context: brief.audience === 'external' ? [] : material.engines.flatMap(({ context }) => context ?? []),
      warnings: material.warnings,
    },
  }
}

/** How far a document can be trusted, in one sentence. */
export function headlineOf(document: PrdDocument): string {
  const all = sentencesOf(document)
  const doubted = all.filter(({ basis }) => basis === 'assumption')
  const stated = doubted.filter(({ author }) => author).length
  const assumed = doubted.length - stated
  const questions = document.sections.reduce((sum, section) => sum + section.questions.length, 0)
  const others = [
    ...(assumed > 0 ? [`${assumed} ${assumed === 1 ? 'is an assumption' : 'are assumptions'}`] : []),
    ...(stated > 0 ? [`${stated} ${stated === 1 ? 'was' : 'were'} stated by people`] : []),
  ]
  return [
    others.length === 0
      ? `${document.title}: all ${all.length} sentences rest on your records or on analyses of them`
      : `${document.title}: ${all.length - doubted.length} of ${all.length} sentences rest on your records or on analyses of them, ${others.join(', ')}`,
    questions === 0
      ? 'no question is open.'
      : `${questions} ${questions === 1 ? 'question needs' : 'questions need'} your answer.`,
  ].join('; ')
}
