/**
 * The checker: a sentence may say only what its quotes, the fields of the records it cites, and the analyses say. It is
 * arithmetic over text, without a model. What it cannot read counts as not shown: a false alarm puts the records' own
 * words in the place of a true sentence, and a missed one lets a wrong sentence pass.
 */
import type { Evidence, Sentence } from '../document.ts'
import { spans } from '../../../text.ts'
import { DOMAIN } from '../../ai/safe-text.ts'
import { plainSpace } from '../document.ts'
import type { ItemRecord } from '../material.ts'
import type { Pool } from '../compose/sources.ts'
import { clausesOf } from './clauses.ts'
import { fieldProblems } from './fields.ts'
import { misplacedFigure } from './figures.ts'
import { quantitiesIn } from './quantities.ts'
import { namesIn } from './names.ts'
import { deniesOtherwise } from './denial.ts'
import { isDerived, isYearOf } from './derived.ts'
import { fieldsFor, passageFor, sentencesAround } from './passages.ts'
import { looseFigures } from './loose.ts'
import { isShown, isSupported } from './supported.ts'
import {
  causeUnshown,
  contentWords,
  demandToldAsFact,
  strengthened,
  effectUnshown,
  isNegated,
  opposed,
  periodsIn,
  strongWords,
  wantsUnshown,
} from './wording.ts'

export type Rule =
  | 'source'
  | 'quote'
  | 'computed'
  | 'key'
  | 'quantity'
  | 'period'
  | 'name'
  | 'field'
  | 'negation'
  | 'modality'
  | 'want'
  | 'effect'
  | 'opposite'
  | 'support'
  | 'markup'

export interface Problem {
  readonly rule: Rule
  /** What is wrong, for the model that repairs it. */
  readonly what: string
}

