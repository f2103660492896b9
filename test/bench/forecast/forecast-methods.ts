import { canForecast, daysUntil, forecasterOf } from '../../../api/velocity/forecast/forecast.ts'
import type { Forecaster } from '../../../api/velocity/forecast/forecast.ts'
import { firstPassage, firstPassageQuantile } from './first-passage.ts'
import { flowHistory } from '../../../api/velocity/flow/history.ts'
import type { FlowHistory } from '../../../api/velocity/flow/history.ts'
import { TAUS } from './forecast-protocol.ts'
import type { Answer, Question, Series } from './forecast-protocol.ts'

/** The history that a question may see, built the way the product builds it. */
export function seenAt(series: Series, origin: number): FlowHistory {
  const completions: { day: number; size: number }[] = []
  for (let i = 0; i <= origin; i++)
    for (let k = 0; k < series.daily[i]!; k++) completions.push({ day: series.from + i, size: 1 })
  return flowHistory(completions, series.from + origin)
}

/** What common tools answer: each coming day repeats one of the last 90 at random. Exact, so without sampling noise. */
export function plainBootstrap({ series, origin, n }: Question): Answer {
  const recent = series.daily.subarray(Math.max(0, origin - 89), origin + 1)
  const rate = recent.reduce((sum, count) => sum + count, 0) / recent.length
  const cdf = firstPassage(
    recent,
    n,
    Math.trunc(Math.min(1500, (4 * Math.max(n, Math.round(84 * rate), 50)) / rate + 60)),
  )
  return TAUS.map((tau) => firstPassageQuantile(cdf, tau))
}

/** The one-constant remedy: the bootstrap's log-spread about its median, times 2.5. */
export function stretchedBootstrap(plain: Answer): Answer {
  const median = plain[9]!
  return plain.map((days) => Math.max(1, Math.ceil(median * (days / median) ** 2.5 - 1e-9)))
}

/** A forecaster per origin, made once for the questions asked there. */
export function calibratedForecasts(): (question: Question) => Answer {
  let last: { series: Series; origin: number; forecaster: Forecaster } | null = null
  return ({ series, origin, n }) => {
    if (last?.series !== series || last.origin !== origin) {
      const forecaster = forecasterOf(seenAt(series, origin))
      if (!canForecast(forecaster)) throw new Error(`no forecast for ${series.name} at ${origin}`)
      last = { series, origin, forecaster }
    }
    const { forecaster } = last
    return TAUS.map((tau) => Math.min(100_000, daysUntil(forecaster, n, tau)))
  }
}
