import { AS_OF, OPEN_WORK, UNITS } from '../planning/work.ts'
import type { ArgBuilder } from '@pothos/core'
import { z } from 'zod'
import { epicProgress, MOST_EPICS, type EpicProgress } from './epics-service.ts'
import { MOST_A_DAY, MOST_OF_PROGRAMS } from './issued/issued.ts'
import { builder } from '../graphql/builder.ts'
import { WorkspaceRef } from '../identity/schema.ts'
import { StampRef } from '../graphql/stamp-schema.ts'
import { forecastDelivery, type DeliveryForecast } from './forecast-service.ts'

export const FlowUnitRef = builder.enumType('FlowUnit', { values: UNITS })
interface Forecast extends DeliveryForecast {
  epics: () => Promise<EpicProgress[]>
}

export const ConfidenceRef = builder.enumType('ForecastConfidence', {
  values: ['calibrated', 'rough'] as const,
  description: '`rough`: the history is short or little was finished recently, so the ranges are wider.',
})
export const MethodRef = builder.enumType('ForecastMethod', {
  values: ['exact', 'simulation'] as const,
  description: '`exact`: closed form, without random draws. `simulation`: used when teams wait for each other.',
})

const PercentileDateRef = builder.objectRef<DeliveryForecast['dates'][number]>('PercentileDate').implement({
  description: 'The date by which the work is done with this probability.',
  fields: (t) => ({
    percentile: t.exposeInt('percentile'),
    date: t.expose('date', { type: 'Date', nullable: true, description: 'null if not within ten years.' }),
    days: t.exposeInt('days', { nullable: true, description: 'Calendar days from asOf. null if the date is.' }),
  }),
})

const HistogramBarRef = builder.objectRef<DeliveryForecast['histogram'][number]>('HistogramBar').implement({
  fields: (t) => ({
    from: t.expose('from', { type: 'Date' }),
    until: t.expose('until', {
      type: 'Date',
      nullable: true,
      description: 'null on the last bar, which covers everything later.',
    }),
    probability: t.exposeFloat('probability'),
  }),
})

const InfluenceRef = builder.objectRef<DeliveryForecast['influences'][number]>('Influence').implement({
  description: 'How far one change alone would move a date. Negative means earlier.',
  fields: (t) => ({
    change: t.exposeString('change'),
    days: t.exposeInt('days', {
      nullable: true,
      description: 'null if the resulting date is not within ten years. `change` says so.',
    }),
    percentile: t.exposeInt('percentile'),
  }),
})

const RecordOffRef = builder.enumType('RecordOff', {
  values: ['early', 'late'] as const,
  description: '`early`: dates were met less often than stated. `late`: they were met more often than stated.',
})

export const LevelRecordRef = builder.objectRef<DeliveryForecast['trackRecord'][number]>('LevelRecord').implement({
  description:
    'How often past dates at this percentile held, computed by this method from what was known then. For several teams, the dates of all teams together.',
  fields: (t) => ({
    percentile: t.int({ resolve: ({ level }) => level * 100 }),
    held: t.exposeInt('held'),
    of: t.exposeInt('of'),
    teams: t.exposeInt('teams', { description: 'Number of teams whose dates these are, each for its own part.' }),
    independent: t.int({
      description: 'Number of dates that do not overlap; weekly dates do.',
      resolve: ({ independent }) => Math.round(independent),
    }),
    off: t.field({
      type: RecordOffRef,
      nullable: true,
      description: 'null: the share that was met agrees with the percentile, as far as the independent dates can tell.',
      resolve: ({ off }) => off,
    }),
    fourWeeks: t.exposeBoolean('fourWeeks', {
      description:
        'True if this is the record for four weeks of work, because the work in question is too long to have one.',
    }),
  }),
})

const HowManyRef = builder.objectRef<{ percentile: number; size: number }>('HowMany').implement({
  fields: (t) => ({
    percentile: t.exposeInt('percentile'),
    size: t.exposeInt('size', {
      description: 'At least this much is done by the date, with this probability in percent.',
    }),
  }),
})

const TargetRef = builder.objectRef<NonNullable<DeliveryForecast['target']>>('ForecastTarget').implement({
  fields: (t) => ({
    date: t.expose('date', { type: 'Date' }),
    probability: t.exposeFloat('probability', { description: 'Probability that all of it is done by this date.' }),
    howMany: t.field({ type: [HowManyRef], resolve: ({ howMany }) => howMany }),
  }),
})

