import { OPEN_WORK } from '../planning/work.ts'
import { z } from 'zod'
import { builder } from '../graphql/builder.ts'
import { commit } from '../data/commit.ts'
import { workspaceFor } from '../identity/service.ts'
import { WorkspaceRef } from '../identity/schema.ts'
import { StampRef } from '../graphql/stamp-schema.ts'
import { ConfidenceRef, FlowUnitRef, MethodRef, workArgs } from '../velocity/forecast-schema.ts'
import {
  analyzeScenarios,
  type AtPercentiles,
  type PlanOutcome,
  type ScenarioAnalysis,
  type ScenarioOutcome,
} from './analysis-service.ts'
import { CHANGE_TYPES } from './asked-change.ts'
import { SavedScenario } from './entity.ts'
import { deleteScenario, saveScenario, scenariosOf } from './saved-service.ts'
import { CAUSES } from './why-moved.ts'
import { whyItMoved, type MoveAnalysis } from './why-moved-service.ts'

const reads = { scope: 'scenarios:read' } as const
const writes = { $all: { may: 'backlog:write', scope: 'scenarios:read' } } as const

const ChangeTypeRef = builder.enumType('ScenarioChangeType', {
  values: CHANGE_TYPES,
  description:
    'addScope, removeScope: size. removeItems, moveItems: itemIds (and toTeam). startNotBefore: date, and itemIds or team. capacity: factor, from, until. hire, leave: members, from. moveMembers: team, toTeam, members. costRate. targetDate: date.',
})
const RiskRef = builder.enumType('ScenarioRisk', {
  values: ['low', 'medium', 'high'] as const,
  description: 'Of missing the target date: up to 15 % is low, up to 40 % medium.',
})
const CauseRef = builder.enumType('MoveCause', { values: CAUSES })

const ChangeInput = builder.inputType('ScenarioChangeInput', {
  description: 'One change; a field that its type does not use is refused.',
  fields: (t) => ({
    type: t.field({ type: ChangeTypeRef, required: true }),
    team: t.string({
      required: false,
      description: 'Name or id; not needed where one team does the work.',
      validate: z.string().min(1).max(200),
    }),
    toTeam: t.string({ required: false, validate: z.string().min(1).max(200) }),
    itemIds: t.idList({
      required: false,
      description: 'Keys or ids; an epic stands for what is in it.',
      validate: z.array(z.string()).min(1).max(500),
    }),
    size: t.float({
      required: false,
      description: 'Items or points, as the forecast counts.',
      validate: z.number().positive().max(10_000_000),
    }),
    first: t.boolean({ required: false, description: 'Added scope goes before everything else.' }),
    factor: t.float({
      required: false,
      description: '0.8: a fifth less gets done.',
      validate: z.number().min(0).max(100),
    }),
    members: t.float({ required: false, validate: z.number().positive().max(10_000) }),
    from: t.field({ type: 'Date', required: false, description: 'Default today.' }),
    until: t.field({ type: 'Date', required: false, description: 'First day on which it is over; default never.' }),
    rampUpDays: t.int({
      required: false,
      description: 'Until fully productive; default 60 for a hire, 30 for a move.',
      validate: z.int().min(0).max(730),
    }),
    date: t.field({ type: 'Date', required: false }),
    costRate: t.float({
      required: false,
      description: 'Money for one member and week.',
      validate: z.number().min(0).max(10_000_000),
    }),
  }),
})
const changes = z.array(z.unknown()).min(1).max(8)
const named = z.string().trim().min(1).max(120)

const ScenarioInput = builder.inputType('ScenarioInput', {
  fields: (t) => ({
    name: t.string({ required: true, validate: named }),
    changes: t.field({ type: [ChangeInput], required: true, validate: changes as never }),
  }),
})

