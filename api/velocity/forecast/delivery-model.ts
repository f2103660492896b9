import { normalCdf, normalQuantile } from '../../math/normal.ts'
import { HORIZONS, SLOWEST } from './pace.ts'
import type { OwnError, Pace } from './pace.ts'
import type { Confidence } from '../flow/history.ts'

/**
 * The calibrated forecast in closed form: effort-days until `size` more is done are exp(centre + spread × g(z)), z standard normal, with
 * centre and spread piecewise linear in ln(size) between anchors. A size's quantile is the largest over the anchors up to it, so more scope is never
 * earlier; g rises with z, so quantiles are monotone. Both directions are exact, nothing is sampled.
 */
export interface DeliveryModel {
  readonly confidence: Confidence
  /** ln(size) of the anchors, ascending, ln(2) ÷ 2 apart. */
  readonly logSize: Float64Array
  /** ln(effort-days) of the median. */
  readonly centre: Float64Array
  /** Standard deviation of ln(effort-days) before the tail is stretched. */
  readonly spread: Float64Array
}

/**
 * Constants of the closed form, fitted once on the pinball loss and coverage of 33 public issue histories (Jira projects of the TAWOS data set,
 * merged pull requests, company boards), checked by cross-validation over halves of the series. Nothing is fitted to a user's data: a project speaks through its
 * own past errors.
 */
const FIT = {
  /** Prior log weights of the four rates against the 45-day one, and how strongly past errors move them. */
  prior: [-1.41, 0, -1, -1.89],
  adapt: 0.685,
  level: 0.302,
  dispersion: 1.4,
  horizon: 0.333,
  horizonPower: 0.284,
  volatility: 0.258,
  bias: 0.032,
  biasByHorizon: 0.12,
  /** Past errors reach half their weight at about this many independent forecasts (squared). */
  ownHalf: 2.6,
  ownSpread: 0.98,
  ownMean: 0.305,
  /** Tails: above the median exp(upper)·z + curve·z², below it exp(lower)·z. */
  upper: 0.038,
  curve: 0.015,
  lower: -0.011,
  /** Rough answers: extra variance of the level. */
  rough: 0.1,
} as const

const UP = Math.exp(FIT.upper)
const DOWN = Math.exp(FIT.lower)
const FIRST_ANCHOR = 0.109375
const ANCHORS = 34
/** Distance of the anchors in ln(size): each is √2 times the one before. */
const STEP = Math.LN2 / 2

/** Builds the model of one history. A `rough` model does not know its own errors yet and is wider instead. */
export function deliveryModel(pace: Pace, confidence: Confidence): DeliveryModel {
  const logSize = new Float64Array(ANCHORS)
  const centre = new Float64Array(ANCHORS)
  const spread = new Float64Array(ANCHORS)
  for (let k = 0; k < ANCHORS; k++) {
    const horizon = FIRST_ANCHOR * 2 ** (k / 2)
    const errors = ownErrorAt(pace.own, horizon)
    logSize[k] = Math.log(horizon) + pace.logRates[1]!
    const effort = logSize[k]! - blendedLogRate(pace, errors)
    centre[k] =
      effort +
      FIT.bias +
      0.1 * FIT.biasByHorizon * (effort - Math.log(7)) +
      FIT.ownMean * ownWeight(errors) * errors.mean
    spread[k] = Math.sqrt(spreadSquared(pace, errors, Math.exp(logSize[k]!), Math.exp(effort), confidence))
  }
  return { confidence, logSize, centre, spread }
}

function ownWeight(errors: OwnError): number {
  return errors.independent / (errors.independent + FIT.ownHalf ** 2 + 0.5)
}

/** Weighted mean of the four log rates; a rate that served this project well at this horizon counts more. */
function blendedLogRate(pace: Pace, errors: OwnError): number {
  const trust = FIT.adapt * Math.sqrt(Math.min(errors.independent, 20))
  const reference = Math.max(SLOWEST, errors.squared[1]!)
  const weights = FIT.prior.map((prior, j) =>
    Math.exp(prior - trust * Math.log(Math.max(SLOWEST, errors.squared[j]!) / reference)),
  )
  const total = weights.reduce((sum, weight) => sum + weight, 0)
  return pace.logRates.reduce((sum, rate, j) => sum + (rate * weights[j]!) / total, 0)
}

/** Variance of the log: level + dispersion ÷ size + horizon + volatility, drawn towards the project's own past errors (on the log scale). */
function spreadSquared(pace: Pace, errors: OwnError, size: number, effort: number, confidence: Confidence): number {
  const weeks = Math.min(60, Math.max(0.5, effort / 7))
  const general =
    FIT.level ** 2 +
    Math.log1p((FIT.dispersion ** 2 * pace.dispersion) / size) +
    0.1 * FIT.horizon ** 2 * weeks ** (2 * FIT.horizonPower) +
    0.1 * FIT.volatility ** 2 * pace.volatility ** 2
  if (confidence === 'rough') return general + FIT.rough
  const own = Math.min(1, ownWeight(errors) * FIT.ownSpread)
  return Math.exp((1 - own) * Math.log(general) + own * Math.log(Math.max(0.01, errors.deviation ** 2)))
}

