import { z } from 'zod'

/** Arguments that mean the same in every tool. */
const id = z.string().min(1).max(200)

export const workspaceId = id.optional().describe('Id or key of the workspace. Leave out when there is only one')
export const itemIds = z.array(id).min(1).max(500).optional().describe('Keys (SHOP-12) or ids')
export const epicId = id.optional().describe('Key or id of an epic: only what is below it')
export const teamId = id.optional().describe('Id or name of a team')
export const filterTypes = z
  .array(z.enum(['epic', 'feature', 'story', 'task', 'bug', 'improvement', 'idea']))
  .max(7)
  .optional()
export const status = z
  .array(z.enum(['backlog', 'todo', 'active', 'review', 'done', 'cancelled']))
  .max(6)
  .optional()
export const priority = z
  .array(z.enum(['critical', 'high', 'medium', 'low', 'none']))
  .max(5)
  .optional()
export const sprint = z
  .string()
  .min(1)
  .max(200)
  .optional()
  .describe('Name or id; active = the running sprints, none = in no sprint')
export const labels = z.array(z.string().min(1).max(100)).max(20).optional().describe('Items that carry any of them')
export const search = z.string().min(1).max(500).optional().describe('Words in key, title or description')
export const updatedSince = z.string().max(40).optional().describe('Date or time: 2026-03-19, 2026-03-19T08:00:00Z')
export const limit = z.int().min(1).max(200).default(25)
export const cursor = z.string().min(1).max(2_000).optional().describe('nextCursor of the page before')
export const asOf = z.iso.date().optional().describe('Answer as if today were this day')
/** What a question about delivery asks for. */
export const count = z.int().min(1).max(100_000).optional().describe('So many items, whichever they are')
export const points = z.number().positive().max(10_000_000).optional().describe('So many story points')
export const unit = z
  .enum(['items', 'points'])
  .optional()
  .describe('Default: points if half of recent finished work has them, else items')
export const targetDate = z.iso.date().optional().describe('How sure is this date?')
export const teamIds = z.array(id).max(50).optional().describe('Only these teams: names or ids')
export const includeScopeGrowth = z
  .boolean()
  .optional()
  .describe('Let scope grow as it has; default for an epic yes, else no')
