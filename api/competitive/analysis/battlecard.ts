/** One competitor at a glance: where it leads, where we lead, where nobody does, and what was said last. */
import { byReliability, LEVEL_SHARE } from '../claim.ts'
import type { CapabilityLevel, ClaimStanding, Competitor, WeighedClaim } from '../claim.ts'
import type { MatrixRow } from './matrix.ts'

/** Most rows of each kind, and most claims. */
const ROWS = 5

export interface BattlecardRow {
  readonly capabilityId: string
  readonly name: string
  readonly own: CapabilityLevel
  readonly theirs: CapabilityLevel
  readonly standing: ClaimStanding
  readonly evidenceIds: readonly string[]
}

export interface Battlecard {
  readonly competitorId: string
  readonly positioning: string | null
  readonly theyLead: readonly BattlecardRow[]
  readonly weLead: readonly BattlecardRow[]
  readonly even: readonly BattlecardRow[]
  /** Of all capabilities, also those beyond the rows. */
  readonly counts: { readonly theyLead: number; readonly weLead: number; readonly even: number }
  /** Capabilities of which nothing is known: what to find out. */
  readonly unknown: readonly string[]
  /** The latest claims, each supported, stale or unsupported. */
  readonly latest: readonly { readonly claimId: string; readonly standing: ClaimStanding }[]
}

export function battlecard(
  competitor: Competitor,
  matrix: readonly MatrixRow[],
  claims: readonly WeighedClaim[],
): Battlecard {
  const rows = { theyLead: [] as BattlecardRow[], weLead: [] as BattlecardRow[], even: [] as BattlecardRow[] }
  const unknown: string[] = []
  for (const { capabilityId, name, own, them } of matrix.toSorted(
    (a, b) => b.importance - a.importance || (a.capabilityId < b.capabilityId ? -1 : 1),
  )) {
    const cell = them.find(({ competitorId }) => competitorId === competitor.id)
    if (!cell) unknown.push(capabilityId)
    if (!cell || own === null) continue
    const lead = LEVEL_SHARE[cell.level] - LEVEL_SHARE[own]
    const kind = lead > 0 ? 'theyLead' : lead < 0 ? 'weLead' : 'even'
    rows[kind].push({
      capabilityId,
      name,
      own,
      theirs: cell.level,
      standing: cell.standing,
      evidenceIds: cell.evidenceIds,
    })
  }
  const latest = claims.filter(({ claim }) => claim.competitorId === competitor.id).sort(byReliability)
  return {
    competitorId: competitor.id,
    positioning: competitor.positioning,
    theyLead: rows.theyLead.slice(0, ROWS),
    weLead: rows.weLead.slice(0, ROWS),
    even: rows.even.slice(0, ROWS),
    counts: { theyLead: rows.theyLead.length, weLead: rows.weLead.length, even: rows.even.length },
    unknown: unknown.slice(0, ROWS),
    latest: latest.slice(0, ROWS).map(({ claim, standing }) => ({ claimId: claim.id, standing })),
  }
}
