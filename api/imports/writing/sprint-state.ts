import type { ImportedSprint } from '../record/record.ts'

type SprintState = NonNullable<ImportedSprint['state']>

/** How far a sprint has come. */
const COURSE: readonly string[] = ['future', 'active', 'closed']
export const later = (a: string, b: string) => (COURSE.indexOf(b) > COURSE.indexOf(a) ? b : a)

/** @returns null where the dates do not tell */
export function stateByDates(startDate: string | null, endDate: string | null, now: Date): SprintState | null {
  const today = now.toISOString().slice(0, 10)
  if (endDate && endDate < today) return 'closed'
  if (startDate) return startDate > today ? 'future' : 'active'
  return null
}
