/**
 * Factors: what another room knows about an item and the ranking may take into account, such as strategic alignment or
 * competitive pressure. A factor multiplies the cost of delay by 1 + weight × value, so a weight of 0 changes nothing at all.
 */

export interface Factor {
  /** Shown as it is: `alignment`, `competitive pressure`. */
  readonly name: string
  /** ≥ 0. At 1 an item with the full value counts twice. */
  readonly weight: number
  /** By item id, 0..1; null or absent = not known, which leaves the item as it is. */
  readonly value: ReadonlyMap<string, number | null>
  /** One clause by item id, without a full stop: `serves “Find in one try”`. */
  readonly reason: ReadonlyMap<string, string>
}

/** A factor whose weight or value is outside its range. */
class InvalidFactor extends Error {
  readonly code = 'INVALID_FACTOR'
  readonly factor: string
  constructor(factor: string, rule: string) {
    super(`The factor ${factor} ${rule}.`)
    this.name = 'InvalidFactor'
    this.factor = factor
  }
}

/** The factors that take part: weight above 0. @throws InvalidFactor */
export function activeFactors(factors: readonly Factor[]): readonly Factor[] {
  for (const { name, weight, value } of factors) {
    if (!Number.isFinite(weight) || weight < 0) throw new InvalidFactor(name, 'needs a weight of at least 0')
    for (const share of value.values()) {
      if (share !== null && !(share >= 0 && share <= 1)) throw new InvalidFactor(name, 'has a value outside 0..1')
    }
  }
  return factors
    .filter((factor) => factor.weight > 0)
    .toSorted((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0))
}

/** What the factors make of one item's cost of delay: Π (1 + weight × value). */
export function factorMultiplier(factors: readonly Factor[], itemId: string): number {
  return factors.reduce((product, { weight, value }) => product * (1 + weight * (value.get(itemId) ?? 0)), 1)
}
