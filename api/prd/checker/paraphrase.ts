/**
 * A summary or an inference against the records that it cites. It is refused for what speaks against it: a figure, date,
 * or name that no record gives, or gives to something else, and words of which the record says the opposite. The quotes
 * come first; what the rest of a cited record says supports a figure too, as long as the quote has no other one for it.
 */
import type { Evidence } from '../document.ts'
import { plainSpace } from '../document.ts'
import { DOMAIN } from '../../ai/safe-text.ts'
import type { ItemRecord } from '../material.ts'
import type { Citable } from '../compose/sources.ts'
import { shiftsIn } from './calendar.ts'
import { causeUnshown, effectUnshown } from './causes.ts'
import { clausesOf } from './clauses.ts'
import { comparedWrongly, sameOrder } from './compared.ts'
import { deniesOtherwise } from './denial.ts'
import { isDerived, isRateOf } from './derived.ts'
import { fieldProblems } from './fields.ts'
import { misplacedFigure, otherBase } from './figures.ts'
import { looseFigures } from './loose.ts'
import { isNamed, namesIn } from './names.ts'
import { opposed } from './opposites.ts'
import { closestTo, listsIn, partsIn, readOf, shared, tokensOf, without, type Read } from './parts.ts'
import { fieldsFor, passageFor, sentencesAround } from './passages.ts'
import { periodsIn, ratesIn } from './periods.ts'
import { quantitiesIn, type Quantity } from './quantities.ts'
import { leftToOthers, saidByAnother, saidOfAnother } from './roles.ts'
import { heldApart, leftOut, onlyOne } from './scope.ts'
import { otherDuty, strengthened, strongWords, widened } from './strength.ts'
import { isShown, isSupported, replacesCited } from './supported.ts'
import { askedUnshown, planToldAsDone, wantsUnshown, wishToldAsFact } from './told.ts'
import { contentWords, isNegated, lower } from './wording.ts'

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

export const KEY = /\b[A-Z][A-Z0-9]{0,9}-\d+\b/g
/** Words to whoever reads with a machine. */
const ORDER =
  /\bassistants?\b|\bsystem prompt\b|\b(?:ignore|disregard) (?:all|any|the|previous|prior)\b|\b[RE]\d{1,2}\b/gi

