/**
 * Days as people count them. The forecast learns on which days work is finished and rules none of them out; people work on
 * the days of their calendar, and without one from Monday to Friday.
 */
import { isWorkingDay, MONDAY_TO_FRIDAY } from '../../math/calendar.ts'
import { effortPerDay, type Capacity } from '../../velocity/forecast/capacity.ts'

const EVERY_DAY_ALIKE = [1, 1, 1, 1, 1, 1, 1]

/** Entry d is the part of a working day that the d-th day after `today` holds: 0 where nobody works. */
export function workdaysAhead(capacity: Capacity, today: number, days: number): Float64Array {
  const calendar = capacity.calendar ?? MONDAY_TO_FRIDAY
  const part = effortPerDay({ ...capacity, weekday: EVERY_DAY_ALIKE }, today, days + 1)
  return part.map((share, d) => (d > 0 && isWorkingDay(calendar, today + d) ? share : 0))
}
