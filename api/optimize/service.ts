import { chosenItems } from '../planning/choice-service.ts'
import { cursorIn, encodeCursor, fingerprint, isWhole } from '../graphql/cursor.ts'
import type { BacklogFilter } from '../backlog/list.ts'
import { loadFlow, type FlowInputs } from '../planning/load-service.ts'
import type { OpenWork, PlanItem } from '../planning/planning.ts'
import { countOpenWork, loadOpenWork } from '../planning/planning-service.ts'
import type { ItemRow } from '../backlog/row.ts'
import type { AnalysisContext } from '../data/context.ts'
import { Refusal } from '../graphql/errors.ts'
import type { Workspace } from '../identity/entity.ts'
import { cut } from '../../text.ts'
import { rounded } from '../math/rounded.ts'
import { stampOf, type Stamp } from '../graphql/stamp.ts'
import { analysis, keptFor, released } from '../workers/analysis.ts'
import { InvalidInput, type Candidate } from './score/candidate.ts'
import type { Factor } from './score/factor.ts'
import { candidatesOf } from './rank/candidates.ts'
import { factorsFor, loadFactors, type FactorInputs } from './factor-service.ts'
import { byScores, withoutScores, type Firmness, type OrderAnswer, type PriorityRow } from './ordering.ts'
import type { ItemStability } from './rank/stability.ts'
import { DependencyCycle } from './sequence/precedence.ts'
import { scoredOf } from './score/scored.ts'
import { scopeBy, type ScopeByDate } from './scope/scope-service.ts'
import type { Method } from './score/score.ts'

const ENGINE = 'ranking/3'
const PAGE = 25
/** What an order weighs, counted in rows of a backlog: measured 8 KB, and 2.1 KB for each of its items, each copied for it. */
const [ORDER_ROWS, ITEM_ROWS] = [6, 1.6]
/** Items of a list whose inputs are offered. */
export const MOST_INPUTS = 5_000
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
  /** Also how firm the order is: it is made some hundred times for that. */
  stability?: boolean | undefined
  /** Also what it was made from: much data, of which most answers say nothing. */
  inputs?: boolean | undefined
}

export interface Priorities extends Omit<OrderAnswer, 'stability'> {
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
  /** By key, of what is named as worth estimating, and of the inputs. */
  titles: ReadonlyMap<string, string>
  /** Of the list and, by key, of the items on this page. Null in an order without scores, and where nobody asks. */
  stability: { list: Firmness; byKey: ReadonlyMap<string, ItemStability> } | null
  stamp: Stamp
}

export interface RankingInputs {
  candidates: readonly Candidate[]
  factors: readonly Factor[]
}

interface Inputs {
  work: OpenWork
  chosen: readonly PlanItem[]
  parents: Awaited<ReturnType<typeof chosenItems>>['parents']
  leftOut: readonly string[]
  factors: FactorInputs
  /** What a date is judged by; null where none is asked for or the credential may not see it. */
  flow: FlowInputs | null
  openWork: number
}

/**
 * What next? The open items in the order that loses the least by waiting, with a reason for each. The order is made once for a
 * version of the data, and its pages are cut from it.
 * @throws DEPENDENCY_CYCLE naming the items; NOT_FOUND; BAD_CURSOR
 */
export const rankPriorities = analysis('optimize.priorities', prioritiesRanked)

async function prioritiesRanked(
  context: AnalysisContext,
  workspace: Workspace,
  args: PriorityArguments,
): Promise<Priorities> {
  const question = questionOf(context, args)
  const order = await keptFor(
    workspace,
    `priorities ${fingerprint(question)}`,
    () => orderMade(context, workspace, question),
    ({ items }) => ORDER_ROWS + ITEM_ROWS * items.length,
  )
  const { rowOf, stability, ...answer } = order
  const page = pageOf(order.items, {
    size: args.first ?? PAGE,
    after: args.after,
    list: order.list,
    dataVersion: workspace.dataVersion,
    rowOf,
  })
  const inputs = args.inputs ? order.inputs : null
  const named: readonly { readonly key: string }[] = [...order.answer.estimateNext, ...(inputs?.candidates ?? [])]
  return {
    ...answer.answer,
    ...page,
    total: order.items.length,
    scored: order.scored,
    openWork: order.openWork,
    scope: order.scope,
    inputs,
    stability: args.stability && stability ? firmnessOf(stability(), page.rows) : null,
    titles: new Map(named.map(({ key }) => [key, cut(rowOf.get(key)!.title, 300)])),
    warnings: [...answer.answer.warnings, ...page.moved],
    stamp: order.stamp,
  }
}

