import { normalCdf, normalQuantile } from '../../math/normal.ts'
import { growingLuck, growingLuckOf } from './growing-luck.ts'
import type { GrowingLuck } from './growing-luck.ts'
import type { Regime } from '../flow/history.ts'
import { UNCORRECTED } from './learned-scores.ts'
import type { LearnedScores } from './learned-scores.ts'
import { luckAt, scoreOfLuck } from './luck-shape.ts'
import { HORIZONS, SLOWEST } from './pace.ts'
import type { OwnError, Pace } from './pace.ts'
import type { ScopeGrowth } from './scope-growth.ts'

/**
 * The calibrated forecast in closed form: effort-days until `size` more is done are exp(centre + spread × g(z)), z standard normal, with
 * centre and spread piecewise linear in ln(size) between anchors. A size's quantile is the largest over the anchors up to it, so more scope is never
 * earlier; g rises with z, so quantiles are monotone. Both directions are exact, nothing is sampled.
 */
export interface DeliveryModel {
  readonly regime: Regime
  /** ln(size) of the anchors, ascending, ln(2) ÷ 2 apart. */
  readonly logSize: Float64Array
  /** ln(effort-days) of the median. */
  readonly centre: Float64Array
  /** Standard deviation of ln(effort-days) before the tail is stretched. */
  readonly spread: Float64Array
  /** What the team's own past dates taught about each level. */
  readonly scores: LearnedScores
  /** Set where scope growth is part of the answer. */
  readonly growing: GrowingLuck | null
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
} as const

/**
 * A young team, fitted on the first 12 to 59 items of the same histories: new teams speed up, so its latest pace counts, a fifth faster still; its spread is what
 * such forecasts got wrong, all causes together.
 */
const YOUNG = { bias: -0.2, spread: 0.8 } as const

const FIRST_ANCHOR = 0.109375
const ANCHORS = 34
/** Distance of the anchors in ln(size): each is √2 times the one before. */
const STEP = Math.LN2 / 2

/** Builds the model of one history. @param scores what its past dates taught, see {@link learnedModel} */
export function deliveryModel(pace: Pace, regime: Regime, scores: LearnedScores = UNCORRECTED): DeliveryModel {
  const logSize = new Float64Array(ANCHORS)
  const centre = new Float64Array(ANCHORS)
  const spread = new Float64Array(ANCHORS)
  for (let k = 0; k < ANCHORS; k++) {
    const horizon = FIRST_ANCHOR * 2 ** (k / 2)
    const anchor = anchorOf(pace, ownErrorAt(pace.own, horizon), horizon, regime)
    logSize[k] = anchor.logSize
    centre[k] = anchor.centre
    spread[k] = anchor.spread
  }
  return { regime, logSize, centre, spread, scores, growing: null }
}

/** The model for a team that has none of its own: as likely a date, and as unsure of it as of a young team's. */
export function borrowedModel(model: DeliveryModel): DeliveryModel {
  return { ...model, regime: 'borrowed', spread: model.spread.map((spread) => Math.max(spread, YOUNG.spread)) }
}

/** The model whose work grows: asked for the work left today, it answers for the work there will be. */
export function withScopeGrowth(
  model: DeliveryModel,
  { multipliers }: Pick<ScopeGrowth, 'multipliers'>,
): DeliveryModel {
  return { ...model, growing: growingLuckOf(model.spread, model.scores, multipliers) }
}

export interface Anchor {
  readonly logSize: number
  readonly centre: number
  readonly spread: number
}

/** A slow team comes back to life more often than its latest pace says, and is less sure: fitted on 354 such forecasts. */
const SLOW = { bias: -0.1, deviation: 0.3 } as const

/** One anchor: the size that takes `horizon` effort-days at the recent pace, and what is to be expected of it. */
export function anchorOf(pace: Omit<Pace, 'own'>, errors: OwnError, horizon: number, regime: Regime): Anchor {
  const logSize = Math.log(horizon) + pace.logRates[1]!
  if (regime === 'young') return { logSize, centre: logSize - pace.latestLogRate + YOUNG.bias, spread: YOUNG.spread }
  const effort = logSize - blendedLogRate(pace, errors)
  const spread = Math.sqrt(spreadSquared(pace, errors, Math.exp(logSize), Math.exp(effort)))
  return {
    logSize,
    centre:
      effort +
      (regime === 'slow' ? SLOW.bias : 0) +
      FIT.bias +
      0.1 * FIT.biasByHorizon * (effort - Math.log(7)) +
      FIT.ownMean * ownWeight(errors) * errors.mean,
    spread: regime === 'slow' ? Math.hypot(spread, SLOW.deviation) : spread,
  }
}

function ownWeight(errors: OwnError): number {
  return errors.independent / (errors.independent + FIT.ownHalf ** 2 + 0.5)
}

