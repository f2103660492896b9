/** What is ranked: one open backlog item with the figures that prioritization methods ask for. Null means "not stated". */

export type Priority = 'critical' | 'high' | 'medium' | 'low' | 'none'

export const PRIORITIES: readonly Priority[] = ['critical', 'high', 'medium', 'low', 'none']

/** SAFe's relative scale; the smallest item of a column is 1. */
export const RELATIVE_STEPS: readonly number[] = [1, 2, 3, 5, 8, 13, 20]

/** The figures a method may ask for. All are ≥ 0; `confidence` is a share in 0..1. */
export interface ScoreInputs {
  readonly businessValue: number | null
  readonly timeCriticality: number | null
  readonly riskReduction: number | null
  readonly jobSize: number | null
  readonly storyPoints: number | null
  /** Money or points lost for each week of delay, one unit for the whole list. */
  readonly costOfDelayPerWeek: number | null
  /** People reached in one period. */
  readonly reach: number | null
  /** RICE 0.25 | 0.5 | 1 | 2 | 3; ICE 1..10. */
  readonly impact: number | null
  readonly confidence: number | null
  /** Effort in any unit that is the same for the whole list. */
  readonly effort: number | null
  /** ICE 1..10, 10 = easiest. */
  readonly ease: number | null
}

export type InputField = keyof ScoreInputs

export interface Candidate extends ScoreInputs {
  readonly id: string
  readonly key: string
  readonly type: string
  readonly priority: Priority
  /** Ids of the items that must be done before this one can start. Ids outside the list are reported, not followed. */
  readonly blockedBy: readonly string[]
  /** The story points are not its own: they are those of its open parts. */
  readonly sizedByParts?: boolean
}

export const NO_INPUTS: ScoreInputs = {
  businessValue: null,
  timeCriticality: null,
  riskReduction: null,
  jobSize: null,
  storyPoints: null,
  costOfDelayPerWeek: null,
  reach: null,
  impact: null,
  confidence: null,
  effort: null,
  ease: null,
}

export const INPUT_FIELDS = Object.keys(NO_INPUTS) as readonly InputField[]

/** A figure that no method can use: negative, not a number, or a confidence above 1. */
export class InvalidInput extends Error {
  readonly code = 'INVALID_INPUT'
  readonly itemId: string
  readonly field: string
  constructor(itemId: string, key: string, field: string, rule: string) {
    super(`${key}: ${field} ${rule}. Correct it on the item, or clear it to have it estimated.`)
    this.name = 'InvalidInput'
    this.itemId = itemId
    this.field = field
  }
}

/** @throws InvalidInput on the first figure outside its range, or when an id comes twice. */
export function checkCandidates(candidates: readonly Candidate[]): void {
  const seen = new Set<string>()
  for (const candidate of candidates) {
    if (seen.has(candidate.id)) throw new InvalidInput(candidate.id, candidate.key, 'id', 'appears twice in the list')
    seen.add(candidate.id)
    for (const field of INPUT_FIELDS) {
      const value = candidate[field]
      if (value === null) continue
      if (!Number.isFinite(value) || value < 0)
        throw new InvalidInput(candidate.id, candidate.key, field, 'must be a number of at least 0')
      if (field === 'confidence' && value > 1)
        throw new InvalidInput(candidate.id, candidate.key, field, 'must be a share between 0 and 1')
    }
  }
}

/** Keys in reading order: SHOP-9 before SHOP-12. Plain code units, so that every machine sorts alike. */
export const compareKeys = (a: string, b: string): number => compareRead(readKey(a), readKey(b))

/** {@link compareKeys} among many keys, each read once. */
export function keyOrder(keys: readonly string[]): (a: string, b: string) => number {
  const known = new Map(keys.map((key) => [key, readKey(key)]))
  return (a, b) => compareRead(known.get(a)!, known.get(b)!)
}

interface ReadKey {
  readonly key: string
  readonly prefix: string
  readonly number: number
}

function readKey(key: string): ReadKey {
  let end = key.length
  while (end > 0 && isDigit(key.charCodeAt(end - 1))) end--
  return { key, prefix: key.slice(0, end), number: Number(key.slice(end)) }
}

const isDigit = (code: number) => code >= 48 && code <= 57

function compareRead(a: ReadKey, b: ReadKey): number {
  if (a.prefix !== b.prefix) return a.prefix < b.prefix ? -1 : 1
  return a.number - b.number || (a.key < b.key ? -1 : a.key > b.key ? 1 : 0)
}