export function paraphraseProblems(text: string, evidence: readonly Evidence[], cited: readonly Citable[]): Problem[] {
  const items = [...new Set(cited.flatMap(({ item }) => item ?? []))]
  const quotes = evidence.map(({ quote }) => plainSpace(quote))
  const passages = evidence.map(({ quote }, at) => sentencesAround(cited[at]!.text, quote))
  const shown = passages.join(' … ')
  const leads = items.map(leadWords).join(' ')
  const whole = cited.map((one) => one.text).join(' … ')
  const record = cited.flatMap(recordOf)
  const sentence = wholeOf(text)
  const parts = partsIn(readOf(shown))
  const related = cited.flatMap((one) => aboutIn(textOf(one), sentence, passages))
  const problems: Problem[] = []
  const add = (rule: Rule, what: string | null | undefined | false) => {
    if (what) problems.push({ rule, what })
  }

  for (const key of new Set(text.match(KEY) ?? []))
    if (!cited.some((one) => one.source.key === key) && !new RegExp(`\\b${key}\\b`).test(shown))
      add('key', `${key} is not cited`)

  // A date beside a cited date is the due date only where the sentence says so.
  const saysDue = DUE.test(text) || !quotes.some((quote) => quantitiesIn(quote).some(({ kind }) => kind === 'date'))
  const quoted = [
    ...quotes.flatMap(quantitiesIn),
    ...items.flatMap(({ title, dueDate }) => quantitiesIn(`${title} . ${(saysDue && dueDate) || ''}`)),
    ...pointsOf(items),
  ]
  const told = periodsIn(text)
  const periods = new Set([
    ...periodsIn(`${shown} ${leads}`),
    ...related.flatMap((one) => [...ratesIn(one.text), ...one.figures.flatMap(({ per }) => per ?? [])]),
  ])
  const [said, rates] = [sentence.figures, ratesIn(text)]
  const grounds = {
    quantities: unique([...quoted, ...related.flatMap(({ figures }) => figures)]),
    combined: unique([
      ...quoted,
      ...related.filter((one) => shared(one.words, sentence.words) > 0).flatMap(({ figures }) => figures),
    ]),
    beside: said,
    points: items.map(({ points }) => points),
    items: items.length,
    dates: passages.flatMap((passage) => passage.match(/\d{4}-\d\d-\d\d/g) ?? []),
    shifts: quotes.flatMap(shiftsIn),
    starts: /\b(?:from|since|between|starts?|started|starting|begins?|began|beginning|as of)\b/i.test(text),
    ends: /\b(?:by|between|until|till|ends?|ended|before|latest|later than|due|deadline)\b/i.test(text),
    halves: /\b(?:first|second|last) (?:six|6) months\b/i.test(text),
    // "Every 24 hours" of what is checked daily; what takes 24 hours is something else.
    periods: /\b(?:every|each|per|once)\b/i.test(text) ? [...periods] : [],
    lists: [shown, ...related.map((one) => one.text)].flatMap(listsIn).filter((count) => count > 2 || tellsTwo(text)),
    mentions: (noun: string) => noun.length > 2 && lower(`${whole} ${leads}`).includes(noun.slice(0, 4)),
    related: sharesWord(text, shown),
    denies:
      isNegated(text) ||
      /\bmiss(?:es|ing)?\b|\bfail|\blos(?:e|t|es)\b|\bgone\b|\brest\b|\bremaining\b|\bleft\b|\bwrong\b|\bstill\b|\bothers?\b/i.test(
        text,
      ),
  }
  for (const quantity of said)
    if (!isSupported(quantity, grounds) || replacesCited(quantity, grounds, quoted, quotes))
      add('quantity', quantity.raw)
  for (const form of looseFigures(text, `${shown} ${leads} ${whole}`)) add('quantity', form)
  for (const word of [...(text.match(DOMAIN) ?? []), ...(text.match(ORDER) ?? [])])
    if (!lower(`${shown} ${leads} ${whole}`).includes(lower(word))) add('markup', word)

  /** What the record states itself is in the period that it states; only what is worked out may be in another. */
  const follows = (period: string) =>
    said.some(
      (one) =>
        one.per === period &&
        (isRateOf(one, grounds.combined) || (!isShown(one, grounds) && isDerived(one, grounds.combined, said))),
    )
  for (const period of told)
    if (!periods.has(period) && !follows(period) && (rates.includes(period) || said.some(({ per }) => per === period)))
      add('period', `a ${period}`)

  for (const { kind, value, per, raw } of said) {
    const rates =
      per && periods.has(per) ? grounds.quantities.filter((one) => one.kind === kind && one.value === value) : []
    if (rates.length > 0 && rates.every((one) => one.per !== null && one.per !== per)) add('period', `${raw} a ${per}`)
  }

  const named = lower(`${whole} ${leads} ${cited.map(({ source }) => source.title).join(' ')}`)
  const names = namesIn(text)
  const ownWords = tokensOf(names.join(' '))
  // Somebody whom the record names elsewhere has nothing to do with this.
  const close = [...readOf(shown), ...related.filter((one) => shared(without(one.words, ownWords), sentence.words) > 0)]
  const naming = `${close.map((one) => one.text).join(' ')} ${leads} ${cited.map(({ source }) => source.title).join(' ')}`
  for (const name of names) if (!isNamed(name, naming)) add('name', name)
  add('name', saidOfAnother(sentence, record))
  add('name', saidByAnother(sentence, record))
  add('name', leftToOthers(sentence, record))

  for (const problem of fieldProblems(text, items, shown)) add('field', problem)

  for (const clause of clausesOf(text)) {
    // What is left of a count is what the others are not.
    const left = quantitiesIn(clause).some((one) => isDerived(one, grounds.combined) && !isShown(one, grounds))
    if (!left && deniesOtherwise(clause, fieldsFor(clause)(shown), quotes, items)) add('negation', clause)
    add('opposite', opposed(clause, passageFor(clause, passages)))
  }
  for (const part of sentence.parts)
    for (const close of closestTo(part.marks, parts)) add('opposite', opposed(part.text, close.text))
  add('negation', leftOut(sentence, record))
  add('opposite', sameOrder(text, shown) === false && text)
  add('opposite', comparedWrongly(sentence, record))

  const pair = /\bfrom (\S+?%?) to (\S+?%?)(?=[\s,.;]|$)/i.exec(text)
  if (pair && /\d/.test(pair[1]!) && shown.includes(pair[1]!) && shown.indexOf(pair[2]!) < shown.indexOf(pair[1]!))
    add('opposite', pair[0])

  const misplaced = misplacedFigure(sentence, record)
  add('quantity', otherBase(sentence, record))
  add('quantity', misplaced && `${misplaced} refers to something else in the source`)

  for (const strong of strongWords(text, `${shown} ${leads}`)) add('modality', strong)
  for (const what of strengthened(sentence, shown, parts)) add('modality', what)
  add('modality', otherDuty(sentence, parts))
  add('modality', widened(sentence, parts))
  add('modality', planToldAsDone(sentence, record, items) ?? wishToldAsFact(sentence, record))
  add('modality', heldApart(sentence, record) ?? onlyOne(sentence, record))
  add('want', wantsUnshown(text, shown) ?? askedUnshown(sentence, record))
  add('effect', causeUnshown(text, record) ?? effectUnshown(text, shown))
  if (speaksOfElse(text, `${named} ${cited.map(({ source }) => source.note).join(' ')}`))
    add('support', 'shares no word with what it cites')
  return problems
}

