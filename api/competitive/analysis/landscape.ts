/** The competitive landscape: one analysis, five ways to look at it. Deterministic; nothing is sampled and nothing is asked of a model. */
import { counted } from '../../../text.ts'
import type { IsoDate } from '../../math/calendar.ts'
import { battlecard } from './battlecard.ts'
import type { Battlecard } from './battlecard.ts'
import { weigh } from '../claim.ts'
import type { Capability, Claim, ClaimStanding, Competitor, CompetitorCategory, WeighedClaim } from '../claim.ts'
import { gapsOf } from './gaps.ts'
import type { ClosesGap, CompetitiveGap } from './gaps.ts'
import { capabilityMatrix } from './matrix.ts'
import type { MatrixRow } from './matrix.ts'
import { threatsOf } from './threat.ts'
import type { Threat } from './threat.ts'

export type Focus = 'landscape' | 'threats' | 'gaps' | 'matrix' | 'battlecard'

export interface LandscapeProblem {
  readonly competitors: readonly Competitor[]
  readonly capabilities: readonly Capability[]
  readonly claims: readonly Claim[]
  /** Which items close which capabilities; from `closingItems`. */
  readonly closes: readonly ClosesGap[]
  readonly focus: Focus
  /** Only these competitors are shown and weighed; empty = all. */
  readonly competitorIds: readonly string[]
  readonly asOf: IsoDate
  /** A claim older than this is stale; also the window of momentum and trend. */
  readonly sinceDays: number
  /** Claims below this confidence are left out, and counted. */
  readonly minConfidence: number
  /** Most rows of any list in the answer. */
  readonly limit: number
  /** Rows to skip, for the next page. */
  readonly offset?: number
}

export interface LandscapeRow {
  readonly id: string
  readonly name: string
  readonly category: CompetitorCategory
  readonly positioning: string | null
  readonly threat: Threat
  readonly claims: number
  /** Days since the newest supported claim; null when there is none. */
  readonly lastEvidenceDays: number | null
  /** True when nothing supported is younger than the limit. */
  readonly stale: boolean
}

export interface EvidenceRow {
  readonly id: string
  readonly competitorId: string
  readonly statement: string
  readonly source: string | null
  readonly url: string | null
  readonly capturedAt: IsoDate | null
  readonly confidence: number
  readonly standing: ClaimStanding
}

export interface LandscapeWarning {
  readonly code:
    | 'STALE_CLAIMS'
    | 'UNSUPPORTED_CLAIMS'
    | 'LOW_CONFIDENCE_LEFT_OUT'
    | 'NOT_ASSESSED'
    | 'NO_COMPETITORS'
    | 'NO_CLAIMS'
    | 'COLUMNS_LEFT_OUT'
  readonly count: number
  readonly text: string
}

/** What the sentence says, of all rows: the same on every page. */
export interface Headline {
  /** Who threatens most. */
  readonly first: LandscapeRow | null
  readonly rising: number
  readonly worst: CompetitiveGap | null
  /** Capabilities that we and at least one competitor are rated on. */
  readonly comparable: number
}

export interface Landscape {
  readonly focus: Focus
  readonly competitors: readonly LandscapeRow[]
  readonly matrix: readonly MatrixRow[]
  readonly gaps: readonly CompetitiveGap[]
  readonly threats: readonly Threat[]
  readonly battlecards: readonly Battlecard[]
  /** Every claim that the answer refers to. */
  readonly evidence: readonly EvidenceRow[]
  readonly warnings: readonly LandscapeWarning[]
  readonly headline: Headline
  /** Rows of the focus in all, and where the next page begins; null at the end. */
  readonly total: number
  readonly nextOffset: number | null
}

/** Longest statement in an answer. */
const STATEMENT_LIMIT = 300

/** Most competitors beside each other in a matrix: those that threaten most. */
const MATRIX_COLUMNS = 12

