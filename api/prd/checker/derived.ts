/** Figures that follow from cited figures: sums, differences, products, averages, shares, ratios, and rates. */
import { DAYS, numberOf, SECONDS } from './number-words.ts'
import type { Quantity } from './quantities.ts'

/** Rounding that a writer may do in a ratio of their own: 3.1 times becomes "three times". */
const ROUNDED = 0.05
/** Figures of a passage that are combined with each other; more make any figure likely by chance. */
const MOST = 8
const SECONDS_A_DAY = 86_400

const close = (said: number, shown: number, hedge: Quantity['hedge']) =>
  // A share of nothing is no figure, and everything is near to what has no end.
  Number.isFinite(shown) &&
  (Math.abs(said - shown) <= (hedge === 'about' ? 0.1 : 0.005) * Math.abs(shown) ||
    (hedge === 'over' && shown > said && shown <= said * 1.1) ||
    (hedge === 'under' && shown < said && shown >= said * 0.9))
/** Whole percents are rounded. */
const closePercent = (said: number, shown: number, hedge: Quantity['hedge']) =>
  close(said, shown, hedge) || (Number.isInteger(said) && said >= 2 && Math.abs(said - shown) <= 0.5)

/** Half of the last digit that a figure gives: 450,000 is within 5,000, and 122,003 says that it is exact. */
function lastDigit(value: number): number {
  const [whole, decimals] = String(value).split('.') as [string, string | undefined]
  return decimals ? 0.5 / 10 ** decimals.length : 0.5 * 10 ** /0*$/.exec(whole)![0].length
}

const pairsOf = <T>(values: readonly T[]): (readonly [T, T])[] =>
  values.slice(0, MOST).flatMap((a, at) => values.slice(at + 1, MOST).map((b) => [a, b] as const))
const sorted = ([a, b]: readonly [number, number]) => [Math.min(a, b), Math.max(a, b)] as const

const sizesOf = ({ kind, value }: Quantity) =>
  kind === 'share' ? String(value).split('/').map(Number) : [Number(value)]
/** A duration in seconds. */
export const lengthOf = ({ kind, value }: Pick<Quantity, 'kind' | 'value'>): number | null =>
  kind === 'days' ? Number(value) * SECONDS_A_DAY : kind === 'seconds' ? Number(value) : null
export const lengthOfPeriod = (period: string) => SECONDS[period] ?? (DAYS[period] ?? NaN) * SECONDS_A_DAY

/** How many of its unit a duration has: 120 of "120 hours". */
const unitsIn = ({ raw }: Quantity) => numberOf(/^(?:[\d.,]+|\p{L}+)/u.exec(raw)?.[0] ?? '') || 1

/** "480 riders a year" is what "40 riders a month" comes to. Months and years are not of one length. */
const PERIODS_APART = 0.01
export const isRateOf = (said: Quantity, cited: readonly Quantity[]) =>
  said.per !== null &&
  cited.some(
    (one) =>
      one.per !== null &&
      one.per !== said.per &&
      one.kind === said.kind &&
      one.unit === said.unit &&
      Math.abs(Number(one.value) * (lengthOfPeriod(said.per!) / lengthOfPeriod(one.per)) - Number(said.value)) <=
        (said.hedge === 'about' ? 0.1 : PERIODS_APART) * Number(said.value),
  )

/** "5 photos of 10 MB each": 50 MB. */
const isProduct = (said: Quantity, cited: readonly Quantity[]) =>
  pairsOf(cited.filter(({ kind }) => kind === 'number')).some(
    ([a, b]) =>
      Number(a.value) * Number(b.value) === said.value && a.noun !== b.noun && [a.noun, b.noun].includes(said.noun),
  )

/** Sums and differences of two or three, such as what 62 leave when 39 and 14 have answered. */
function combined(values: readonly number[]): number[] {
  const some = values.slice(0, MOST)
  const two = pairsOf(some).flatMap(([a, b]) => [Math.abs(a - b), a + b])
  const three = some.flatMap((a, i) =>
    some.flatMap((b, j) => some.flatMap((c, k) => (i !== j && j < k && i !== k ? [a - b - c] : []))),
  )
  return [...two, ...three.filter((one) => one > 0)]
}

/**
 * @param beside the other figures of the sentence: what a rate comes to in the time that it names
 * @returns whether cited quantities give this one
 */
