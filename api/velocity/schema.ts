import { AS_OF, OPEN_WORK } from '../planning/work.ts'
import { z } from 'zod'
import { builder } from '../graphql/builder.ts'
import { WorkspaceRef } from '../identity/schema.ts'
import { StampRef } from '../graphql/stamp-schema.ts'
import { velocityBreakdown } from './breakdown-service.ts'
import { BREAKDOWNS, type Breakdown, type BreakdownRow } from './flow/breakdown.ts'
import type { Finding } from './flow/data-quality.ts'
import type { DurationPercentiles } from './flow/flow-time.ts'
import { FlowUnitRef, LevelRecordRef } from './forecast-schema.ts'
import { analyzeVelocity, type VelocityReport } from './velocity-service.ts'

interface Analyzed extends VelocityReport {
  breakdown: (by: Breakdown) => Promise<BreakdownRow[]>
}

const WeekRef = builder.objectRef<VelocityReport['weekly'][number]>('ThroughputWeek').implement({
  fields: (t) => ({
    start: t.expose('start', { type: 'Date', description: 'Monday.' }),
    items: t.exposeInt('items'),
    size: t.exposeFloat('size'),
  }),
})

const SeriesRef = builder.objectRef<NonNullable<VelocityReport['throughput']>>('SeriesSummary').implement({
  description: 'Center and spread of a weekly series, including zeros.',
  fields: (t) => ({
    periods: t.exposeInt('periods'),
    median: t.exposeFloat('median'),
    mean: t.exposeFloat('mean'),
    mad: t.exposeFloat('mad', { description: 'Median absolute deviation.' }),
    coefficientOfVariation: t.exposeFloat('coefficientOfVariation', { nullable: true }),
    dispersion: t.exposeFloat('dispersion', {
      nullable: true,
      description: 'Variance ÷ mean. 1 is a steady stream; about 5 is typical.',
    }),
  }),
})

const TrendDirectionRef = builder.enumType('TrendDirection', { values: ['rising', 'falling', 'none'] as const })
const TrendRef = builder.objectRef<NonNullable<VelocityReport['trend']>>('Trend').implement({
  description:
    'How the series changed: Theil–Sen slope and Mann–Kendall test corrected for autocorrelation. Not a projection.',
  fields: (t) => ({
    slope: t.exposeFloat('slope'),
    pValue: t.exposeFloat('pValue'),
    direction: t.field({ type: TrendDirectionRef, resolve: ({ direction }) => direction }),
  }),
})

const DurationRef = builder.objectRef<DurationPercentiles>('DurationPercentiles').implement({
  description: 'Calendar days, including the first and the last.',
  fields: (t) => ({
    items: t.exposeInt('items'),
    p50: t.exposeFloat('p50'),
    p75: t.exposeFloat('p75'),
    p85: t.exposeFloat('p85'),
    p95: t.exposeFloat('p95'),
  }),
})

const AgeRef = builder.objectRef<VelocityReport['wip']['ages'][number]>('WorkItemAge').implement({
  fields: (t) => ({
    key: t.exposeString('key'),
    age: t.exposeInt('age'),
    olderThanUsual: t.exposeBoolean('olderThanUsual'),
  }),
})
const WipRef = builder.objectRef<VelocityReport['wip']>('WorkInProgress').implement({
  fields: (t) => ({
    items: t.exposeInt('items'),
    usualDays: t.exposeFloat('usualDays', {
      nullable: true,
      description:
        'P85 of cycle time, with open work counted by its age so far (Kaplan–Meier): 85% of items take at most this many days.',
    }),
    olderThanUsual: t.exposeInt('olderThanUsual', { description: 'Items in progress for longer than usualDays.' }),
    ages: t.field({
      type: [AgeRef],
      description: 'Oldest first.',
      args: { first: t.arg.int({ required: false, defaultValue: 10, validate: z.int().min(1).max(200) }) },
      resolve: ({ ages }, { first }) => ages.slice(0, first ?? 10),
    }),
  }),
})

