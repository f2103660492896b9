import { chosenItems } from '../../planning/choice-service.ts'
import { cursorIn, encodeCursor, fingerprint, isWhole } from '../../graphql/cursor.ts'
import { ITEM_TYPES } from '../../backlog/vocabulary.ts'
import type { AnalysisContext } from '../../data/context.ts'
import { notFound, Refusal } from '../../graphql/errors.ts'
import { Tenant, type Workspace } from '../../identity/entity.ts'
import { askedWorkspace, isAssumed, uuidOf } from '../../identity/service.ts'
import { withName } from '../../identity/workspaces/named-service.ts'
import { rounded } from '../../math/rounded.ts'
import { stampOf, type Stamp } from '../../graphql/stamp.ts'
import { analysis } from '../../workers/analysis.ts'
import { topmost } from '../closing.ts'
import type { ClosesGap } from './gaps.ts'
import { landscape, type Focus, type Landscape } from './landscape.ts'
import { aboveIn, loadClosing, loadMarket, STALE_AFTER_DAYS, type Market } from '../market-service.ts'
import { resolveNames, type ResolvedNames } from '../names.ts'
import { landscapeSentence, PAGE } from './landscape-sentence.ts'

const ENGINE = 'competitive/1'
/** Battlecards are long. */
const MOST_CARDS = 5

export interface AnalysisArguments {
  focus?: Focus | null | undefined
  competitorIds?: readonly string[] | null | undefined
  competitorNames?: readonly string[] | null | undefined
  workspaceId?: string | null | undefined
  includeItems?: boolean | null | undefined
  itemIds?: readonly string[] | null | undefined
  asOf?: string | null | undefined
  sinceDays?: number | null | undefined
  minConfidence?: number | null | undefined
  first?: number | null | undefined
  after?: string | null | undefined
}

export interface CompetitiveAnalysis extends Omit<Landscape, 'warnings' | 'headline' | 'nextOffset'> {
  sentence: string
  /** Names that fit none or several competitors. */
  unresolved: ResolvedNames['unresolved']
  nextCursor: string | null
  hasPreviousPage: boolean
  warnings: string[]
  stamp: Stamp
  market: Market
  /** Titles by key of the items that close gaps. */
  items: ReadonlyMap<string, { id: string; title: string }>
  /** Items and the capabilities that they are linked to, not only alike in words: {@link linkOf}. */
  links: ReadonlySet<string>
}

export const linkOf = (itemKey: string, capabilityId: string) => JSON.stringify([itemKey, capabilityId])

/**
 * What competitors have and we lack, who threatens most, and on whose word. Deterministic; costs no credits.
 * @throws NOT_FOUND, BAD_CURSOR, WORKSPACE_REQUIRED when items are named and there are several workspaces
 */
export async function analyzeCompetition(
  context: AnalysisContext,
  args: AnalysisArguments,
): Promise<CompetitiveAnalysis> {
  const focus = args.focus ?? 'landscape'
  const asOf = args.asOf ?? context.now().toISOString().slice(0, 10)
  const sinceDays = args.sinceDays ?? STALE_AFTER_DAYS
  const limit = Math.min(args.first ?? PAGE, focus === 'battlecard' ? MOST_CARDS : Infinity)
  const { workspace, several } = await workspaceOf(context, args)
  const { tenant, market, closes, items } = await (workspace
    ? knownWithItems(context, workspace, { itemIds: args.itemIds ?? null })
    : context.db.snapshot(() => known(context)))
  const named = args.competitorIds?.map((ref) => competitorNamed(market, ref)) ?? []
  const resolved = resolveNames(args.competitorNames ?? [], market.competitors)
  const competitorIds = [...new Set([...named, ...resolved.ids])].sort()
  const question = {
    focus,
    competitorIds,
    competitorNames: args.competitorNames ?? null,
    workspace: workspace?.key,
    itemIds: args.itemIds ?? null,
    asOf,
    sinceDays,
    minConfidence: args.minConfidence ?? 0,
    limit,
  }
  const list = fingerprint([tenant.tenantId, question])
  const offset = args.after ? cursorIn(args.after, list, isWhole).value : 0
  // Names that lead nowhere ask for nobody, not for everybody.
  const nobody = competitorIds.length === 0 && resolved.unresolved.length > 0
  const problem = {
    ...market,
    ...(nobody && { competitors: [] }),
    closes,
    focus,
    competitorIds,
    asOf,
    sinceDays,
    minConfidence: args.minConfidence ?? 0,
  }
  const onlyClosed = Boolean(args.itemIds) && focus === 'gaps'
  const seen = onlyClosed
    ? pageOf(landscape({ ...problem, limit: Infinity }), ({ linkedItemIds }) => linkedItemIds.length > 0, offset, limit)
    : landscape({ ...problem, limit, offset })
  const { warnings, headline: _, nextOffset, ...shown } = seen
  const dataVersion = workspace?.dataVersion ?? tenant.dataVersion
  return {
    ...rounded(shown),
    sentence: nobody
      ? 'None of these names is a known competitor. Possible matches are listed.'
      : landscapeSentence(seen, sinceDays, onlyClosed),
    unresolved: resolved.unresolved,
    nextCursor:
      nextOffset === null ? null : encodeCursor({ value: nextOffset, id: tenant.tenantId, list, dataVersion }),
    hasPreviousPage: offset > 0,
    warnings: [
      ...(resolved.unresolved.length
        ? [
            `${resolved.unresolved.length} of the names ${resolved.unresolved.length === 1 ? 'matches' : 'match'} no competitor exactly. Choose from the candidates.`,
          ]
        : []),
      ...(nobody ? [] : warnings.map(({ text }) => text)),
      ...(several && (focus === 'gaps' || focus === 'landscape') && shown.gaps.length
        ? ['Name a workspace to see which of its items close these gaps.']
        : []),
      ...(workspace && isAssumed(workspace) && (args.itemIds || shown.gaps.length)
        ? [
            `Only items of the workspace ${workspace.key} were considered, because none was named. For another one, pass workspaceId.`,
          ]
        : []),
      ...(onlyClosed && seen.total === 0
        ? ['None of these items closes a known gap, by link or by matching words.']
        : []),
    ],
    stamp: stampOf(ENGINE, { asOf, dataVersion }, { ...question, after: offset }),
    market,
    items,
    links: new Set(
      closes.flatMap(({ itemId, capabilityId, certainty }) => (certainty === 1 ? [linkOf(itemId, capabilityId)] : [])),
    ),
  }
}

