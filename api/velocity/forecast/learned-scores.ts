import { normalDensity, normalQuantile } from '../../math/normal.ts'

/** Levels whose dates are corrected by what became of past ones; between them the correction is linear in the normal score. */
export const LEARNED_LEVELS = [0.05, 0.25, 0.5, 0.75, 0.9, 0.95] as const

/** Normal scores that the levels stand for, by their own definition. */
const NOMINAL = LEARNED_LEVELS.map(normalQuantile)
const DENSITY = NOMINAL.map(normalDensity)

/**
 * Normal scores that are really asked for at {@link LEARNED_LEVELS}, ascending. A team whose P90 dates held too seldom has a higher one at 0.9,
 * so its P90 is the date that an uncorrected forecast would call P93.
 */
export type LearnedScores = readonly number[]

/** Nothing learned: every level means itself. */
export const UNCORRECTED: LearnedScores = NOMINAL

/** Step of one forecast's outcome, in probability; a hundred weekly outcomes move a level by at most 0.8. */
const STEP = 0.008
/** Where learning starts: dates a trifle later than the closed form says, because quick outcomes are overrepresented in any growing history. */
const START = 0.04
/** Neighboring scores stay at least this part of their distance apart: dates stay in the order of their probabilities. */
const LEAST_SLOPE = 0.05

/**
 * Adaptive conformal inference (Gibbs & Candès, NeurIPS 2021) for each level, on the scale of normal scores: a date that held moves its level towards earlier
 * ones by STEP × (1 − level), one that did not moves it towards later ones by STEP × level. In the long run each level holds as often as it says,
 * whatever the errors look like.
 */
export class ScoreLearner {
  readonly #offsets = NOMINAL.map(() => START)

  /** Takes in whether each level's date held; `weight` is the share of one week's evidence. */
  learn(held: readonly boolean[], weight: number): void {
    LEARNED_LEVELS.forEach((level, j) => {
      this.#offsets[j]! += (weight * STEP * (level - Number(held[j]))) / DENSITY[j]!
    })
  }

  scores(): LearnedScores {
    return inOrder(NOMINAL.map((score, j) => score + this.#offsets[j]!))
  }
}

/** The middle two levels stand; each further one is at least a little beyond its neighbor. */
function inOrder(scores: number[]): LearnedScores {
  for (let j = 1; j < scores.length; j++)
    scores[j] = Math.max(scores[j]!, scores[j - 1]! + LEAST_SLOPE * (NOMINAL[j]! - NOMINAL[j - 1]!))
  return scores
}

/** The normal score that is asked for where `z` is meant: linear between the levels, a plain shift beyond them. */
export function learnedScore(scores: LearnedScores, z: number): number {
  return between(NOMINAL, scores, z)
}

/** The inverse: what a normal score means. */
export function meantScore(scores: LearnedScores, score: number): number {
  return between(scores, NOMINAL, score)
}

function between(from: readonly number[], to: readonly number[], x: number): number {
  const last = from.length - 1
  if (x <= from[0]!) return to[0]! + x - from[0]!
  if (x >= from[last]!) return to[last]! + x - from[last]!
  let k = 0
  while (from[k + 1]! < x) k++
  return to[k]! + ((x - from[k]!) / (from[k + 1]! - from[k]!)) * (to[k + 1]! - to[k]!)
}
