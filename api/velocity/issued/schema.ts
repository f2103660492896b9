import { z } from 'zod'
import { builder } from '../../graphql/builder.ts'
import { WorkspaceRef } from '../../identity/schema.ts'
import { FlowUnitRef } from '../forecast-schema.ts'
import { issuedForecasts, type ScoredForecast } from './issued-service.ts'

const IssuedForecastRef = builder.objectRef<ScoredForecast>('IssuedForecast').implement({
  description: 'A past forecast and its outcome.',
  authScopes: { scope: 'velocity:read' },
  fields: (t) => ({
    id: t.id({ resolve: ({ forecast }) => `IssuedForecast:${forecast.id}` }),
    asOf: t.field({ type: 'Date', resolve: ({ forecast }) => forecast.asOf }),
    subject: t.string({ resolve: ({ forecast }) => forecast.subject }),
    size: t.float({ description: 'In `unit`.', resolve: ({ forecast }) => forecast.size }),
    unit: t.field({ type: FlowUnitRef, resolve: ({ forecast }) => forecast.unit }),
    p50: t.field({ type: 'Date', nullable: true, resolve: ({ forecast }) => forecast.p50 }),
    p90: t.field({ type: 'Date', nullable: true, resolve: ({ forecast }) => forecast.p90 }),
    finished: t.boolean({ resolve: ({ outcome }) => outcome.day !== null }),
    heldP50: t.boolean({
      nullable: true,
      description: 'null until it is known.',
      resolve: ({ outcome }) => outcome.heldP50,
    }),
    heldP90: t.boolean({ nullable: true, resolve: ({ outcome }) => outcome.heldP90 }),
  }),
})

builder.objectFields(WorkspaceRef, (t) => ({
  issuedForecasts: t.field({
    type: [IssuedForecastRef],
    description: 'Past forecasts that were kept, newest first: see deliveryForecast.',
    authScopes: { scope: 'velocity:read' },
    args: { limit: t.arg.int({ required: false, defaultValue: 50, validate: z.int().min(1).max(500) }) },
    resolve: (workspace, { limit }, context) => issuedForecasts(context, workspace, limit ?? 50),
  }),
}))