type Known = Pick<CompetitiveAnalysis, 'market' | 'items'> & {
  readonly tenant: Pick<Tenant, 'tenantId' | 'dataVersion'>
  readonly closes: readonly ClosesGap[]
}

async function known(context: Pick<AnalysisContext, 'db'>): Promise<Known> {
  const { tenantId, dataVersion } = await context.db.em.findOneOrFail(Tenant, {}, { disableIdentityMap: true })
  return { tenant: { tenantId, dataVersion }, market: await loadMarket(context), closes: [], items: new Map() }
}

/** The market with the items of a workspace that close its gaps: their words are compared in a worker thread. */
const knownWithItems = analysis(
  'competitive.closing',
  (context, workspace, { itemIds }: { itemIds: readonly string[] | null }): Promise<Known> =>
    context.db.snapshot(async () => {
      const of = await known(context)
      const { items } = await chosenItems(
        context,
        workspace,
        itemIds ? { itemIds: [...itemIds] } : { types: ITEM_TYPES },
      )
      const closes = topmost(await loadClosing(context, workspace, items, of.market), aboveIn(items))
      const closing = new Set(closes.map(({ itemId }) => itemId))
      return {
        ...of,
        closes,
        items: new Map(
          items.flatMap(({ id, key, title }) => (closing.has(key) ? [[key, { id, title }] as const] : [])),
        ),
      }
    }),
)

/** Where gaps are closed: the workspace that a question is about, or none where that leaves several. */
async function workspaceOf(
  context: AnalysisContext,
  { workspaceId, itemIds, includeItems }: AnalysisArguments,
): Promise<{ workspace: Workspace | null; several: boolean }> {
  if (includeItems === false && !itemIds) return { workspace: null, several: false }
  try {
    return { workspace: await askedWorkspace(context, workspaceId), several: false }
  } catch (error) {
    if (workspaceId || itemIds || !(error instanceof Refusal)) throw error
    return { workspace: null, several: error.extensions.code === 'WORKSPACE_REQUIRED' }
  }
}

function competitorNamed({ competitors }: Market, ref: string): string {
  const uuid = uuidOf('Competitor', ref)
  const found = uuid ? competitors.find((competitor) => competitor.uuid === uuid) : withName(competitors, ref)
  if (!found)
    throw notFound(
      'Competitor',
      ref,
      competitors.map(({ name }) => name),
    )
  return found.id
}

/** One page of the gaps that fit, with the evidence for them. */
function pageOf(
  all: Landscape,
  fits: (gap: Landscape['gaps'][number]) => boolean,
  offset: number,
  limit: number,
): Landscape {
  const gaps = all.gaps.filter(fits)
  const page = gaps.slice(offset, offset + limit)
  const cited = new Set(page.flatMap(({ evidenceIds }) => evidenceIds))
  return {
    ...all,
    gaps: page,
    evidence: all.evidence.filter(({ id }) => cited.has(id)),
    headline: { ...all.headline, worst: gaps[0] ?? null },
    total: gaps.length,
    nextOffset: offset + limit < gaps.length ? offset + limit : null,
  }
}
