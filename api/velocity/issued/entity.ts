import { defineEntity, p } from '@mikro-orm/core'
import { workspace } from '../../identity/workspace-column.ts'
import { createdAt, tenantKey, workspaceOwned } from '../../data/tenant.ts'
import { UNITS } from '../../planning/work.ts'
import { LONGEST_SUBJECT, type IssuedInputs } from './issued.ts'

/**
 * What was promised: stored once per input and day, scored when the outcome lands. Not planning data: a forecast that is
 * issued does not change the next one.
 */
const IssuedForecastSchema = defineEntity({
  name: 'IssuedForecast',
  tableName: 'issued_forecast',
  ...workspaceOwned,
  uniques: [{ properties: ['tenantId', 'workspace', 'inputHash', 'asOf'] }],
  indexes: [
    { properties: ['tenantId', 'workspace', 'asOf', 'id'] },
    { properties: ['tenantId', 'workspace', 'questionHash', 'asOf'] },
  ],
  properties: {
    ...tenantKey,
    workspace,
    asOf: p.date(),
    dataVersion: p.integer(),
    inputHash: p.string().length(32),
    /** What was asked, whatever the day and the data: answers under the same one can be compared. Those of earlier versions have none. */
    questionHash: p.string().length(32).nullable(),
    /** What was asked, in words: "12 items of SHOP-4". */
    subject: p.string().length(LONGEST_SUBJECT),
    unit: p.enum(UNITS),
    size: p.double().$type<number>(),
    /** Everything the dates were computed from, so that a move can be explained later. Megabytes of a large backlog: read only where it is asked for. */
    inputs: p.json<IssuedInputs>().lazy(),
    p50: p.date().nullable(),
    p75: p.date().nullable(),
    p90: p.date().nullable(),
    p95: p.date().nullable(),
    createdAt,
  },
})
export class IssuedForecast extends IssuedForecastSchema.class {}
IssuedForecastSchema.setClass(IssuedForecast)
