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

/** What is told of a promise; what it was computed from is megabytes, and stays in the database. */
const TOLD = ['id', 'asOf', 'subject', 'size', 'unit', 'p50', 'p90'] as const

export interface ScoredForecast {
  forecast: Pick<IssuedForecast, (typeof TOLD)[number]>
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
    { fields: TOLD, orderBy: { asOf: 'desc', createdAt: 'desc', id: 'asc' }, limit, disableIdentityMap: true },
  )

/** Of the inputs of a promise, what it is scored by. */
interface Promised {
  /** Of the items that were named, those that are still known; null when a plain size was asked for. */
  readonly items: readonly FlowItem[] | null
  readonly unit: Unit
  readonly size: number
  /** Names of the teams whose work it is; none is everybody's. */
  readonly teams: readonly string[]
}

/** Promises whose keys are read at once: a forecast of the largest backlog names each of its items. */
const READ_AT_ONCE = 20

/** What was promised, by id. The keys become the items that they name at once: those of many promises are mostly the same. */
async function promisedIn(
  { db }: AnalysisContext,
  workspace: Workspace,
  ids: readonly string[],
  byKey: ReadonlyMap<string, FlowItem>,
): Promise<Map<string, Promised>> {
  const promised = new Map<string, Promised>()
  for (let from = 0; from < ids.length; from += READ_AT_ONCE) {
    // As a record, so that the inputs are unpacked once and not for each part of them.
    const rows = await db.em.execute<{ id: string; keys: string; unit: Unit; size: number; teams: string }[]>(
      `select f.id, i.keys::text as keys, i.unit, i.size, jsonb_path_query_array(i.teams, '$[*].names[*]')::text as teams
       from issued_forecast f, jsonb_to_record(f.inputs) as i(keys jsonb, unit text, size double precision, teams jsonb)
       where f.tenant_id = ? and f.workspace_id = ? and f.id = any(?::uuid[])`,
      [tenantOf(db.em), workspace.id, `{${ids.slice(from, from + READ_AT_ONCE).join()}}`],
    )
    for (const { id, keys, unit, size, teams } of rows) {
      const named = JSON.parse(keys) as string[]
      const items = named.length ? named.flatMap((key) => byKey.get(key) ?? []) : null
      promised.set(id, { items, unit, size, teams: JSON.parse(teams) as string[] })
    }
  }
  return promised
}

/** What became of them, by id. */
const outcomesOf = analysis('velocity.outcomes', async (context, workspace, { limit }: { limit: number }) => {
  const { forecasts, promised, items, names } = await context.db.snapshot(async () => {
    const forecasts = await newest(context, workspace, limit)
    const { items } = await loadHistory(context, workspace)
    const byKey = new Map(items.map((item) => [item.key, item]))
    const ids = forecasts.map(({ id }) => id)
    return {
      forecasts,
      promised: await promisedIn(context, workspace, ids, byKey),
      items,
      names: new Map((await loadTeams(context, workspace)).map(({ id, name }) => [id, name])),
    }
  })
  await released(context)
  const swept = new Set(
    massCloses(
      items.flatMap(({ statusCategory, resolvedDay }) =>
        statusCategory === 'done' && resolvedDay !== null ? [resolvedDay] : [],
      ),
    ).map(({ day }) => day),
  )
  const today = dayOf(context.now().toISOString())
  const finished = new Map<string, Finished>()
  const finishedBy = ({ unit, teams }: Promised): Finished => {
    const theirs = new Set(teams)
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
    forecasts.map(({ id, asOf, p50, p90 }) => [
      id,
      outcomeOf(
        {
          asOf: dayOf(asOf),
          p50: dayOrNull(p50),
          p90: dayOrNull(p90),
          items: closingsOf(promised.get(id)!, dayOf(asOf), finishedBy, swept),
        },
        today,
      ),
    ]),
  )
})

const dayOrNull = (date: string | null | undefined) => (date ? dayOf(date) : null)

/** How the promised items were closed; for a plain size, the day on which so much more was finished. */
function closingsOf(
  promised: Promised,
  asOf: number,
  finishedBy: (promised: Promised) => Finished,
  swept: ReadonlySet<number>,
): (Closing | null)[] {
  const finishedOn = (day: number): Closing => ({ day, how: swept.has(day) ? 'swept' : 'delivered' })
  if (promised.items) {
    return promised.items.map(({ statusCategory, resolvedDay }) => {
      if (resolvedDay === null) return null
      return statusCategory === 'done'
        ? finishedOn(resolvedDay)
        : statusCategory === 'cancelled'
          ? { day: resolvedDay, how: 'cancelled' }
          : null
    })
  }
  const reached = reachedAfter(finishedBy(promised), asOf, promised.size)
  return [reached === null ? null : finishedOn(reached)]
}

/** With its inputs. @throws NOT_FOUND */
export async function issuedForecast(
  { db }: AnalysisContext,
  workspace: Workspace,
  id: string,
): Promise<IssuedForecast> {
  const uuid = uuidOf('IssuedForecast', id)
  const found = uuid
    ? await db.em.findOne(IssuedForecast, { workspace: { id: workspace.id }, id: uuid }, { populate: ['inputs'] })
    : null
  if (!found) throw notFound('Issued forecast', id)
  return found
}
