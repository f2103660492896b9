import type { AnalysisContext } from '../data/context.ts'
import type { Workspace } from '../identity/entity.ts'
import { dayOf, isoOf } from '../math/calendar.ts'
import { rounded } from '../math/rounded.ts'
import { hashOfInput, stampOf, type Stamp } from '../graphql/stamp.ts'
import { analysis } from '../workers/analysis.ts'
import { computed } from '../workers/service.ts'
import { newestPlan } from '../scheduling/baseline-service.ts'
import { keptFor, type Asked, type KeptPlan } from '../scheduling/plan/kept.ts'
import {
  deliveryDates,
  howManyBy,
  howManyPlayed,
  influencesOn,
  influenceTrialsFor,
  SEED,
  trialsFor,
  type DeliveryDates,
} from './simulation/delivery.ts'
import type { Confidence } from './flow/history.ts'
import { recordForecast } from './issued/issued-service.ts'
import { issuedInputs, MOST_A_DAY, MOST_OF_PROGRAMS } from './issued/issued.ts'
import type { Lane } from './work/lanes.ts'
import { daysUntil, daysUntilPart } from './forecast/forecast.ts'
import { growthFactor } from './forecast/scope-growth.ts'
import type { Unit } from '../planning/work.ts'
import type { Influence } from './forecast/sensitivity.ts'
import { partOf, type SimulatedDelivery } from './simulation/simulation.ts'
import { combinedRecord, trackRecord, type LevelRecord } from './forecast/track-record.ts'
import { forecastSentence, recordAssumptions, recordWarnings } from './work/forecast-sentences.ts'
import { workOf, type Work, type WorkArguments } from './work/work-service.ts'

const ENGINE = 'forecast/3'

export interface DeliveryForecast {
  sentence: string
  confidence: Confidence
  /** Why it is rough, as a clause; null where it is not. */
  roughBecause: string | null
  evenOdds: boolean
  method: DeliveryDates['method']
  unit: Unit
  openWork: number
  /** Open items of the question that are sized 0, so that they take no time. */
  sizedZero: number
  /** Size that remains, before growth. */
  remaining: number
  dates: DeliveryDates['dates']
  target: { date: string; probability: number; howMany: { percentile: number; size: number }[] } | null
  histogram: DeliveryDates['histogram']
  influences: (Influence & { percentile: number })[]
  trackRecord: LevelRecord[]
  growth: { perFinished: number; factor: number; capped: boolean } | null
  teams: { name: string; remaining: number; dates: DeliveryDates['dates'] }[]
  /** What the plan that was saved last says of this work; null without one, and where the caller may not see plans. */
  keptPlan: KeptPlan | null
  assumptions: string[]
  warnings: string[]
  stamp: Stamp
  /** Under which the promise is recorded: hashes of what went in and of the question alone, which is the same on every day. */
  promise: { inputHash: string; question: string }
}

export interface ForecastArguments extends WorkArguments {
  /** The answer is not kept as a promise: it is part of another answer. */
  unrecorded?: boolean
  /** `never`: it is an answer of its own, and not kept either. `program`: only while there is much room. */
  kept?: 'never' | 'program'
}

/**
 * When will it be done? Calibrated from the team's own history and its own past errors.
 * @throws NOT_ENOUGH_HISTORY with what is there and what is needed; DEPENDENCY_CYCLE; NOT_FOUND; BAD_USER_INPUT
 */
export const forecastDelivery = analysis('velocity.forecast', deliveryForecast)

