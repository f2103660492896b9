/** What changed between two versions, section by section, sentence by sentence. */
import { isOfModel, type PrdDocument, type Section, type Sentence, type Source } from './document.ts'

export interface SectionChange {
  readonly key: string
  readonly heading: string
  readonly added: readonly string[]
  readonly removed: readonly string[]
  /** Sentences that are in both. */
  readonly kept: number
}

/** Sections with a change alone, in the order of the later version. */
export function changesBetween(before: PrdDocument, after: PrdDocument): SectionChange[] {
  const old = new Map(before.sections.map((section) => [section.key, section]))
  const gone = before.sections.filter(({ key }) => !after.sections.some((section) => section.key === key))
  return [
    ...after.sections.map((section) => changeOf(section, old.get(section.key)?.sentences ?? [], section.sentences)),
    ...gone.map((section) => changeOf(section, section.sentences, [])),
  ].filter(({ added, removed }) => added.length + removed.length > 0)
}

function changeOf({ key, heading }: Section, before: readonly Sentence[], after: readonly Sentence[]): SectionChange {
  const [was, is] = [new Set(before.map(({ text }) => text)), new Set(after.map(({ text }) => text))]
  return {
    key,
    heading,
    added: [...is].filter((text) => !was.has(text)),
    removed: [...was].filter((text) => !is.has(text)),
    kept: [...is].filter((text) => was.has(text)).length,
  }
}

/**
 * A section of a newer composition in an older document: aliases mean what they mean in the newer one, and sources that
 * only the older one has get those that are free.
 */
export function withSection(document: PrdDocument, fresh: PrdDocument, key: string): PrdDocument | null {
  const made = fresh.sections.find((section) => section.key === key)
  const had = document.sections.find((section) => section.key === key)
  if (!made || !had) return null
  const byName = new Map(fresh.sources.map((source) => [nameOf(source), source]))
  const taken = new Set(fresh.sources.map(({ alias }) => alias))
  const renamed = new Map<string, string>()
  const kept: Source[] = []
  for (const source of document.sources) {
    const now = byName.get(nameOf(source))
    // What an analysis said on another day is another source: its sentences keep their own date.
    const same = now && sameStamp(now, source) ? now : null
    const alias = same?.alias ?? free(source.alias, taken)
    taken.add(alias)
    renamed.set(source.alias, alias)
    if (!same) kept.push({ ...source, alias })
  }
  const again = <Cited extends Pick<Sentence, 'evidence'>>(one: Cited): Cited => ({
    ...one,
    evidence: one.evidence.map(({ source, quote }) => ({ source: renamed.get(source) ?? source, quote })),
  })
  const stated = had.sentences.filter(({ author }) => author).map(again)
  const texts = new Set(stated.map(({ text }) => text))
  const sections = document.sections.map((section) =>
    section.key === key
      ? {
          ...made,
          heading: had.heading,
          sentences: [...stated, ...made.sentences.filter(({ text }) => !texts.has(text))],
        }
      : { ...section, sentences: section.sentences.map(again), questions: section.questions.map(again) },
  )
  const cited = new Set(
    sections.flatMap(({ sentences, questions }) =>
      [...sentences, ...questions].flatMap(({ evidence }) => evidence.map(({ source }) => source)),
    ),
  )
  return {
    ...document,
    sections,
    sources: [...fresh.sources, ...kept].filter(({ alias }) => cited.has(alias)),
    // The newer composition knows the rest anew, and nothing of how a model wrote the sentences that stay.
    warnings: [...new Set([...document.warnings.filter(isOfModel), ...fresh.warnings])],
    context: key === 'plan' ? fresh.context : document.context,
  }
}

const sameStamp = ({ stamp: a }: Source, { stamp: b }: Source) =>
  (a === null && b === null) ||
  (a?.asOf === b?.asOf && a?.dataVersion === b?.dataVersion && a?.inputHash === b?.inputHash)

const nameOf = ({ kind, key }: Source) => `${kind} ${key}`

function free(alias: string, taken: ReadonlySet<string>): string {
  if (!taken.has(alias)) return alias
  const letter = alias.charAt(0)
  let at = 1
  while (taken.has(`${letter}${at}`)) at++
  return `${letter}${at}`
}
