import type { Choice } from '../planning/choice-service.ts'
import type { ItemRow } from '../backlog/row.ts'
import type { Context } from '../data/context.ts'
import type { Workspace } from '../identity/entity.ts'
import { inherited } from '../competitive/closing.ts'
import type { ClosesGap } from '../competitive/analysis/gaps.ts'
import { aboveIn, loadClosing, loadMarket, pressureOn, type Market } from '../competitive/market-service.ts'
import { align, loadAlignment, type AlignmentInputs } from '../strategy/alignment-service.ts'
import { alignmentFactor } from '../strategy/factor.ts'
import type { Factor } from './score/factor.ts'

export interface FactorWeights {
  alignment: number
  competitive: number
}

/** What the other rooms know of the items; null where their factor takes no part. */
export interface FactorInputs {
  weights: FactorWeights
  alignment: AlignmentInputs | null
  market: { market: Market; closes: readonly ClosesGap[] } | null
  /** Factors that were asked for and that the credential may not see. */
  lacking: readonly string[]
}

/** The one way in which strategy and competition enter the ranking. Call it inside `db.snapshot`. */
export async function loadFactors(
  context: Pick<Context, 'db' | 'principal'>,
  workspace: Workspace,
  items: readonly ItemRow[],
  parents: Choice['parents'],
  weights: FactorWeights,
): Promise<FactorInputs> {
  const sees = (scope: 'strategy:read' | 'competitive:read') => context.principal?.scopes.has(scope) ?? false
  const [aligned, pressed] = [weights.alignment > 0, weights.competitive > 0]
  const market = pressed && sees('competitive:read') ? await loadMarket(context) : null
  return {
    weights,
    alignment: aligned && sees('strategy:read') ? await loadAlignment(context, workspace, items, parents) : null,
    market: market && { market, closes: await closedBy(context, workspace, items, parents, market) },
    lacking: [
      ...(aligned && !sees('strategy:read')
        ? ['Strategic alignment is not included: this credential lacks strategy:read.']
        : []),
      ...(pressed && !sees('competitive:read')
        ? ['Competitive pressure is not included: this credential lacks competitive:read.']
        : []),
    ],
  }
}

/** What the items close, through the epics above them where that is where it was said. */
async function closedBy(
  context: Pick<Context, 'db'>,
  workspace: Workspace,
  items: readonly ItemRow[],
  parents: Choice['parents'],
  market: Market,
): Promise<readonly ClosesGap[]> {
  const mine = new Set(items.map(({ id }) => id))
  const all = [...items, ...[...parents.values()].filter(({ id }) => !mine.has(id))]
  return inherited(
    items.map(({ key }) => key),
    await loadClosing(context, workspace, all, market),
    aboveIn(all),
  )
}

/** The factors that apply, and a sentence for each one that does not. */
export function factorsFor(
  { weights, alignment, market, lacking }: FactorInputs,
  asOf: string,
): { factors: Factor[]; said: string[] } {
  const factors: Factor[] = []
  const said = [...lacking]
  if (alignment) {
    if (alignment.objectives.length)
      factors.push(
        alignmentFactor(align(alignment, 'hybrid', { objectivesPerItem: 1 }), alignment.objectives, weights.alignment),
      )
    else said.push('Strategic alignment has no effect: there are no active objectives yet.')
  }
  if (market) {
    const pressure = pressureOn(market.market, market.closes, asOf, weights.competitive)
    if (pressure.value.size) factors.push(pressure)
    else
      said.push(
        market.market.claims.length
          ? 'Competitive pressure has no effect: none of these items closes a known gap.'
          : 'Competitive pressure has no effect: no competitors have been recorded yet.',
      )
  }
  return { factors, said }
}
