import { definePrompt, type Prompt, type PromptArgument } from '../prompt.ts'

/** Last in each prompt: slash commands fill arguments by position, and people type what the question is about. */
const workspaceId: PromptArgument = {
  description: 'Name, key, or ID of the workspace, if there is more than one',
  completes: 'workspaceId',
}
const epic: PromptArgument = { description: 'Key of an epic, such as SHOP-12', completes: 'epic' }

const within = (id: string | undefined) => (id ? ` in workspace ${id}` : '')

/** The documented chains, one prompt each. */
export const prompts: readonly Prompt[] = [
  definePrompt({
    name: 'prioritize_backlog',
    title: 'What should we do next?',
    description: 'Ranks the open backlog into P0–P4 and explains the top items and what is left for later.',
    arguments: { epic, workspaceId },
    chain: ['query_backlog', 'optimize_priorities'],
    text: ({ workspaceId: id, epic: key }) =>
      `What should we work on next${within(id)}${key ? `, within epic ${key}` : ''}? Look at the open items with query_backlog, rank them with optimize_priorities, then tell me the P0 and P1 items (or the first ten, if the answer has no tiers because too few items have scores), why each is there, and what moved down and why. Point out items that lack the estimates a ranking needs.`,
  }),
  definePrompt({
    name: 'forecast_date',
    title: 'When will it be done?',
    description: 'Answers a date question with probabilities, after checking that the pace is steady enough to trust.',
    arguments: { epic, targetDate: { description: 'Target date, such as 2026-03-31' }, workspaceId },
    chain: ['analyze_velocity', 'forecast_delivery'],
    text: ({ workspaceId: id, epic: key, targetDate }) =>
      `When will ${key ? `epic ${key}` : 'the open backlog'} be done${within(id)}? Check with analyze_velocity whether the pace is stable, then use forecast_delivery. Give the P50, P75, P90, and P95 dates${targetDate ? `, the odds of making ${targetDate}` : ''}, and what would make the forecast wrong.`,
  }),
  definePrompt({
    name: 'write_prd',
    title: 'Write a PRD',
    description: 'Drafts a product requirements document (PRD) in which every sentence can be traced to its source.',
    arguments: { epic, topic: { description: 'Topic, if there is no epic yet' }, workspaceId },
    chain: ['generate_prd'],
    text: ({ workspaceId: id, epic: key, topic }) =>
      `Write a PRD for ${key ? `epic ${key}` : (topic ?? 'the topic I will name')}${within(id)}. First call generate_prd with dryRun and tell me what it would cost. When I agree, call it with includeStrategicContext=true. Then list the sentences that are assumptions, so that I can confirm them.`,
  }),
  definePrompt({
    name: 'what_if',
    title: 'What if?',
    description: 'Compares a change in scope, people, or dates with the current plan.',
    arguments: {
      change: { description: 'The change, such as “two more people in Payments from May”', required: true },
      workspaceId,
    },
    chain: ['analyze_scenario'],
    text: ({ workspaceId: id, change }) =>
      `What if: ${change ?? ''}${within(id)}. Compare it with the current plan using analyze_scenario. Tell me how the delivery date, cost, and risk change, and which part of the change causes what.`,
  }),
  definePrompt({
    name: 'plan_portfolio',
    title: 'Plan the portfolio',
    description: 'Ranks the backlog and schedules it across the teams for the coming weeks.',
    arguments: { horizonWeeks: { description: 'Number of weeks to plan; default 12' }, workspaceId },
    chain: ['query_backlog', 'optimize_priorities', 'schedule_portfolio'],
    text: ({ workspaceId: id, horizonWeeks }) =>
      `Plan the next ${horizonWeeks ?? '12'} weeks${within(id)}. Find the open epics with query_backlog, rank them with optimize_priorities, and schedule the top ones with schedule_portfolio. Show what each team does when, how busy each team is, what does not fit, and how far from optimal the schedule can be.`,
  }),
]
