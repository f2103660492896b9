/** What a question about delivery is about: the work, who does it, and what is known of them. Forecasts and scenarios share it. */
import type { AnalysisContext } from '../../data/context.ts'
import { badInput, Refusal } from '../../graphql/errors.ts'
import { earlyWarnings } from '../flow/early-work.ts'
import { outsideWords } from '../../planning/outside.ts'
import { undatedIn, undatedWarnings, undatedWords } from '../../planning/undated.ts'
import type { Workspace } from '../../identity/entity.ts'
import { isoOf } from '../../math/calendar.ts'
import { circleAmong, isCoupled, type CoupledItem } from '../simulation/coupling.ts'
import type { Confidence } from '../flow/history.ts'
import {
  historyWords,
  MEDIAN_BACKTEST,
  ROUGH_NEEDS,
  roughBecause,
  saysEvenOdds,
  type NotEnoughHistory,
} from '../flow/history.ts'
import { trialsFor } from '../simulation/delivery.ts'
import { released } from '../../workers/analysis.ts'
import { holdsYearEnd } from '../forecast/capacity.ts'
import { daysUntilAll } from '../forecast/forecast.ts'
import { lanesOf, type Lane } from './lanes.ts'
import { blockerWords } from '../../planning/blockers.ts'
import { keysOf, loadFlow, teamsOf, type FlowInputs } from '../../planning/load-service.ts'
import type { ScopeGrowth } from '../forecast/scope-growth.ts'
import { stalledAmong, stalledWords } from '../../planning/stalled.ts'
import { growthOf } from './growth.ts'
import { below, leavesOf, openWorkOf, type Unit, usualUnit, withStories, zeroWords } from '../../planning/work.ts'
import { inLanes, itemsOf } from './parts.ts'
import { assumptionsOf, massCloseWarnings } from './forecast-sentences.ts'

export interface WorkArguments {
  itemIds?: readonly string[] | null | undefined
  epicId?: string | null | undefined
  count?: number | null | undefined
  points?: number | null | undefined
  targetDate?: string | null | undefined
  teamIds?: readonly string[] | null | undefined
  includeScopeGrowth?: boolean | null | undefined
  unit?: Unit | null | undefined
  asOf?: string | null | undefined
}

/** The work of a question and its lanes, every name resolved and every default decided. */
export interface Work {
  inputs: FlowInputs
  unit: Unit
  /** Open pieces of work in the whole workspace, the same number in every answer. */
  openWork: number
  /** In words: "12 items", "what is left of SHOP-4". */
  subject: string
  /** Size that remains, before growth. */
  total: number
  /** By lane key; one item that stands for all of it where a plain size is asked for. */
  items: CoupledItem[]
  /** Keys of the items; empty where a plain size is asked for. */
  keys: string[]
  /** Empty when nothing is left to do. */
  lanes: readonly Lane[]
  growth: ScopeGrowth | null
  /** Trials must be played: see {@link isCoupled}. */
  coupled: boolean
  confidence: Confidence
  /** Why it is rough, as a clause; null where it is not. */
  roughBecause: string | null
  /** The backtest bears out the P50 dates of such teams. */
  evenOdds: boolean
  assumptions: string[]
  warnings: string[]
}

/** @throws NOT_ENOUGH_HISTORY with what is there and what is needed; DEPENDENCY_CYCLE; NOT_FOUND; BAD_USER_INPUT */
export async function workOf(context: AnalysisContext, workspace: Workspace, args: WorkArguments): Promise<Work> {
  checkArguments(args)
  const inputs = await loadFlow(context, workspace, args.asOf ?? null)
  await released(context)
  const asked = await scopeOf(context, workspace, args, inputs)
  const grows = asked.total > 0 ? growthOf(inputs, asked) : null
  const growth = grows?.growth ?? null
  const found = asked.total > 0 ? lanesOf(inputs, { ...asked, growth }) : { lanes: [], warnings: [] }
  if (!('lanes' in found)) throw tooLittle(found, undatedIn(inputs.history.items))
  const { lanes } = found
  const items =
    asked.total <= 0
      ? []
      : asked.keys.length
        ? inLanes(asked.items, lanes)
        : [{ key: asked.subject, team: lanes[0]?.key ?? '', size: asked.total, rank: 0, blockedBy: [] }]
  const coupled = isCoupled(items)
  const circle = circleAmong(items)
  if (circle && coupled)
    throw new Refusal(
      'DEPENDENCY_CYCLE',
      `These items wait for each other, so none can start: ${circle.join(' → ')}. Remove one of these dependencies.`,
      { cycle: circle },
    )
  const because = new Set(lanes.flatMap(({ forecaster }) => roughBecause(forecaster.model.regime) ?? []))
  const rough = because.size > 0 ? [...because].join(', ') : null
  return {
    inputs,
    unit: asked.unit,
    openWork: openWorkOf(inputs),
    subject: asked.subject,
    total: asked.total,
    items,
    keys: asked.keys,
    lanes,
    growth,
    coupled,
    confidence: rough ? 'rough' : 'calibrated',
    roughBecause: rough,
    evenOdds: lanes.every(({ forecaster }) => saysEvenOdds(MEDIAN_BACKTEST[forecaster.model.regime])),
    assumptions:
      asked.total > 0
        ? [
            ...asked.assumptions,
            ...(grows?.notes ?? []),
            ...assumptionsOf({
              ...asked,
              lanes,
              overYearEnd: holdsYearEnd(inputs.today + 1, inputs.today + atMost(lanes, coupled ? items : [])),
              growth,
              trials: coupled ? trialsFor(items.length) : 0,
            }),
          ]
        : [],
    warnings: [
      ...inputs.warnings,
      ...asked.warnings,
      ...(asked.total <= 0 && asked.keys.length > 0 ? zeroWords(asked.keys.length) : []),
      ...found.warnings,
      ...(circle ? [`These items wait for each other: ${circle.join(' → ')}. Remove one of these dependencies.`] : []),
      ...massCloseWarnings(lanes),
      ...earlyWarnings(lanes.map(({ history }) => history)),
      ...undatedWarnings(inputs.history.items),
      ...stalledWords(
        stalledAmong(inputs, new Set(asked.keys)),
        items.some(({ clock }) => clock),
      ),
      ...(rough ? [`The dates are rough: ${rough}.`] : []),
      ...(grows?.warnings ?? []),
      ...(args.targetDate && args.targetDate < isoOf(inputs.today) ? ['The target date is in the past.'] : []),
    ],
  }
}