const DatesRef = builder.objectRef<AtPercentiles<string>>('DatesAtPercentiles').implement({
  description: 'null is not within ten years.',
  fields: (t) => ({
    p50: t.expose('p50', { type: 'Date', nullable: true }),
    p75: t.expose('p75', { type: 'Date', nullable: true }),
    p90: t.expose('p90', { type: 'Date', nullable: true }),
    p95: t.expose('p95', { type: 'Date', nullable: true }),
  }),
})
const DaysRef = builder.objectRef<AtPercentiles<number>>('DaysAtPercentiles').implement({
  description: 'Days later at each percentile; negative is earlier, null where one of the two is not in sight.',
  fields: (t) => ({
    p50: t.exposeInt('p50', { nullable: true }),
    p75: t.exposeInt('p75', { nullable: true }),
    p90: t.exposeInt('p90', { nullable: true }),
    p95: t.exposeInt('p95', { nullable: true }),
  }),
})
const MoneyRef = builder.objectRef<AtPercentiles<number>>('MoneyAtPercentiles').implement({
  description: 'In the currency of the cost rates; null where a rate is unknown.',
  fields: (t) => ({
    p50: t.exposeFloat('p50', { nullable: true }),
    p75: t.exposeFloat('p75', { nullable: true }),
    p90: t.exposeFloat('p90', { nullable: true }),
    p95: t.exposeFloat('p95', { nullable: true }),
  }),
})

const BaselineRef = builder.objectRef<PlanOutcome>('ScenarioBaseline').implement({
  description: 'The plan as it is.',
  fields: (t) => ({
    dates: t.field({ type: DatesRef, resolve: ({ dates }) => dates }),
    cost: t.field({
      type: MoneyRef,
      description: 'Of the teams at work until each date.',
      resolve: ({ cost }) => cost,
    }),
    onTime: t.exposeFloat('onTime', { nullable: true, description: 'Probability of the target date.' }),
    risk: t.field({ type: RiskRef, nullable: true, resolve: ({ risk }) => risk }),
  }),
})

const ContributionRef = builder.objectRef<ScenarioOutcome['contributions'][number]>('ScenarioContribution').implement({
  description: 'What one change adds to the shift; at every percentile the parts sum to the whole.',
  fields: (t) => ({
    change: t.exposeString('change'),
    shift: t.field({ type: DaysRef, resolve: ({ shift }) => shift }),
  }),
})

const OutcomeRef = builder.objectRef<ScenarioOutcome>('ScenarioOutcome').implement({
  fields: (t) => ({
    name: t.exposeString('name'),
    sentence: t.exposeString('sentence'),
    dates: t.field({ type: DatesRef, resolve: ({ dates }) => dates }),
    shift: t.field({ type: DaysRef, resolve: ({ shift }) => shift }),
    cost: t.field({ type: MoneyRef, resolve: ({ cost }) => cost }),
    costShift: t.field({ type: MoneyRef, resolve: ({ costShift }) => costShift }),
    onTime: t.exposeFloat('onTime', { nullable: true, description: 'Probability of the target date.' }),
    onTimeShift: t.exposeFloat('onTimeShift', { nullable: true }),
    risk: t.field({ type: RiskRef, nullable: true, resolve: ({ risk }) => risk }),
    probabilityEarlier: t.exposeFloat('probabilityEarlier', {
      nullable: true,
      description: 'Share of the trials in which it is earlier than the plan; null for the closed form.',
    }),
    contributions: t.field({ type: [ContributionRef], resolve: ({ contributions }) => contributions }),
  }),
})

const AnalysisRef = builder.objectRef<ScenarioAnalysis>('ScenarioAnalysis').implement({
  description: 'Scenarios side by side against the plan as it is, with the same luck in each.',
  authScopes: reads,
  fields: (t) => ({
    sentence: t.exposeString('sentence'),
    openWork: t.exposeInt('openWork', { description: OPEN_WORK }),
    method: t.field({ type: MethodRef, resolve: ({ method }) => method }),
    confidence: t.field({ type: ConfidenceRef, resolve: ({ confidence }) => confidence }),
    roughBecause: t.exposeString('roughBecause', {
      nullable: true,
      description: 'Why the forecast is rough, as a clause; null when it is calibrated.',
    }),
    unit: t.field({ type: FlowUnitRef, resolve: ({ unit }) => unit }),
    remaining: t.exposeFloat('remaining'),
    baseline: t.field({ type: BaselineRef, resolve: ({ baseline }) => baseline }),
    scenarios: t.field({ type: [OutcomeRef], resolve: ({ scenarios }) => scenarios }),
    assumptions: t.exposeStringList('assumptions'),
    warnings: t.exposeStringList('warnings'),
    stamp: t.field({ type: StampRef, resolve: ({ stamp }) => stamp }),
  }),
})

