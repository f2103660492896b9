import { expect, test } from 'vitest'
import { dayOf } from '../../api/math/calendar.ts'
import {
  capacityOn,
  createAxis,
  dateOf,
  finishBy,
  finishDate,
  periodOf,
  weekEdges,
} from '../../api/scheduling/problem/axis.ts'

// 2026-01-05 is a Monday
const monday = dayOf('2026-01-05')
const weekdays = [0, 1, 2, 3, 4]
const web = {
  people: 3,
  weekdays,
  closed: [dayOf('2026-01-06')],
  absences: [{ from: dayOf('2026-01-08'), to: dayOf('2026-01-09'), people: 2 }],
}
const app = { people: 2, weekdays, closed: [], absences: [] }

test('days on which nobody works do not exist on the axis', () => {
  const axis = createAxis([app], monday, 6)
  expect([0, 4, 5].map((p) => dateOf(axis, p))).toEqual(['2026-01-05', '2026-01-09', '2026-01-12'])
})

test('a plan that begins on a Saturday begins on Monday', () => {
  expect(dateOf(createAxis([app], monday - 2, 3), 0)).toBe('2026-01-05')
})

test('a closed day of one team and its absences are steps of its capacity', () => {
  const axis = createAxis([web, app], monday, 7)
  expect(capacityOn(axis, web)).toEqual([
    { from: 0, units: 3 },
    { from: 1, units: 0 },
    { from: 2, units: 3 },
    { from: 3, units: 1 },
    { from: 5, units: 3 },
  ])
  expect(capacityOn(axis, app)).toEqual([{ from: 0, units: 2 }])
})

test('a skill offers its people, and fewer when too few are there', () => {
  expect(capacityOn(createAxis([web, app], monday, 7), web, 2).map((s) => s.units)).toEqual([2, 0, 2, 1, 2])
})

test('dates turn into periods: release on or after, due on or before', () => {
  const axis = createAxis([app], monday, 20)
  expect(periodOf(axis, dayOf('2026-01-10'))).toBe(5) // Saturday → next Monday
  expect(finishBy(axis, dayOf('2026-01-09'))).toBe(5) // Friday's work ends before period 5
  expect(finishBy(axis, dayOf('2026-01-11'))).toBe(5)
  expect(finishBy(axis, dayOf('2026-01-01'))).toBe(-3)
  expect(periodOf(axis, dayOf('2025-06-01'))).toBe(0)
})

test('the finish is the last day of work; a milestone ends on the day it starts', () => {
  const axis = createAxis([app], monday, 20)
  expect(finishDate(axis, 0, 5)).toBe('2026-01-09')
  expect(finishDate(axis, 5, 5)).toBe('2026-01-12')
})

test('weeks begin on Monday, the first where the plan begins', () => {
  expect(weekEdges(createAxis([app], monday + 2, 20), 9)).toEqual([0, 3, 8, 13])
})
