import fc from 'fast-check'
import { seeded } from '../../api/math/random.ts'
import { canForecast, forecasterOf } from '../../api/velocity/forecast/forecast.ts'
import type { Forecaster, ForecastTerms } from '../../api/velocity/forecast/forecast.ts'
import { flowHistory } from '../../api/velocity/flow/history.ts'
import type { Completion, FlowHistory } from '../../api/velocity/flow/history.ts'

/** Monday 2 March 2026. */
export const MONDAY = 20_514

/** Completions of a team that works Monday to Friday, ending on a Sunday; the luck repeats with the seed. */
export function teamOf(perWeek: number, weeks: number, seed = 'team'): Completion[] {
  const random = seeded(seed)
  const completions: Completion[] = []
  for (let day = MONDAY - 7 * weeks; day < MONDAY; day++) {
    if ((day - MONDAY + 7 * weeks) % 7 > 4) continue
    for (let k = 0; k < 20; k++) if (random() < perWeek / 100) completions.push({ day, size: 1 })
  }
  return completions
}

/** `perWeek` items every week, spread over its days in the same way. */
export function steadyTeam(perWeek: number, weeks: number): Completion[] {
  return Array.from({ length: weeks * perWeek }, (_, i) => ({
    day: MONDAY - 7 * weeks + 7 * Math.floor(i / perWeek) + (i % 5),
    size: 1,
  }))
}

export function historyOf(completions: readonly Completion[]): FlowHistory {
  return flowHistory(completions, MONDAY - 1)
}

export function forecasterFor(completions: readonly Completion[], terms: ForecastTerms = {}): Forecaster {
  const forecaster = forecasterOf(historyOf(completions), terms)
  if (!canForecast(forecaster)) throw new Error('the history is too thin for this test')
  return forecaster
}

/** Teams of any temper: quiet weeks, bursts, holes, growth and decline. */
export const anyTeam: fc.Arbitrary<Completion[]> = fc
  .record({
    weeks: fc.integer({ min: 12, max: 60 }),
    level: fc.integer({ min: 2, max: 30 }),
    bursts: fc.array(fc.integer({ min: 0, max: 4 }), { minLength: 60, maxLength: 60 }),
    seed: fc.integer(),
  })
  .map(({ weeks, level, bursts, seed }) => {
    const random = seeded(seed)
    const completions: Completion[] = Array.from({ length: 16 }, (_, i) => ({ day: MONDAY - 1 - 7 * (i % 8), size: 1 }))
    for (let week = 0; week < weeks; week++) {
      const items = Math.round((level * bursts[week]!) / 2)
      for (let i = 0; i < items; i++)
        completions.push({ day: MONDAY - 7 * (week + 1) + Math.floor(random() * 7), size: 1 })
    }
    return completions
  })
