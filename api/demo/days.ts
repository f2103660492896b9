/** The days of the demo: which are worked, how they fall into sprints, and on which of them work is finished. */
import { DAY_MS, isoOf, weekdayOf } from '../math/calendar.ts'
import type { Random } from '../math/random.ts'
import type { DemoSprint } from './item.ts'
import { TEAMS } from './plan.ts'

/** Closed every year. */
const HOLIDAYS = ['01-01', '05-01', '12-24', '12-25', '12-26', '12-31'] as const

export const SPRINT_DAYS = 14
const SPRINTS = 52
/** Days of history. */
export const PAST = SPRINTS * SPRINT_DAYS

const isWorked = (day: number) => weekdayOf(day) < 5 && !(HOLIDAYS as readonly string[]).includes(isoOf(day).slice(5))

/** Closed days from before the history until after the plan. */
export function closedDays(today: number): string[] {
  const year = Number(isoOf(today).slice(0, 4))
  return [-3, -2, -1, 0, 1, 2].flatMap((more) => HOLIDAYS.map((day) => `${year + more}-${day}`))
}

/** The last worked day up to this one. */
export function workedBy(day: number): number {
  let worked = day
  while (!isWorked(worked)) worked--
  return worked
}

/** Monday on which the running sprint began: three to nine days ago, so that it is well under way. */
function sprintStart(today: number): number {
  const monday = today - weekdayOf(today)
  return today - monday >= 3 ? monday : monday - 7
}

/** 52 closed sprints a team, the running one and the next. */
export function sprintsOf(today: number): DemoSprint[] {
  const current = sprintStart(today)
  return TEAMS.flatMap((team) =>
    Array.from({ length: SPRINTS + 2 }, (_, at): DemoSprint => {
      const startDay = current + (at - SPRINTS) * SPRINT_DAYS
      return {
        name: `${team} ${at + 1}`,
        team,
        startDay,
        endDay: startDay + SPRINT_DAYS - 3,
        state: at < SPRINTS ? 'closed' : at === SPRINTS ? 'active' : 'future',
      }
    }),
  )
}

/** How much weeks hang together, and how much they differ. */
const MEMORY = 0.5
const MOOD = 0.35

/**
 * Days on which a team finishes `count` items, ascending, yesterday at the latest. Weeks come in moods (an autoregressive
 * series), summer and the turn of the year are slow, and the rest is chance.
 */
export function finishDays(count: number, random: Random, today: number): number[] {
  const first = sprintStart(today) - PAST
  let mood = 0
  const moods = Array.from({ length: PAST / 7 + 2 }, () => {
    mood = MEMORY * mood + MOOD * 1.7 * (random() + random() + random() - 1.5)
    return Math.exp(mood)
  })
  const chances = Array.from({ length: count }, random).sort((a, b) => a - b)
  const weights = Array.from({ length: today - first }, (_, at) => {
    const day = first + at
    return isWorked(day) ? moods[Math.floor(at / 7)]! * season(isoOf(day).slice(5)) : 0
  })
  const total = weights.reduce((sum, weight) => sum + weight, 0)
  let at = 0
  let passed = weights[0]!
  return chances.map((chance) => {
    while (passed < chance * total) passed += weights[++at]!
    return first + at
  })
}

function season(day: string): number {
  if (day >= '12-21' || day <= '01-03') return 0.4
  return day >= '07-15' && day <= '08-20' ? 0.8 : 1
}

/** Noon, so that no time zone moves an event of the demo to another day. */
export const at = (day: number) => new Date(day * DAY_MS + 12 * 3_600_000)
