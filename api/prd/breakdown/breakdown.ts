/** What a document asks for that the backlog does not have yet: a draft of stories for people to review. */
import { alikePairs } from '../../backlog/find/alike.ts'
import type { PrdDocument, Section, Sentence, Source } from '../document.ts'
import type { Basis } from '../vocabulary.ts'

/** Stories that a person reviews in one sitting; the rest comes after these are created. */
export const MOST_STORIES = 50
/** A title that is longer is cut at a word; the description has the whole sentence. */
const LONGEST_TITLE = 120

export interface Work {
  readonly key: string
  readonly title: string
}

export interface DraftStory {
  /** The sentence that it comes from, to tell it from others and to find it again. */
  readonly sentence: string
  readonly section: string
  readonly basis: Basis
  readonly title: string
  readonly description: string
  /** An item that may already say this. */
  readonly like: Work | null
  /** Whether it is chosen unless a person says otherwise. */
  readonly chosen: boolean
}

export interface Breakdown {
  readonly stories: readonly DraftStory[]
  /** Stories beyond those shown. */
  readonly more: number
  /** Sentences that rest on items that exist. */
  readonly covered: number
  readonly sentence: string
}

interface About {
  /** PRD-7 */
  readonly prd: string
  /** The epic, which asks for stories and is none. */
  readonly epic: Work | null
  /** What the document is about, without the epic. */
  readonly items: readonly Work[]
  /** Sentences of which items were made before. */
  readonly made: ReadonlySet<string>
}

const BUILDS = /\b(scope|requirements?|features?|(?:user )?stor(?:y|ies)|acceptance|deliverables?)\b/i

/** Sections that say what to build, by key or, for headings of one's own, by their words. */
const builds = ({ key, heading }: Section) =>
  key === 'scope' || key === 'requirements' || (key.startsWith('own') && BUILDS.test(heading))

export function breakdownOf(document: PrdDocument, { prd, epic, items, made }: About): Breakdown {
  const sources = new Map(document.sources.map((source) => [source.alias, source]))
  const said = document.sections
    .filter(builds)
    .flatMap((section) =>
      section.sentences
        .filter(({ basis }) => basis !== 'computed')
        .map((sentence) => ({ section, sentence, cites: citedWork(sentence, sources, epic) })),
    )
  const once = [...new Map(said.map((one) => [one.sentence.text, one])).values()]
  const asked = once.filter(({ sentence, cites }) => !made.has(sentence.text) && !restsOn(sentence, cites))
  const shown = asked.slice(0, MOST_STORIES)
  const likes = likesOf(
    shown.map(({ sentence }) => sentence.text),
    items,
  )
  const stories = shown.map(({ section, sentence, cites }): DraftStory => {
    const like = likes.get(sentence.text) ?? cites[0] ?? null
    return {
      sentence: sentence.text,
      section: section.heading,
      basis: sentence.basis,
      title: titleOf(sentence.text),
      description: descriptionOf(sentence, section, sources, prd),
      like,
      chosen: like === null && !isGuess(sentence),
    }
  })
  const covered = once.length - asked.length
  return {
    stories,
    more: asked.length - shown.length,
    covered,
    sentence: sentenceOf(stories, asked.length, covered, epic),
  }
}

/** Work that the sentence cites, the epic aside. */
const citedWork = ({ evidence }: Sentence, sources: ReadonlyMap<string, Source>, epic: Work | null): Work[] =>
  evidence.flatMap(({ source }) => {
    const found = sources.get(source)
    return found?.kind === 'item' && found.key !== epic?.key ? [{ key: found.key, title: found.title }] : []
  })

/** An item's own words ask for nothing new. What is inferred from them may, so a person decides. */
const restsOn = ({ basis }: Sentence, cites: readonly Work[]) =>
  cites.length > 0 && (basis === 'quoted' || basis === 'summarized')

/** A model's assumption is nobody's decision yet: a person has to choose it. */
const isGuess = ({ basis, author }: Sentence) => basis === 'assumption' && !author

function likesOf(sentences: readonly string[], items: readonly Work[]): Map<string, Work> {
  const byKey = new Map(items.map((item) => [`item ${item.key}`, item]))
  const texts = new Map(sentences.map((text, at) => [`text ${at}`, text]))
  const pairs = alikePairs([
    ...[...byKey].map(([id, { title }]) => ({ id, title })),
    ...[...texts].map(([id, title]) => ({ id, title })),
  ])
  const likes = new Map<string, Work>()
  for (const { a, b } of pairs) {
    const text = texts.get(a) ?? texts.get(b)
    const item = byKey.get(a) ?? byKey.get(b)
    if (text !== undefined && item && !likes.has(text)) likes.set(text, item)
  }
  return likes
}

function titleOf(sentence: string): string {
  const plain = sentence.replace(/[.;:\s]+$/, '')
  if (plain.length <= LONGEST_TITLE) return plain
  const cut = plain.slice(0, LONGEST_TITLE)
  return `${cut.slice(0, Math.max(cut.lastIndexOf(' '), LONGEST_TITLE / 2)).replace(/[,;:\s]+$/, '')}…`
}

function descriptionOf(
  { text, evidence }: Sentence,
  { heading }: Section,
  sources: ReadonlyMap<string, Source>,
  prd: string,
): string {
  const quotes = evidence.flatMap(({ source, quote }) => {
    const key = sources.get(source)?.key
    return key && quote !== text ? [`${key}: “${quote}”`] : []
  })
  return [text, ...quotes, `From ${prd}, ${heading}.`].join('\n\n')
}

const stories = (count: number) => (count === 1 ? '1 story' : `${count} stories`)

function sentenceOf(shown: readonly DraftStory[], asked: number, covered: number, epic: Work | null): string {
  const rest =
    covered === 0
      ? ''
      : covered === 1
        ? ' 1 other sentence is already covered by an item.'
        : ` ${covered} other sentences are already covered by items.`
  if (asked > 0) {
    const like = shown.filter((one) => one.like).length
    const first = asked > shown.length ? `The first ${shown.length} of ${stories(asked)}` : stories(asked)
    const under = epic ? ` under ${epic.key} ${epic.title}` : ''
    const doubt = like === 0 ? '' : like === 1 ? ' 1 of them may exist already.' : ` ${like} of them may exist already.`
    return `${first} to create${under}.${doubt}${rest}`
  }
  return covered > 0
    ? 'Nothing to create: every sentence about what to build is already covered by an item. To add work, add a sentence to Scope or Requirements.'
    : 'Nothing to create yet: no sentence says what to build. Add some to Scope or Requirements.'
}
