import { OPEN_WORK } from '../planning/work.ts'
import { z } from 'zod'
import { builder } from '../graphql/builder.ts'
import { byWorkspace } from '../identity/workspaces/by-workspace.ts'
import { WorkspaceRef } from '../identity/schema.ts'
import { StampRef } from '../graphql/stamp-schema.ts'
import { workspaceFor } from '../identity/service.ts'
import { Schedule } from './entity.ts'
import { scheduleCsv, scheduleIcs } from './plan/export.ts'
import { saveBaseline, schedulePortfolio, type PortfolioSchedule } from './service.ts'

const ObjectiveRef = builder.enumType('ScheduleObjective', {
  values: {
    costOfDelay: { value: 'costOfDelay' as const },
    makespan: { value: 'makespan' as const },
    tardiness: { value: 'tardiness' as const },
  },
  description:
    'costOfDelay: what is worth most per day first. makespan: all of it as early as possible. tardiness: due dates.',
})
const EffortRef = builder.enumType('ScheduleEffort', { values: ['quick', 'standard', 'thorough'] as const })
const StatusRef = builder.enumType('ScheduleStatus', {
  values: ['OPTIMAL', 'FEASIBLE', 'INFEASIBLE', 'TIME_LIMIT'] as const,
  description: 'INFEASIBLE: something could not be placed; the rest is planned.',
})

const ItemRef = builder.objectRef<PortfolioSchedule['items'][number]>('ScheduledItem').implement({
  description: 'One bar: an item in a lane. An epic that two teams work on has two.',
  fields: (t) => ({
    id: t.exposeID('id'),
    key: t.exposeString('key'),
    title: t.exposeString('title'),
    type: t.exposeString('type'),
    team: t.exposeString('team'),
    people: t.exposeInt('people'),
    size: t.exposeFloat('points', { description: 'Open work in it, in the measure of the plan.' }),
    start: t.expose('start', { type: 'Date' }),
    finish: t.expose('finish', { type: 'Date', description: 'Last day of work.' }),
    critical: t.exposeBoolean('critical'),
    slack: t.exposeInt('slack', { description: 'Working days it can slip without moving the end of the plan.' }),
    dueDate: t.expose('dueDate', { type: 'Date', nullable: true }),
    daysLate: t.exposeInt('daysLate', {
      nullable: true,
      description: 'Calendar days after the due date; negative is early, null without one.',
    }),
    probability: t.float({
      nullable: true,
      description:
        'Chance of the finish in the forecast, from trials in the order of the plan; null without a forecast.',
      resolve: ({ chance }) => chance?.probability ?? null,
    }),
    finish85: t.field({
      type: 'Date',
      nullable: true,
      description: 'Done by then with 85% probability; null where that is not within ten years.',
      resolve: ({ chance }) => chance?.date85 ?? null,
    }),
    cause: t.exposeString('cause', { description: 'What set its start.' }),
    waitedFor: t.exposeStringList('waitedFor'),
    waitedForTeam: t.exposeString('waitedForTeam', { nullable: true }),
  }),
})

const UnplacedRef = builder.objectRef<PortfolioSchedule['unplaced'][number]>('UnplacedItem').implement({
  fields: (t) => ({
    key: t.exposeString('key'),
    title: t.exposeString('title'),
    reason: t.exposeString('reason'),
    why: t.exposeString('why'),
    earliestFinish: t.expose('earliestFinish', { type: 'Date', nullable: true }),
    dueDate: t.expose('dueDate', { type: 'Date', nullable: true }),
    late: t.exposeBoolean('late', { description: 'It misses its due date, as far as the plan looks.' }),
  }),
})

const WeekRef = builder.objectRef<PortfolioSchedule['utilization'][number]>('TeamWeek').implement({
  fields: (t) => ({
    team: t.exposeString('team'),
    week: t.expose('week', { type: 'Date', description: 'Monday.' }),
    used: t.exposeFloat('used', { description: 'Person-days planned; team-days where members are unknown.' }),
    offered: t.exposeFloat('offered', { description: 'Person-days there are, in the same measure; 0 when closed.' }),
  }),
})

