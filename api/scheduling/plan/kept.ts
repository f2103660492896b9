/** What a saved plan says of some work, beside what a forecast of it says now. */
import { counted, oddsText } from '../../../text.ts'
import { dayOf, isoOf, type IsoDate } from '../../math/calendar.ts'
import { headOf, type BaselineItem } from './baseline.ts'

export interface SavedPlan {
  readonly name: string
  /** The day that its dates count from. */
  readonly asOf: IsoDate
  readonly dataVersion: number
  readonly items: readonly BaselineItem[]
}

export interface Asked {
  readonly today: number
  readonly dataVersion: number
  /** Open work that was asked for, with the team that does it. */
  readonly leaves: readonly { readonly key: string; readonly team: string }[]
  /** Everything open; ids are keys. */
  readonly items: readonly { readonly id: string; readonly parentId: string | null; readonly epicId: string | null }[]
  readonly grows: boolean
  /** Of the forecast: its P50 in days from today, and the probability that all of it is done within so many. */
  readonly even: number | null
  readonly probabilityBy: (days: number) => number
}

export interface KeptPlan {
  readonly name: string
  readonly asOf: IsoDate
  /** Its end of this work; null where none of it is in the plan. */
  readonly finish: IsoDate | null
  /** Probability of that date in the forecast. */
  readonly probability: number | null
  /** The forecast does not expect the end near that date: it lies outside its P35 to P65 by more than a day. */
  readonly differs: boolean
  readonly why: readonly string[]
  readonly sentence: string
}

const [EARLY, LATE] = [0.35, 0.65]
const NAMED = 3

export function keptFor({ name, asOf, dataVersion, items: bars }: SavedPlan, asked: Asked): KeptPlan {
  const byId = new Map(asked.items.map((item) => [item.id, item]))
  const byHead = Map.groupBy(bars, (bar) => headOf(bar, byId))
  const barsOf = ({ key, team }: Asked['leaves'][number]): BaselineItem[] => {
    const head = [key, ...above(key, byId)].find((id) => byHead.has(id))
    const all = head === undefined ? [] : byHead.get(head)!
    const own = all.filter((bar) => bar.teamId === team)
    return own.length > 0 ? own : all
  }
  const found = asked.leaves.map((leaf) => ({ leaf, bars: barsOf(leaf) }))
  const mine = new Set(found.flatMap((one) => one.bars))
  const finish = [...mine].reduce<IsoDate | null>((last, bar) => (last && last >= bar.finish ? last : bar.finish), null)
  if (finish === null)
    return {
      name,
      asOf,
      finish,
      probability: null,
      differs: false,
      why: [],
      sentence: `The saved plan of ${asOf} does not include this work.`,
    }
  const days = dayOf(finish) - asked.today
  const probability = days < 1 ? 0 : asked.probabilityBy(days)
  const near = asked.even !== null && Math.abs(days - asked.even) <= 1
  const differs = !near && (probability < EARLY || probability > LATE)
  const missing = found.flatMap(({ leaf, bars: of }) => (of.length === 0 ? [leaf.key] : []))
  const teams = new Set([...mine].map(({ teamId }) => teamId))
  const first = [
    ...new Set(
      bars
        .filter((bar) => !mine.has(bar) && teams.has(bar.teamId) && bar.finish <= finish)
        .map((bar) => headOf(bar, byId))
        .filter((id) => byId.has(id)),
    ),
  ]
  const reasons = [
    ...(first.length
      ? [
          `In the plan, ${counted(first.length, 'item')} of the same teams ${first.length === 1 ? 'comes' : 'come'} first: ${listed(first)}. The forecast puts this work first.`,
        ]
      : []),
    ...(missing.length
      ? [
          `${counted(missing.length, 'item')} of this work ${missing.length === 1 ? 'is' : 'are'} not in the plan: ${listed(missing)}.`,
        ]
      : []),
    ...(asked.grows ? ['The forecast expects new scope; the plan does not.'] : []),
    ...(dataVersion === asked.dataVersion ? [] : [`The backlog has changed since the plan of ${asOf}.`]),
  ]
  const why = differs
    ? reasons.length
      ? reasons
      : [`The plan counts from ${asOf}, the forecast from ${isoOf(asked.today)}.`]
    : []
  return {
    name,
    asOf,
    finish,
    probability,
    differs,
    why,
    sentence: [keptSentence({ asOf, finish, probability, differs }), ...why].join(' '),
  }
}

function keptSentence({
  asOf,
  finish,
  probability,
  differs,
}: Pick<KeptPlan, 'asOf' | 'finish' | 'differs'> & { readonly probability: number }): string {
  return `The saved plan of ${asOf} ends this work on ${finish}, ${differs ? `but the forecast gives that date ${oddsText(probability)}` : 'in line with the forecast'}.`
}

const listed = (keys: readonly string[]) =>
  `${keys.slice(0, NAMED).join(', ')}${keys.length > NAMED ? `, and ${keys.length - NAMED} more` : ''}`

function above(key: string, byId: ReadonlyMap<string, Asked['items'][number]>): string[] {
  const found = new Set<string>()
  const next = [key]
  for (let id = next.pop(); id !== undefined; id = next.pop()) {
    const item = byId.get(id)
    for (const parent of [item?.parentId, item?.epicId])
      if (parent && !found.has(parent)) {
        found.add(parent)
        next.push(parent)
      }
  }
  return [...found]
}
