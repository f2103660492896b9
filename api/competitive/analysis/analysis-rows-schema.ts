/** The rows of a competitive analysis: competitors, gaps, the matrix, battlecards and the claims they rest on. */
import { z } from 'zod'
import { cut } from '../../../text.ts'
import { builder } from '../../graphql/builder.ts'
import { linkOf, type CompetitiveAnalysis } from './analysis-service.ts'
import type { Battlecard, BattlecardRow } from './battlecard.ts'
import type { CompetitiveGap } from './gaps.ts'
import type { EvidenceRow, LandscapeRow } from './landscape.ts'
import type { MatrixCell, MatrixRow } from './matrix.ts'
import { CategoryRef, LevelRef } from '../schema.ts'
import type { Threat } from './threat.ts'

const StandingRef = builder.enumType('ClaimStanding', {
  values: ['supported', 'stale', 'unsupported'] as const,
  description:
    '`supported`: has a source and a date. `stale`: older than the limit; counts half. `unsupported`: has no source or no date; does not count.',
})
const BandRef = builder.enumType('GapBand', { values: ['critical', 'serious', 'minor', 'unsupported'] as const })
const EffectRef = builder.enumType('PriorityEffect', { values: ['raise', 'watch', 'none'] as const })
const TrendRef = builder.enumType('ThreatTrend', { values: ['rising', 'steady', 'falling', 'unknown'] as const })

/** A part of an answer together with the answer, where its names are. */
interface Within<T> {
  of: T
  answer: CompetitiveAnalysis
}
export const within = <T>(answer: CompetitiveAnalysis, list: readonly T[]): Within<T>[] =>
  list.map((of) => ({ of, answer }))

/** What a statement rests on: the claims, or the word unsupported. */
const restsOn = (ids: readonly string[]): readonly string[] => (ids.length ? ids : ['unsupported'])
const cited = (standing: EvidenceRow['standing'], ids: readonly string[]) =>
  standing === 'unsupported' ? ['unsupported', ...ids] : restsOn(ids)

const marked = (id: string, { evidence }: CompetitiveAnalysis) => {
  const standing = evidence.find((claim) => claim.id === id)?.standing ?? 'supported'
  return standing === 'supported' ? id : `${id} ${standing}`
}

export const MarketRowRef = builder.objectRef<Within<LandscapeRow>>('CompetitorRow').implement({
  description: 'A competitor in an analysis.',
  fields: (t) => ({
    id: t.id({
      resolve: ({ of, answer }) => `Competitor:${answer.market.competitors.find(({ name }) => name === of.name)!.uuid}`,
    }),
    name: t.string({ resolve: ({ of }) => of.name }),
    category: t.field({ type: CategoryRef, resolve: ({ of }) => of.category }),
    positioning: t.string({
      nullable: true,
      description: 'How it positions itself.',
      resolve: ({ of }) => (of.positioning ? cut(of.positioning, 300) : null),
    }),
    threat: t.float({
      description: '0–1: category × (0.5 ahead + 0.2 parity + 0.3 momentum).',
      resolve: ({ of }) => of.threat.score,
    }),
    components: t.field({ type: ComponentsRef, resolve: ({ of }) => of.threat.components }),
    trend: t.field({
      type: TrendRef,
      description: 'Supported claims in the window, compared with the previous window.',
      resolve: ({ of }) => of.threat.trend,
    }),
    claims: t.int({ resolve: ({ of }) => of.claims }),
    lastEvidenceDays: t.int({
      nullable: true,
      description: 'Age of the newest supported claim.',
      resolve: ({ of }) => of.lastEvidenceDays,
    }),
    stale: t.boolean({ description: 'No supported claim is newer than the limit.', resolve: ({ of }) => of.stale }),
    evidence: t.stringList({
      description: 'Claims in this answer about the competitor, or “unsupported”.',
      resolve: ({ of, answer }) =>
        restsOn(
          answer.evidence.flatMap(({ id, competitorId, standing }) =>
            competitorId === of.id && standing !== 'unsupported' ? [id] : [],
          ),
        ),
    }),
  }),
})

