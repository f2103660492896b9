import { builder } from './builder.ts'
import type { Stamp } from './stamp.ts'

export const StampRef = builder.objectRef<Stamp>('Stamp').implement({
  description: 'What makes an answer repeatable: the same stamp gives the same bytes.',
  fields: (t) => ({
    asOf: t.expose('asOf', { type: 'Date', description: 'The date used as today.' }),
    dataVersion: t.exposeInt('dataVersion'),
    seed: t.exposeString('seed', { nullable: true, description: 'null if nothing was drawn at random.' }),
    engine: t.exposeString('engine'),
    inputHash: t.exposeString('inputHash'),
  }),
})
