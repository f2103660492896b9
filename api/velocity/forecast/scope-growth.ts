import type { DeliveryModel } from './delivery-model.ts'

/** How work grows while it is being done. */
export interface ScopeGrowth {
  /** New items that appear for each finished one, 0 = none; at most 0.8. */
  readonly perFinished: number
  /** Standard deviation of the logarithm of the final size. */
  readonly logDeviation: number
  /** True when items arrive faster than 0.8 per finished one: the end is then not in sight and `perFinished` is a floor. */
  readonly capped: boolean
}

const CAP = 0.8
/** Weight of the prior: a quarter of an item per finished one, worth four finished items. */
const PRIOR_FINISHED = 4
const PRIOR_RATE = 0.25
/** Arrivals come in bursts; their variance is about three times the Poisson one. */
const BURSTS = 3

/**
 * Growth from the items that appeared and were finished in the same window of the same scope.
 * Rate r = (added + prior) ÷ (finished + prior); every finished item brings r new ones, so N grows to N ÷ (1 − r). Its log deviation follows by the
 * delta method from Var(r) = 3 r ÷ finished.
 */
export function scopeGrowth(added: number, finished: number): ScopeGrowth {
  const weight = finished + PRIOR_FINISHED
  const raw = (added + PRIOR_RATE * PRIOR_FINISHED) / weight
  const perFinished = Math.min(CAP, raw)
  return {
    perFinished,
    logDeviation: Math.min(1, Math.sqrt((BURSTS * perFinished) / weight) / (1 - perFinished)),
    capped: raw > CAP,
  }
}

/** Expected final size for each remaining one: 1 ÷ (1 − r). */
export function growthFactor(growth: ScopeGrowth): number {
  return 1 / (1 - Math.min(CAP, Math.max(0, growth.perFinished)))
}

/** The model asked for N answers for the grown N: its size axis shrinks by the factor and its spread takes up the growth's own uncertainty. */
export function withScopeGrowth(model: DeliveryModel, growth: ScopeGrowth): DeliveryModel {
  const shift = Math.log(growthFactor(growth))
  return {
    ...model,
    logSize: model.logSize.map((value) => value - shift),
    spread: model.spread.map((value) => Math.hypot(value, growth.logDeviation)),
  }
}