const KEY = /\b[A-Z][A-Z0-9]{0,9}-\d+\b/g
/** Words a quote needs to say something; the whole of a short source will do. */
const SHORTEST_QUOTE = 2
const MARKUP =
  /:[\\/]{2}|www\.|\]\s?[[(:]|!\[|[<>`]|\b(?:javascript|vbscript|data|mailto|tel|sms|file|blob):\S|&#?\w{1,31};|\S@\S+\.\S|^[=+@]/i
/** Words to whoever reads with a machine. */
const ORDER =
  /\bassistants?\b|\bsystem prompt\b|\b(?:ignore|disregard) (?:all|any|the|previous|prior)\b|\b[RE]\d{1,2}\b/gi

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
  return paraphraseProblems(text, evidence, pool)
}

const lower = (text: string) => text.toLowerCase().replaceAll(/[“”"‘’']/g, "'")
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

/** A summary or an inference against the words it cites. */
function paraphraseProblems(text: string, evidence: readonly Evidence[], pool: Pool): Problem[] {
  const cited = evidence.map(({ source }) => pool.get(source)!)
  const items = [...new Set(cited.flatMap(({ item }) => item ?? []))]
  const quotes = evidence.map(({ quote }) => plainSpace(quote))
  const passages = evidence.map(({ source, quote }) => sentencesAround(pool.get(source)!.text, quote))
  const shown = passages.join(' … ')
  const leads = items.map(leadWords).join(' ')
  const all = `${shown} ${leads} ${cited.map((one) => one.text).join(' ')}`
  const problems: Problem[] = []
  const add = (rule: Rule, what: string) => {
    problems.push({ rule, what })
  }

  for (const key of new Set(text.match(KEY) ?? []))
    if (!cited.some((one) => one.source.key === key) && !new RegExp(`\\b${key}\\b`).test(shown))
      add('key', `${key} is not cited`)

  // A date beside a cited date is the due date only where the sentence says so.
  const saysDue = DUE.test(text) || !quotes.some((quote) => quantitiesIn(quote).some(({ kind }) => kind === 'date'))
  const grounds = {
    quantities: [
      ...quotes.flatMap(quantitiesIn),
      ...items.flatMap(({ title, dueDate }) => quantitiesIn(`${title} . ${(saysDue && dueDate) || ''}`)),
      ...pointsOf(items),
    ],
    points: items.map(({ points }) => points),
    items: items.length,
    dates: passages.flatMap((passage) => passage.match(/\d{4}-\d\d-\d\d/g) ?? []),
    mentions: (word: string) => word.length > 2 && `${shown} ${leads}`.toLowerCase().includes(word.slice(0, 5)),
    related: sharesWord(text, shown),
    denies:
      isNegated(text) ||
      /\bmiss(?:es|ing)?\b|\bfail|\blos(?:e|t|es)\b|\bgone\b|\brest\b|\bremaining\b|\bleft\b/i.test(text),
  }
  const said = quantitiesIn(text)
  const [told, periods] = [periodsIn(text), new Set(periodsIn(`${shown} ${leads}`))]
  // All its figures follow from those of a month: else nobody knows of which one it says the year.
  const yearly =
    said.length > 0 && told.includes('year') && said.every((one) => isYearOf(one, quotes.flatMap(monthlyIn)))
  for (const quantity of said) if (!yearly && !isSupported(quantity, grounds)) add('quantity', quantity.raw)

  for (const form of looseFigures(text, all)) add('quantity', form)
  for (const word of [...(text.match(DOMAIN) ?? []), ...(text.match(ORDER) ?? [])])
    if (!lower(all).includes(lower(word))) add('markup', word)

  for (const period of told) if (!periods.has(period) && !(yearly && period === 'year')) add('period', `a ${period}`)

  for (const name of namesIn(text))
    if (!lower(`${shown} ${leads} ${cited.map(({ source }) => source.title).join(' ')}`).includes(rootOf(lower(name))))
      add('name', name)

  for (const problem of fieldProblems(text, items, shown)) add('field', problem)

  for (const clause of clausesOf(text)) {
    const passage = passageFor(clause, passages)
    // What is left of a count is what the others are not.
    const left = quantitiesIn(clause).some((one) => isDerived(one, grounds.quantities) && !isShown(one, grounds))
    if (!left && deniesOtherwise(clause, fieldsFor(clause)(shown), quotes, items)) add('negation', clause)
    const opposite = opposed(clause, passage)
    if (opposite) add('opposite', opposite)
  }

  const pair = /\bfrom (\S+?%?) to (\S+?%?)(?=[\s,.;]|$)/i.exec(text)
  if (pair && /\d/.test(pair[1]!) && shown.includes(pair[1]!) && shown.indexOf(pair[2]!) < shown.indexOf(pair[1]!))
    add('opposite', pair[0])

  const misplaced = misplacedFigure(text, shown)
  if (misplaced) add('quantity', `${misplaced} refers to something else in the source`)

  for (const strong of strongWords(text, `${shown} ${leads}`)) add('modality', strong)
  if (demandToldAsFact(text, shown)) add('modality', 'states a request as a fact')
  for (const what of strengthened(text, shown)) add('modality', what)
  const want = wantsUnshown(text, shown)
  if (want) add('want', want)
  const cause = causeUnshown(text, shown)
  if (cause) add('effect', cause)
  const effect = effectUnshown(text, shown)
  if (effect) add('effect', effect)
  if (speaksOfElse(text, `${shown} ${leads} ${cited.map(({ source }) => `${source.title} ${source.note}`).join(' ')}`))
    add('support', 'shares no word with what it cites')
  return problems
}

/** Characters after a figure in which its period stands: "40 riders a month". */
const PERIOD_WITHIN = 20
const monthlyIn = (quote: string) =>
  quantitiesIn(quote).filter(({ at, raw }) =>
    periodsIn(quote.slice(at, at + raw.length + PERIOD_WITHIN)).includes('month'),
  )

/** "Germany" and "German". */
const rootOf = (name: string) => (name.length > 5 ? name.replace(/(?:y|ian|ish|s)$/, '') : name)
const DUE = /\b(?:due|deadline|target|planned|scheduled|by|finish\w*|deliver\w*|ship\w*)\b/i

/** A sentence of several words of which no source has one is about something else. */
const speaksOfElse = (text: string, known: string) => contentWords(text).size >= 4 && !sharesWord(text, known)

const sharesWord = (text: string, shown: string) => {
  const known = [...contentWords(shown)]
  return [...contentWords(text)].some((word) => known.some((one) => one.startsWith(word.slice(0, 4))))
}

const leadWords = ({ key, title, type, status, team, assignee, priority, dueDate }: ItemRecord) =>
  `${key} ${title} ${type} ${status} ${team ?? ''} ${assignee ?? ''} ${priority} ${dueDate ? `due ${dueDate}` : ''}`

const pointsOf = (items: readonly ItemRecord[]) =>
  items.flatMap(({ points }) => (points === null ? [] : quantitiesIn(`${points} points`)))
