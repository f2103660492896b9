import { columnsOf, daysFrom, fittingBulk } from '../answers/columns.ts'
import type { SchedulePortfolioQuery } from '../operations.generated.ts'

type Schedule = Pick<
  SchedulePortfolioQuery['workspace']['portfolioSchedule'],
  'sentence' | 'from' | 'plan' | 'utilization' | 'unplaced' | 'variance'
>

/** Characters of a title on a bar. */
const SHORT_TITLE = 40
/** Bars that are drawn at most. */
const MOST_BARS = 1_000

/**
 * The whole plan for the Gantt chart. Days count from `from`; `load` is the percentage of each team's week that is planned,
 * null where the team is closed, by the order of `teams`. What the picture counts comes along: lists that the model reads are cut
 * where they are too long.
 */
export function scheduleBulk({ sentence, from, plan, utilization, unplaced, variance }: Schedule): object {
  const teams = [...new Set([...plan, ...utilization].map(({ team }) => team))]
  const weeks = [...new Set(utilization.map(({ week }) => week))].sort()
  const weekAt = new Map(weeks.map((week, at) => [week, at]))
  const load = teams.map(() => weeks.map((): number | null => 0))
  for (const { team, week, used, offered } of utilization)
    load[teams.indexOf(team)]![weekAt.get(week)!] = offered > 0 ? Math.round((used / offered) * 100) : null
  const moves = new Map(variance?.items.map(({ key, finishDays }) => [key, finishDays]))
  const bars = (titles: boolean) =>
    columnsOf(
      plan.slice(0, MOST_BARS).map((bar) => ({
        key: bar.key,
        ...(titles && { title: [...bar.title].slice(0, SHORT_TITLE).join('') }),
        team: teams.indexOf(bar.team),
        start: daysFrom(from, bar.start),
        finish: daysFrom(from, bar.finish),
        critical: bar.critical ? 1 : 0,
        due: bar.dueDate ? daysFrom(from, bar.dueDate) : null,
        waitsFor: bar.waitedFor.length ? bar.waitedFor.join(' ') : null,
        odds: bar.probability == null ? null : Math.round(bar.probability * 100),
        moved: moves.get(bar.key) ?? null,
      })),
    )
  const head = { sentence, from, teams, total: plan.length, unplaced: unplaced.length }
  const loads = { weeks: weeks.length ? { first: weeks[0], count: weeks.length } : null, load }
  return fittingBulk(
    () => ({ ...head, bars: bars(true), ...loads }),
    () => ({ ...head, bars: bars(false), ...loads }),
    () => ({ ...head, bars: bars(false), weeks: null, load: [] }),
  )
}
