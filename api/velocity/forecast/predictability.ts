import { daysUntil } from './forecast.ts'
import type { Forecaster } from './forecast.ts'
import { summaryOf } from '../flow/throughput.ts'
import type { LevelRecord } from './track-record.ts'

/** How far a team's dates can be trusted, from four sides. */
export interface Predictability {
  /** Of weekly throughput; falls with volume alone. */
  readonly coefficientOfVariation: number | null
  /** Variance ÷ mean of weekly throughput; 1 is a Poisson stream. */
  readonly dispersion: number | null
  /** P90 ÷ P50 of the forecast for four weeks of work; null without a forecast. Honest teams show about 2. */
  readonly p90OverP50: number | null
  /** Share of this method's own past P90 dates that held; null without a track record. */
  readonly hitRate: number | null
}

/** @param weekly items (or points) per finished week, zeros included */
export function predictability(
  weekly: readonly number[],
  forecaster: Forecaster | null,
  record: readonly LevelRecord[],
): Predictability {
  const summary = summaryOf(weekly)
  const fourWeeks = weekly.slice(-12).reduce((sum, value) => sum + value, 0) / 3
  const p90 = record.find((entry) => entry.level === 0.9)
  const ratio =
    forecaster && fourWeeks > 0 ? daysUntil(forecaster, fourWeeks, 0.9) / daysUntil(forecaster, fourWeeks, 0.5) : null
  return {
    coefficientOfVariation: summary?.coefficientOfVariation ?? null,
    dispersion: summary?.dispersion ?? null,
    p90OverP50: ratio !== null && Number.isFinite(ratio) ? ratio : null,
    hitRate: p90 && p90.of > 0 ? p90.held / p90.of : null,
  }
}
