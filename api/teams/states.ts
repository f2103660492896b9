export const SPRINT_STATES = ['future', 'active', 'closed'] as const
