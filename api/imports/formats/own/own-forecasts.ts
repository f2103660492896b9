/** The forecasts of our own export: what each was computed from comes back only where it can be computed again. */
import { UNITS } from '../../../planning/work.ts'
import { REGIMES } from '../../../velocity/flow/history.ts'
import { LEARNED_LEVELS } from '../../../velocity/forecast/learned-scores.ts'
import type { IssuedInputs, IssuedItem } from '../../../velocity/issued/issued.ts'
import { circleAmong } from '../../../velocity/simulation/coupling.ts'
import { among, isText, maybe, nullOr, texts } from './own-format.ts'
import { isObject } from '../source.ts'

type Test = (value: unknown) => boolean

/** Days from 1970 on that a day number can name. */
const LAST_DAY = 3_000_000

const number =
  (least: number, most: number): Test =>
  (value) =>
    typeof value === 'number' && value >= least && value <= most
const whole =
  (least: number, most: number): Test =>
  (value) =>
    Number.isInteger(value) && number(least, most)(value)
const listOf =
  (test: Test, least = 0, most = Infinity): Test =>
  (value) =>
    Array.isArray(value) && value.length >= least && value.length <= most && value.every(test)
const shape =
  <T>(members: Readonly<Record<keyof T, Test>>): Test =>
  (value) =>
    isObject(value) &&
    Object.keys(value).every((name) => Object.hasOwn(members, name)) &&
    Object.entries<Test>(members).every(([name, test]) => test(value[name]))

const real = number(-1e9, 1e9)
const size = number(0, 1e9)
const share = number(0, 100)
const day = whole(0, LAST_DAY)
const weekday = whole(0, 6)
const isConfidence = among(['calibrated', 'rough'])
const ascending: Test = (value) => (value as number[]).every((one, at, all) => at === 0 || one >= all[at - 1]!)

const isCurve = shape<NonNullable<IssuedInputs['curves']>[number]>({
  days: listOf(size, 1),
  longer: listOf(number(0, 1), 1),
})
const isItem = shape<IssuedItem>({
  key: isText,
  team: isText,
  size,
  rank: real,
  blockedBy: listOf(shape<IssuedItem['blockedBy'][number]>({ key: isText, lagDays: whole(-10_000, 10_000) })),
  earliest: maybe(number(0, 100_000)),
  clock: maybe(shape<NonNullable<IssuedItem['clock']>>({ curve: whole(0, 1e6), age: nullOr(size) })),
})
type Team = IssuedInputs['teams'][number]
const isModel: Test = (value) =>
  shape<Team['model']>({
    confidence: isConfidence,
    regime: maybe(among([...REGIMES, 'borrowed'])),
    scores: maybe((scores) => listOf(real, LEARNED_LEVELS.length, LEARNED_LEVELS.length)(scores) && ascending(scores)),
    logSize: (sizes) => listOf(real, 2)(sizes) && ascending(sizes),
    centre: listOf(real),
    spread: listOf(share),
  })(value) &&
  sameLength((value as Team['model']).logSize, (value as Team['model']).centre, (value as Team['model']).spread)
const sameLength = (first: readonly unknown[], ...others: readonly (readonly unknown[])[]) =>
  others.every(({ length }) => length === first.length)
const isCapacity: Test = shape<Team['capacity']>({
  weekday: (days) => listOf(share, 7, 7)(days) && (days as number[]).some((one) => one > 0),
  yearEnd: share,
  weekdays: nullOr(listOf(weekday, 1, 7)),
  closed: listOf(day),
  changes: listOf(shape<Team['capacity']['changes'][number]>({ from: day, factor: share })),
})

/** @see IssuedInputs */
export const isIssuedInputs: Test = (value) =>
  shape<IssuedInputs>({
    keys: texts,
    unit: among(UNITS),
    size,
    confidence: isConfidence,
    growth: nullOr(
      shape<NonNullable<IssuedInputs['growth']>>({
        perFinished: number(0, 1),
        capped: (capped) => typeof capped === 'boolean',
        multipliers: maybe(listOf(number(1, 100), 1, 1000)),
      }),
    ),
    items: listOf(isItem),
    curves: maybe(listOf(isCurve)),
    teams: listOf(shape<Team>({ key: isText, names: texts, weeklyPace: size, model: isModel, capacity: isCapacity })),
  })(value) && consistent(value as IssuedInputs)

/** Every item is somebody's, and its curve is there. */
function consistent({ keys: asked, items, curves = [], teams }: IssuedInputs): boolean {
  const keys = new Set(teams.map(({ key }) => key))
  return (
    keys.size === teams.length &&
    new Set(items.map(({ key }) => key)).size === items.length &&
    (asked.length > 0 || items.length <= 1) &&
    circleAmong(items.map(({ clock: _clock, ...item }) => item)) === null &&
    curves.every(({ days, longer }) => sameLength(days, longer) && ascending(days)) &&
    items.every(({ team, clock }) => keys.has(team) && (!clock || clock.curve < curves.length))
  )
}
