/** Small plans whose teams have a history: so many items every week for a year, ending on Sunday 1 March 2026. */
import { seeded } from '../../api/math/random.ts'
import type { Plan, PlannedTeam } from '../../api/scenarios/change.ts'
import { staffed } from '../../api/scenarios/staffing.ts'
import type { CoupledItem } from '../../api/velocity/simulation/coupling.ts'
import { canForecast, forecasterOf } from '../../api/velocity/forecast/forecast.ts'
import type { Forecaster } from '../../api/velocity/forecast/forecast.ts'
import { flowHistory } from '../../api/velocity/flow/history.ts'

/** Sunday 1 March 2026. */
export const TODAY = 20_513

export const SETTINGS = { trials: 2_000, stream: (team: string) => seeded(`luck ${team}`) }

export function forecaster(perWeek: number): Forecaster {
  const completions = Array.from({ length: 52 * perWeek }, (_, i) => ({
    day: TODAY - 6 - 7 * Math.floor(i / perWeek) + (i % 5),
    size: 1,
  }))
  const made = forecasterOf(flowHistory(completions, TODAY))
  if (!canForecast(made)) throw new Error('too little history')
  return made
}

const shop = forecaster(8)
const vault = forecaster(4)

export function team(key: string, more: Partial<PlannedTeam> = {}): PlannedTeam {
  return {
    key,
    name: key,
    forecaster: key === 'vault' ? vault : shop,
    staffing: staffed(4),
    costRateCents: 200_000,
    ...more,
  }
}

export function items(teamKey: string, count: number, more: Partial<CoupledItem> = {}): CoupledItem[] {
  return Array.from({ length: count }, (_, i) => ({
    key: `${teamKey}-${i + 1}`,
    team: teamKey,
    size: 1,
    rank: i,
    blockedBy: [],
    ...more,
  }))
}

export function plan(more: Partial<Plan> = {}): Plan {
  return { today: TODAY, teams: [team('shop'), team('vault')], items: items('shop', 40), targetDay: null, ...more }
}
