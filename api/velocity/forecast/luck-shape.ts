import { learnedScore, meantScore } from './learned-scores.ts'
import type { LearnedScores } from './learned-scores.ts'

/** Tails of ln(time), fitted with the closed form: above the median UP·z + CURVE·z², below it DOWN·z. */
const UP = Math.exp(0.038)
const CURVE = 0.015
const DOWN = Math.exp(-0.011)

/** g(z): the tail beyond the median is a little heavier than the normal one above it and lighter below. */
export function stretched(z: number): number {
  return z > 0 ? UP * z + CURVE * z * z : DOWN * z
}

/** g of what is meant by a normal score, once the team's own past dates have had their say. */
export function luckAt(scores: LearnedScores, z: number): number {
  return stretched(learnedScore(scores, z))
}

/** The inverse of {@link luckAt}. */
export function scoreOfLuck(scores: LearnedScores, g: number): number {
  return meantScore(scores, g > 0 ? (Math.sqrt(UP * UP + 4 * CURVE * g) - UP) / (2 * CURVE) : g / DOWN)
}
