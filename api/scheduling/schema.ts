import { AS_OF, OPEN_WORK } from '../planning/work.ts'
import { z } from 'zod'
import { builder } from '../graphql/builder.ts'
import { WorkspaceRef } from '../identity/schema.ts'
import { StampRef } from '../graphql/stamp-schema.ts'
import { scheduleCsv, scheduleIcs } from './plan/export.ts'
import { schedulePortfolio, type PortfolioSchedule } from './service.ts'

export const ObjectiveRef = builder.enumType('ScheduleObjective', {
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
  description: "One bar: an item in one team's lane. An epic that two teams work on has two bars.",
  fields: (t) => ({
    id: t.exposeID('id'),
    key: t.exposeString('key'),
    title: t.exposeString('title'),
    type: t.exposeString('type'),
    team: t.exposeString('team'),
    people: t.exposeInt('people', { nullable: true, description: 'null if the members of the team are unknown.' }),
    size: t.exposeFloat('points', { description: 'Open work in the item, in the unit of the plan.' }),
    start: t.expose('start', { type: 'Date' }),
    finish: t.expose('finish', { type: 'Date', description: 'Last day of work.' }),
    critical: t.exposeBoolean('critical'),
    slack: t.exposeInt('slack', { description: 'Working days it can slip without moving the end of the plan.' }),
    dueDate: t.expose('dueDate', { type: 'Date', nullable: true }),
    daysLate: t.exposeInt('daysLate', {
      nullable: true,
      description: 'Calendar days after the due date. Negative means early; null means there is no due date.',
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
      description: 'The date by which it is done with 85% probability. null if that is more than ten years away.',
      resolve: ({ chance }) => chance?.date85 ?? null,
    }),
    cause: t.exposeString('cause', { description: 'What determines the start.' }),
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
    late: t.exposeBoolean('late', { description: 'Whether it misses its due date or deadline within the horizon.' }),
  }),
})

const WeekRef = builder.objectRef<PortfolioSchedule['utilization'][number]>('TeamWeek').implement({
  fields: (t) => ({
    team: t.exposeString('team'),
    week: t.expose('week', { type: 'Date', description: 'Monday.' }),
    used: t.exposeFloat('used', { description: 'Planned person-days, or team-days if members are unknown.' }),
    offered: t.exposeFloat('offered', {
      description: 'Available person-days, in the same unit. 0 when the team is closed.',
    }),
  }),
})

const MonthRef = builder.objectRef<PortfolioSchedule['months'][number]>('TeamMonth').implement({
  description: 'Capacity of a team in a month, in person-days, or team-days if members are unknown.',
  fields: (t) => ({
    team: t.exposeString('team'),
    month: t.exposeString('month', { description: 'As 2027-01.' }),
    used: t.exposeFloat('used', { description: 'Planned.' }),
    offered: t.exposeFloat('offered', { description: 'Available.' }),
    usual: t.exposeFloat('usual', { description: 'Available if nobody were absent.' }),
  }),
})

const TeamUseRef = builder.objectRef<PortfolioSchedule['teams'][number]>('TeamUtilization').implement({
  fields: (t) => ({
    team: t.exposeString('team'),
    share: t.exposeFloat('share', {
      description: 'Share of the capacity used until the end of the plan, from 0 to 1.',
    }),
    finish: t.expose('finish', { type: 'Date', nullable: true, description: "Last day of the team's work." }),
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
    spills: t.exposeBoolean('spills', { description: 'Whether its sprint starts after the planned end of its epic.' }),
  }),
})

const MoveRef = builder
  .objectRef<NonNullable<PortfolioSchedule['variance']>['items'][number]>('ScheduleMove')
  .implement({
    fields: (t) => ({
      key: t.exposeString('key'),
      change: t.exposeString('change', { description: 'UNCHANGED, MOVED, ADDED, or REMOVED.' }),
      startDays: t.exposeInt('startDays', { nullable: true }),
      finishDays: t.exposeInt('finishDays', { nullable: true, description: 'Calendar days; positive is later.' }),
      fromTeam: t.exposeString('fromTeam', {
        nullable: true,
        description: 'Who did it in the baseline. Several teams are separated by commas.',
      }),
      toTeam: t.exposeString('toTeam', { nullable: true, description: 'Who does it in this plan.' }),
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
      description: 'Items that changed since the baseline.',
      resolve: ({ items }) => items.filter(({ change }) => change !== 'UNCHANGED'),
    }),
  }),
})

