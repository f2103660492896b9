import type { AnalysisContext } from '../data/context.ts'
import type { Workspace } from '../identity/entity.ts'
import { dayOf, isoOf } from '../math/calendar.ts'
import { rounded } from '../math/rounded.ts'
import { stampOf, type Stamp } from '../graphql/stamp.ts'
import { SEED, TRIALS, trialsFor } from '../velocity/simulation/delivery.ts'
import type { Confidence } from '../velocity/flow/history.ts'
import { dateOf } from '../velocity/forecast/horizon.ts'
import { waitingWords } from '../velocity/work/forecast-sentences.ts'
import { membersOf } from '../velocity/work/lanes.ts'
import type { Unit } from '../planning/work.ts'
import { workOf, type Work, type WorkArguments } from '../velocity/work/work-service.ts'
import { analysis } from '../workers/analysis.ts'
import { computed } from '../workers/service.ts'
import { changeWords, RAMP_UP_DAYS, type AskedScenario } from './asked-change.ts'
import { resolved } from './asked-service.ts'
import { partTrialsFor } from './attribution.ts'
import { applyChanges, type Plan } from './change.ts'
import type { Comparison, RiskBand, ScenarioResult } from './compare.ts'
import { lanesOfPlan, planOf } from './plan.ts'
import { askedScenarios } from './saved-service.ts'
import { comparisonSentence, keptOrderWords, noCostWords, scenarioSentence } from './sentence.ts'

const ENGINE = 'scenario/3'

export interface ScenarioArguments extends WorkArguments {
  scenarios?: readonly AskedScenario[] | null | undefined
  /** Names or ids of scenarios that were saved. */
  saved?: readonly string[] | null | undefined
}

/** One value at each percentile of an outcome. */
export interface AtPercentiles<T> {
  p50: T | null
  p75: T | null
  p90: T | null
  p95: T | null
}

export interface PlanOutcome {
  name: string
  dates: AtPercentiles<string>
  /** Until the date of each percentile, in money; null where a team's cost rate is unknown. */
  cost: AtPercentiles<number>
  onTime: number | null
  risk: RiskBand | null
}

export interface ScenarioOutcome extends PlanOutcome {
  sentence: string
  /** Date that `onTime` and `risk` are for. */
  targetDate: string | null
  /** Days later than the baseline; negative is earlier. */
  shift: AtPercentiles<number>
  costShift: AtPercentiles<number>
  onTimeShift: number | null
  probabilityEarlier: number | null
  contributions: { change: string; shift: AtPercentiles<number> }[]
}

export interface ScenarioAnalysis {
  sentence: string
  method: Comparison['method']
  confidence: Confidence
  roughBecause: string | null
  unit: Unit
  openWork: number
  /** Open items of the question that are all sized 0, so that there is no date. */
  sizedZero: number
  remaining: number
  /** ISO 4217 code of every cost; null where none is set. */
  currency: string | null
  baseline: PlanOutcome
  scenarios: ScenarioOutcome[]
  assumptions: string[]
  warnings: string[]
  stamp: Stamp
}

/**
 * What if? Scenarios side by side against the plan as it is, with the same luck in each.
 * @throws what a forecast throws, and BAD_USER_INPUT naming scenario, change and field
 */
export const analyzeScenarios = analysis('scenarios.analyze', scenariosAnalyzed)