export function isDerived(said: Quantity, cited: readonly Quantity[], beside: readonly Quantity[] = []): boolean {
  const value = Number(said.value)
  const sizes = (kinds: readonly Quantity['kind'][], unit: string | null = null) =>
    cited.filter((one) => kinds.includes(one.kind) && (unit === null || one.unit === unit)).flatMap(sizesOf)
  const amounts = sizes(['number', 'share'])
  const counts = sizes(['number']).slice(0, MOST)
  const percents = sizes(['percent'])
  const lengths = cited.flatMap((one) => lengthOf(one) ?? [])
  const pairs = (values: readonly number[]) => pairsOf(values).map(sorted)
  const ratios = [amounts, sizes(['money']), lengths, percents].flatMap(pairs)
  const near = (one: number) =>
    close(value, one, said.hedge) && (said.hedge !== null || Math.abs(value - one) <= lastDigit(value) + 1e-9)
  const change = ([low, high]: readonly [number, number]) => [(high - low) / low, (high - low) / high]
  /** "34 rooms at €290", "€2,940 to 412 riders" of each, and "€240 a day" of a week. */
  const times = (some: readonly number[], by: readonly number[]) =>
    some.some((one) => by.some((count) => near(one * count) || near(one / count)))
  const partsOf = (some: readonly number[]) =>
    some.some((one) => percents.some((part) => near((one * part) / 100) || near((one * (100 - part)) / 100)))
  const lasting = cited
    .filter((one) => one.per !== null && one.kind === said.kind && one.unit === said.unit)
    .flatMap((one) =>
      [
        ...lengths,
        ...beside.flatMap((other) => lengthOf(other) ?? []),
        ...(said.per ? [lengthOfPeriod(said.per)] : []),
      ].map((length) => (Number(one.value) * length) / lengthOfPeriod(one.per!)),
    )
  const averages = said.per
    ? cited
        .filter((one) => one.kind === said.kind && one.unit === said.unit)
        .flatMap((one) => lengths.map((length) => (Number(one.value) * lengthOfPeriod(said.per!)) / length))
    : []
  switch (said.kind) {
    case 'money': {
      const money = sizes(['money'], said.unit)
      return (
        combined(money).some(near) || times(money, counts) || partsOf(money) || [...lasting, ...averages].some(near)
      )
    }
    case 'seconds':
    case 'days': {
      const length = lengthOf(said)!
      // The unit is often said once, "120 hours instead of 72"; two bare counts are no durations.
      const bare = cited.flatMap((one) =>
        (lengthOf(one) ?? 0) > 0
          ? counts.map((count) => Math.abs(lengthOf(one)! - (count * lengthOf(one)!) / unitsIn(one)))
          : [],
      )
      const clock = pairs(sizes(['time'])).map(([from, until]) => (until - from) * SECONDS.minute!)
      /** 320 at 16 a day */
      const taken = cited.flatMap((one) =>
        one.per && one.kind === 'number'
          ? amounts.map((all) => (all / Number(one.value)) * lengthOfPeriod(one.per!))
          : [],
      )
      return [
        ...combined(lengths),
        ...lengths.flatMap((one) => counts.flatMap((count) => [one * count, one / count])),
        ...bare,
        ...clock,
        ...taken,
      ].some((one) => close(length, one, said.hedge))
    }
    case 'number':
      return (
        combined(amounts).some(near) ||
        isProduct(said, cited) ||
        partsOf(amounts) ||
        [...lasting, ...averages].some(near)
      )
    case 'multiple':
      return ratios.some(([low, high]) => {
        const ratio = value < 1 ? low / high : high / low
        return low > 0 && Math.abs(value - ratio) <= ROUNDED * value
      })
    case 'share': {
      const [part, whole] = String(said.value).split('/').map(Number)
      const share = part! / whole!
      return (
        pairs(amounts).some(
          ([low, high]) =>
            close(share, low / high, said.hedge) ||
            close(share, low / (low + high), said.hedge) ||
            (high === whole && high - low === part),
        ) || percents.some((one) => close(share * 100, one, said.hedge))
      )
    }
    case 'percent': {
      if (pairs(percents).some(([low, high]) => closePercent(value, (low * high) / 100, said.hedge))) return true
      const hedge = said.hedge ?? (said.noun === 'fraction' ? 'about' : null)
      return (
        pairs(amounts).some(([low, high]) =>
          [low / high, low / (low + high), high / (low + high), (high - low) / high].some((one) =>
            closePercent(value, 100 * one, hedge),
          ),
        ) || ratios.some((pair) => change(pair).some((one) => closePercent(value, 100 * one, hedge)))
      )
    }
    default:
      return false
  }
}
