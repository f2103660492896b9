import { OPEN_WORK } from '../planning/work.ts'
import { z } from 'zod'
import { builder } from '../graphql/builder.ts'
import { commit } from '../data/commit.ts'
import { workspaceFor } from '../identity/service.ts'
import { WORKSPACE, workspaceOf } from '../identity/workspaces/workspace-service.ts'
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
import { CHANGE_NUMBERS, LONGEST_NAME, LONGEST_TEAM, MOST_CHANGES, MOST_ITEMS, MOST_SCENARIOS } from './bounds.ts'
import { SavedScenario } from './entity.ts'
import { deleteScenario, saveScenario, scenariosOf } from './saved-service.ts'

const reads = { scope: 'scenarios:read' } as const
const writes = { $all: { may: 'backlog:write', scope: 'scenarios:read' } } as const

const ChangeTypeRef = builder.enumType('ScenarioChangeType', {
  values: CHANGE_TYPES,
  description:
    'addScope, removeScope: size. removeItems, moveItems: itemIds (and toTeam). startNotBefore: date, and itemIds or team. capacity: factor, from, until. hire, leave: members, from. moveMembers: team, toTeam, members. costRate. targetDate: date.',
})
const RiskRef = builder.enumType('ScenarioRisk', {
  values: ['low', 'medium', 'high'] as const,
  description: 'Risk of missing the target date: up to 15% is low, up to 40% medium.',
})

const ChangeInput = builder.inputType('ScenarioChangeInput', {
  description: 'One change. Fields that its type does not use are refused.',
  fields: (t) => ({
    type: t.field({ type: ChangeTypeRef, required: true }),
    team: t.string({
      required: false,
      description: 'Name or ID. Not needed if only one team does the work.',
      validate: z.string().min(1).max(LONGEST_TEAM),
    }),
    toTeam: t.string({ required: false, validate: z.string().min(1).max(LONGEST_TEAM) }),
    itemIds: t.idList({
      required: false,
      description: 'Keys or IDs. An epic includes its children.',
      validate: z.array(z.string()).min(1).max(MOST_ITEMS),
    }),
    size: t.float({
      required: false,
      description: 'In items or points, like the forecast.',
      validate: z.number().positive().max(CHANGE_NUMBERS.size.most),
    }),
    first: t.boolean({ required: false, description: 'Put the added scope before everything else.' }),
    factor: t.float({
      required: false,
      description: '0.8 means that a fifth less gets done.',
      validate: z.number().min(0).max(CHANGE_NUMBERS.factor.most),
    }),
    members: t.float({ required: false, validate: z.number().positive().max(CHANGE_NUMBERS.members.most) }),
    from: t.field({ type: 'Date', required: false, description: 'Default today.' }),
    until: t.field({
      type: 'Date',
      required: false,
      description: 'The first day it no longer applies. Default: never ends.',
    }),
    rampUpDays: t.int({
      required: false,
      description: 'Days until fully productive. Default: 60 for a hire, 30 for a move.',
      validate: z.int().min(0).max(CHANGE_NUMBERS.rampUpDays.most),
    }),
    date: t.field({ type: 'Date', required: false }),
    costRate: t.float({
      required: false,
      description:
        'Cost of one member per week in whole units of the currency: 2500 for a Team.costRateCents of 250000. May have decimals.',
      validate: z.number().min(0).max(CHANGE_NUMBERS.costRate.most),
    }),
  }),
})
const changes = z.array(z.unknown()).min(1).max(MOST_CHANGES)
const named = z.string().trim().min(1).max(LONGEST_NAME)

const ScenarioInput = builder.inputType('ScenarioInput', {
  fields: (t) => ({
    name: t.string({ required: true, validate: named }),
    changes: t.field({ type: [ChangeInput], required: true, validate: changes as never }),
  }),
})

export const DatesRef = builder.objectRef<AtPercentiles<string>>('DatesAtPercentiles').implement({
  description: 'null: not within ten years.',
  fields: (t) => ({
    p50: t.expose('p50', { type: 'Date', nullable: true }),
    p75: t.expose('p75', { type: 'Date', nullable: true }),
    p90: t.expose('p90', { type: 'Date', nullable: true }),
    p95: t.expose('p95', { type: 'Date', nullable: true }),
  }),
})
export const DaysRef = builder.objectRef<AtPercentiles<number>>('DaysAtPercentiles').implement({
  description:
    'Days later at each percentile. Negative means earlier; null means that at least one of the two dates is more than ten years away.',
  fields: (t) => ({
    p50: t.exposeInt('p50', { nullable: true }),
    p75: t.exposeInt('p75', { nullable: true }),
    p90: t.exposeInt('p90', { nullable: true }),
    p95: t.exposeInt('p95', { nullable: true }),
  }),
})
const MoneyRef = builder.objectRef<AtPercentiles<number>>('MoneyAtPercentiles').implement({
  description: 'In whole units of the workspace’s currency, not in cents. null if a cost rate is unknown.',
  fields: (t) => ({
    p50: t.exposeFloat('p50', { nullable: true }),
    p75: t.exposeFloat('p75', { nullable: true }),
    p90: t.exposeFloat('p90', { nullable: true }),
    p95: t.exposeFloat('p95', { nullable: true }),
  }),
})

