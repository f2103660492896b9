import { builder } from './builder.ts'
import type { Stamp } from './stamp.ts'

export const StampRef = builder.objectRef<Stamp>('Stamp').implement({
  description: 'What makes an answer repeatable: the same stamp gives the same bytes.',
  fields: (t) => ({
    asOf: t.expose('asOf', { type: 'Date', description: 'The day that counts as today.' }),
    dataVersion: t.exposeInt('dataVersion'),
    seed: t.exposeString('seed', { nullable: true, description: 'null where nothing was drawn.' }),
    engine: t.exposeString('engine'),
    inputHash: t.exposeString('inputHash'),
  }),
})