/** Each record is read once, however many sentences cite it. */
const READ = new WeakMap<Citable, { text: Read[]; record: Read[] }>()
function readingOf(cited: Citable): { text: Read[]; record: Read[] } {
  const known = READ.get(cited)
  if (known) return known
  const text = readOf(cited.text)
  const read = { text, record: cited.item ? readOf(plainSpace(cited.item.description)) : text }
  READ.set(cited, read)
  return read
}
const textOf = (cited: Citable) => readingOf(cited).text
/** What a record says in free words, without its fields. */
const recordOf = (cited: Citable) => readingOf(cited).record

/** Sentences that speak of the same, and those beside the quotes, which go on about it. */
const aboutIn = (text: readonly Read[], { words }: Read, passages: readonly string[]) =>
  text.filter(
    (one, at) =>
      shared(one.words, words) > 0 ||
      [text[at - 1], text[at + 1]].some((next) => next && passages.some((passage) => passage.includes(next.text))),
  )

/** The text as one sentence, with the parts of all. */
function wholeOf(text: string): Read {
  const read = readOf(text)
  return {
    text,
    words: new Set(read.flatMap(({ words }) => [...words])),
    figures: quantitiesIn(text),
    marks: new Set(read.flatMap(({ marks }) => [...marks])),
    parts: partsIn(read),
  }
}

/** A figure that stands in the quote and in the record is one figure. */
const unique = (figures: readonly Quantity[]) => [
  ...new Map(figures.map((one) => [`${one.kind} ${one.value} ${one.unit} ${one.noun} ${one.hedge}`, one])).values(),
]

/** "And" is in every other sentence: a pair counts only where the sentence itself tells the two apart. */
const tellsTwo = (text: string) => /\bbetween two\b|\bone\b.*\b(?:another|the other|the one)\b|\d\S* and \d/i.test(text)

const DUE = /\b(?:due|deadline|target|planned|scheduled|by|finish\w*|deliver\w*|ship\w*)\b/i

/** A sentence of several words of which no source has one is about something else. */
const speaksOfElse = (text: string, known: string) => contentWords(text).size >= MANY && !sharesWord(text, known)

const MANY = 6

const sharesWord = (text: string, shown: string) => {
  const known = [...contentWords(shown)]
  return [...contentWords(text)].some((word) => known.some((one) => one.startsWith(word.slice(0, 4))))
}

const leadWords = ({ key, title, type, status, team, assignee, priority, dueDate }: ItemRecord) =>
  `${key} ${title} ${type} ${status} ${team ?? ''} ${assignee ?? ''} ${priority} ${dueDate ? `due ${dueDate}` : ''}`

const pointsOf = (items: readonly ItemRecord[]) =>
  items.flatMap(({ points }) => (points === null ? [] : quantitiesIn(`${points} points`)))
