/** Capabilities that competitors have and we lack, how badly, and which items would close them. */
import { indexOf, matchesOf } from '../../strategy/lexical.ts'
import { termsOf } from '../../strategy/stems.ts'
import { LEVEL_SHARE } from '../claim.ts'
import type { CapabilityLevel, Competitor } from '../claim.ts'
import { reliance } from './matrix.ts'
import type { MatrixRow } from './matrix.ts'
import { CATEGORY_WEIGHT, round } from './threat.ts'

/** Words must resemble a capability this much, and have more than half of its own, before an item counts as closing it. */
const CLOSE_ENOUGH = 0.35

/** Most competitors, claims and items that one gap names. */
const NAMED = 10

export interface CompetitiveGap {
  readonly capabilityId: string
  readonly name: string
  readonly own: CapabilityLevel
  /** 0..1: importance × how many of the market have how much more, by category and reliance; 1 = the worst imaginable. */
  readonly severity: number
  readonly band: 'critical' | 'serious' | 'minor' | 'unsupported'
  /** What it should do to the items that would close it. */
  readonly suggestedPriorityEffect: 'raise' | 'watch' | 'none'
  /** How many competitors are ahead. */
  readonly competitorsAhead: number
  /** The first ten of them, most reliable first. */
  readonly competitorsHaving: readonly string[]
  readonly evidenceIds: readonly string[]
  /** Items that would close it, stated links first. */
  readonly linkedItemIds: readonly string[]
}

export interface GapItem {
  readonly id: string
  readonly title: string
  readonly description: string | null
}

/** That an item closes a capability gap, and how surely: 1 = stated, less = by its words. */
export interface ClosesGap {
  readonly itemId: string
  readonly capabilityId: string
  readonly certainty: number
}

/** Gaps by falling severity; ties by capability id. A gap known from unsupported claims alone has severity 0. */
export function gapsOf(
  matrix: readonly MatrixRow[],
  competitors: readonly Competitor[],
  closes: readonly ClosesGap[],
): readonly CompetitiveGap[] {
  const categories = new Map(competitors.map(({ id, category }) => [id, category]))
  const market = competitors.reduce((sum, { category }) => sum + CATEGORY_WEIGHT[category], 0)
  const topImportance = matrix.reduce((top, { importance }) => Math.max(top, importance), 0)
  const closers = new Map<string, ClosesGap[]>()
  for (const one of closes) {
    const list = closers.get(one.capabilityId)
    if (list) list.push(one)
    else closers.set(one.capabilityId, [one])
  }
  const gaps = matrix.flatMap((row): CompetitiveGap[] => {
    if (row.own === null) return []
    const own = row.own
    const ahead = row.them
      .filter(({ level }) => LEVEL_SHARE[level] > LEVEL_SHARE[own])
      .sort((a, b) => reliance(b) - reliance(a) || (a.competitorId < b.competitorId ? -1 : 1))
    if (ahead.length === 0) return []
    const share =
      ahead.reduce(
        (sum, cell) =>
          sum +
          CATEGORY_WEIGHT[categories.get(cell.competitorId)!] *
            (LEVEL_SHARE[cell.level] - LEVEL_SHARE[own]) *
            reliance(cell),
        0,
      ) / market
    const severity = round((share * row.importance) / topImportance)
    return [
      {
        capabilityId: row.capabilityId,
        name: row.name,
        own,
        severity,
        band: severity === 0 ? 'unsupported' : severity >= 0.5 ? 'critical' : severity >= 0.2 ? 'serious' : 'minor',
        suggestedPriorityEffect: severity >= 0.2 ? 'raise' : severity > 0 ? 'watch' : 'none',
        competitorsAhead: ahead.length,
        competitorsHaving: ahead.slice(0, NAMED).map(({ competitorId }) => competitorId),
        evidenceIds: ahead.slice(0, NAMED).map(({ evidenceIds }) => evidenceIds[0]!),
        linkedItemIds: (closers.get(row.capabilityId) ?? [])
          .toSorted((a, b) => b.certainty - a.certainty || (a.itemId < b.itemId ? -1 : 1))
          .slice(0, NAMED)
          .map(({ itemId }) => itemId),
      },
    ]
  })
  return gaps.sort((a, b) => b.severity - a.severity || (a.capabilityId < b.capabilityId ? -1 : 1))
}

/** Which items close which capabilities: stated links, and for items and capabilities without one what the words say. */
export function closingItems(
  items: readonly GapItem[],
  capabilities: readonly { readonly id: string; readonly name: string }[],
  links: readonly { readonly itemId: string; readonly capabilityId: string }[],
): readonly ClosesGap[] {
  const known = new Set(capabilities.map(({ id }) => id))
  const stated = links
    .filter(({ capabilityId }) => known.has(capabilityId))
    .map((link): ClosesGap => ({ ...link, certainty: 1 }))
  const linked = new Set(stated.map(({ itemId }) => itemId))
  // Where somebody has said what closes it, words have nothing to add.
  const spoken = new Set(stated.map(({ capabilityId }) => capabilityId))
  const stems = new Map(capabilities.map(({ id, name }) => [id, new Set(termsOf(name).map(({ stem }) => stem)).size]))
  const index = indexOf(capabilities.map(({ id, name }) => ({ id, fields: [{ name: 'name', text: name, weight: 1 }] })))
  const read = items
    .filter(({ id }) => !linked.has(id))
    .flatMap(({ id, title, description }) =>
      matchesOf(index, [
        { name: 'title', text: title, weight: 3 },
        { name: 'description', text: description ?? '', weight: 1 },
      ])
        .filter(
          ({ id: capability, similarity, shared }) =>
            similarity >= CLOSE_ENOUGH && !spoken.has(capability) && shared.length * 2 > stems.get(capability)!,
        )
        .map((match): ClosesGap => ({ itemId: id, capabilityId: match.id, certainty: round(match.similarity * 0.6) })),
    )
  return [...stated, ...read]
}