const GrowthRef = builder.objectRef<NonNullable<DeliveryForecast['growth']>>('ScopeGrowth').implement({
  fields: (t) => ({
    perFinished: t.exposeFloat('perFinished', { description: 'New items per finished item.' }),
    factor: t.exposeFloat('factor', { description: 'Expected final size per unit of remaining work.' }),
  }),
})

const TeamForecastRef = builder.objectRef<DeliveryForecast['teams'][number]>('TeamForecast').implement({
  fields: (t) => ({
    name: t.exposeString('name'),
    remaining: t.exposeFloat('remaining'),
    p90: t.field({
      type: 'Date',
      nullable: true,
      description: 'The date by which the team finishes its own part with 90% confidence.',
      resolve: ({ dates }) => dates.find(({ percentile }) => percentile === 90)?.date ?? null,
    }),
    dates: t.field({ type: [PercentileDateRef], resolve: ({ dates }) => dates }),
  }),
})

const KeptPlanRef = builder.objectRef<NonNullable<DeliveryForecast['keptPlan']>>('KeptPlan').implement({
  description: 'What the newest saved plan says about the same work.',
  fields: (t) => ({
    name: t.exposeString('name'),
    asOf: t.expose('asOf', { type: 'Date', description: 'The day that the dates of the plan count from.' }),
    finish: t.expose('finish', {
      type: 'Date',
      nullable: true,
      description: 'Where the plan ends this work. null if none of it is in the plan.',
    }),
    probability: t.exposeFloat('probability', {
      nullable: true,
      description: 'Probability in this forecast that all of the work is done by that date.',
    }),
    differs: t.exposeBoolean('differs', {
      description: 'True if that date is outside P35 to P65 of this forecast by more than a day.',
    }),
    why: t.stringList({ description: 'What explains the difference.', resolve: ({ why }) => [...why] }),
    sentence: t.exposeString('sentence'),
  }),
})

const EpicProgressRef = builder.objectRef<EpicProgress>('EpicProgress').implement({
  description: 'How far an epic is, and when the rest of it is done.',
  fields: (t) => ({
    key: t.exposeString('key'),
    title: t.exposeString('title', { nullable: true }),
    open: t.exposeInt('open', { description: 'Open items, without sub-tasks and features that contain items.' }),
    done: t.exposeInt('done'),
    percentDone: t.exposeInt('percentDone', { nullable: true, description: 'Percent; 100 only if none is open.' }),
    openPoints: t.exposeFloat('openPoints'),
    donePoints: t.exposeFloat('donePoints'),
    percentPoints: t.exposeInt('percentPoints', { nullable: true }),
    p50: t.expose('p50', { type: 'Date', nullable: true, description: 'null without a forecast.' }),
    p90: t.expose('p90', { type: 'Date', nullable: true }),
  }),
})

