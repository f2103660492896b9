import { builder } from '../graphql/builder.ts'
import { WorkspaceRef } from '../identity/schema.ts'
import { DeliveryForecastRef } from '../velocity/forecast-schema.ts'
import { DatesRef, DaysRef } from './schema.ts'
import { CAUSES } from './why-moved.ts'
import { movedSince, whyItMoved, type MoveAnalysis } from './why-moved-service.ts'

const reads = { scope: 'scenarios:read' } as const

const CauseRef = builder.enumType('MoveCause', { values: CAUSES })

const PartRef = builder.objectRef<MoveAnalysis['parts'][number]>('MovePart').implement({
  fields: (t) => ({
    cause: t.field({ type: CauseRef, resolve: ({ cause }) => cause }),
    shift: t.field({ type: DaysRef, resolve: ({ shift }) => shift }),
    items: t.exposeInt('items', { description: 'Number of items affected.' }),
  }),
})
const EndRef = builder.objectRef<MoveAnalysis['from']>('MoveEnd').implement({
  fields: (t) => ({
    asOf: t.expose('asOf', { type: 'Date' }),
    subject: t.exposeString('subject'),
    dates: t.field({ type: DatesRef, resolve: ({ dates }) => dates }),
  }),
})
const MoveRef = builder.objectRef<MoveAnalysis>('DateMove').implement({
  description: 'The shift between two issued forecasts, broken down by cause. The parts sum to the shift.',
  authScopes: reads,
  fields: (t) => ({
    sentence: t.exposeString('sentence'),
    from: t.field({ type: EndRef, resolve: ({ from }) => from }),
    to: t.field({ type: EndRef, resolve: ({ to }) => to }),
    shift: t.field({ type: DaysRef, resolve: ({ shift }) => shift }),
    parts: t.field({ type: [PartRef], resolve: ({ parts }) => parts }),
    warnings: t.exposeStringList('warnings'),
  }),
})

builder.objectFields(DeliveryForecastRef, (t) => ({
  whyMoved: t.string({
    description: 'Why the date moved since the same question was last asked on an earlier day, in words.',
    complexity: 200,
    resolve: ({ promise, stamp, remaining, unit }, _args, context) =>
      movedSince(context, { ...promise, asOf: stamp.asOf, remaining, unit }),
  }),
}))

builder.objectFields(WorkspaceRef, (t) => ({
  whyMoved: t.field({
    type: MoveRef,
    description: 'Why did the date move between two past forecasts? Compares the inputs of both.',
    authScopes: reads,
    complexity: 200,
    args: {
      fromId: t.arg.id({ required: true, description: 'The earlier forecast.' }),
      toId: t.arg.id({ required: true }),
    },
    resolve: (workspace, { fromId, toId }, context) => whyItMoved(context, workspace, { fromId, toId }),
  }),
}))