const ComponentsRef = builder.objectRef<Threat['components']>('ThreatComponents').implement({
  fields: (t) => ({
    category: t.exposeFloat('category'),
    ahead: t.exposeFloat('ahead', {
      description: 'Share of capabilities, weighted by importance, in which it is ahead of us.',
    }),
    parity: t.exposeFloat('parity'),
    momentum: t.exposeFloat('momentum', {
      description: 'From the number of supported claims in the window. 1 at five or more.',
    }),
  }),
})

const CellRef = builder.objectRef<MatrixCell>('MatrixCell').implement({
  fields: (t) => ({
    competitor: t.exposeString('competitorId'),
    level: t.field({ type: LevelRef, resolve: ({ level }) => level }),
    standing: t.field({ type: StandingRef, resolve: ({ standing }) => standing }),
    contested: t.exposeBoolean('contested', { description: 'Another supported claim contradicts it.' }),
    evidence: t.stringList({
      description: 'Claims, the deciding one first. Starts with “unsupported” if no claim is supported.',
      args: { first: t.arg.int({ required: false, defaultValue: 3, validate: z.int().min(1).max(3) }) },
      resolve: ({ standing, evidenceIds }, { first }) => cited(standing, evidenceIds.slice(0, first ?? 3)),
    }),
  }),
})

export const MatrixRowRef = builder.objectRef<MatrixRow>('CapabilityRow').implement({
  fields: (t) => ({
    capability: t.exposeString('name'),
    importance: t.exposeFloat('importance'),
    us: t.field({ type: LevelRef, nullable: true, description: 'null: not rated.', resolve: ({ own }) => own }),
    them: t.field({ type: [CellRef], resolve: ({ them }) => them }),
    inShort: t.stringList({
      description: 'The same as text, such as “Norda Market full C-1”.',
      resolve: ({ them }) =>
        them.map(
          ({ competitorId, level, standing, evidenceIds }) =>
            `${competitorId.slice(0, 60)} ${level} ${standing === 'supported' ? '' : `${standing} `}${evidenceIds[0]}`,
        ),
    }),
  }),
})

const ClosingItemRef = builder
  .objectRef<{ id: string; key: string; title: string; linked: boolean }>('ClosingItem')
  .implement({
    fields: (t) => ({
      id: t.id({ resolve: ({ id }) => `BacklogItem:${id}` }),
      key: t.exposeString('key'),
      title: t.string({ resolve: ({ title }) => cut(title, 300) }),
      linked: t.exposeBoolean('linked', {
        description: 'Someone linked it to the capability. false: its words match.',
      }),
    }),
  })

export const GapRef = builder.objectRef<Within<CompetitiveGap>>('CompetitiveGap').implement({
  description: 'A capability in which competitors are ahead of us.',
  fields: (t) => ({
    capability: t.string({ resolve: ({ of }) => of.name }),
    us: t.field({ type: LevelRef, resolve: ({ of }) => of.own }),
    severity: t.float({
      description:
        '0–1: importance × the share of the market that is ahead and by how much, weighted by category and reliability.',
      resolve: ({ of }) => of.severity,
    }),
    band: t.field({ type: BandRef, resolve: ({ of }) => of.band }),
    suggestedPriorityEffect: t.field({ type: EffectRef, resolve: ({ of }) => of.suggestedPriorityEffect }),
    competitorsAhead: t.int({ resolve: ({ of }) => of.competitorsAhead }),
    competitorsHaving: t.stringList({
      description: 'The ten best supported.',
      resolve: ({ of }) => of.competitorsHaving,
    }),
    evidence: t.stringList({
      description: 'One claim per competitor. Stale and unsupported ones are marked, such as “C-20 unsupported”.',
      resolve: ({ of, answer }) => of.evidenceIds.map((id) => marked(id, answer)),
    }),
    linkedItems: t.field({
      type: [ClosingItemRef],
      description: 'Items that would close the gap, at most ten: linked items first, then items with matching words.',
      resolve: ({ of, answer }) =>
        of.linkedItemIds.map((key) => ({
          key,
          ...answer.items.get(key)!,
          linked: answer.links.has(linkOf(key, of.capabilityId)),
        })),
    }),
  }),
})

