/** What is said about competitors, and how far it can be relied on. */
import { dayOf } from '../math/calendar.ts'
import type { IsoDate } from '../math/calendar.ts'

export type CompetitorCategory = 'direct' | 'indirect' | 'disruptor' | 'substitute'

/** How far somebody has a capability. */
export type CapabilityLevel = 'none' | 'partial' | 'full'

/** A level as a share of the full capability. */
export const LEVEL_SHARE: Record<CapabilityLevel, number> = { none: 0, partial: 0.5, full: 1 }

export interface Competitor {
  readonly id: string
  readonly name: string
  /** Other names it goes by. */
  readonly aliases: readonly string[]
  readonly category: CompetitorCategory
  readonly positioning: string | null
}

export interface Capability {
  readonly id: string
  readonly name: string
  /** How much buyers care, > 0; 1 = as much as for any other. */
  readonly importance: number
  /** The own mark; null = not assessed. */
  readonly own: CapabilityLevel | null
}

export interface Claim {
  readonly id: string
  readonly competitorId: string
  /** Null: about the competitor in general. */
  readonly capabilityId: string | null
  readonly statement: string
  /** What it says about the capability; null = nothing that can be marked. */
  readonly level: CapabilityLevel | null
  readonly source: string | null
  readonly url: string | null
  readonly capturedAt: IsoDate | null
  /** 0..1 */
  readonly confidence: number
}

/** `supported`: has a source and a date. `stale`: supported, but older than the limit. `unsupported`: somebody said so. */
export type ClaimStanding = 'supported' | 'stale' | 'unsupported'

export interface WeighedClaim {
  readonly claim: Claim
  readonly standing: ClaimStanding
  /** Days since it was captured; null when unknown. A date in the future counts as today. */
  readonly ageDays: number | null
}

export function weigh(claim: Claim, asOf: IsoDate, staleAfterDays: number): WeighedClaim {
  const ageDays = claim.capturedAt === null ? null : Math.max(0, dayOf(asOf) - dayOf(claim.capturedAt))
  const sourced = Boolean(claim.source?.trim() || claim.url?.trim())
  const standing = !sourced || ageDays === null ? 'unsupported' : ageDays > staleAfterDays ? 'stale' : 'supported'
  return { claim, standing, ageDays }
}

/** An unknown age, older than any known one. */
const UNDATED = Number.MAX_SAFE_INTEGER

const STANDING_ORDER: readonly ClaimStanding[] = ['supported', 'stale', 'unsupported']

/** Most reliable first: by standing, then the newest, then the surest, then the id. */
export function byReliability(a: WeighedClaim, b: WeighedClaim): number {
  return (
    STANDING_ORDER.indexOf(a.standing) - STANDING_ORDER.indexOf(b.standing) ||
    (a.ageDays ?? UNDATED) - (b.ageDays ?? UNDATED) ||
    b.claim.confidence - a.claim.confidence ||
    (a.claim.id < b.claim.id ? -1 : 1)
  )
}