async function scenariosAnalyzed(
  context: AnalysisContext,
  workspace: Workspace,
  args: ScenarioArguments,
): Promise<ScenarioAnalysis> {
  const { scenarios: given, saved, asOf: _asOf, ...question } = args
  const asked = await askedScenarios(context, workspace, given ?? [], saved ?? [])
  const work = await workOf(context, workspace, args)
  const lanes = lanesOfPlan(work)
  const plan = planOf(work, lanes, args.targetDate ? dayOf(args.targetDate) : null)
  const scenarios = await resolved(context, workspace, work, lanes, plan, asked, given?.length ?? 0)
  const trials = trialsFor(work.items.length)
  const compared = await computed(context, 'scenarios.compare', {
    plan,
    scenarios,
    trials,
    partTrials: (partTrialsFor(scenarios) * trials) / TRIALS,
    seed: SEED,
  })
  const simulated = compared.method === 'simulation'
  const currency = workspace.currency ?? null
  const sizedZero = work.total > 0 ? 0 : work.keys.length
  // Work that is sized 0 has no dates, in a forecast as here.
  const dateless = (changed: Plan) => sizedZero > 0 && changed.items.every(({ size }) => size <= 0)
  const hasNoDate = scenarios.map(({ changes }) => dateless(applyChanges(plan, changes)))
  const outcomes = compared.scenarios.map((result, at): ScenarioOutcome => ({
    ...outcomeOf(result, hasNoDate[at]!),
    sentence: hasNoDate[at]
      ? `“${result.name}” has no date, because its items have 0 points.`
      : scenarioSentence(result, plan.targetDay, currency),
    targetDate: result.targetDay === null ? null : isoOf(result.targetDay),
    shift: atPercentiles(result.shiftDays),
    costShift: atPercentiles(result.costShiftCents.map(money)),
    onTimeShift: result.onTimeShift,
    probabilityEarlier: result.probabilityEarlier,
    contributions: result.contributions.map(({ days }, cause) => ({
      change: changeWords(asked[at]!.changes[cause]!, work.unit),
      shift: atPercentiles(days),
    })),
  }))
  return rounded({
    sentence: comparisonSentence(compared, { remaining: work.total, sizedZero, asked: plan.targetDay }, currency),
    method: compared.method,
    confidence: work.confidence,
    roughBecause: work.roughBecause,
    unit: work.unit,
    openWork: work.openWork,
    sizedZero,
    remaining: work.total,
    currency,
    baseline: outcomeOf(compared.baseline, dateless(plan)),
    scenarios: outcomes,
    assumptions: [
      ...work.assumptions.filter((assumption) => !simulated || !assumption.startsWith('Work waits')),
      ...assumptionsOf(work, asked, simulated, currency),
    ],
    warnings: [
      ...work.warnings,
      ...compared.scenarios.flatMap(keptOrderWords),
      ...(compared.baseline.outcome.costCents[0] === null && work.total > 0 ? [noCostWords(plan)] : []),
    ],
    stamp: stampOf(
      ENGINE,
      { asOf: isoOf(work.inputs.today), dataVersion: workspace.dataVersion, seed: simulated ? SEED : null },
      { workspace: workspace.key, ...question, scenarios: asked },
    ),
  })
}

function assumptionsOf(
  { lanes, items }: Work,
  asked: readonly AskedScenario[],
  simulated: boolean,
  currency: string | null,
): string[] {
  const changes = asked.flatMap((scenario) => scenario.changes)
  const silent = (type: 'hire' | 'moveMembers') =>
    changes.some((change) => change.type === type && change.rampUpDays == null)
  const pooled = lanes.some(({ teams }) => teams.length > 1)
  return [
    'All scenarios use the same random draws as the current plan, so only their changes make a difference.',
    ...(silent('hire')
      ? [`New members are fully productive after ${RAMP_UP_DAYS.hire} days; set rampUpDays to change this.`]
      : []),
    ...(silent('moveMembers')
      ? [
          `Members who change teams are fully productive after ${RAMP_UP_DAYS.moveMembers} days; set rampUpDays to change this.`,
        ]
      : []),
    ...(changes.some(({ type }) => type === 'hire')
      ? ['The people who train them lose no time, which is optimistic.']
      : []),
    ...(pooled && changes.some(({ team }) => team)
      ? [
          `The teams are combined: a change to one team counts by its share of the members${lanes.every((lane) => membersOf(lane) > 0) ? '' : ', or by an even share where members are unknown'}.`,
        ]
      : []),
    ...(simulated ? [waitingWords(trialsFor(items.length))] : []),
    `Cost is what each team's members cost until that team's own part is done${currency ? `, in ${currency}.` : '. No currency is set for this workspace, so amounts have none; set it beside the cost rates of the teams.'}`,
  ]
}

const money = (cents: number | null) => (cents === null ? null : Math.round(cents / 100))

function outcomeOf(
  { name, outcome, risk }: Pick<ScenarioResult, 'name' | 'outcome' | 'risk'>,
  dateless: boolean,
): PlanOutcome {
  if (dateless) return { name, dates: atPercentiles([]), cost: atPercentiles([]), onTime: null, risk: null }
  return {
    name,
    dates: atPercentiles(outcome.days.map(dateOf)),
    cost: atPercentiles(outcome.costCents.map(money)),
    onTime: outcome.onTime,
    risk: risk?.band ?? null,
  }
}

function atPercentiles<T>([p50, p75, p90, p95]: readonly (T | null)[]): AtPercentiles<T> {
  return { p50: p50 ?? null, p75: p75 ?? null, p90: p90 ?? null, p95: p95 ?? null }
}