const FlowRef = builder.objectRef<NonNullable<VelocityReport['flow']>>('FlowBalance').implement({
  description: "Items started and finished in the last ninety days. Little's law holds only if the two balance.",
  fields: (t) => ({
    arrivals: t.exposeInt('arrivals'),
    departures: t.exposeInt('departures'),
    stable: t.exposeBoolean('stable'),
  }),
})

const VelocityRef = builder.objectRef<NonNullable<VelocityReport['velocity']>>('SprintVelocity').implement({
  fields: (t) => ({
    sprints: t.exposeInt('sprints'),
    median: t.exposeFloat('median', { description: 'Over the last six sprints.' }),
    mad: t.exposeFloat('mad'),
    standardError: t.exposeFloat('standardError', { nullable: true }),
  }),
})

const SprintRecordRef = builder.objectRef<VelocityReport['sprints'][number]>('SprintRecord').implement({
  fields: (t) => ({
    name: t.exposeString('key'),
    committed: t.exposeFloat('committed'),
    added: t.exposeFloat('added', { description: 'Added after the start.' }),
    removed: t.exposeFloat('removed'),
    completed: t.exposeFloat('completed'),
  }),
})

const SayDoRef = builder.objectRef<VelocityReport['sayDo']>('SayDo').implement({
  description:
    'Over the last six sprints, with added scope separate. Real teams complete 0.6 to 1.7 times their commitment.',
  fields: (t) => ({
    kept: t.exposeFloat('kept', { nullable: true, description: 'Committed work that was completed ÷ committed work.' }),
    delivered: t.exposeFloat('delivered', { nullable: true }),
    addedShare: t.exposeFloat('addedShare', { nullable: true }),
    removedShare: t.exposeFloat('removedShare', { nullable: true }),
  }),
})

const NextSprintsRef = builder.objectRef<VelocityReport['nextSprints'][number]>('NextSprints').implement({
  description:
    'Total expected from the next sprints. There is a 90% chance of at least p10 and a 10% chance of at least p90.',
  fields: (t) => ({
    sprints: t.exposeInt('sprints'),
    p10: t.exposeFloat('p10'),
    p50: t.exposeFloat('p50'),
    p90: t.exposeFloat('p90'),
  }),
})

const PredictabilityRef = builder.objectRef<VelocityReport['predictability']>('Predictability').implement({
  fields: (t) => ({
    coefficientOfVariation: t.exposeFloat('coefficientOfVariation', { nullable: true }),
    dispersion: t.exposeFloat('dispersion', { nullable: true }),
    p90OverP50: t.exposeFloat('p90OverP50', {
      nullable: true,
      description: 'P90 ÷ P50 of the forecast for four weeks of work. About 2 is typical.',
    }),
    hitRate: t.exposeFloat('hitRate', {
      nullable: true,
      description: "Share of this method's past P90 dates that were met.",
    }),
  }),
})

const FindingRef = builder.objectRef<Finding>('DataQualityFinding').implement({
  fields: (t) => ({
    code: t.exposeString('code'),
    sentence: t.exposeString('sentence'),
    items: t.exposeInt('items'),
    of: t.exposeInt('of'),
    keys: t.exposeStringList('keys'),
  }),
})

const BreakdownRef = builder.enumType('VelocityBreakdown', { values: BREAKDOWNS })
const BreakdownRowRef = builder.objectRef<BreakdownRow>('VelocityBreakdownRow').implement({
  description: 'One of the things compared. Epics, which hold the work, are not counted.',
  fields: (t) => ({
    name: t.exposeString('name', { description: 'An epic by its key.' }),
    title: t.exposeString('title', { nullable: true, description: 'Title of the epic, if the groups are epics.' }),
    finished: t.exposeInt('finished', { description: 'Items finished in these weeks.' }),
    points: t.exposeFloat('points', { description: 'Story points of the finished items.' }),
    perWeek: t.exposeFloat('perWeek', { description: 'Finished items a week, on average.' }),
    cycleTime: t.field({ type: DurationRef, nullable: true, resolve: ({ cycleTime }) => cycleTime }),
    inProgress: t.exposeInt('inProgress', { description: 'Items in progress now.' }),
    members: t.exposeInt('members', { nullable: true, description: 'Members of the team, if the groups are teams.' }),
    inProgressPerMember: t.exposeFloat('inProgressPerMember', { nullable: true }),
  }),
})