const CardRowRef = builder.objectRef<BattlecardRow>('BattlecardRow').implement({
  fields: (t) => ({
    capability: t.exposeString('name'),
    us: t.field({ type: LevelRef, resolve: ({ own }) => own }),
    them: t.field({ type: LevelRef, resolve: ({ theirs }) => theirs }),
    standing: t.field({ type: StandingRef, resolve: ({ standing }) => standing }),
    evidence: t.stringList({ resolve: ({ standing, evidenceIds }) => cited(standing, evidenceIds) }),
  }),
})

const LeadRef = builder.enumType('CompetitiveLead', { values: ['they', 'we', 'nobody'] as const })

export const ComparisonRef = builder
  .objectRef<BattlecardRow & { competitor: string; lead: 'they' | 'we' | 'nobody' }>('CompetitiveComparison')
  .implement({
    description: 'One row of a battlecard.',
    fields: (t) => ({
      competitor: t.exposeString('competitor'),
      lead: t.field({ type: LeadRef, description: 'Who is ahead.', resolve: ({ lead }) => lead }),
      capability: t.exposeString('name'),
      us: t.field({ type: LevelRef, resolve: ({ own }) => own }),
      them: t.field({ type: LevelRef, resolve: ({ theirs }) => theirs }),
      standing: t.field({ type: StandingRef, resolve: ({ standing }) => standing }),
      evidence: t.stringList({ resolve: ({ standing, evidenceIds }) => cited(standing, evidenceIds.slice(0, 1)) }),
    }),
  })
export const comparisonsOf = ({ competitorId: competitor, theyLead, weLead, even }: Battlecard) => [
  ...theyLead.map((row) => ({ ...row, competitor, lead: 'they' as const })),
  ...weLead.map((row) => ({ ...row, competitor, lead: 'we' as const })),
  ...even.map((row) => ({ ...row, competitor, lead: 'nobody' as const })),
]

export const CardRef = builder.objectRef<Battlecard>('Battlecard').implement({
  description: 'One competitor at a glance. Each list has the five capabilities that buyers care about most.',
  fields: (t) => ({
    competitor: t.exposeString('competitorId'),
    positioning: t.string({
      nullable: true,
      resolve: ({ positioning }) => (positioning ? cut(positioning, 300) : null),
    }),
    theyLead: t.field({ type: [CardRowRef], resolve: ({ theyLead }) => theyLead }),
    weLead: t.field({ type: [CardRowRef], resolve: ({ weLead }) => weLead }),
    even: t.field({ type: [CardRowRef], resolve: ({ even }) => even }),
    unknown: t.exposeStringList('unknown', {
      description: 'Capabilities we know nothing about yet, to research next.',
    }),
    latest: t.stringList({
      description: 'The most reliable claims, by key.',
      resolve: ({ latest }) => latest.map(({ claimId }) => claimId),
    }),
  }),
})

export const ClaimRowRef = builder.objectRef<Within<EvidenceRow>>('ClaimEvidence').implement({
  description: 'A claim that the answer is based on.',
  fields: (t) => ({
    id: t.id({
      resolve: ({ of, answer }) => `CompetitorClaim:${answer.market.claims.find(({ id }) => id === of.id)!.uuid}`,
    }),
    key: t.string({ resolve: ({ of }) => of.id }),
    competitor: t.string({ resolve: ({ of }) => of.competitorId }),
    claim: t.string({ resolve: ({ of }) => of.statement }),
    source: t.string({ nullable: true, resolve: ({ of }) => of.source }),
    url: t.string({ nullable: true, resolve: ({ of }) => of.url }),
    capturedAt: t.field({ type: 'Date', nullable: true, resolve: ({ of }) => of.capturedAt }),
    confidence: t.float({ resolve: ({ of }) => of.confidence }),
    standing: t.field({ type: StandingRef, resolve: ({ of }) => of.standing }),
  }),
})

export const UnresolvedRef = builder.objectRef<CompetitiveAnalysis['unresolved'][number]>('UnresolvedName').implement({
  description: 'A name that matches none or several competitors. Names are never merged silently.',
  fields: (t) => ({
    name: t.string({ resolve: ({ name }) => cut(name, 200) }),
    candidates: t.stringList({ resolve: ({ candidates }) => candidates.map(({ name }) => name) }),
  }),
})
