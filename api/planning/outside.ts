/** Work that waits for open work which is not part of a question: the dates do not know of it, so the answer says so. */
import type { PlanningDependency } from './planning.ts'

const NAMED = 5

/** @param inside keys of the work asked about @param where "this question" */
export function outsideWords(
  inside: ReadonlySet<string>,
  dependencies: readonly PlanningDependency[],
  where: string,
): string[] {
  const waiting = [
    ...new Set(
      dependencies.filter(({ item, blocker }) => inside.has(item) && !inside.has(blocker)).map(({ item }) => item),
    ),
  ].sort()
  if (waiting.length === 0) return []
  return [
    `${waiting.length} of these items ${waiting.length === 1 ? 'waits' : 'wait'} for open work that is not part of ${where}: ${waiting.slice(0, NAMED).join(', ')}${waiting.length > NAMED ? ', …' : ''}. The dates assume that it is done in time.`,
  ]
}