const ScheduleRef = builder.objectRef<PortfolioSchedule>('PortfolioSchedule').implement({
  description: 'Who does what when, with a bound on how much better another order could be.',
  authScopes: { scope: 'scheduling:read' },
  fields: (t) => ({
    sentence: t.exposeString('sentence'),
    lateItems: t.exposeInt('lateItems', {
      description:
        'Number of items that miss their due date or deadline, including those that could not be placed and items inside epics whose date is before the epic starts.',
    }),
    unit: t.exposeString('unit', { description: 'Unit of sizes: items or points.' }),
    openWork: t.exposeInt('openWork', { description: OPEN_WORK }),
    status: t.field({ type: StatusRef, resolve: ({ status }) => status }),
    objective: t.field({ type: ObjectiveRef, resolve: ({ objective }) => objective }),
    value: t.exposeFloat('value', { description: 'Value of the objective: cost of delay × days from today, or days.' }),
    lowerBound: t.exposeFloat('lowerBound', { description: 'No plan can have a lower value.' }),
    gap: t.exposeFloat('gap', {
      nullable: true,
      description: '(value − lowerBound) ÷ lowerBound: how much better another order could be at most.',
    }),
    start: t.expose('start', { type: 'Date' }),
    finish: t.expose('finish', { type: 'Date', nullable: true }),
    finishProbability: t.float({
      nullable: true,
      description: 'Probability that every team is done by the finish.',
      resolve: ({ finishChance }) => finishChance?.probability ?? null,
    }),
    finish85: t.field({
      type: 'Date',
      nullable: true,
      description: 'The date by which everything is done with 85% probability.',
      resolve: ({ finishChance }) => finishChance?.date85 ?? null,
    }),
    teams: t.field({ type: [TeamUseRef], resolve: ({ teams }) => teams }),
    items: t.field({
      type: [ItemRef],
      description: 'Ordered by start.',
      args: { first: t.arg.int({ required: false, validate: z.int().min(1).max(5_000) }) },
      resolve: ({ items }, { first: most }) => items.slice(0, most ?? items.length),
    }),
    bars: t.int({ description: 'Number of bars.', resolve: ({ items }) => items.length }),
    unplaced: t.field({ type: [UnplacedRef], resolve: ({ unplaced }) => unplaced }),
    criticalPath: t.exposeStringList('criticalPath', { description: 'Item keys, first to last.' }),
    months: t.field({
      type: [MonthRef],
      description: 'Utilization by team and month until the end of the plan. Empty without a forecast.',
      resolve: ({ months }) => months,
    }),
    utilization: t.field({ type: [WeekRef], resolve: ({ utilization }) => utilization }),
    stories: t.field({
      type: [StoryRef],
      description: 'Only with includeStoryPacking.',
      args: { first: t.arg.int({ required: false, validate: z.int().min(1).max(5_000) }) },
      resolve: ({ stories }, { first: most }) => stories.slice(0, most ?? stories.length),
    }),
    packed: t.int({ description: 'Number of stories with a sprint.', resolve: ({ stories }) => stories.length }),
    variance: t.field({
      type: VarianceRef,
      nullable: true,
      description: 'Only against a baseline.',
      resolve: ({ variance }) => variance,
    }),
    ics: t.string({ description: 'The plan as a calendar (RFC 5545).', resolve: (schedule) => scheduleIcs(schedule) }),
    csv: t.string({ description: 'The plan as CSV.', resolve: (schedule) => scheduleCsv(schedule) }),
    assumptions: t.exposeStringList('assumptions'),
    warnings: t.exposeStringList('warnings'),
    stamp: t.field({ type: StampRef, resolve: ({ stamp }) => stamp }),
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
        description: 'Epics or items. Default: every open epic, and items that belong to none.',
      }),
      teamIds: t.arg.idList({ required: false, validate: z.array(z.string()).max(50) }),
      startDate: t.arg({
        type: 'Date',
        required: false,
        description: 'First day of the plan. Default: asOf, or today.',
      }),
      horizonWeeks: t.arg.int({ required: false, validate: z.int().min(1).max(520) }),
      objective: t.arg({ type: ObjectiveRef, required: false }),
      includeStoryPacking: t.arg.boolean({ required: false, description: 'Also assign stories to sprints.' }),
      baselineId: t.arg.id({ required: false, description: 'ID or name of a saved plan to compare with.' }),
      effort: t.arg({
        type: EffortRef,
        required: false,
        description: 'How long to search, counted in schedules so that the result is reproducible.',
      }),
      asOf: t.arg({ type: 'Date', required: false, description: AS_OF }),
    },
    resolve: (workspace, args, context) => schedulePortfolio(context, workspace, args),
  }),
}))