const BaselineRef = builder.objectRef<PlanOutcome>('ScenarioBaseline').implement({
  description: 'The current plan.',
  fields: (t) => ({
    dates: t.field({ type: DatesRef, resolve: ({ dates }) => dates }),
    cost: t.field({
      type: MoneyRef,
      description: 'Cost of the teams working until each date.',
      resolve: ({ cost }) => cost,
    }),
    onTime: t.exposeFloat('onTime', { nullable: true, description: 'Probability of the target date.' }),
    risk: t.field({ type: RiskRef, nullable: true, resolve: ({ risk }) => risk }),
  }),
})

const ContributionRef = builder.objectRef<ScenarioOutcome['contributions'][number]>('ScenarioContribution').implement({
  description: 'How much of the shift one change causes. At every percentile, the parts sum to the whole.',
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
    targetDate: t.expose('targetDate', {
      type: 'Date',
      nullable: true,
      description: 'Date that onTime and risk are for: the scenario’s own, or else the question’s.',
    }),
    onTime: t.exposeFloat('onTime', { nullable: true, description: 'Probability of the target date.' }),
    onTimeShift: t.exposeFloat('onTimeShift', { nullable: true }),
    risk: t.field({ type: RiskRef, nullable: true, resolve: ({ risk }) => risk }),
    probabilityEarlier: t.exposeFloat('probabilityEarlier', {
      nullable: true,
      description: 'Share of trials that finish earlier than the current plan. null for the closed form.',
    }),
    contributions: t.field({ type: [ContributionRef], resolve: ({ contributions }) => contributions }),
  }),
})

const AnalysisRef = builder.objectRef<ScenarioAnalysis>('ScenarioAnalysis').implement({
  description: 'Scenarios compared with the current plan, using the same random draws in each.',
  authScopes: reads,
  fields: (t) => ({
    sentence: t.exposeString('sentence'),
    openWork: t.exposeInt('openWork', { description: OPEN_WORK }),
    method: t.field({ type: MethodRef, resolve: ({ method }) => method }),
    confidence: t.field({ type: ConfidenceRef, resolve: ({ confidence }) => confidence }),
    roughBecause: t.exposeString('roughBecause', {
      nullable: true,
      description: 'Why the forecast is rough, as a clause. null if it is calibrated.',
    }),
    unit: t.field({ type: FlowUnitRef, resolve: ({ unit }) => unit }),
    sizedZero: t.exposeInt('sizedZero', {
      description: 'Number of open items in the question if all of them have 0 points and so take no time, else 0.',
    }),
    remaining: t.exposeFloat('remaining'),
    currency: t.exposeString('currency', {
      nullable: true,
      description: 'ISO 4217 code of every cost. null if the workspace has no currency.',
    }),
    baseline: t.field({ type: BaselineRef, resolve: ({ baseline }) => baseline }),
    scenarios: t.field({ type: [OutcomeRef], resolve: ({ scenarios }) => scenarios }),
    assumptions: t.exposeStringList('assumptions'),
    warnings: t.exposeStringList('warnings'),
    stamp: t.field({ type: StampRef, resolve: ({ stamp }) => stamp }),
  }),
})

const SavedRef = builder.node(SavedScenario, {
  name: 'SavedScenario',
  description: 'A saved scenario.',
  authScopes: reads,
  id: { resolve: ({ id }) => id },
  loadOne: (id, { db }) => db.em.findOne(SavedScenario, { id }),
  fields: (t) => ({
    name: t.exposeString('name'),
    changes: t.expose('changes', { type: 'JSON', description: 'In the format that scenarioAnalysis accepts.' }),
    createdAt: t.expose('createdAt', { type: 'DateTime' }),
  }),
})

builder.objectFields(WorkspaceRef, (t) => ({
  scenarioAnalysis: t.field({
    type: AnalysisRef,
    description: 'What if? Select the work as in deliveryForecast.',
    authScopes: reads,
    complexity: 300,
    args: {
      ...workArgs(t),
      scenarios: t.arg({
        type: [ScenarioInput],
        required: false,
        description: `At least one here or in saved, and at most ${MOST_SCENARIOS} in both together.`,
        validate: z.array(z.unknown()).max(MOST_SCENARIOS) as never,
      }),
      saved: t.arg.stringList({
        required: false,
        description: 'Names or IDs of saved scenarios, to compare with each other or with `scenarios`.',
        validate: z.array(z.string().min(1).max(200)).max(MOST_SCENARIOS),
      }),
    },
    resolve: (workspace, args, context) => analyzeScenarios(context, workspace, args),
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
    description: 'Saves a scenario, replacing any with the same name.',
    authScopes: writes,
    args: {
      workspaceId: t.arg.id({ required: false, description: WORKSPACE.forNew }),
      name: t.arg.string({ required: true, validate: named }),
      changes: t.arg({ type: [ChangeInput], required: true, validate: changes as never }),
    },
    resolve: (_root, { workspaceId, name, changes: given }, context) =>
      commit(context, async () => saveScenario(context, await workspaceFor(context, workspaceId), name.trim(), given)),
  }),
  deleteScenario: t.string({
    description: 'Returns its name.',
    authScopes: writes,
    args: {
      workspaceId: t.arg.id({ required: false, description: WORKSPACE.forNamed }),
      id: t.arg.id({ required: true, description: 'Global ID, UUID, or name.' }),
    },
    resolve: (_root, { workspaceId, id }, context) =>
      commit(context, async () => {
        const named = { entity: SavedScenario, typename: 'SavedScenario', ref: id }
        return deleteScenario(context, await workspaceOf(context, workspaceId, named), id)
      }),
  }),
}))
