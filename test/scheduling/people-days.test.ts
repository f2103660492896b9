import { expect, test } from 'vitest'
import { dayOf } from '../../api/math/calendar.ts'
import type { Bar } from '../../api/scheduling/clock/bars.ts'
import { planOnClock } from '../../api/scheduling/clock/plan.ts'
import { unplacedWords } from '../../api/scheduling/plan/notices.ts'
import { canForecast, forecasterOf } from '../../api/velocity/forecast/forecast.ts'
import { flowHistory } from '../../api/velocity/flow/history.ts'

/** A Saturday. */
const TODAY = dayOf('2026-11-28')

/** Five items a week, one on each day from Monday to Friday, and no calendar. */
function team() {
  const monday = dayOf('2026-11-23')
  const completions = Array.from({ length: 60 * 5 }, (_, i) => ({
    day: monday - 7 * Math.floor(i / 5) + (i % 5),
    size: 1,
  }))
  const made = forecasterOf(flowHistory(completions, TODAY))
  if (!canForecast(made)) throw new Error('too little history')
  return made
}

const forecaster = team()
const bar = (id: string, size: number, more: Partial<Bar> = {}): Bar => ({
  id,
  lane: 'Web',
  size,
  weight: 1,
  earliest: 0,
  due: null,
  deadline: null,
  started: false,
  rank: 0,
  blockedBy: [],
  ...more,
})
const planned = (...bars: Bar[]) =>
  planOnClock(
    {
      lanes: [
        { key: 'Web', forecaster },
        { key: 'Api', forecaster },
      ],
      bars,
    },
    {
      objective: 'costOfDelay',
      seed: 1,
      schedules: 200,
      trials: 200,
      today: TODAY,
      start: TODAY,
      horizon: null,
      luck: 'delivery',
      members: { Web: 4 },
    },
  )
const isWeekend = (date: string) => [0, 6].includes(new Date(date).getUTCDay())

test('four people without a calendar offer 20 person-days a week, and a month has its weekdays times four', () => {
  const { utilization, months } = planned(bar('A', 120))
  const week = (monday: string) => utilization.find((row) => row.teamId === 'Web' && row.week === monday)!.offered
  expect(week('2026-11-30')).toBeCloseTo(20, 9)
  expect(week('2027-02-01')).toBeCloseTo(20, 9)
  const month = (name: string) => months.find((row) => row.teamId === 'Web' && row.month === name)!.offered
  // 16 weekdays until 22 December, and 7 that count 30%; 20 weekdays after Friday, 1 January, which counts 30%.
  expect(month('2026-12')).toBeCloseTo(4 * (16 + 7 * 0.3), 9)
  expect(month('2027-01')).toBeCloseTo(4 * (20 + 0.3), 9)
})

test('work begins on a working day, and slack counts working days', () => {
  const plan = planned(bar('A', 150), bar('B', 3, { lane: 'Api' }), bar('C', 40, { rank: 1 }))
  for (const { start } of plan.items) expect([start, isWeekend(start)]).toEqual([start, false])
  expect(plan.items.map(({ start }) => start).sort()[0]).toBe('2026-11-30')
  const { finish, slack } = plan.items.find(({ id }) => id === 'B')!
  let weekdays = 0
  for (let day = dayOf(finish) + 1; day <= dayOf(plan.finish!); day++)
    if (!isWeekend(new Date(day * 86_400_000).toISOString())) weekdays++
  expect(slack).toBe(weekdays)
})

test('what has no place because its team is busy for ten years is not called too long, and the rest has no chance of all', () => {
  const plan = planned(...[1, 2, 3, 4, 5].map((n) => bar(`S-${n}`, 700, { rank: n })), bar('S-6', 9_000, { rank: 6 }))
  const reasons = Object.fromEntries(plan.unplaced.map(({ id, reason }) => [id, reason]))
  expect(reasons['S-6']).toBe('TOO_LONG')
  expect(plan.unplaced.filter(({ reason }) => reason === 'BUSY').length).toBeGreaterThan(0)
  expect(plan.unplaced.every(({ id, reason }) => id === 'S-6' || reason === 'BUSY')).toBe(true)
  expect(unplacedWords({ reason: 'BUSY', proven: false })).not.toContain('check its size')
  expect(plan.whole).toBeNull()
})
