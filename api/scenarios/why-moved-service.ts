import { loadHistory } from '../planning/planning-service.ts'
import type { AnalysisContext } from '../data/context.ts'
import { badInput } from '../graphql/errors.ts'
import type { Workspace } from '../identity/entity.ts'
import type { Stamp } from '../graphql/stamp.ts'
import { dayOf } from '../math/calendar.ts'
import { rounded } from '../math/rounded.ts'
import type { DeliveryForecast } from '../velocity/forecast-service.ts'
import { SEED } from '../velocity/simulation/delivery.ts'
import { IssuedForecast } from '../velocity/issued/entity.ts'
import { dateOf } from '../velocity/forecast/horizon.ts'
import { issuedForecast } from '../velocity/issued/issued-service.ts'
import { UNCORRECTED } from '../velocity/forecast/learned-scores.ts'
import { growthFactor } from '../velocity/forecast/scope-growth.ts'
import { itemsThen, type IssuedInputs } from '../velocity/issued/issued.ts'
import { analysis, released } from '../workers/analysis.ts'
import { computed } from '../workers/service.ts'
import type { AtPercentiles } from './analysis-service.ts'
import { CAUSE_WORDS, moveSentence } from './sentence.ts'
import type { Cause, ForecastInputs } from './why-moved.ts'

/** Trials where teams wait for each other: up to 256 combinations of causes are played, so larger plans have fewer. */
const TRIALS = 1_000
const LEAST_TRIALS = 60
/** Items played, a team weighing as much as twenty of them. */
const PLAYED = 300_000
const trialsOf = (...plans: readonly ForecastInputs[]) =>
  Math.max(
    LEAST_TRIALS,
    Math.min(
      TRIALS,
      Math.floor(PLAYED / Math.max(...plans.map(({ items, teams }) => items.length + 20 * teams.length))),
    ),
  )

export interface MoveAnalysis {
  sentence: string
  from: { asOf: string; subject: string; dates: AtPercentiles<string> }
  to: { asOf: string; subject: string; dates: AtPercentiles<string> }
  shift: AtPercentiles<number>
  parts: { cause: Cause; shift: AtPercentiles<number>; items: number }[]
  warnings: string[]
}

/** Why did the date move between two forecasts that were issued? From what each was computed from, so nothing is guessed. */
export const whyItMoved = analysis('scenarios.whyMoved', movedBecause)

async function movedBecause(
  context: AnalysisContext,
  workspace: Workspace,
  { fromId, toId }: { fromId: string; toId: string },
): Promise<MoveAnalysis> {
  const { older, newer, finished } = await context.db.snapshot(async () => {
    const [older, newer] = [
      await issuedForecast(context, workspace, fromId),
      await issuedForecast(context, workspace, toId),
    ]
    if (older.unit !== newer.unit)
      throw badInput({
        path: ['toId'],
        message: `is in ${newer.unit}, the other forecast in ${older.unit}: only forecasts in the same unit can be compared`,
      })
    if (older.asOf > newer.asOf)
      throw badInput({
        path: ['toId'],
        message: 'is earlier than fromId; fromId is the earlier forecast, toId the later one',
      })
    const until = dayOf(newer.asOf)
    const { items } = await loadHistory(context, workspace)
    const finished = new Set(
      items
        .filter(
          ({ statusCategory, resolvedDay }) =>
            statusCategory === 'done' && resolvedDay !== null && resolvedDay <= until,
        )
        .map(({ key }) => key),
    )
    return { older, newer, finished }
  })
  await released(context)
  const [before, after] = [knownThen(older), knownThen(newer)]
  const move = await computed(context, 'scenarios.whyMoved', {
    before,
    after,
    finished,
    trials: trialsOf(before, after),
    seed: SEED,
  })
  return rounded({
    sentence: moveSentence(move),
    from: { asOf: older.asOf, subject: older.subject, dates: at(move.before.map(dateOf)) },
    to: { asOf: newer.asOf, subject: newer.subject, dates: at(move.after.map(dateOf)) },
    shift: at(move.shiftDays),
    parts: move.parts.map(({ cause, days, items }) => ({ cause, shift: at(days), items })),
    warnings:
      older.subject === newer.subject || older.inputs.keys.length > 0
        ? []
        : [`The two forecasts answer different questions: “${older.subject}” and “${newer.subject}”.`],
  })
}

