import { wordsOf } from '../planning/choice-service.ts'
import type { ItemRow } from '../backlog/row.ts'
import type { Context } from '../data/context.ts'
import type { Workspace } from '../identity/entity.ts'
import type { Factor } from '../optimize/score/factor.ts'
import { tenantOf } from '../data/tenant.ts'
import type { Capability as CapabilityRecord, Claim, Competitor as CompetitorRecord } from './claim.ts'
import { Capability, Competitor, ItemCapability } from './entity.ts'
import type { Above } from './closing.ts'
import { closingItems, type ClosesGap } from './analysis/gaps.ts'
import { landscape } from './analysis/landscape.ts'
import { pressureFactor } from './analysis/pressure.ts'

/** A claim older than this is stale, unless somebody asks for another limit. */
export const STALE_AFTER_DAYS = 180

/** What the tenant knows of its market. Everything is known by its name, and a claim as C-12, so that an answer does not depend on ids. */
export interface Market {
  competitors: readonly (CompetitorRecord & { uuid: string })[]
  capabilities: readonly (CapabilityRecord & { uuid: string })[]
  claims: readonly (Claim & { uuid: string })[]
}

/** Call it inside `db.snapshot`. */
export async function loadMarket({ db: { em } }: Pick<Context, 'db'>): Promise<Market> {
  const plain = { disableIdentityMap: true } as const
  const competitors = await em.find(Competitor, {}, { ...plain, orderBy: { name: 'asc' } })
  const capabilities = await em.find(Capability, {}, { ...plain, orderBy: { name: 'asc' } })
  // Plain rows: there can be many, and nothing is changed through them.
  const claims = await em.execute<
    Record<
      | 'id'
      | 'number'
      | 'competitor_id'
      | 'capability_id'
      | 'statement'
      | 'level'
      | 'source'
      | 'url'
      | 'captured'
      | 'confidence',
      string | null
    >[]
  >(
    `select id, number, competitor_id, capability_id, left(statement, 400) as statement, level, source, url, captured_at::text as captured, confidence from competitor_claim where tenant_id = ? order by number`,
    [tenantOf(em)],
  )
  const rivals = new Map(competitors.map(({ id, name }) => [id, name]))
  const known = new Map(capabilities.map(({ id, name }) => [id, name]))
  return {
    competitors: competitors.map(({ id, name, aliases, category, positioning }) => ({
      uuid: id,
      id: name,
      name,
      aliases,
      category,
      positioning: positioning || null,
    })),
    capabilities: capabilities.map(({ id, name, importance, own }) => ({
      uuid: id,
      id: name,
      name,
      importance,
      own: own ?? null,
    })),
    claims: claims.map((row) => ({
      uuid: row.id!,
      id: claimKey(Number(row.number)),
      competitorId: rivals.get(row.competitor_id!)!,
      capabilityId: row.capability_id === null ? null : (known.get(row.capability_id) ?? null),
      statement: row.statement!,
      level: row.level as Claim['level'],
      source: row.source,
      url: row.url,
      capturedAt: row.captured,
      confidence: Number(row.confidence),
    })),
  }
}

export const claimKey = (number: number) => `C-${number}`

/** An item as far as closing gaps goes. */
type Closer = Pick<ItemRow, 'id' | 'key' | 'title' | 'parentId'>

/**
 * Which items close which capabilities, by key and name: as stated, and where nothing is, by their words. Call it inside
 * `db.snapshot`. @param items what to look at, with the items above them
 */
export async function loadClosing(
  context: Pick<Context, 'db'>,
  workspace: Workspace,
  items: readonly Closer[],
  { capabilities }: Market,
): Promise<readonly ClosesGap[]> {
  if (!capabilities.length || !items.length) return []
  const keys = new Map(items.map(({ id, key }) => [id, key]))
  const names = new Map(capabilities.map(({ uuid, name }) => [uuid, name]))
  const links = await context.db.em.find(
    ItemCapability,
    { workspace: { id: workspace.id } },
    { disableIdentityMap: true },
  )
  const words = await wordsOf(context, workspace, new Set(keys.keys()))
  return closingItems(
    items.map(({ id, key, title }) => ({ id: key, title, description: words.get(id)?.description ?? '' })),
    capabilities,
    links.flatMap(({ item, capability }) => {
      const [itemId, capabilityId] = [keys.get(item.id), names.get(capability.id)]
      return itemId !== undefined && capabilityId !== undefined ? [{ itemId, capabilityId }] : []
    }),
  )
}

/** The tree by keys. */
export function aboveIn(items: readonly Closer[]): Above {
  const keys = new Map(items.map(({ id, key }) => [id, key]))
  const above = new Map(
    items.map(({ key, parentId }) => [key, parentId === null ? null : (keys.get(parentId) ?? null)]),
  )
  return (key) => above.get(key) ?? null
}

/** Competitive pressure on some items as a factor of the ranking. */
export function pressureOn(market: Market, closes: readonly ClosesGap[], asOf: string, weight: number): Factor {
  const { gaps } = landscape({
    ...market,
    closes,
    focus: 'gaps',
    competitorIds: [],
    asOf,
    sinceDays: STALE_AFTER_DAYS,
    minConfidence: 0,
    limit: Infinity,
  })
  return pressureFactor(gaps, closes, weight)
}