export function landscape(problem: LandscapeProblem): Landscape {
  const { focus, limit, offset = 0 } = problem
  const wanted = new Set(problem.competitorIds)
  const competitors = problem.competitors
    .filter(({ id }) => wanted.size === 0 || wanted.has(id))
    .toSorted((a, b) => (a.id < b.id ? -1 : 1))
  const capabilities = problem.capabilities.toSorted((a, b) => b.importance - a.importance || (a.id < b.id ? -1 : 1))
  const known = new Set(competitors.map(({ id }) => id))
  const about = problem.claims.filter(({ competitorId }) => known.has(competitorId))
  const claims = about
    .filter(({ confidence }) => confidence >= problem.minConfidence)
    .map((claim) => weigh(claim, problem.asOf, problem.sinceDays))

  const matrix = capabilityMatrix(capabilities, competitors, claims)
  const threats = threatsOf(competitors, matrix, claims, problem.sinceDays)
  const gaps = gapsOf(matrix, competitors, problem.closes)
  const rows = landscapeRows(competitors, threats, claims)
  const columns = new Set(threats.slice(0, MATRIX_COLUMNS).map(({ competitorId }) => competitorId))
  const page = <T>(list: readonly T[]): readonly T[] => list.slice(offset, offset + limit)
  const lists = { landscape: rows, threats, gaps, matrix, battlecard: rows }
  const shown = {
    competitors:
      focus === 'landscape' || focus === 'battlecard'
        ? page(rows)
        : focus === 'threats'
          ? page(threats).map(({ competitorId }) => rows.find(({ id }) => id === competitorId)!)
          : [],
    matrix:
      focus === 'matrix'
        ? page(matrix).map((row) => ({
            ...row,
            them: row.them.filter(({ competitorId }) => columns.has(competitorId)),
          }))
        : [],
    gaps: focus === 'gaps' ? page(gaps) : focus === 'landscape' && offset === 0 ? gaps.slice(0, 3) : [],
    threats: focus === 'threats' ? page(threats) : [],
    battlecards:
      focus === 'battlecard'
        ? page(rows).map(({ id }) =>
            battlecard(
              competitors.find((competitor) => competitor.id === id)!,
              matrix,
              claims,
            ),
          )
        : [],
  }
  const total = lists[focus].length
  return {
    focus,
    ...shown,
    evidence: evidenceFor(shown, claims, limit),
    warnings: warningsOf(problem, claims, about.length - claims.length, competitors.length),
    headline: {
      first: rows[0] ?? null,
      rising: threats.filter(({ trend }) => trend === 'rising').length,
      worst: gaps[0] ?? null,
      comparable: matrix.filter(({ own, them }) => own !== null && them.length > 0).length,
    },
    total,
    nextOffset: offset + limit < total ? offset + limit : null,
  }
}

/** By falling threat. */
function landscapeRows(
  competitors: readonly Competitor[],
  threats: readonly Threat[],
  claims: readonly WeighedClaim[],
): readonly LandscapeRow[] {
  const counts = new Map<string, number>()
  const newest = new Map<string, number>()
  for (const { claim, standing, ageDays } of claims) {
    counts.set(claim.competitorId, (counts.get(claim.competitorId) ?? 0) + 1)
    if (standing !== 'unsupported')
      newest.set(claim.competitorId, Math.min(newest.get(claim.competitorId) ?? Infinity, ageDays!))
  }
  const fresh = new Set(
    claims.filter(({ standing }) => standing === 'supported').map(({ claim }) => claim.competitorId),
  )
  const byId = new Map(competitors.map((competitor) => [competitor.id, competitor]))
  return threats.map((threat) => {
    const { id, name, category, positioning } = byId.get(threat.competitorId)!
    return {
      id,
      name,
      category,
      positioning,
      threat,
      claims: counts.get(id) ?? 0,
      lastEvidenceDays: newest.get(id) ?? null,
      stale: !fresh.has(id),
    }
  })
}

