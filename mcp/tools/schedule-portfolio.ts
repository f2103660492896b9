import { ARGUMENTS } from '../arguments.generated.ts'
import { SchedulePortfolioDocument } from '../operations.generated.ts'
import { defineTool } from '../tool.ts'
import { worded } from './arguments.ts'

const asked = worded(ARGUMENTS.SchedulePortfolio)

export const schedulePortfolio = defineTool({
  name: 'schedule_portfolio',
  title: 'Schedule portfolio',
  description: `Who does what when? Plans epics (or items) into team lanes with capacity, calendars, skills, dependencies, release and due dates, and says how far from the best possible plan it can be at most.

Use it for "does it fit", "what does the next quarter look like", "which due dates break", "what is on the critical path". Teams work at the median pace of their forecasts; p is the chance of each finish in this order, finish85 the date with 85%. Not for work outside a plan (forecast_delivery).
Works well after query_backlog and optimize_priorities. includeStoryPacking also puts stories into sprints; baselineId compares with a kept plan.
Example: {"objective":"costOfDelay","horizonWeeks":26}`,
  scope: 'scheduling:read',
  input: {
    ...asked,
    teamIds: asked.teamIds.describe('Only these lanes: names or ids'),
    startDate: asked.startDate.describe('Default today'),
    horizonWeeks: asked.horizonWeeks.describe('Leave out what finishes later'),
    objective: asked.objective.default('costOfDelay').describe('What is worth most first; all early; due dates'),
    baselineId: asked.baselineId.describe('Name or id of a kept plan'),
    effort: asked.effort.default('standard').describe('How long to search'),
    // The API also answers pages and partners; more bars than this are no answer for an assistant.
    limit: asked.limit.unwrap().max(400).default(60).describe('Bars, and stories, that are listed'),
  },
  operation: SchedulePortfolioDocument,
  answer: 'workspace.portfolioSchedule',
  viewOnly: ['utilization'],
  view: 'schedule-portfolio',
  summary: ({ bars, lateItems, unplaced, finish, finishProbability, finish85, gap, status }) => {
    if (!bars)
      return unplaced.length
        ? `Nothing could be placed; ${unplaced.length} ${unplaced.length === 1 ? 'has' : 'have'} no place.`
        : 'Nothing is open, so there is nothing to plan.'
    const quality =
      status === 'OPTIMAL'
        ? 'proven best possible'
        : gap == null
          ? 'no bound known'
          : `at most ${Math.ceil(gap * 100)} % from the best possible`
    return [
      `${bars} ${bars === 1 ? 'bar' : 'bars'} until ${finish}; ${quality}.`,
      ...(finishProbability == null
        ? []
        : [`The end holds with ${Math.round(finishProbability * 100)}%${finish85 ? `, ${finish85} with 85%` : ''}.`]),
      lateItems
        ? `${lateItems} ${lateItems === 1 ? 'finishes after its' : 'finish after their'} due date.`
        : 'No due date is missed.',
      ...(unplaced.length ? [`${unplaced.length} could not be placed.`] : []),
    ].join(' ')
  },
  notes: ({ bars, packed }, { limit }) => [
    ...(bars > limit ? [`${limit} of ${bars} bars are listed: ask with teamIds or itemIds, or a higher limit.`] : []),
    ...(packed > limit ? [`${limit} of ${packed} stories are listed.`] : []),
  ],
})
