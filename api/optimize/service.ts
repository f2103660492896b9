import { chosenItems } from '../planning/choice-service.ts'
import { decodeCursor, encodeCursor, fingerprint } from '../graphql/cursor.ts'
import type { BacklogFilter } from '../backlog/list.ts'
import { loadFlow, type FlowInputs } from '../planning/load-service.ts'
import type { OpenWork } from '../planning/planning.ts'
import { countOpenWork, loadOpenWork } from '../planning/planning-service.ts'
import type { ItemRow } from '../backlog/row.ts'
import { type Context } from '../data/context.ts'
import { Refusal } from '../graphql/errors.ts'
import type { Workspace } from '../identity/entity.ts'
import { cut } from '../../text.ts'
import { rounded } from '../math/rounded.ts'
import { stampOf, type Stamp } from '../graphql/stamp.ts'
import { InvalidInput, type Candidate } from './score/candidate.ts'
import type { Factor } from './score/factor.ts'
import { candidatesOf } from './rank/candidates.ts'
import { factorsFor, loadFactors, type FactorInputs } from './factor-service.ts'
import { byScores, withoutScores, type OrderAnswer, type PriorityRow } from './ordering.ts'
import { DependencyCycle } from './sequence/precedence.ts'
import { scoredOf } from './score/scored.ts'
import { scopeBy, type ScopeByDate } from './scope/scope-service.ts'
import type { Method } from './score/score.ts'

const ENGINE = 'ranking/2'
const PAGE = 25
/** Items of a list whose inputs are offered. */
export const MOST_INPUTS = 2_000
/** Characters of a title beside its key in a sentence. */
const SHORT_TITLE = 60

/** What a factor counts for when nobody says: an item that serves an objective fully is worth a third more, roughly. */
export const USUAL_WEIGHT = 0.3

export interface PriorityArguments {
  filter?: BacklogFilter | null | undefined
  method?: Method | null | undefined
  alignmentWeight?: number | null | undefined
  competitiveWeight?: number | null | undefined
  targetDate?: string | null | undefined
  asOf?: string | null | undefined
  first?: number | null | undefined
  after?: string | null | undefined
}

export interface Priorities extends OrderAnswer {
  rows: PriorityRow[]
  cursors: string[]
  hasNextPage: boolean
  hasPreviousPage: boolean
  total: number
  /** Items with at least one score of the method. */
  scored: number
  openWork: number
  scope: ScopeByDate | null
  /** What the order was made from, to make it again under other weights. Null without scores and for very long lists. */
  inputs: RankingInputs | null
  /** By key, for what names an item outside the page. */
  titles: ReadonlyMap<string, ItemRow>
  stamp: Stamp
}

export interface RankingInputs {
  candidates: readonly Candidate[]
  factors: readonly Factor[]
}

interface Inputs {
  work: OpenWork
  chosen: readonly ItemRow[]
  parents: Awaited<ReturnType<typeof chosenItems>>['parents']
  leftOut: readonly string[]
  factors: FactorInputs
  /** What a date is judged by; null where none is asked for or the credential may not see it. */
  flow: FlowInputs | null
  openWork: number
}

/**
 * What next? The open items in the order that loses the least by waiting, with a reason for each.
 * @throws DEPENDENCY_CYCLE naming the items; NOT_FOUND; BAD_CURSOR
 */