async function deliveryForecast(
  context: AnalysisContext,
  workspace: Workspace,
  { unrecorded, kept: keeping, ...args }: ForecastArguments,
): Promise<DeliveryForecast> {
  const work = await workOf(context, workspace, args)
  const { inputs, lanes, total, unit, growth } = work
  const maySeePlans = context.principal?.scopes.has('scheduling:read') ?? false
  const saved = maySeePlans && work.keys.length > 0 ? await newestPlan(context, workspace, isoOf(inputs.today)) : null
  const stamped = (question: object) =>
    stampOf(
      ENGINE,
      { asOf: isoOf(inputs.today), dataVersion: workspace.dataVersion, seed: work.coupled ? SEED : null },
      question,
    )
  const question = { workspace: workspace.key, ...args, asOf: undefined }
  // The dates are the same whatever date is compared with them.
  const promise = { ...question, targetDate: undefined }
  const promised = stamped(promise)
  // A plan can be saved without any change of the data, and is part of the answer, though not of the promise.
  const stamp = stamped(saved ? { ...question, plan: [saved.name, saved.asOf, saved.inputHash] } : question)
  const days = args.targetDate ? dayOf(args.targetDate) - inputs.today : null
  const simulated = work.coupled ? await simulation(context, work, days) : null
  const delivery = deliveryDates(inputs.today, lanes, simulated)
  // Part of another answer, which tells dates alone.
  const influences = !work.coupled ? influencesOn(lanes) : unrecorded ? [] : await influencing(context, work)
  // Past dates of the pace say nothing about a date that the cycle time of an item by itself sets.
  const own = setByClock(lanes)
  const record = own ? [] : combinedRecord(lanes.map((lane) => trackRecord(lane.history, lane.size, lane.terms)))
  const sizedZero = total > 0 ? 0 : work.keys.length
  const kept = saved && total > 0 ? keptFor(saved, askedOf(work, workspace, delivery)) : null
  const answer: DeliveryForecast = {
    sentence: [
      forecastSentence(work, delivery, { rough: work.roughBecause, evenOdds: work.evenOdds }, inputs.today),
      ...(kept ? [kept.sentence] : []),
    ].join(' '),
    confidence: work.confidence,
    roughBecause: work.roughBecause,
    evenOdds: work.evenOdds,
    method: delivery.method,
    unit,
    openWork: work.openWork,
    sizedZero,
    remaining: total,
    dates: sizedZero > 0 ? [] : delivery.dates,
    target: args.targetDate && sizedZero === 0 ? targetOf(args.targetDate, work, delivery, simulated) : null,
    histogram: total > 0 ? delivery.histogram : [],
    influences: influences.map((influence) => ({ ...influence, percentile: 90 })),
    trackRecord: record,
    growth: growth ? { perFinished: growth.perFinished, factor: growthFactor(growth), capped: growth.capped } : null,
    teams: lanes.map((lane) => ({
      name: lane.name,
      remaining: lane.size,
      dates: deliveryDates(inputs.today, [lane], simulated && partOf(simulated, lane.key)).dates,
    })),
    keptPlan: kept,
    assumptions: [
      ...work.assumptions,
      ...(own ? ['The cycle time sets the P90 date here, so there is no track record for it.'] : []),
      ...recordAssumptions(record),
    ],
    warnings: [...work.warnings, ...recordWarnings(record)],
    stamp,
    promise: { inputHash: promised.inputHash, question: hashOfInput(promise) },
  }
  if (!unrecorded && keeping !== 'never' && !args.asOf && total > 0) {
    await recordForecast(
      context,
      workspace,
      { ...answer, stamp: promised, question: answer.promise.question },
      work.subject,
      issuedInputs(work),
      keeping === 'program' ? MOST_OF_PROGRAMS : MOST_A_DAY,
    )
  }
  return rounded(answer)
}

/** Whether the cycle time of an item by itself, not the pace of its team, sets the P90 date. */
function setByClock(lanes: readonly Lane[]): boolean {
  return lanes.some((lane) => daysUntilPart(lane, 0.9) > daysUntil(lane.forecaster, lane.size, 0.9))
}

/** Trials of a coupled plan are played beside the event loop. */
function simulation(context: AnalysisContext, { lanes, items }: Work, days: number | null) {
  const teams = lanes.map(({ key, forecaster }) => ({ key, forecaster }))
  return computed(context, 'velocity.simulate', {
    teams,
    items,
    trials: trialsFor(items.length),
    seed: SEED,
    by: days ?? undefined,
  })
}

function influencing(context: AnalysisContext, { lanes, items }: Work) {
  const parts = lanes.map(({ key, name, size, forecaster, plain }) => ({ key, name, size, forecaster, plain }))
  const trials = influenceTrialsFor(items.length)
  return computed(context, 'velocity.influences', { parts, items, trials, seed: SEED })
}

function askedOf({ inputs, items, keys, growth }: Work, { dataVersion }: Workspace, delivery: DeliveryDates): Asked {
  const asked = new Set(keys)
  return {
    today: inputs.today,
    dataVersion,
    leaves: items.filter(({ key }) => asked.has(key)),
    items: inputs.items,
    grows: growth !== null,
    even: delivery.dates.find(({ percentile }) => percentile === 50)?.days ?? null,
    probabilityBy: delivery.probabilityBy,
  }
}

function targetOf(
  date: string,
  { inputs, lanes, keys }: Work,
  delivery: DeliveryDates,
  simulated: SimulatedDelivery | null,
): DeliveryForecast['target'] {
  const days = dayOf(date) - inputs.today
  return {
    date,
    probability: days <= 0 ? Number(lanes.every(({ size }) => size <= 0)) : delivery.probabilityBy(days),
    howMany: simulated ? howManyPlayed(simulated) : howManyBy(lanes, Math.max(0, days), keys.length > 0),
  }
}
