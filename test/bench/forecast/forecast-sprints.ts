import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parse } from 'csv-parse/sync'
import { quantileOf, ascending } from '../../../api/math/percentile.ts'
import { seeded } from '../../../api/math/random.ts'
import { sprintForecast, sprintQuantile } from '../../../api/velocity/forecast/sprint-forecast.ts'
import { average, TAUS } from './forecast-protocol.ts'

export interface SprintScore {
  readonly sprints: number
  readonly boards: number
  /** Percent of outcomes inside the band, boards with equal weight. */
  readonly band90: number
  readonly band80: number
  /** Geometric mean of the pinball loss over that of a bootstrap of the last ten sprints. */
  readonly pinball: number
}

/** Points of the next one, three and six sprints from every sprint after the eighth. Empty when the folder has no boards. */
export function sprintScores(folder: string): SprintScore[] {
  const root = join(folder, 'sprints')
  if (!existsSync(root)) return []
  const boards = readdirSync(root)
    .sort()
    .map((board) =>
      parse<{ completed: string }>(readFileSync(join(root, board, 'sprints.csv')), { columns: true }).map((row) =>
        Number(row.completed),
      ),
    )
  return [1, 3, 6].map((sprints) => scoreOf(boards, sprints))
}

function scoreOf(boards: readonly (readonly number[])[], sprints: number): SprintScore {
  const rows = boards.flatMap((completed) => {
    const origins = Array.from({ length: Math.max(0, completed.length - 9) }, (_, i) => i + 8).filter(
      (origin) => origin + sprints <= completed.length,
    )
    if (origins.length === 0) return []
    const asked = origins.map((origin) => {
      const seen = completed.slice(0, origin)
      const forecast = sprintForecast(seen, sprints)!
      const actual = completed.slice(origin, origin + sprints).reduce((sum, points) => sum + points, 0)
      return {
        actual,
        ours: TAUS.map((tau) => sprintQuantile(forecast, tau)),
        plain: bootstrap(seen.slice(-10), sprints, origin),
      }
    })
    const inside = (low: number, high: number) =>
      average(asked.map(({ actual, ours }) => (actual >= ours[low]! && actual <= ours[high]! ? 1 : 0)))
    const loss = (pick: (row: (typeof asked)[number]) => readonly number[]) =>
      average(asked.map((entry) => pinball(entry.actual, pick(entry))))
    return [
      {
        band90: inside(0, 18),
        band80: inside(1, 17),
        ratio: Math.log(loss((entry) => entry.ours) / loss((entry) => entry.plain)),
      },
    ]
  })
  return {
    sprints,
    boards: rows.length,
    band90: 100 * average(rows.map((row) => row.band90)),
    band80: 100 * average(rows.map((row) => row.band80)),
    pinball: Math.exp(average(rows.map((row) => row.ratio))),
  }
}

function bootstrap(recent: readonly number[], sprints: number, seed: number): number[] {
  const random = seeded(seed)
  const sums = ascending(
    Array.from({ length: 2_000 }, () => {
      let sum = 0
      for (let k = 0; k < sprints; k++) sum += recent[Math.floor(random() * recent.length)]!
      return sum
    }),
  )
  return TAUS.map((tau) => quantileOf(sums, tau))
}

function pinball(actual: number, quantiles: readonly number[]): number {
  return average(quantiles.map((q, i) => (actual >= q ? TAUS[i]! * (actual - q) : (1 - TAUS[i]!) * (q - actual))))
}
