/** Cycles of Linear that an earlier version has written without their team, so that several teams shared one. */
import { cycleWithoutTeam } from '../formats/trackers/linear.ts'
import type { ImportRecord } from '../record/record.ts'

export const isLinear = (sourceKey: string) => sourceKey.startsWith('linear:')

/**
 * Whether an item's time in a sprint is now its time in the cycle of the same number that its record names. To end it would
 * leave the item in both, and count its work twice.
 * @param nameOf the sprint's name, asked for where it matters
 */
export function isReplaced(
  nameOf: () => string,
  { sourceKey, sprints }: Pick<ImportRecord, 'sourceKey' | 'sprints'>,
): boolean {
  const numbers = isLinear(sourceKey) ? sprints.flatMap(({ name }) => cycleWithoutTeam(name) ?? []) : []
  if (numbers.length === 0) return false
  const name = nameOf()
  return numbers.includes(cycleWithoutTeam(name) ?? name) && !sprints.some((sprint) => sprint.name === name)
}