function ownErrorAt(own: readonly OwnError[], horizon: number): OwnError {
  const at = Math.min(HORIZONS.length - 1.001, Math.max(0, Math.log2(horizon / HORIZONS[0])))
  const below = Math.floor(at)
  const part = at - below
  const [low, high] = [own[below]!, own[below + 1]!]
  const between = (a: number, b: number) => a + part * (b - a)
  return {
    mean: between(low.mean, high.mean),
    deviation: between(low.deviation, high.deviation),
    independent: between(low.independent, high.independent),
    squared: low.squared.map((value, j) => between(value, high.squared[j]!)),
  }
}

/** g(z): the tail beyond the median is a little heavier than the normal one above it and lighter below. */
export function stretched(z: number): number {
  return z > 0 ? UP * z + FIT.curve * z * z : DOWN * z
}

function unstretched(g: number): number {
  return g > 0 ? (Math.sqrt(UP * UP + 4 * FIT.curve * g) - UP) / (2 * FIT.curve) : g / DOWN
}

/** Effort-days by which `size` more is done with probability `p`; 0 for no size. */
export function effortQuantile(model: DeliveryModel, size: number, p: number): number {
  return effortAtLuck(model, size, stretched(normalQuantile(p)))
}

/** The same for a stretched normal score, see {@link stretched}. */
export function effortAtLuck(model: DeliveryModel, size: number, g: number): number {
  if (size <= 0) return 0
  const { logSize, centre, spread } = model
  const wanted = Math.log(size)
  let longest = centreAt(model, wanted) + spreadAt(model, wanted) * g
  for (let k = 0; k < logSize.length && logSize[k]! < wanted; k++)
    longest = Math.max(longest, centre[k]! + spread[k]! * g)
  return Math.exp(longest)
}

/** Probability that `size` more is done within `effort` effort-days: the exact inverse of {@link effortQuantile}. */
export function probabilityWithin(model: DeliveryModel, size: number, effort: number): number {
  if (size <= 0) return 1
  if (effort <= 0) return 0
  const { logSize, centre, spread } = model
  const limit = Math.log(effort)
  const wanted = Math.log(size)
  let least = (limit - centreAt(model, wanted)) / spreadAt(model, wanted)
  for (let k = 0; k < logSize.length && logSize[k]! < wanted; k++)
    least = Math.min(least, (limit - centre[k]!) / spread[k]!)
  return normalCdf(unstretched(least))
}

/** Largest size that is done within `effort` effort-days with probability `p`: the inverse of {@link effortQuantile} in the other direction. */
export function sizeWithin(model: DeliveryModel, effort: number, p: number): number {
  if (effort <= 0) return 0
  const g = stretched(normalQuantile(p))
  const limit = Math.log(effort)
  const value = (k: number) => model.centre[k]! + model.spread[k]! * g
  const last = model.logSize.length - 1
  if (value(0) > limit) return Math.exp(model.logSize[0]! + limit - value(0))
  for (let k = 1; k <= last; k++) {
    if (value(k) <= limit) continue
    const part = (limit - value(k - 1)) / (value(k) - value(k - 1))
    return Math.exp(model.logSize[k - 1]! + part * (model.logSize[k]! - model.logSize[k - 1]!))
  }
  return Math.exp(model.logSize[last]! + limit - value(last))
}

/** ln(effort-days) of the median at ln(size), linear between the anchors; beyond them time grows in proportion to size. */
function centreAt({ logSize, centre }: DeliveryModel, wanted: number): number {
  const last = logSize.length - 1
  if (wanted <= logSize[0]!) return centre[0]! + wanted - logSize[0]!
  if (wanted >= logSize[last]!) return centre[last]! + wanted - logSize[last]!
  const at = (wanted - logSize[0]!) / STEP
  const k = Math.min(last - 1, Math.floor(at))
  return centre[k]! + (at - k) * (centre[k + 1]! - centre[k]!)
}

/** Spread at ln(size), linear between the anchors and constant beyond them. */
function spreadAt({ logSize, spread }: DeliveryModel, wanted: number): number {
  const last = logSize.length - 1
  const at = Math.min(last, Math.max(0, (wanted - logSize[0]!) / STEP))
  const k = Math.min(last - 1, Math.floor(at))
  return spread[k]! + (at - k) * (spread[k + 1]! - spread[k]!)
}