function firmnessOf({ list, byKey }: FullStability, rows: readonly PriorityRow[]): Priorities['stability'] {
  return { list, byKey: new Map(rows.flatMap(({ key }) => (byKey.has(key) ? [[key, byKey.get(key)!] as const] : []))) }
}

type FullStability = ReturnType<NonNullable<OrderAnswer['stability']>>

interface Question {
  filter: BacklogFilter
  method: Method
  weights: { alignment: number; competitive: number }
  targetDate: string | null
  asOf: string
  /** The day that was asked for; null is today. */
  asked: string | null
  /** Of what goes into an order, what the credential may see. */
  sees: { velocity: boolean; strategy: boolean; competitive: boolean }
}

function questionOf(context: AnalysisContext, args: PriorityArguments): Question {
  const sees = (scope: 'velocity:read' | 'strategy:read' | 'competitive:read') =>
    context.principal?.scopes.has(scope) ?? false
  return {
    filter: args.filter ?? {},
    method: args.method ?? 'wsjf',
    weights: {
      alignment: args.alignmentWeight ?? USUAL_WEIGHT,
      competitive: args.competitiveWeight ?? USUAL_WEIGHT,
    },
    targetDate: args.targetDate ?? null,
    asOf: args.asOf ?? context.now().toISOString().slice(0, 10),
    asked: args.asOf ?? null,
    sees: {
      velocity: sees('velocity:read'),
      strategy: sees('strategy:read'),
      competitive: sees('competitive:read'),
    },
  }
}

/** A whole order with what is said of it: all that its pages are cut from. */
async function orderMade(context: AnalysisContext, workspace: Workspace, asked: Question) {
  const { filter, method, weights, targetDate, asOf } = asked
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
      openWork: await countOpenWork(context, workspace, work),
      flow: targetDate && asked.sees.velocity ? await loadFlow(context, workspace, asked.asked) : null,
    }
  })
  await released(context)
  const { factors, said } = factorsFor(inputs.factors, asOf)
  const question = {
    workspace: workspace.key,
    filter,
    method,
    weights,
    factors: factors.map(({ name }) => name),
    targetDate,
  }
  const stamp = stampOf(ENGINE, { asOf, dataVersion: workspace.dataVersion, seed: 'ranking' }, question)
  const rowOf = new Map(inputs.chosen.map((item) => [item.key, item]))
  const named = (key: string) => `${key} “${cut(rowOf.get(key)!.title, SHORT_TITLE)}”`
  const made = refusing(() => {
    const candidates = candidatesOf(inputs.chosen, inputs.work.items, inputs.parents, inputs.work.dependencies)
    const problem = { candidates: candidates.candidates, method, factors }
    return scoredOf(problem.candidates, method).enough
      ? byScores(problem, candidates, rowOf, named, inputs.openWork, `${stamp.inputHash} stability`)
      : withoutScores(problem, candidates, rowOf, named, inputs.openWork, asOf)
  })
  const scope =
    targetDate && inputs.flow
      ? await scopeBy(context, targetDate, { items: made.worth }, made.candidates, rowOf, inputs.flow)
      : null
  const shipped = scope && 'probability' in scope ? scope : null
  const { stability, ...answer } = made.answer
  return {
    items: made.items,
    rowOf,
    list: fingerprint([workspace.id, question]),
    stability,
    scored: scoredOf(made.candidates, method).count,
    openWork: inputs.openWork,
    scope: shipped && rounded(shipped),
    inputs:
      made.answer.tiers && made.candidates.length <= MOST_INPUTS ? { candidates: made.candidates, factors } : null,
    answer: {
      ...answer,
      assumptions: [
        ...answer.assumptions,
        ...(shipped?.assumptions ?? []),
        ...(shipped && answer.tiers === null
          ? [`The set that ships by ${shipped.date} counts every item the same, because too few have scores.`]
          : []),
      ],
      warnings: [
        ...inputs.leftOut,
        ...said,
        ...answer.warnings,
        ...(targetDate && !inputs.flow
          ? ['The set that ships by the date is not included: this credential lacks velocity:read.']
          : []),
        ...(scope && 'refusal' in scope ? [scope.refusal] : (scope?.warnings ?? [])),
      ],
    },
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
  const cursor = after ? cursorIn(after, list, isWhole) : null
  const changed = cursor !== null && cursor.dataVersion !== dataVersion
  const place = cursor ? items.findIndex(({ key }) => rowOf.get(key)!.id === cursor.id) : -1
  const from = cursor === null ? 0 : place >= 0 ? place + 1 : Math.min(items.length, cursor.value)
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
