/** Figures in forms that no pattern reads as a quantity. Such a form has to stand in the source as it is. */
import { MONTH } from './number-words.ts'
import { quantitiesIn } from './quantities.ts'

/** A letter before a digit, such as Q4, v2, EUR900, or shop_42; or digits with letters behind them, such as 77d and 7th. */
const MIXED = /[\p{L}\p{N}_]+(?:[-_][\p{L}\p{N}_]+)*/gu
const ALWAYS: readonly RegExp[] = [
  // Superscripts and fractions
  /\p{No}/gu,
  /(?<![\p{L}\p{N}])[-−]\s?\d[\d.,]*/gu,
  /\d\s?\([^)]*\)/g,
  /\b(?:WCAG|version|ISO|HTTP|TLS|Node|RFC)\s?\d+(?:\.\d+)*/gi,
  /(?<!\bhalf )\b(?:a|several|many|some|few) (?:hundred|thousand|million|billion|trillion)s?\b|\b(?:hundreds|thousands|millions|billions|dozens|scores)\b|\ba couple\b|\b\w+fold\b|\b(?:quadrupl|quintupl)\w+/gi,
  /\b(?:mon|tues|wednes|thurs|fri|satur|sun)days?\b|\b(?:tomorrow|yesterday|tonight|christmas|easter|thanksgiving|midsummer)\b/gi,
]
/** A numeral of two letters or more that is not also a word or a unit. */
const ROMAN =
  /\b(?!mix\b|mm\b|cm\b|ml\b|cd\b|dc\b|di\b|mi\b|li\b)(?=[mdclxvi]{2,}\b)m{0,3}(?:cm|cd|d?c{0,3})(?:xc|xl|l?x{0,3})(?:ix|iv|v?i{0,3})\b/gi
const ORDINAL = /^(\d+)(?:st|nd|rd|th)$/i
const KEY = /^[A-Z][A-Z0-9]{0,9}-\d+$/
/** The year is read by itself. */
const PART_OF_YEAR = /^(?:mid|early|late)-(?:19|20)\d\d$/i
const OWN = new RegExp(`^(?:P\\d\\d|${MONTH}\\d*)$`, 'i')

/** Days that are meant by another word, when both stand beside each other: Friday alone is not each weekday. */
const MEANT: readonly (readonly [days: RegExp, word: RegExp])[] = [
  [/\bmondays? (?:to|through|until|and) fridays?\b/gi, /\b(?:weekday|working day|business day|workday)s?\b/],
  [/\bsaturdays? (?:and|or|to) sundays?\b/gi, /\bweekends?\b/],
]

const words = (text: string) => ` ${text.toLowerCase().replaceAll(/\s+/g, ' ')} `

/** @param shown everything that the cited sources say. @returns forms in the text that are not in it */
export function looseFigures(text: string, shown: string): string[] {
  const source = words(shown)
  const has = (form: string) => {
    const plain = form.toLowerCase().replaceAll(/\s+/g, ' ')
    for (let at = source.indexOf(plain); at >= 0; at = source.indexOf(plain, at + 1))
      if (!/[\p{L}\p{N}]/u.test(source[at - 1]!) && !/[\p{L}\p{N}]/u.test(source[at + plain.length] ?? ' ')) return true
    return false
  }
  const [read, shares] = [quantitiesIn(text), quantitiesIn(text).filter(({ kind }) => kind === 'share')].map((some) =>
    some.map(({ at, raw }) => [at, at + raw.length] as const),
  ) as [(readonly [number, number])[], (readonly [number, number])[]]
  const meant = MEANT.flatMap(([days, word]) => (word.test(source) ? [...text.matchAll(days)] : [])).map(
    ({ 0: form, index }) => [index, index + form.length] as const,
  )
  const mixed = [...text.matchAll(MIXED)].filter(
    ([form]) =>
      /[\p{L}_][\p{L}_-]*\d|^\d+\p{L}/u.test(form) && !KEY.test(form) && !OWN.test(form) && !PART_OF_YEAR.test(form),
  )
  return [
    ...mixed
      .filter(({ index }) => !read.some(([from, until]) => from <= index && index < until))
      .map(([form]) => form)
      .filter((form) => {
        const [, number] = ORDINAL.exec(form) ?? []
        return !has(form) && !(number && has(number))
      }),
    ...ALWAYS.flatMap((pattern) => [...text.matchAll(pattern)])
      .filter(({ index }) => ![...shares, ...meant].some(([from, until]) => from <= index && index < until))
      .map(([form]) => form)
      .filter((form) => !has(form) && !source.includes(form.toLowerCase())),
    ...(text.match(ROMAN) ?? []).filter((form) => !has(form)),
  ]
}
