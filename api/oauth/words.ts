import type { Scope } from '../identity/scope.ts'

/** What a person allows, as the consent page says it: a verb, and what that shows or does. */
export const SCOPE_WORDS: Record<Scope, { title: string; detail: string }> = {
  'mcp:enabled': { title: 'Connect to PM33', detail: 'See which workspaces there are. Needed for everything else.' },
  'backlog:read': { title: 'Read the backlog', detail: 'Items, epics, their status, estimates and history.' },
  'optimize:read': {
    title: 'Rank the backlog',
    detail: 'WSJF, RICE and ICE scores, and why an item stands where it stands.',
  },
  'velocity:read': {
    title: 'Read velocity and forecast dates',
    detail: 'Throughput of teams, and when work is likely to be done.',
  },
  'competitive:read': {
    title: 'Read competitive intelligence',
    detail: 'Competitors, their capabilities, and the evidence for both.',
  },
  'strategy:read': { title: 'Read the strategy', detail: 'Mission, objectives and themes, and how work serves them.' },
  'scheduling:read': { title: 'Plan the portfolio', detail: 'Who works on what when, with the capacity of teams.' },
  'scenarios:read': {
    title: 'Play through what-if scenarios',
    detail: 'How dates, cost and risk would shift. Changes nothing.',
  },
  'prd:write': {
    title: 'Write requirements documents',
    detail: 'Saves drafts in PM33. Consumes AI credits where a model is used.',
  },
}