export async function rankPriorities(
  context: Context,
  workspace: Workspace,
  args: PriorityArguments,
): Promise<Priorities> {
  const method = args.method ?? 'wsjf'
  const filter = args.filter ?? {}
  const weights = {
    alignment: args.alignmentWeight ?? USUAL_WEIGHT,
    competitive: args.competitiveWeight ?? USUAL_WEIGHT,
  }
  const asOf = args.asOf ?? context.now().toISOString().slice(0, 10)
  const maySee = (scope: 'velocity:read') => context.principal?.scopes.has(scope) ?? false
  const inputs = await context.db.snapshot(async (): Promise<Inputs> => {
    const work = await loadOpenWork(context, workspace)
    const { items, parents, leftOut } = await chosenItems(context, workspace, filter)
    const open = new Map(work.items.map((item) => [item.id, item]))
    const chosen = items.flatMap(({ id }) => open.get(id) ?? [])
    const closed = items.length - chosen.length
    return {
      work,
      chosen,
      parents,
      leftOut: [
        ...leftOut,
        ...(closed ? [`${closed} of the items ${closed === 1 ? 'is' : 'are'} done or canceled and not ranked.`] : []),
      ],
      factors: await loadFactors(context, workspace, chosen, parents, weights),
      openWork: await countOpenWork(context, workspace),
      flow: args.targetDate && maySee('velocity:read') ? await loadFlow(context, workspace, args.asOf ?? null) : null,
    }
  })
  const { factors, said } = factorsFor(inputs.factors, asOf)
  const question = {
    workspace: workspace.key,
    filter,
    method,
    weights,
    factors: factors.map(({ name }) => name),
    targetDate: args.targetDate ?? null,
  }
  const stamp = stampOf(ENGINE, { asOf, dataVersion: workspace.dataVersion, seed: 'ranking' }, question)
  const rowOf = new Map(inputs.chosen.map((item) => [item.key, item]))
  const named = (key: string) => `${key} “${cut(rowOf.get(key)!.title, SHORT_TITLE)}”`
  const made = refusing(() => {
    const candidates = candidatesOf(inputs.chosen, inputs.work.items, inputs.parents, inputs.work.dependencies)
    const problem = { candidates: candidates.candidates, method, factors }
    return scoredOf(problem.candidates, method).enough
      ? byScores(problem, candidates, rowOf, named, `${stamp.inputHash} stability`)
      : withoutScores(problem, candidates, rowOf, named, asOf)
  })
  const page = pageOf(made.items, {
    size: args.first ?? PAGE,
    after: args.after,
    list: fingerprint([workspace.id, question]),
    dataVersion: workspace.dataVersion,
    rowOf,
  })
  const scope =
    args.targetDate && inputs.flow
      ? await scopeBy(context, args.targetDate, { items: made.worth }, made.candidates, rowOf, inputs.flow)
      : null
  const shipped = scope && 'probability' in scope ? scope : null
  return {
    ...made.answer,
    ...page,
    total: made.items.length,
    scored: scoredOf(made.candidates, method).count,
    openWork: inputs.openWork,
    scope: shipped && rounded(shipped),
    inputs:
      made.answer.tiers && made.candidates.length <= MOST_INPUTS ? { candidates: made.candidates, factors } : null,
    titles: rowOf,
    assumptions: [
      ...made.answer.assumptions,
      ...(shipped?.assumptions ?? []),
      ...(shipped && made.answer.tiers === null
        ? [`What ships by ${shipped.date} counts every item the same, because too few have scores.`]
        : []),
    ],
    warnings: [
      ...inputs.leftOut,
      ...said,
      ...made.answer.warnings,
      ...(args.targetDate && !inputs.flow
        ? ['What ships by the date is not included: this credential lacks velocity:read.']
        : []),
      ...(scope && 'refusal' in scope ? [scope.refusal] : (scope?.warnings ?? [])),
      ...page.moved,
    ],
    stamp,
  }
}

function refusing<T>(make: () => T): T {
  try {
    return make()
  } catch (error) {
    if (error instanceof DependencyCycle) throw new Refusal('DEPENDENCY_CYCLE', error.message, { cycle: error.keys })
    if (error instanceof InvalidInput)
      throw new Refusal('BAD_USER_INPUT', error.message, { issues: [{ path: [error.field], message: error.message }] })
    throw error
  }
}

interface Paging {
  size: number
  after: string | null | undefined
  list: string
  dataVersion: number
  rowOf: ReadonlyMap<string, ItemRow>
}

/** One page of the order. After a change it continues after the last item of the previous page, wherever that item ranks now. */
function pageOf(items: readonly PriorityRow[], { size, after, list, dataVersion, rowOf }: Paging) {
  const cursor = after ? decodeCursor(after) : null
  if (after && (!cursor || typeof cursor.value !== 'number' || cursor.list !== list)) {
    throw new Refusal(
      'BAD_CURSOR',
      'This cursor belongs to another ranking. Keep the arguments the same from page to page, or leave the cursor out to read from the start.',
    )
  }
  const changed = cursor !== null && cursor.dataVersion !== dataVersion
  const place = cursor ? items.findIndex(({ key }) => rowOf.get(key)!.id === cursor.id) : -1
  const from = cursor === null ? 0 : place >= 0 ? place + 1 : Math.min(items.length, Number(cursor.value))
  const rows = items
    .slice(from, from + size)
    .map((item): PriorityRow => ({ ...item, ranked: item.ranked && rounded(item.ranked) }))
  return {
    rows,
    cursors: rows.map(({ rank: at, row }) => encodeCursor({ value: at, id: row.id, list, dataVersion })),
    hasNextPage: from + size < items.length,
    hasPreviousPage: from > 0,
    moved: changed ? ['The backlog changed since the previous page: items may have moved between pages.'] : [],
  }
}
