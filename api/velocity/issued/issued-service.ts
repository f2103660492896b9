import { cut } from '../../../text.ts'
import { loadHistory, loadTeams } from '../../planning/planning-service.ts'
import type { FlowItem } from '../../planning/planning.ts'
import type { AnalysisContext } from '../../data/context.ts'
import { notFound } from '../../graphql/errors.ts'
import type { Workspace } from '../../identity/entity.ts'
import { uuidOf } from '../../identity/service.ts'
import { analysis, released } from '../../workers/analysis.ts'
import { dayOf } from '../../math/calendar.ts'
import { tenantOf } from '../../data/tenant.ts'
import { IssuedForecast } from './entity.ts'
import type { Stamp } from '../../graphql/stamp.ts'
import type { DeliveryDates } from '../simulation/delivery.ts'
import type { Unit } from '../../planning/work.ts'
import { massCloses } from '../flow/mass-close.ts'
import {
  inOrder,
  LONGEST_SUBJECT,
  outcomeOf,
  reachedAfter,
  type Closing,
  type Finished,
  type IssuedInputs,
  type Outcome,
} from './issued.ts'
import { completionsOf } from '../../planning/work.ts'

/** What is kept of an answer. */
interface Issued {
  unit: Unit
  remaining: number
  dates: DeliveryDates['dates']
  stamp: Stamp
  question: string
}

/** Their inputs in all, in bytes as stored: those of the largest backlogs are megabytes each. */
const MOST_BYTES_A_DAY = 64_000_000

/** Keeps what was promised, once per question and day, as long as fewer than `most` are kept that day. */
export async function recordForecast(
  { db, now }: AnalysisContext,
  workspace: Workspace,
  forecast: Issued,
  subject: string,
  inputs: IssuedInputs,
  most: number,
): Promise<void> {
  const date = (percentile: number) => forecast.dates.find((entry) => entry.percentile === percentile)?.date ?? null
  // Past the ORM: it copies the inputs several times, and those of a large plan are megabytes.
  await db.em.execute(
    `insert into issued_forecast (tenant_id, id, workspace_id, as_of, data_version, input_hash, question_hash, subject, unit, size, inputs, p50, p75, p90, p95, created_at)
     select v.* from (values (?::uuid, ?::uuid, ?::uuid, ?::date, ?::int, ?, ?, ?, ?, ?::double precision, ?::jsonb, ?::date, ?::date, ?::date, ?::date, ?::timestamptz))
       v(tenant_id, id, workspace_id, as_of, data_version, input_hash, question_hash, subject, unit, size, inputs, p50, p75, p90, p95, created_at)
     where (select count(*) < ? and coalesce(sum(pg_column_size(f.inputs)), 0) < ? from issued_forecast f
            where f.tenant_id = v.tenant_id and f.workspace_id = v.workspace_id and f.as_of = v.as_of)
     on conflict (tenant_id, workspace_id, input_hash, as_of) do nothing`,
    [
      tenantOf(db.em),
      crypto.randomUUID(),
      workspace.id,
      forecast.stamp.asOf,
      workspace.dataVersion,
      forecast.stamp.inputHash,
      forecast.question,
      cut(subject, LONGEST_SUBJECT),
      forecast.unit,
      forecast.remaining,
      JSON.stringify(inputs),
      date(50),
      date(75),
      date(90),
      date(95),
      now().toISOString(),
      most,
      MOST_BYTES_A_DAY,
    ],
  )
}

export interface ScoredForecast {
  forecast: IssuedForecast
  outcome: Outcome
}

/** Promises, newest first, each with what became of it. */
export async function issuedForecasts(
  context: AnalysisContext,
  workspace: Workspace,
  limit: number,
): Promise<ScoredForecast[]> {
  const forecasts = await context.db.snapshot(() => newest(context, workspace, limit))
  if (!forecasts.length) return []
  const outcomes = await outcomesOf(context, workspace, { limit })
  // One that was issued in between is in the next answer.
  return forecasts.flatMap((forecast) => {
    const outcome = outcomes.get(forecast.id)
    return outcome ? [{ forecast, outcome }] : []
  })
}

const newest = ({ db }: AnalysisContext, workspace: Workspace, limit: number) =>
  db.em.find(
    IssuedForecast,
    { workspace: { id: workspace.id } },
    { orderBy: { asOf: 'desc', createdAt: 'desc', id: 'asc' }, limit, disableIdentityMap: true },
  )

/** What became of them, by id. */
const outcomesOf = analysis('velocity.outcomes', async (context, workspace, { limit }: { limit: number }) => {
  const { forecasts, items, names } = await context.db.snapshot(async () => ({
    forecasts: await newest(context, workspace, limit),
    items: (await loadHistory(context, workspace)).items,
    names: new Map((await loadTeams(context, workspace)).map(({ id, name }) => [id, name])),
  }))
  await released(context)
  const byKey = new Map(items.map((item) => [item.key, item]))
  const swept = new Set(
    massCloses(
      items.flatMap(({ statusCategory, resolvedDay }) =>
        statusCategory === 'done' && resolvedDay !== null ? [resolvedDay] : [],
      ),
    ).map(({ day }) => day),
  )
  const today = dayOf(context.now().toISOString())
  const finished = new Map<string, Finished>()
  const finishedBy = ({ unit, teams }: IssuedInputs): Finished => {
    const theirs = new Set(teams.flatMap((team) => team.names))
    const name = JSON.stringify([unit, [...theirs].sort()])
    const known =
      finished.get(name) ??
      inOrder(
        completionsOf(items, unit, (team) => theirs.size === 0 || (team !== null && theirs.has(names.get(team) ?? ''))),
      )
    finished.set(name, known)
    return known
  }
  return new Map(
    forecasts.map((forecast) => [
      forecast.id,
      outcomeOf(
        {
          asOf: dayOf(forecast.asOf),
          p50: dayOrNull(forecast.p50),
          p90: dayOrNull(forecast.p90),
          items: closingsOf(forecast, finishedBy, byKey, swept),
        },
        today,
      ),
    ]),
  )
})

const dayOrNull = (date: string | null | undefined) => (date ? dayOf(date) : null)

/** How the promised items were closed; for a plain size, the day on which so much more was finished. */
function closingsOf(
  { inputs, asOf }: IssuedForecast,
  finishedBy: (inputs: IssuedInputs) => Finished,
  byKey: ReadonlyMap<string, FlowItem>,
  swept: ReadonlySet<number>,
): (Closing | null)[] {
  const finishedOn = (day: number): Closing => ({ day, how: swept.has(day) ? 'swept' : 'delivered' })
  if (inputs.keys.length) {
    return inputs.keys
      .flatMap((key) => byKey.get(key) ?? [])
      .map(({ statusCategory, resolvedDay }) => {
        if (resolvedDay === null) return null
        return statusCategory === 'done'
          ? finishedOn(resolvedDay)
          : statusCategory === 'cancelled'
            ? { day: resolvedDay, how: 'cancelled' }
            : null
      })
  }
  const reached = reachedAfter(finishedBy(inputs), dayOf(asOf), inputs.size)
  return [reached === null ? null : finishedOn(reached)]
}

/** @throws NOT_FOUND */
export async function issuedForecast(
  { db }: AnalysisContext,
  workspace: Workspace,
  id: string,
): Promise<IssuedForecast> {
  const uuid = uuidOf('IssuedForecast', id)
  const found = uuid ? await db.em.findOne(IssuedForecast, { workspace: { id: workspace.id }, id: uuid }) : null
  if (!found) throw notFound('Issued forecast', id)
  return found
}
