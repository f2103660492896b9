import { BacklogItem } from '../backlog/entity.ts'
import type { Context } from '../context.ts'
import type { Workspace } from '../identity/entity.ts'
import { dayOf } from '../math/calendar.ts'
import { tenantOf } from '../tenant.ts'
import { IssuedForecast } from './entity.ts'
import type { DeliveryForecast } from './forecast-service.ts'
import { outcomeOf, type IssuedInputs, type Outcome } from './issued.ts'

/** Keeps what was promised, once per question and day. */
export async function recordForecast({ db, now }: Context, workspace: Workspace, forecast: DeliveryForecast, subject: string, inputs: IssuedInputs): Promise<void> {
  const date = (percentile: number) => forecast.dates.find((entry) => entry.percentile === percentile)?.date ?? null
  const tenantId = tenantOf(db.em)
  await db.em.upsert(
    IssuedForecast,
    {
      tenantId, id: crypto.randomUUID(), workspace: [tenantId, workspace.id] as never,
      asOf: forecast.stamp.asOf, dataVersion: workspace.dataVersion, inputHash: forecast.stamp.inputHash, subject: subject.slice(0, 300), unit: forecast.unit, size: forecast.remaining,
      inputs, p50: date(50), p75: date(75), p90: date(90), p95: date(95), createdAt: now(),
    } as never,
    { onConflictFields: ['tenantId', 'workspace', 'inputHash', 'asOf'] as never, onConflictAction: 'ignore' },
  )
}

export interface ScoredForecast {
  forecast: IssuedForecast
  outcome: Outcome
}

/** Promises, newest first, each with what became of it. */
export async function issuedForecasts({ db, now }: Context, workspace: Workspace, limit: number): Promise<ScoredForecast[]> {
  return db.snapshot(async () => {
    const forecasts = await db.em.find(IssuedForecast, { workspace: { id: workspace.id } }, { orderBy: { asOf: 'desc', createdAt: 'desc', id: 'asc' }, limit, disableIdentityMap: true })
    const keys = [...new Set(forecasts.flatMap(({ inputs }) => inputs.keys))]
    const items = keys.length ? await db.em.find(BacklogItem, { workspace: { id: workspace.id }, key: { $in: keys } }, { fields: ['key', 'resolvedAt', 'statusCategory'], disableIdentityMap: true }) : []
    const finished = new Map(items.map(({ key, resolvedAt }) => [key, resolvedAt ? Math.floor(resolvedAt.getTime() / 86_400_000) : null]))
    const today = dayOf(now().toISOString())
    return forecasts.map((forecast) => ({
      forecast,
      outcome: outcomeOf(
        {
          asOf: dayOf(forecast.asOf),
          p50: forecast.p50 ? dayOf(forecast.p50) : null,
          p90: forecast.p90 ? dayOf(forecast.p90) : null,
          finished: forecast.inputs.keys.filter((key) => finished.has(key)).map((key) => finished.get(key)!),
        },
        today,
      ),
    }))
  })
}
