/** The teams of the demo. */
import type { TeamName } from './plan.ts'

export const STAFF: readonly {
  name: TeamName
  /** One name a member; they are made up. */
  people: string[]
  skills: string[]
  /** Cost of one member for one week, in cents. */
  costRateCents: number
  /** First day in so many days. */
  absences: { inDays: number; days: number; members: number; reason: string }[]
}[] = [
  {
    name: 'Checkout',
    people: ['Ana Ruiz', 'Ben Okafor', 'Chloe Martin', 'Daniel Kim', 'Elif Demir', 'Frank Moore'],
    skills: ['payments', 'backend', 'web'],
    costRateCents: 260_000,
    absences: [],
  },
  {
    name: 'Discovery',
    people: ['Grace Liu', 'Hugo Silva', 'Ines Novak', 'Jonas Berg', 'Kira Patel'],
    skills: ['search', 'data', 'web'],
    costRateCents: 250_000,
    absences: [],
  },
  {
    name: 'Mobile',
    people: ['Liam Walsh', 'Mei Tanaka', 'Noor Haddad', 'Oscar Lund'],
    skills: ['ios', 'android', 'design'],
    costRateCents: 240_000,
    absences: [{ inDays: 10, days: 28, members: 3, reason: 'Parental leave and vacation' }],
  },
]

/** Who has a started or finished item; nobody has what is still waiting. */
export function assigneeOf(team: TeamName, number: number, started: boolean): string | null {
  const { people } = STAFF.find(({ name }) => name === team)!
  return started ? people[number % people.length]! : null
}
