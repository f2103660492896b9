/** Lags of dependencies: working days, Monday to Friday, between the end of a blocker and the start of what waits for it. */
import { afterWorkdays, beforeWorkdays } from '../../math/calendar.ts'
import type { Forecaster } from '../forecast/forecast.ts'

/** Day number that the days of some teams count from: the same for all of them. */
export const todayOf = (teams: readonly { readonly forecaster: Pick<Forecaster, 'today'> }[]): number =>
  teams[0]?.forecaster.today ?? 0

/** Day from whose end on work may begin when its blocker ends on day `finish`; both count from `today`. */
export const afterLag = (today: number, finish: number, lagDays: number): number =>
  lagDays > 0 && finish < Infinity ? afterWorkdays(today + finish, lagDays) - today : finish

/** The last day on which a blocker may end for work to begin after the end of day `start`. */
export const beforeLag = (today: number, start: number, lagDays: number): number =>
  lagDays > 0 && start < Infinity ? beforeWorkdays(today + start, lagDays) - today : start
