/** Figures that follow from cited figures: differences, sums, products, averages, shares, and ratios. */
import type { Quantity } from './quantities.ts'

/** Rounding that a writer may do in a figure of their own: 3.1 times becomes "three times". */
const ROUNDED = 0.05
/** Figures of a passage that are combined with each other; more make any figure likely by chance. */
const MOST = 8
const SECONDS_A_DAY = 86_400
const MONTHS_A_YEAR = 12

const close = (said: number, shown: number, hedge: Quantity['hedge']) =>
  // A share of nothing is no figure, and everything is near to what has no end.
  Number.isFinite(shown) &&
  (Math.abs(said - shown) <= (hedge === 'about' ? 0.1 : 0.005) * Math.abs(shown) ||
    (hedge === 'over' && shown > said && shown <= said * 1.1) ||
    (hedge === 'under' && shown < said && shown >= said * 0.9))

const pairs = (values: readonly number[]) =>
  values
    .slice(0, MOST)
    .flatMap((a, at) => values.slice(at + 1, MOST).map((b) => [Math.min(a, b), Math.max(a, b)] as const))

const sizeOf = ({ kind, value }: Quantity) =>
  kind === 'share' ? String(value).split('/').map(Number) : [Number(value)]

/** "480 riders a year" is what "40 riders a month" comes to. */
export const isYearOf = (said: Quantity, cited: readonly Quantity[]) =>
  said.kind === 'number' &&
  cited.some(
    (one) =>
      one.kind === 'number' &&
      one.noun === said.noun &&
      close(Number(said.value), Number(one.value) * MONTHS_A_YEAR, said.hedge),
  )

/** @returns whether two cited quantities give this one */
export function isDerived(said: Quantity, cited: readonly Quantity[]): boolean {
  const value = Number(said.value)
  const of = (kinds: readonly Quantity['kind'][], unit: string | null = null) =>
    pairs(cited.filter((one) => kinds.includes(one.kind) && (unit === null || one.unit === unit)).flatMap(sizeOf))
  const amounts = of(['number', 'share'])
  const ratios = [...amounts, ...of(['money']), ...of(['seconds']), ...of(['days']), ...of(['percent'])]
  const counts = cited.filter(({ kind }) => kind === 'number').map((one) => Number(one.value))
  const durations = pairs(
    cited.flatMap((one) =>
      one.kind === 'days' ? [Number(one.value) * SECONDS_A_DAY] : one.kind === 'seconds' ? [Number(one.value)] : [],
    ),
  )
  /** The unit is often said once, "14 seconds instead of 52"; two bare counts are no durations. */
  const apart = (unit: 'seconds' | 'days') => {
    const some = cited.filter(({ kind }) => kind === unit || kind === 'number').slice(0, MOST)
    return some.some((a, at) =>
      some
        .slice(at + 1)
        .some(
          (b) =>
            (a.kind === unit || b.kind === unit) &&
            close(value, Math.abs(Number(a.value) - Number(b.value)), said.hedge),
        ),
    )
  }
  /** "120 hours instead of 72": two days. */
  const differs = (seconds: number) => durations.some(([low, high]) => close(seconds, high - low, said.hedge))
  const change = ([low, high]: readonly [number, number]) => [(high - low) / low, (high - low) / high]
  switch (said.kind) {
    case 'money':
      return (
        of(['money'], said.unit).some(
          ([low, high]) => close(value, high - low, said.hedge) || close(value, high + low, said.hedge),
        ) ||
        // "34 rooms at €290", and "€2,940 to 412 riders" of each
        cited.some(
          (price) =>
            price.kind === 'money' &&
            price.unit === said.unit &&
            counts.some((count) =>
              [Number(price.value) * count, Number(price.value) / count].some((one) => close(value, one, said.hedge)),
            ),
        )
      )
    case 'seconds':
      return apart('seconds') || differs(value)
    case 'days':
      return apart('days') || differs(value * SECONDS_A_DAY)
    case 'number':
      return amounts.some(([low, high]) => close(value, high - low, said.hedge) || close(value, high + low, said.hedge))
    case 'multiple':
      return ratios.some(([low, high]) => low > 0 && Math.abs(value - high / low) <= ROUNDED * value)
    case 'share': {
      const [part, whole] = String(said.value).split('/').map(Number)
      const share = part! / whole!
      return (
        amounts.some(([low, high]) => close(share, low / high, said.hedge)) ||
        amounts.some(([low, high]) => high === whole && high - low === part) ||
        cited.some((one) => one.kind === 'percent' && close(share * 100, Number(one.value), said.hedge))
      )
    }
    case 'percent': {
      const hedge = said.hedge ?? (said.noun === 'fraction' ? 'about' : null)
      return (
        amounts.some(([low, high]) => close(value, (100 * low) / high, hedge)) ||
        ratios.some((pair) => change(pair).some((one) => close(value, 100 * one, hedge)))
      )
    }
    default:
      return false
  }
}
