/** What the forecast, the schedule, and the ranking say of one piece of work. */
import { oddsText } from '../../../text.ts'
import type { EngineOutput } from '../document.ts'

/** A clause after a colon; a key stays as it is. */
const clause = (text: string) =>
  /^[A-Z]{2}|^[A-Z][A-Z0-9]*-\d/.test(text) ? text : text.charAt(0).toLowerCase() + text.slice(1)
export const called = ({ key, title }: { key: string; title: string }) => `${key} “${title}”`

/** Odds below this make a due date a risk. */
const SAFE = 0.85

export interface ForecastFacts {
  readonly sentence: string
  readonly p50: string | null
  readonly p90: string | null
  readonly target: { readonly date: string; readonly probability: number } | null
  /** What the dates assume, and what the track record says. */
  readonly record: readonly string[]
  readonly warnings: readonly string[]
  readonly remaining: number
}

export function forecastLines({ sentence, target, record, warnings, remaining }: ForecastFacts): EngineOutput['lines'] {
  const late = target !== null && target.probability < SAFE
  return {
    summary: [sentence],
    plan: [
      sentence,
      ...record,
      ...(target && remaining > 0
        ? [`If it goes first, the chance of meeting the due date, ${target.date}, is ${oddsText(target.probability)}.`]
        : []),
    ],
    risks: [
      ...(late && remaining > 0
        ? [
            `Even if this goes first, the chance of missing the due date, ${target.date}, is ${oddsText(1 - target.probability)}.`,
          ]
        : []),
      ...warnings,
    ],
  }
}

export interface PlacedBar {
  readonly key: string
  readonly title: string
  readonly team: string
  readonly start: string
  readonly finish: string
  readonly daysLate: number | null
  readonly waitedFor: readonly string[]
  readonly chance: { readonly probability: number } | null
}

export interface PlacedWork {
  readonly key: string
  readonly title: string
  /** All bars of the plan. */
  readonly bars: readonly PlacedBar[]
  /** Why it is not in the plan; null when it is. */
  readonly unplaced: string | null
}

const NAMED = 3

/** Where the work stands in the plan of the whole portfolio, and what comes after it because of it. */
export function scheduleLines({ key, title, bars, unplaced }: PlacedWork): EngineOutput['lines'] {
  const own = bars.filter((bar) => bar.key === key)
  const others = bars.filter((bar) => bar.key !== key)
  const name = (other: string) => {
    const bar = bars.find((one) => one.key === other)
    return bar ? called(bar) : other
  }
  const waits = [...new Set(own.flatMap(({ waitedFor }) => waitedFor))].filter((other) => other !== key)
  const behind = own.flatMap((bar) =>
    others
      .filter(({ team, start }) => team === bar.team && start > bar.start)
      .sort((a, b) => (a.start < b.start ? -1 : a.start > b.start ? 1 : a.key < b.key ? -1 : 1))
      .slice(0, NAMED)
      .map((other) => ({ bar, other })),
  )
  const byTeam = [...Map.groupBy(behind, ({ bar }) => bar.team)]
  const placed = own.map(
    (bar) =>
      `In the portfolio plan, ${bar.team} works on it ${bar.start === bar.finish ? `on ${bar.start}` : `from ${bar.start} to ${bar.finish}`}${
        bar.chance ? `, ${oddsText(bar.chance.probability)} likely to be done by then` : ''
      }.`,
  )
  return {
    summary: placed,
    plan: [
      ...(unplaced === null ? [] : [`The portfolio plan has no place for ${called({ key, title })}: ${unplaced}.`]),
      ...placed,
      ...(waits.length ? [`There it starts after ${waits.slice(0, NAMED).map(name).join(', ')}.`] : []),
    ],
    constraints: byTeam.map(
      ([team, some]) => `${team} works on ${some.map(({ other }) => called(other)).join(', ')} after it.`,
    ),
    risks: own
      .filter(({ daysLate }) => daysLate !== null && daysLate > 0)
      .map(
        ({ daysLate, finish }) =>
          `In the portfolio plan, it ends on ${finish}, ${daysLate} ${daysLate === 1 ? 'day' : 'days'} after its due date.`,
      ),
  }
}

export interface RankedWork {
  readonly method: string
  /** The epic among epics; null where there is none. */
  readonly epic: {
    readonly rank: number
    readonly of: number
    readonly tier: string | null
    readonly reason: string
  } | null
  /** Its items among all open items, best first. */
  readonly items: readonly {
    readonly key: string
    readonly title: string
    readonly rank: number
    readonly tier: string | null
  }[]
  readonly of: number
}

const inTier = (tier: string | null) => (tier ? ` (${tier})` : '')

export function rankLines({ method, epic, items, of }: RankedWork): EngineOutput['lines'] {
  const by = method === 'withoutScores' ? 'by due date, dependencies, priority, and age' : `by ${method.toUpperCase()}`
  const first = items[0]
  const last = items.at(-1)
  const placed = epic
    ? [`It ranks ${epic.rank} of ${epic.of} open epics ${by}${inTier(epic.tier)}: ${clause(epic.reason)}.`]
    : []
  return {
    summary: placed,
    plan: [
      ...placed,
      ...(first
        ? [
            `${items.length === 1 ? 'Its item' : 'Of its items,'} ${called(first)} ranks ${items.length === 1 ? '' : 'highest: '}${first.rank} of all ${of} open items ${by}${inTier(first.tier)}.`,
          ]
        : []),
    ],
    nonGoals:
      first && last && last.key !== first.key
        ? [
            `Of its items, ${called(last)} ranks lowest: ${last.rank} of all ${of} open items ${by}${inTier(last.tier)}.`,
          ]
        : [],
  }
}