const PartRef = builder.objectRef<MoveAnalysis['parts'][number]>('MovePart').implement({
  fields: (t) => ({
    cause: t.field({ type: CauseRef, resolve: ({ cause }) => cause }),
    shift: t.field({ type: DaysRef, resolve: ({ shift }) => shift }),
    items: t.exposeInt('items', { description: 'How many items it touches; 0 where it touches none.' }),
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
  description:
    'The shift between two issued forecasts, split among what changed in between; the parts sum to the shift.',
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

const SavedRef = builder.node(SavedScenario, {
  name: 'SavedScenario',
  description: 'A scenario that was kept under a name.',
  authScopes: reads,
  id: { resolve: ({ id }) => id },
  loadOne: (id, { db }) => db.em.findOne(SavedScenario, { id }),
  fields: (t) => ({
    name: t.exposeString('name'),
    changes: t.expose('changes', { type: 'JSON', description: 'As scenarioAnalysis takes them.' }),
    createdAt: t.expose('createdAt', { type: 'DateTime' }),
  }),
})

builder.objectFields(WorkspaceRef, (t) => ({
  scenarioAnalysis: t.field({
    type: AnalysisRef,
    description: 'What if? What is asked as in deliveryForecast.',
    authScopes: reads,
    complexity: 300,
    args: {
      ...workArgs(t),
      scenarios: t.arg({ type: [ScenarioInput], required: false, validate: z.array(z.unknown()).max(6) as never }),
      saved: t.arg.stringList({
        required: false,
        description: 'Names or ids of saved scenarios.',
        validate: z.array(z.string().min(1).max(200)).max(6),
      }),
    },
    resolve: (workspace, args, context) => analyzeScenarios(context, workspace, args),
  }),
  whyMoved: t.field({
    type: MoveRef,
    description:
      'Why did the date move between two forecasts that were issued? Computed from what each was computed from.',
    authScopes: reads,
    complexity: 200,
    args: { fromId: t.arg.id({ required: true, description: 'The earlier one.' }), toId: t.arg.id({ required: true }) },
    resolve: (workspace, { fromId, toId }, context) => whyItMoved(context, workspace, fromId, toId),
  }),
  savedScenarios: t.loadableList({
    type: SavedRef,
    description: 'Newest first.',
    authScopes: reads,
    load: (ids: string[], context) => scenariosOf(context, ids),
    resolve: ({ id }) => id,
  }),
}))

builder.mutationFields((t) => ({
  saveScenario: t.field({
    type: SavedRef,
    description: 'Keeps a scenario; one of the same name is replaced.',
    authScopes: writes,
    args: {
      workspaceId: t.arg.id({ required: false }),
      name: t.arg.string({ required: true, validate: named }),
      changes: t.arg({ type: [ChangeInput], required: true, validate: changes as never }),
    },
    resolve: (_root, { workspaceId, name, changes: given }, context) =>
      commit(context, async () => saveScenario(context, await workspaceFor(context, workspaceId), name.trim(), given)),
  }),
  deleteScenario: t.string({
    description: 'Answers with its name.',
    authScopes: writes,
    args: {
      workspaceId: t.arg.id({ required: false }),
      id: t.arg.id({ required: true, description: 'Global id, uuid or name.' }),
    },
    resolve: (_root, { workspaceId, id }, context) =>
      commit(context, async () => deleteScenario(context, await workspaceFor(context, workspaceId), id)),
  }),
}))