const ReportRef = builder.objectRef<Analyzed>('VelocityReport').implement({
  description: 'How fast, steady, and predictable delivery is, from its history.',
  authScopes: { scope: 'velocity:read' },
  fields: (t) => ({
    sentence: t.exposeString('sentence'),
    unit: t.field({ type: FlowUnitRef, resolve: ({ unit }) => unit }),
    openWork: t.exposeInt('openWork', { description: OPEN_WORK }),
    team: t.exposeString('team', { nullable: true, description: 'null means all teams together.' }),
    weekly: t.field({
      type: [WeekRef],
      description: 'Completed weeks, oldest first.',
      resolve: ({ weekly }) => weekly,
    }),
    throughput: t.field({ type: SeriesRef, nullable: true, resolve: ({ throughput }) => throughput }),
    trend: t.field({ type: TrendRef, nullable: true, resolve: ({ trend }) => trend }),
    signals: t.exposeStringList('signals', { description: 'Weeks outside the natural process limits (XmR).' }),
    cycleTime: t.field({ type: DurationRef, nullable: true, resolve: ({ cycleTime }) => cycleTime }),
    leadTime: t.field({ type: DurationRef, nullable: true, resolve: ({ leadTime }) => leadTime }),
    wip: t.field({ type: WipRef, resolve: ({ wip }) => wip }),
    flow: t.field({ type: FlowRef, nullable: true, resolve: ({ flow }) => flow }),
    velocity: t.field({ type: VelocityRef, nullable: true, resolve: ({ velocity }) => velocity }),
    sprints: t.field({
      type: [SprintRecordRef],
      description: 'The last twelve closed sprints, oldest first.',
      resolve: ({ sprints }) => sprints,
    }),
    sayDo: t.field({ type: SayDoRef, resolve: ({ sayDo }) => sayDo }),
    nextSprints: t.field({ type: [NextSprintsRef], resolve: ({ nextSprints }) => nextSprints }),
    predictability: t.field({ type: PredictabilityRef, resolve: ({ predictability }) => predictability }),
    trackRecord: t.field({ type: [LevelRecordRef], resolve: ({ trackRecord }) => trackRecord }),
    findings: t.field({
      type: [FindingRef],
      description: 'What looks unusual about the data.',
      resolve: ({ findings }) => [...findings],
    }),
    breakdown: t.field({
      type: [BreakdownRowRef],
      nullable: true,
      description: 'Side by side, the most work in progress first. null without `by`.',
      complexity: 50,
      args: { by: t.arg({ type: BreakdownRef, required: false }) },
      resolve: ({ breakdown }, { by }) => by && breakdown(by),
    }),
    warnings: t.exposeStringList('warnings'),
    stamp: t.field({ type: StampRef, resolve: ({ stamp }) => stamp }),
  }),
})

builder.objectFields(WorkspaceRef, (t) => ({
  velocity: t.field({
    type: ReportRef,
    authScopes: { scope: 'velocity:read' },
    complexity: 100,
    args: {
      teamId: t.arg.id({ required: false, description: 'Global ID, UUID, or name. Default: all teams together.' }),
      unit: t.arg({ type: FlowUnitRef, required: false }),
      weeks: t.arg.int({ required: false, defaultValue: 26, validate: z.int().min(4).max(260) }),
      asOf: t.arg({ type: 'Date', required: false, description: AS_OF }),
    },
    resolve: async (workspace, args, context): Promise<Analyzed> => {
      const { teamId, weeks, asOf } = args
      return {
        ...(await analyzeVelocity(context, workspace, args)),
        breakdown: (by) => velocityBreakdown(context, workspace, { by, weeks: weeks ?? 26, teamId, asOf }),
      }
    },
  }),
}))
