import { cut } from '../../../text.ts'
import { loadHistory, loadTeams } from '../../planning/planning-service.ts'
import type { FlowItem } from '../../planning/planning.ts'
import type { AnalysisContext } from '../../data/context.ts'
import { notFound } from '../../graphql/errors.ts'
import type { Workspace } from '../../identity/entity.ts'
import { uuidOf } from '../../identity/service.ts'
import { dayOf } from '../../math/calendar.ts'
import { tenantOf } from '../../data/tenant.ts'
import { IssuedForecast } from './entity.ts'
import type { Stamp } from '../../graphql/stamp.ts'
import type { DeliveryDates } from '../simulation/delivery.ts'
import type { Unit } from '../../planning/work.ts'
import { massCloses } from '../flow/mass-close.ts'
import { outcomeOf, reachedAfter, type Closing, type IssuedInputs, type Outcome } from './issued.ts'
import { completionsOf } from '../../planning/work.ts'

/** What is kept of an answer. */
interface Issued {
  unit: Unit
  remaining: number
  dates: DeliveryDates['dates']
  stamp: Stamp
}

/** Keeps what was promised, once per question and day. */
export async function recordForecast(
  { db, now }: AnalysisContext,
  workspace: Workspace,
  forecast: Issued,
  subject: string,
  inputs: IssuedInputs,
): Promise<void> {
  const date = (percentile: number) => forecast.dates.find((entry) => entry.percentile === percentile)?.date ?? null
  const tenantId = tenantOf(db.em)
  await db.em.upsert(
    IssuedForecast,
    {
      tenantId,
      id: crypto.randomUUID(),
      workspace: [tenantId, workspace.id] as never,
      asOf: forecast.stamp.asOf,
      dataVersion: workspace.dataVersion,
      inputHash: forecast.stamp.inputHash,
      subject: cut(subject, 300),
      unit: forecast.unit,
      size: forecast.remaining,
      inputs,
      p50: date(50),
      p75: date(75),
      p90: date(90),
      p95: date(95),
      createdAt: now(),
    } as never,
    { onConflictFields: ['tenantId', 'workspace', 'inputHash', 'asOf'] as never, onConflictAction: 'ignore' },
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
  const { db, now } = context
  return db.snapshot(async () => {
    const forecasts = await db.em.find(
      IssuedForecast,
      { workspace: { id: workspace.id } },
      { orderBy: { asOf: 'desc', createdAt: 'desc', id: 'asc' }, limit, disableIdentityMap: true },
    )
    if (!forecasts.length) return []
    const { items } = await loadHistory(context, workspace)
    const names = new Map((await loadTeams(context, workspace)).map(({ id, name }) => [id, name]))
    const byKey = new Map(items.map((item) => [item.key, item]))
    const swept = new Set(
      massCloses(
        items.flatMap(({ statusCategory, resolvedDay }) =>
          statusCategory === 'done' && resolvedDay !== null ? [resolvedDay] : [],
        ),
      ).map(({ day }) => day),
    )
    const today = dayOf(now().toISOString())
    return forecasts.map((forecast) => ({
      forecast,
      outcome: outcomeOf(
        {
          asOf: dayOf(forecast.asOf),
          p50: dayOrNull(forecast.p50),
          p90: dayOrNull(forecast.p90),
          items: closingsOf(forecast, items, byKey, names, swept),
        },
        today,
      ),
    }))
  })
}

const dayOrNull = (date: string | null | undefined) => (date ? dayOf(date) : null)

/** How the promised items were closed; for a plain size, the day on which so much more was finished. */
function closingsOf(
  { inputs, asOf }: IssuedForecast,
  items: readonly FlowItem[],
  byKey: ReadonlyMap<string, FlowItem>,
  names: ReadonlyMap<string, string>,
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
  const teams = new Set(inputs.teams.flatMap((team) => team.names))
  const ofThem = (team: string | null) => teams.size === 0 || (team !== null && teams.has(names.get(team) ?? ''))
  const reached = reachedAfter(completionsOf(items, inputs.unit, ofThem), dayOf(asOf), inputs.size)
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
