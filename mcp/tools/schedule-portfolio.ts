import { figureText } from '../../text.ts'
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

Use it for "does it fit", "what does the next quarter look like", "which due dates break", "what is on the critical path". Teams work at the median pace of their forecasts. p is the probability that an item is done by its planned finish, finish85 the date by which it is done with 85% probability. Not for a single date (forecast_delivery).
Works well after query_backlog and optimize_priorities. includeStoryPacking also puts stories into sprints; baselineId compares with a saved plan.
Example: {"objective":"costOfDelay","horizonWeeks":26}`,
  scope: 'scheduling:read',
  calls: 5,
  input: {
    ...asked,
    teamIds: asked.teamIds.describe('Only these teams, by name or ID'),
    startDate: asked.startDate.describe('First day. Default: asOf or today'),
    horizonWeeks: asked.horizonWeeks.describe('Only items that finish within this many weeks'),
    objective: asked.objective
      .default('costOfDelay')
      .describe('costOfDelay = most valuable first; makespan = earliest end; tardiness = due dates'),
    baselineId: asked.baselineId.describe('Name or ID of a saved plan to compare with'),
    effort: asked.effort.default('standard').describe('How long to search for a better order'),
    // The API also answers pages and partners; more than this is no answer for an assistant.
    limit: asked.limit.unwrap().max(400).default(60).describe('Assignments and stories to list'),
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
          'months is in person-days (team-days if the number of members is unknown): used = planned work, offered = what is left after absences and closed days, usual = offered if nobody were absent.',
        ]
      : []),
    ...(bars > limit
      ? [
          `${figureText(limit)} of ${figureText(bars)} assignments are listed. Narrow it with teamIds or itemIds, or raise limit.`,
        ]
      : []),
    ...(packed > limit ? [`${figureText(limit)} of ${figureText(packed)} stories are listed.`] : []),
  ],
})
