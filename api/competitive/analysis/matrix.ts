/** The capability matrix: what we have, what each competitor has, and which claim says so. */
import { byReliability } from '../claim.ts'
import type { Capability, CapabilityLevel, ClaimStanding, Competitor, WeighedClaim } from '../claim.ts'

/** Most evidence ids that one cell carries. */
const EVIDENCE_PER_CELL = 3

export interface MatrixCell {
  readonly competitorId: string
  readonly level: CapabilityLevel
  /** How the deciding claim stands. An unsupported cell is shown and counts for nothing. */
  readonly standing: ClaimStanding
  readonly confidence: number
  /** True when another supported claim says otherwise. */
  readonly contested: boolean
  /** The deciding claim first. */
  readonly evidenceIds: readonly string[]
}

export interface MatrixRow {
  readonly capabilityId: string
  readonly name: string
  readonly importance: number
  readonly own: CapabilityLevel | null
  /** One for each competitor of which something is known, in the order of the competitors. */
  readonly them: readonly MatrixCell[]
}

/** A cell follows the most reliable claim that states a level: supported before stale before unsupported, then the newest. */
export function capabilityMatrix(
  capabilities: readonly Capability[],
  competitors: readonly Competitor[],
  claims: readonly WeighedClaim[],
): readonly MatrixRow[] {
  const byCell = new Map<string, WeighedClaim[]>()
  for (const weighed of claims) {
    const { capabilityId, competitorId, level } = weighed.claim
    if (capabilityId === null || level === null) continue
    const cell = JSON.stringify([capabilityId, competitorId])
    const list = byCell.get(cell)
    if (list) list.push(weighed)
    else byCell.set(cell, [weighed])
  }
  return capabilities.map(({ id, name, importance, own }) => ({
    capabilityId: id,
    name,
    importance,
    own,
    them: competitors.flatMap((competitor) => {
      const said = byCell.get(JSON.stringify([id, competitor.id]))?.sort(byReliability)
      return said ? [cellOf(competitor.id, said)] : []
    }),
  }))
}

function cellOf(competitorId: string, said: readonly WeighedClaim[]): MatrixCell {
  const [deciding] = said
  const { claim, standing } = deciding!
  return {
    competitorId,
    level: claim.level!,
    standing,
    confidence: claim.confidence,
    contested: said.some((other) => other.standing === 'supported' && other.claim.level !== claim.level),
    evidenceIds: said.slice(0, EVIDENCE_PER_CELL).map((weighed) => weighed.claim.id),
  }
}

/** What a cell may count for: its confidence, halved when stale, nothing when unsupported. */
export function reliance({ standing, confidence }: MatrixCell): number {
  return standing === 'supported' ? confidence : standing === 'stale' ? confidence / 2 : 0
}