export const DeliveryForecastRef = builder.objectRef<Forecast>('DeliveryForecast').implement({
  description: 'When work will be done, as dates with probabilities calibrated on past forecast errors.',
  authScopes: { scope: 'velocity:read' },
  fields: (t) => ({
    sentence: t.exposeString('sentence'),
    confidence: t.field({ type: ConfidenceRef, resolve: ({ confidence }) => confidence }),
    openWork: t.exposeInt('openWork', { description: OPEN_WORK }),
    roughBecause: t.exposeString('roughBecause', {
      nullable: true,
      description: 'Why the forecast is rough, as a clause. null if it is calibrated.',
    }),
    evenOdds: t.exposeBoolean('evenOdds', {
      description:
        'True if P50 dates were met 40% to 60% of the time for teams like this in the backtest on public histories. Otherwise P50 is a best guess.',
    }),
    method: t.field({ type: MethodRef, resolve: ({ method }) => method }),
    unit: t.field({ type: FlowUnitRef, resolve: ({ unit }) => unit }),
    sizedZero: t.exposeInt('sizedZero', {
      description: 'Number of selected open items if all of them have 0 points and so take no time, else 0.',
    }),
    remaining: t.exposeFloat('remaining', { description: 'Remaining work, before scope growth.' }),
    dates: t.field({
      type: [PercentileDateRef],
      description: 'Empty if all of the work has 0 points.',
      resolve: ({ dates }) => dates,
    }),
    target: t.field({
      type: TargetRef,
      nullable: true,
      description: 'Only if a target date was given and not all of the work has 0 points.',
      resolve: ({ target }) => target,
    }),
    histogram: t.field({ type: [HistogramBarRef], resolve: ({ histogram }) => histogram }),
    influences: t.field({
      type: [InfluenceRef],
      description: 'The changes that would move the date most, largest first.',
      resolve: ({ influences }) => influences,
    }),
    trackRecord: t.field({ type: [LevelRecordRef], resolve: ({ trackRecord }) => trackRecord }),
    growth: t.field({ type: GrowthRef, nullable: true, resolve: ({ growth }) => growth }),
    teams: t.field({ type: [TeamForecastRef], resolve: ({ teams }) => teams }),
    keptPlan: t.field({
      type: KeptPlanRef,
      nullable: true,
      description:
        'null if no plan is saved, if a plain count or size was asked for, or without the scope scheduling:read.',
      resolve: ({ keptPlan }) => keptPlan,
    }),
    epics: t.field({
      type: [EpicProgressRef],
      description: `The epics with open work, each with its progress and its own forecast; the most open work first, at most ${MOST_EPICS}.`,
      complexity: 300,
      resolve: ({ epics }) => epics(),
    }),
    assumptions: t.exposeStringList('assumptions'),
    warnings: t.exposeStringList('warnings'),
    stamp: t.field({ type: StampRef, resolve: ({ stamp }) => stamp }),
  }),
})

/** What a question about delivery asks for, here and in scenarios. */
export const workArgs = (t: { arg: ArgBuilder<typeof builder.$inferSchemaTypes> }) => ({
  itemIds: t.arg.idList({
    required: false,
    validate: z.array(z.string()).min(1).max(500),
    description: 'Global IDs, UUIDs, or keys. An epic includes its children.',
  }),
  epicId: t.arg.id({ required: false }),
  count: t.arg.int({
    required: false,
    validate: z.int().min(1).max(100_000),
    description: 'This many items, whichever they are.',
  }),
  points: t.arg.float({ required: false, validate: z.number().positive().max(10_000_000) }),
  unit: t.arg({
    type: FlowUnitRef,
    required: false,
    description: 'Default: points if half of the work finished in the last 26 weeks has them, else items.',
  }),
  targetDate: t.arg({
    type: 'Date',
    required: false,
    description: 'Also return the probability of this date and how much is done by then.',
  }),
  teamIds: t.arg.idList({
    required: false,
    validate: z.array(z.string()).max(50),
    description: 'Global IDs, UUIDs, or names.',
  }),
  includeScopeGrowth: t.arg.boolean({ required: false, description: 'Default: true for an epic, else false.' }),
  asOf: t.arg({
    type: 'Date',
    required: false,
    description: AS_OF,
  }),
})

builder.objectFields(WorkspaceRef, (t) => ({
  deliveryForecast: t.field({
    type: DeliveryForecastRef,
    description: `When will it be done? Pass itemIds, epicId, count, or points. Default: the whole open backlog. One forecast per question and day is kept, up to ${MOST_A_DAY} a day in a workspace, for whyMoved and issuedForecasts. Forecasts asked for with an API key are kept only until ${MOST_OF_PROGRAMS} have been kept that day. Forecasts that are not kept are still answered.`,
    authScopes: { scope: 'velocity:read' },
    complexity: 200,
    args: {
      ...workArgs(t),
      keep: t.arg.boolean({
        required: false,
        defaultValue: true,
        description: 'false: the forecast is not kept, so nothing can be compared with it later.',
      }),
    },
    resolve: async (workspace, { keep, ...args }, context): Promise<Forecast> => ({
      ...(await forecastDelivery(context, workspace, {
        ...args,
        ...(keep === false && { kept: 'never' }),
        // A program may ask about every epic each night, before anybody else does.
        ...(keep !== false && context.principal?.kind === 'api_key' && !context.adapter && { kept: 'program' }),
      })),
      epics: () => epicProgress(context, workspace, { asOf: args.asOf }),
    }),
  }),
}))
