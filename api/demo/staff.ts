/** The teams of the demo. */
import type { TeamName } from './plan.ts'

export const STAFF: readonly {
  name: TeamName
  members: number
  skills: string[]
  /** Cost of one member for one week, in cents. */
  costRateCents: number
  /** First day in so many days. */
  absences: { inDays: number; days: number; members: number; reason: string }[]
}[] = [
  { name: 'Checkout', members: 6, skills: ['payments', 'backend', 'web'], costRateCents: 260_000, absences: [] },
  { name: 'Discovery', members: 5, skills: ['search', 'data', 'web'], costRateCents: 250_000, absences: [] },
  {
    name: 'Mobile',
    members: 4,
    skills: ['ios', 'android', 'design'],
    costRateCents: 240_000,
    absences: [{ inDays: 10, days: 28, members: 3, reason: 'Parental leave and vacation' }],
  },
]