/** The claims that the shown rows rest on, and for each competitor shown its newest one. */
function evidenceFor(
  shown: Pick<Landscape, 'competitors' | 'matrix' | 'gaps' | 'battlecards'>,
  claims: readonly WeighedClaim[],
  limit: number,
): readonly EvidenceRow[] {
  const named = [
    ...shown.gaps.flatMap(({ evidenceIds }) => evidenceIds),
    ...shown.matrix.flatMap(({ them }) => them.map(({ evidenceIds }) => evidenceIds[0]!)),
    ...shown.battlecards.flatMap(({ theyLead, weLead, even, latest }) => [
      ...[...theyLead, ...weLead, ...even].map(({ evidenceIds }) => evidenceIds[0]!),
      ...latest.map(({ claimId }) => claimId),
    ]),
  ]
  const byId = new Map(claims.map((weighed) => [weighed.claim.id, weighed]))
  const newestOf = new Map<string, WeighedClaim>()
  for (const weighed of claims) {
    const best = newestOf.get(weighed.claim.competitorId)
    if (
      weighed.ageDays !== null &&
      (!best ||
        weighed.ageDays < best.ageDays! ||
        (weighed.ageDays === best.ageDays && weighed.claim.id < best.claim.id))
    )
      newestOf.set(weighed.claim.competitorId, weighed)
  }
  const ids = new Set([...named, ...shown.competitors.flatMap(({ id }) => newestOf.get(id)?.claim.id ?? [])])
  return [...ids].slice(0, Math.max(limit, 25)).map((id) => {
    const { claim, standing } = byId.get(id)!
    const { competitorId, source, url, capturedAt, confidence } = claim
    const statement =
      claim.statement.length > STATEMENT_LIMIT ? `${claim.statement.slice(0, STATEMENT_LIMIT - 1)}…` : claim.statement
    return { id, competitorId, statement, source, url, capturedAt, confidence, standing }
  })
}

function warningsOf(
  problem: LandscapeProblem,
  claims: readonly WeighedClaim[],
  leftOut: number,
  competitors: number,
): readonly LandscapeWarning[] {
  if (competitors === 0)
    return [
      {
        code: 'NO_COMPETITORS',
        count: 0,
        text: 'No competitors have been recorded yet. Add some, or import them from CSV.',
      },
    ]
  const count = (standing: ClaimStanding) => claims.filter((weighed) => weighed.standing === standing).length
  const [stale, unsupported] = [count('stale'), count('unsupported')]
  const unassessed = problem.capabilities.filter(({ own }) => own === null).length
  const warnings: LandscapeWarning[] = []
  const hidden = problem.focus === 'matrix' ? competitors - MATRIX_COLUMNS : 0
  if (hidden > 0)
    warnings.push({
      code: 'COLUMNS_LEFT_OUT',
      count: hidden,
      text: `${counted(hidden, 'competitor')} beyond the ${MATRIX_COLUMNS} biggest threats ${hidden === 1 ? 'is' : 'are'} not in the matrix. Name them to see them.`,
    })
  if (claims.length === 0) warnings.push({ code: 'NO_CLAIMS', count: 0, text: 'No claims support this analysis yet.' })
  if (stale > 0)
    warnings.push({
      code: 'STALE_CLAIMS',
      count: stale,
      text: `${counted(stale, 'claim is', 'claims are')} older than ${counted(problem.sinceDays, 'day')} and ${stale === 1 ? 'counts' : 'count'} half.`,
    })
  if (unsupported > 0)
    warnings.push({
      code: 'UNSUPPORTED_CLAIMS',
      count: unsupported,
      text: `${counted(unsupported, 'claim has', 'claims have')} no source or no date: shown as unsupported and not counted.`,
    })
  if (leftOut > 0)
    warnings.push({
      code: 'LOW_CONFIDENCE_LEFT_OUT',
      count: leftOut,
      text: `${counted(leftOut, 'claim')} below the minimum confidence ${leftOut === 1 ? 'was' : 'were'} left out.`,
    })
  if (unassessed > 0)
    warnings.push({
      code: 'NOT_ASSESSED',
      count: unassessed,
      text: `${counted(unassessed, 'capability has', 'capabilities have')} no rating of our own, so gaps there are unknown.`,
    })
  return warnings
}