/** Weighted mean of the four log rates; a rate that served this project well at this horizon counts more. */
function blendedLogRate(pace: Omit<Pace, 'own'>, errors: OwnError): number {
  const trust = FIT.adapt * Math.sqrt(Math.min(errors.independent, 20))
  const reference = Math.max(SLOWEST, errors.squared[1]!)
  const weights = FIT.prior.map((prior, j) =>
    Math.exp(prior - trust * Math.log(Math.max(SLOWEST, errors.squared[j]!) / reference)),
  )
  const total = weights.reduce((sum, weight) => sum + weight, 0)
  return pace.logRates.reduce((sum, rate, j) => sum + (rate * weights[j]!) / total, 0)
}

/** Variance of the log: level + dispersion ÷ size + horizon + volatility, drawn towards the project's own past errors (on the log scale). */
function spreadSquared(pace: Omit<Pace, 'own'>, errors: OwnError, size: number, effort: number): number {
  const weeks = Math.min(60, Math.max(0.5, effort / 7))
  const general =
    FIT.level ** 2 +
    Math.log1p((FIT.dispersion ** 2 * pace.dispersion) / size) +
    0.1 * FIT.horizon ** 2 * weeks ** (2 * FIT.horizonPower) +
    0.1 * FIT.volatility ** 2 * pace.volatility ** 2
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

/** Effort-days by which `size` more is done with probability `p`; 0 for no size. */
export function effortQuantile(model: DeliveryModel, size: number, p: number): number {
  return effortAt(model, size, normalQuantile(p))
}

/** The same at a normal score: −4 is great luck, 4 is bad luck. */
export function effortAt(model: DeliveryModel, size: number, z: number): number {
  return size <= 0 ? 0 : Math.exp(logEffortAt(model, Math.log(size), z))
}

function logEffortAt(model: DeliveryModel, wanted: number, z: number): number {
  const { logSize, centre, spread, growing } = model
  const g = luckAt(model.scores, z)
  const luck = (width: number) => (growing ? growingLuck(growing, width, z) : width * g)
  let longest = centreAt(model, wanted) + luck(spreadAt(model, wanted))
  for (let k = 0; k < logSize.length && logSize[k]! < wanted; k++)
    longest = Math.max(longest, centre[k]! + luck(spread[k]!))
  return longest
}

/** Probability that `size` more is done within `effort` effort-days: the inverse of {@link effortQuantile}, exact where scope does not grow. */
export function probabilityWithin(model: DeliveryModel, size: number, effort: number): number {
  if (size <= 0) return 1
  if (effort <= 0) return 0
  const { logSize, centre, spread } = model
  const limit = Math.log(effort)
  const wanted = Math.log(size)
  if (model.growing) return normalCdf(highest((z) => logEffortAt(model, wanted, z) <= limit, -8, 8))
  let least = (limit - centreAt(model, wanted)) / spreadAt(model, wanted)
  for (let k = 0; k < logSize.length && logSize[k]! < wanted; k++)
    least = Math.min(least, (limit - centre[k]!) / spread[k]!)
  return normalCdf(scoreOfLuck(model.scores, least))
}

/** Largest size that is done within `effort` effort-days with probability `p`: the inverse of {@link effortQuantile} in the other direction. */
export function sizeWithin(model: DeliveryModel, effort: number, p: number): number {
  if (effort <= 0) return 0
  const z = normalQuantile(p)
  const limit = Math.log(effort)
  const { growing } = model
  const g = luckAt(model.scores, z)
  const value = (k: number) =>
    model.centre[k]! + (growing ? growingLuck(growing, model.spread[k]!, z) : model.spread[k]! * g)
  const last = model.logSize.length - 1
  if (value(0) > limit) return Math.exp(model.logSize[0]! + limit - value(0))
  for (let k = 1; k <= last; k++) {
    if (value(k) <= limit) continue
    if (growing)
      return Math.exp(
        highest((wanted) => logEffortAt(model, wanted, z) <= limit, model.logSize[k - 1]!, model.logSize[k]!),
      )
    const part = (limit - value(k - 1)) / (value(k) - value(k - 1))
    return Math.exp(model.logSize[k - 1]! + part * (model.logSize[k]! - model.logSize[k - 1]!))
  }
  return Math.exp(model.logSize[last]! + limit - value(last))
}

/** The highest value for which a condition that ends once and for all still holds, by bisection. */
function highest(holds: (value: number) => boolean, from: number, to: number): number {
  let [low, high] = [from, to]
  for (let i = 0; i < 60 && high - low > 1e-13; i++) {
    const middle = (low + high) / 2
    if (holds(middle)) low = middle
    else high = middle
  }
  return low
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
