import type { Scope } from '../identity/scope.ts'

/** What a person allows, as shown on the consent page: a verb phrase, and what it covers. */
export const SCOPE_TEXT: Record<Scope, { title: string; detail: string }> = {
  'mcp:enabled': {
    title: 'Connect to PM33',
    detail: 'See the names of your workspaces. Required for everything else.',
  },
  'backlog:read': { title: 'Read the backlog', detail: 'Items and epics with their status, estimates, and history.' },
  'optimize:read': {
    title: 'Rank the backlog',
    detail: 'WSJF, RICE, and ICE scores, and the reason for each rank.',
  },
  'velocity:read': {
    title: 'Read velocity and forecast dates',
    detail: 'Team throughput, and when work is likely to be done.',
  },
  'competitive:read': {
    title: 'Read competitive intelligence',
    detail: 'Competitors, their capabilities, and the evidence.',
  },
  'strategy:read': { title: 'Read the strategy', detail: 'Mission, objectives, and themes, and how work serves them.' },
  'scheduling:read': { title: 'Plan the portfolio', detail: 'Who works on what and when, given team capacity.' },
  'scenarios:read': {
    title: 'Run what-if scenarios',
    detail: 'How dates, cost, and risk would change. Does not change any data.',
  },
  'prd:write': {
    title: 'Write PRDs',
    detail:
      'Saves drafts of product requirements documents in PM33. Consumes AI credits when a model is used, including to score alignment.',
  },
}