const TeamUseRef = builder.objectRef<PortfolioSchedule['teams'][number]>('TeamUtilization').implement({
  fields: (t) => ({
    team: t.exposeString('team'),
    share: t.exposeFloat('share', { description: 'Of its capacity until the end of the plan, from 0 to 1.' }),
    finish: t.expose('finish', { type: 'Date', nullable: true, description: 'Last day of its work.' }),
  }),
})

const StoryRef = builder.objectRef<PortfolioSchedule['stories'][number]>('PackedStory').implement({
  fields: (t) => ({
    key: t.exposeString('key'),
    title: t.exposeString('title'),
    sprint: t.exposeString('sprint'),
    team: t.exposeString('team'),
    start: t.expose('start', { type: 'Date' }),
    end: t.expose('end', { type: 'Date' }),
    spills: t.exposeBoolean('spills', { description: 'Its sprint begins after the planned end of its epic.' }),
  }),
})

const MoveRef = builder
  .objectRef<NonNullable<PortfolioSchedule['variance']>['items'][number]>('ScheduleMove')
  .implement({
    fields: (t) => ({
      key: t.exposeString('id'),
      change: t.exposeString('change', { description: 'UNCHANGED, MOVED, ADDED or REMOVED.' }),
      startDays: t.exposeInt('startDays', { nullable: true }),
      finishDays: t.exposeInt('finishDays', { nullable: true, description: 'Calendar days; positive is later.' }),
      fromTeam: t.exposeString('fromTeam', { nullable: true }),
      toTeam: t.exposeString('toTeam', { nullable: true }),
    }),
  })

const VarianceRef = builder.objectRef<NonNullable<PortfolioSchedule['variance']>>('ScheduleVariance').implement({
  fields: (t) => ({
    baseline: t.exposeString('baseline'),
    finishDays: t.exposeInt('finishDays', { nullable: true }),
    later: t.exposeInt('later'),
    earlier: t.exposeInt('earlier'),
    unchanged: t.exposeInt('unchanged'),
    added: t.exposeInt('added'),
    removed: t.exposeInt('removed'),
    items: t.field({
      type: [MoveRef],
      description: 'What is not where it was.',
      resolve: ({ items }) => items.filter(({ change }) => change !== 'UNCHANGED'),
    }),
  }),
})

const ScheduleRef = builder.objectRef<PortfolioSchedule>('PortfolioSchedule').implement({
  description: 'Who does what when, with a bound on how far from the best possible it can be.',
  authScopes: { scope: 'scheduling:read' },
  fields: (t) => ({
    sentence: t.exposeString('sentence'),
    lateItems: t.exposeInt('lateItems', {
      description: 'Items that finish after their due date, those without a place in the plan included.',
    }),
    unit: t.exposeString('unit', { description: 'Of sizes: items or points.' }),
    openWork: t.exposeInt('openWork', { description: OPEN_WORK }),
    status: t.field({ type: StatusRef, resolve: ({ status }) => status }),
    objective: t.field({ type: ObjectiveRef, resolve: ({ objective }) => objective }),
    value: t.exposeFloat('value', { description: 'Of the objective: cost of delay × days from today, or days.' }),
    lowerBound: t.exposeFloat('lowerBound', { description: 'No plan can be below it.' }),
    gap: t.exposeFloat('gap', {
      nullable: true,
      description: '(value − bound) ÷ bound: at most this far from the best possible.',
    }),
    start: t.expose('start', { type: 'Date' }),
    finish: t.expose('finish', { type: 'Date', nullable: true }),
    finishProbability: t.float({
      nullable: true,
      description: 'Chance that everything is done by the finish; teams must all be on time for that.',
      resolve: ({ finishChance }) => finishChance?.probability ?? null,
    }),
    finish85: t.field({
      type: 'Date',
      nullable: true,
      description: 'Everything is done by then with 85% probability.',
      resolve: ({ finishChance }) => finishChance?.date85 ?? null,
    }),
    teams: t.field({ type: [TeamUseRef], resolve: ({ teams }) => teams }),
    items: t.field({
      type: [ItemRef],
      description: 'By start.',
      args: { first: t.arg.int({ required: false, validate: z.int().min(1).max(5_000) }) },
      resolve: ({ items }, { first: most }) => items.slice(0, most ?? items.length),
    }),
    bars: t.int({ description: 'How many items there are.', resolve: ({ items }) => items.length }),
    unplaced: t.field({ type: [UnplacedRef], resolve: ({ unplaced }) => unplaced }),
    criticalPath: t.exposeStringList('criticalPath', { description: 'Keys, first to last.' }),
    utilization: t.field({ type: [WeekRef], resolve: ({ utilization }) => utilization }),
    stories: t.field({
      type: [StoryRef],
      description: 'Only with includeStoryPacking.',
      args: { first: t.arg.int({ required: false, validate: z.int().min(1).max(5_000) }) },
      resolve: ({ stories }, { first: most }) => stories.slice(0, most ?? stories.length),
    }),
    packed: t.int({ description: 'How many stories have a sprint.', resolve: ({ stories }) => stories.length }),
    variance: t.field({
      type: VarianceRef,
      nullable: true,
      description: 'Only against a baseline.',
      resolve: ({ variance }) => variance,
    }),
    ics: t.string({ description: 'The plan as a calendar (RFC 5545).', resolve: (schedule) => scheduleIcs(schedule) }),
    csv: t.string({ description: 'The plan as a sheet.', resolve: (schedule) => scheduleCsv(schedule) }),
    assumptions: t.exposeStringList('assumptions'),
    warnings: t.exposeStringList('warnings'),
    stamp: t.field({ type: StampRef, resolve: ({ stamp }) => stamp }),
  }),
})

