/** Numbers, units, and months as words write them. */
const MONTHS = 'jan feb mar apr may jun jul aug sep oct nov dec'.split(' ')
export const MONTH =
  '(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)'
const ONES =
  'zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen'.split(
    ' ',
  )
const TENS = 'twenty thirty forty fifty sixty seventy eighty ninety'.split(' ')
const SIMPLE = `(?:(?:${TENS.join('|')})(?:[ -](?:${ONES.slice(1, 10).join('|')}))?|${ONES.join('|')})`
const WORDED = `(?:(?:(?:${SIMPLE}|a) hundred(?: and ${SIMPLE})?)|(?:a )?dozen|${SIMPLE})`
export const NUMBER = `(?:\\d{1,3}(?:,\\d{3})+(?:\\.\\d+)?|\\d+(?:\\.\\d+)?|${WORDED})`

export const two = (value: number | string) => String(value).padStart(2, '0')
export const monthOf = (word: string) => two(MONTHS.indexOf(word.slice(0, 3).toLowerCase()) + 1)

export function numberOf(raw: string): number {
  const text = raw.toLowerCase().replaceAll(',', '')
  if (/^\d/.test(text)) return Number(text)
  if (text.endsWith('dozen')) return 12
  const [hundreds, rest] = /^(.+) hundred(?: and (.+))?$/.exec(text)?.slice(1) ?? [undefined, text]
  const small = (words: string): number => {
    const [ten = '', one = ''] = words.split(/[ -]/)
    const tens = TENS.indexOf(ten)
    return tens >= 0 ? (tens + 2) * 10 + Math.max(0, ONES.indexOf(one)) : Math.max(0, ONES.indexOf(ten))
  }
  return (hundreds ? (hundreds === 'a' ? 1 : small(hundreds)) * 100 : 0) + (rest ? small(rest) : 0)
}

export const DAYS: Readonly<Record<string, number>> = {
  day: 1,
  week: 7,
  fortnight: 14,
  sprint: 14,
  month: 30.4,
  quarter: 91.3,
  year: 365,
}
export const SECONDS: Readonly<Record<string, number>> = {
  s: 1,
  sec: 1,
  second: 1,
  minute: 60,
  min: 60,
  hour: 3_600,
  ms: 0.001,
  millisecond: 0.001,
}
export const secondsIn = (unit: string) => SECONDS[unit.toLowerCase()] ?? DAYS[unit.toLowerCase()]! * 86_400
export const FRACTIONS: Readonly<Record<string, number>> = {
  half: 50,
  tenth: 10,
  eighth: 12.5,
  sixth: 100 / 6,
  third: 100 / 3,
  quarter: 25,
  fifth: 20,
  'two thirds': 200 / 3,
  'three quarters': 75,
}
export const MULTIPLES: Readonly<Record<string, number>> = {
  double: 2,
  twice: 2,
  twofold: 2,
  triple: 3,
  threefold: 3,
  halve: 0.5,
}

export const stem = (word: string) =>
  word
    .toLowerCase()
    .replace(/ies$/, 'y')
    .replace(/(?<=\p{L}{3})(?:ing|ed|es|s)$/u, '')
    .replace(/(?<=\p{L}{3})e$/u, '')
    .replace(/(\p{L})\1$/u, '$1')
