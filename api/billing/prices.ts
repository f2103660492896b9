/** Work that can cost credits. */
export const PURPOSES = ['generate_prd', 'score_alignment'] as const
export type Purpose = (typeof PURPOSES)[number]

/** One line of the price list. */
export interface Price {
  readonly purpose: Purpose
  /** How the work is done. */
  readonly method: string
  /** Credits reserved before the work starts, and the most that it costs; what was not used returns. */
  readonly most: number
}

export const PRICES = [
  { purpose: 'generate_prd', method: 'written by AI', most: 10 },
  { purpose: 'generate_prd', method: 'outline, no AI', most: 0 },
  { purpose: 'score_alignment', method: 'scored by AI', most: 5 },
] as const satisfies readonly Price[]

/** The most that AI work of this kind costs, in credits. */
export const priceOf = (purpose: Purpose): number =>
  Math.max(...PRICES.filter((price) => price.purpose === purpose).map(({ most }) => most))