/**
 * Why the date of a forecast moved since the same question was last asked on an earlier day; the sentence says so where
 * there is no such answer on record.
 */
export async function movedSince(
  context: AnalysisContext,
  {
    inputHash,
    question,
    asOf,
    remaining,
    unit,
  }: DeliveryForecast['promise'] & Pick<Stamp, 'asOf'> & Pick<DeliveryForecast, 'remaining' | 'unit'>,
): Promise<string> {
  const last = { orderBy: { asOf: 'desc', createdAt: 'desc', id: 'asc' }, disableIdentityMap: true } as const
  const { db } = context
  const [newer, older] = await db.snapshot(async () => [
    await db.em.findOne(IssuedForecast, { inputHash, asOf }, { ...last, populate: ['workspace'] as never }),
    await db.em.findOne(IssuedForecast, { questionHash: question, asOf: { $lt: asOf } }, last),
  ])
  if (!older)
    return 'This question has not been asked on an earlier day with the same arguments, so there is no date to compare with.'
  if (remaining <= 0) return `No work is left, so there is no date to compare with the forecast of ${older.asOf}.`
  // One with asOf is none of today's, one may be asked not to be kept, and a day has room for so many.
  if (!newer)
    return 'This forecast was not kept, so it has no date to compare with: asOf or keep: false was passed, or today’s limit of kept forecasts has been reached.'
  if (older.unit !== unit)
    return `This forecast counts ${unit}, and the one of ${older.asOf} counted ${older.unit}, so their dates cannot be compared. Name the unit to keep it the same.`
  const workspace = newer.workspace.unwrap() as Workspace
  const name = (id: string) => `IssuedForecast:${id}`
  const move = await whyItMoved(context, workspace, { fromId: name(older.id), toId: name(newer.id) })
  const parts = move.parts
    .filter(({ shift }) => shift.p90)
    .map(({ cause, shift }) => `${CAUSE_WORDS[cause]} ${shift.p90! > 0 ? '+' : '−'}${Math.abs(shift.p90!)}`)
  return [
    `Since ${older.asOf}: ${move.sentence}`,
    ...(parts.length ? [`In days of the P90 date: ${parts.join(', ')}.`] : []),
    ...move.warnings,
  ].join(' ')
}

function knownThen({ asOf, inputs }: IssuedForecast): ForecastInputs {
  return {
    today: dayOf(asOf),
    teams: inputs.teams.map(({ key, model, capacity }) => ({
      key,
      model: {
        regime: model.regime ?? (model.confidence === 'calibrated' ? 'steady' : 'young'),
        logSize: Float64Array.from(model.logSize),
        centre: Float64Array.from(model.centre),
        spread: Float64Array.from(model.spread),
        scores: model.scores ?? UNCORRECTED,
        growing: null,
      },
      growth: inputs.growth && {
        perFinished: inputs.growth.perFinished,
        capped: inputs.growth.capped,
        multipliers: inputs.growth.multipliers ?? [growthFactor(inputs.growth)],
      },
      capacity: {
        weekday: capacity.weekday,
        yearEnd: capacity.yearEnd,
        calendar: capacity.weekdays && { weekdays: capacity.weekdays, closed: new Set(capacity.closed) },
        changes: capacity.changes.map(({ from, factor }) => ({ from, factor })),
      },
    })),
    items: itemsOf(inputs),
  }
}

/** A plain size is one item under the same name in both forecasts, so that it is the same work with another size. */
function itemsOf(inputs: IssuedInputs): ForecastInputs['items'] {
  const items = itemsThen(inputs)
  return inputs.keys.length ? items : items.map((item) => ({ ...item, key: 'the work' }))
}

function at<T>([p50, p75, p90, p95]: readonly (T | null)[]): AtPercentiles<T> {
  return { p50: p50 ?? null, p75: p75 ?? null, p90: p90 ?? null, p95: p95 ?? null }
}
