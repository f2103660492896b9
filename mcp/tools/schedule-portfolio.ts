import { ARGUMENTS } from '../arguments.generated.ts'
import { SchedulePortfolioDocument } from '../operations.generated.ts'
import { defineTool } from '../tool.ts'
import { worded } from './arguments.ts'
import { scheduleBulk } from './schedule-bulk.ts'

const asked = worded(ARGUMENTS.SchedulePortfolio)

export const schedulePortfolio = defineTool({
  name: 'schedule_portfolio',
  title: 'Schedule portfolio',
  description: `Who does what when? Plans epics (or items) into team lanes with capacity, calendars, skills, dependencies, release dates, and due dates, and states how much better another order could be at most.

Use it for "does it fit", "what does the next quarter look like", "which due dates break", "what is on the critical path". Teams work at the median pace of their forecasts; p is the chance of each finish in this order, finish85 the date that is 85% sure. Not for work outside a plan (forecast_delivery).
Works well after query_backlog and optimize_priorities. includeStoryPacking also puts stories into sprints; baselineId compares with a saved plan.
Example: {"objective":"costOfDelay","horizonWeeks":26}`,
  scope: 'scheduling:read',
  calls: 5,
  input: {
    ...asked,
    teamIds: asked.teamIds.describe('Only these teams, by name or ID'),
    startDate: asked.startDate.describe('Default: today'),
    horizonWeeks: asked.horizonWeeks.describe('Leave out items that finish later'),
    objective: asked.objective
      .default('costOfDelay')
      .describe('costOfDelay = most valuable first; makespan = earliest end; tardiness = due dates'),
    baselineId: asked.baselineId.describe('Name or ID of a saved plan to compare with'),
    effort: asked.effort.default('standard').describe('How long to search for a better order'),
    // The API also answers pages and partners; more bars than this are no answer for an assistant.
    limit: asked.limit.unwrap().max(400).default(60).describe('Number of bars and stories to list'),
  },
  operation: SchedulePortfolioDocument,
  answer: 'workspace.portfolioSchedule',
  viewOnly: ['sentence', 'from', 'plan', 'utilization'],
  bulk: scheduleBulk,
  view: 'schedule-portfolio',
  summary: ({ sentence }) => sentence,
  notes: ({ bars, packed, months }, { limit }) => [
    ...(months.length
      ? [
          'months counts person-days, or team-days where the number of members is unknown: used are planned, offered are left by absences and closed days, usual are offered without absences.',
        ]
      : []),
    ...(bars > limit ? [`${limit} of ${bars} bars are listed: ask with teamIds or itemIds, or a higher limit.`] : []),
    ...(packed > limit ? [`${limit} of ${packed} stories are listed.`] : []),
  ],
})