function checkArguments({ itemIds, epicId, count, points, unit }: WorkArguments): void {
  const asked = [
    ['itemIds', itemIds],
    ['epicId', epicId],
    ['count', count],
    ['points', points],
  ].filter(([, value]) => value != null)
  if (asked.length > 1)
    throw badInput({
      path: [String(asked[1]![0])],
      message: `cannot be combined with ${String(asked[0]![0])}: use only one of itemIds, epicId, count, or points`,
    })
  if (points != null && unit === 'items')
    throw badInput({ path: ['unit'], message: 'must be points when points is given' })
  if (count != null && unit === 'points')
    throw badInput({
      path: ['unit'],
      message: 'must be items when count is given; to forecast in points, pass points instead',
    })
}

interface Scope {
  unit: Unit
  subject: string
  total: number
  items: CoupledItem[]
  keys: string[]
  teams: FlowInputs['teams']
  growthAsked: boolean | null
  epic: string | null
  assumptions: string[]
  warnings: string[]
}

async function scopeOf(
  context: AnalysisContext,
  workspace: Workspace,
  args: WorkArguments,
  inputs: FlowInputs,
): Promise<Scope> {
  const teams = teamsOf(inputs, args.teamIds)
  const unit: Unit =
    args.points != null ? 'points' : args.count != null ? 'items' : (args.unit ?? usualUnit(inputs.history, inputs.end))
  const size = args.count ?? args.points
  if (size != null)
    return {
      unit,
      teams,
      items: [],
      keys: [],
      epic: null,
      total: size,
      subject: `${size} ${unit}`,
      growthAsked: args.includeScopeGrowth ?? null,
      assumptions: [],
      warnings: [],
    }
  const named = args.epicId
    ? await keysOf(context, workspace, inputs, [args.epicId])
    : args.itemIds
      ? await keysOf(context, workspace, inputs, args.itemIds)
      : null
  const tops = named && new Set(withStories(inputs.items, named))
  const chosen = tops ? below(inputs.items, tops) : inputs.items
  const inTeams = new Set(teams.map(({ name }) => name))
  const asked = leavesOf(chosen).filter(
    ({ teamId }) => !args.teamIds?.length || (teamId !== null && inTeams.has(teamId)),
  )
  const { items, leaves, total, dependencies, leftOut, overtaken, assumptions } = itemsOf(inputs, unit, asked, teams)
  const outside = outsideWords(new Set(leaves.map(({ key }) => key)), dependencies, 'this forecast')
  const empty = inputs.items.length === 0 && inputs.history.items.length === 0
  return {
    unit,
    teams,
    items,
    keys: leaves.map(({ key }) => key).sort(),
    total,
    subject: args.epicId
      ? `the rest of ${named![0]}`
      : named
        ? leaves.length === 1
          ? leaves[0]!.key
          : `${named.length} selected`
        : 'the whole open backlog',
    growthAsked: args.includeScopeGrowth ?? null,
    epic: args.epicId ? named![0]! : null,
    assumptions,
    warnings: [
      ...blockerWords(leftOut),
      ...overtaken,
      ...(empty ? ['This workspace is empty. Import a backlog first.'] : []),
      ...outside,
    ],
  }
}

/** Days until P95 at most: where lanes wait, one after another from the last release date on. */
function atMost(lanes: readonly Lane[], waiting: readonly CoupledItem[]): number {
  if (waiting.length === 0) return daysUntilAll(lanes, 0.95)
  const released = waiting.reduce((last, { earliest }) => Math.max(last, earliest ?? 0), 0)
  return lanes.reduce((days, lane) => days + daysUntilAll([lane], 0.95), released)
}

function tooLittle(missing: NotEnoughHistory, undated: number): Refusal {
  const { have } = missing
  return new Refusal(
    'NOT_ENOUGH_HISTORY',
    `There is not enough history: ${historyWords(missing)}.${undated ? ` ${undatedWords(undated)}` : ''} Import more history, or ask again later.`,
    {
      have: have.completions,
      need: ROUGH_NEEDS.completions,
      haveWeeks: have.activeWeeks,
      needWeeks: ROUGH_NEEDS.activeWeeks,
      undated,
    },
  )
}