const BaselineRef = builder.node(Schedule, {
  name: 'ScheduleBaseline',
  description: 'A plan that was kept.',
  authScopes: { scope: 'scheduling:read' },
  id: { resolve: ({ id }) => id },
  loadOne: (id, { db }) => db.em.findOne(Schedule, { id }),
  fields: (t) => ({
    name: t.exposeString('name'),
    asOf: t.expose('asOf', { type: 'Date' }),
    dataVersion: t.exposeInt('dataVersion'),
    createdAt: t.expose('createdAt', { type: 'DateTime' }),
  }),
})

builder.objectFields(WorkspaceRef, (t) => ({
  portfolioSchedule: t.field({
    type: ScheduleRef,
    authScopes: { scope: 'scheduling:read' },
    complexity: 300,
    args: {
      itemIds: t.arg.idList({
        required: false,
        validate: z.array(z.string()).min(1).max(400),
        description: 'Epics or items; without them every open epic and what belongs to none.',
      }),
      teamIds: t.arg.idList({ required: false, validate: z.array(z.string()).max(50) }),
      startDate: t.arg({ type: 'Date', required: false, description: 'Default: today.' }),
      horizonWeeks: t.arg.int({ required: false, validate: z.int().min(1).max(520) }),
      objective: t.arg({ type: ObjectiveRef, required: false }),
      includeStoryPacking: t.arg.boolean({ required: false, description: 'Also put the stories into sprints.' }),
      baselineId: t.arg.id({ required: false, description: 'Id or name of a kept plan to compare with.' }),
      effort: t.arg({
        type: EffortRef,
        required: false,
        description: 'How long to search; counted in schedules, so that the answer repeats.',
      }),
      asOf: t.arg({ type: 'Date', required: false }),
    },
    resolve: (workspace, args, context) => schedulePortfolio(context, workspace, args),
  }),
  scheduleBaselines: t.loadableList({
    type: BaselineRef,
    authScopes: { scope: 'scheduling:read' },
    load: async (ids: string[], { db }) =>
      byWorkspace(
        await db.em.find(Schedule, { workspace: { id: { $in: ids } } }, { orderBy: { createdAt: 'desc', id: 'asc' } }),
        ids,
        100,
      ),
    resolve: ({ id }) => id,
  }),
}))

builder.mutationField('saveScheduleBaseline', (t) =>
  t.field({
    type: BaselineRef,
    description: 'Plans, and keeps the plan under a name.',
    authScopes: { $all: { may: 'backlog:write', scope: 'scheduling:read' } },
    args: {
      workspaceId: t.arg.id({ required: false }),
      name: t.arg.string({ required: true, validate: z.string().trim().min(1).max(120) }),
      objective: t.arg({ type: ObjectiveRef, required: false }),
      startDate: t.arg({ type: 'Date', required: false }),
    },
    resolve: async (_root, { workspaceId, name, objective, startDate }, context) =>
      saveBaseline(context, await workspaceFor(context, workspaceId), name, { objective, startDate }),
  }),
)
