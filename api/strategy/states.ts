export const OBJECTIVE_STATES = ['active', 'achieved', 'dropped'] as const
