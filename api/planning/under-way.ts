/** What is in progress goes on: it no longer waits for its release date or for a blocker, in every tool. */
import type { FlowData } from './flow-data.ts'
import { isInProgress, type PlanItem, type PlanningDependency } from './planning.ts'
import { stalledOf } from './stalled.ts'

const NAMED = 5

export const isUnderWay = (
  { key, statusCategory }: Pick<PlanItem, 'key' | 'statusCategory'>,
  stalled: ReadonlySet<string>,
): boolean => isInProgress({ statusCategory }) && !stalled.has(key)

export interface Begun<Leaf> {
  readonly leaves: Leaf[]
  readonly dependencies: readonly PlanningDependency[]
  /** Dependencies that what is in progress has not waited for. */
  readonly overtaken: readonly PlanningDependency[]
}

/** Leaves without the release dates, and dependencies without those, that what is in progress has left behind. */
export function begun<Leaf extends Pick<PlanItem, 'key' | 'statusCategory' | 'releaseDate'>>(
  data: FlowData,
  leaves: readonly Leaf[],
  dependencies: readonly PlanningDependency[],
): Begun<Leaf> {
  const stalled = stalledIn.get(data) ?? stalledOf(data)
  stalledIn.set(data, stalled)
  const underWay = new Set(leaves.flatMap((leaf) => (isUnderWay(leaf, stalled) ? [leaf.key] : [])))
  return {
    leaves: leaves.map((leaf) => (leaf.releaseDate && underWay.has(leaf.key) ? { ...leaf, releaseDate: null } : leaf)),
    dependencies: dependencies.filter(({ item }) => !underWay.has(item)),
    overtaken: dependencies.filter(({ item }) => underWay.has(item)),
  }
}

/** Asked for by every set that the best scope is looked for in, and each time the same. */
const stalledIn = new WeakMap<FlowData, ReadonlySet<string>>()

/** As a clause about the item. */
export const overtakenClause = (blocker: string) => `is in progress although it waits for ${blocker}`

export function overtakenWords(overtaken: readonly Pick<PlanningDependency, 'item' | 'blocker'>[]): string[] {
  const said = [...new Set(overtaken.map(({ item, blocker }) => `${item} ${overtakenClause(blocker)}.`))].sort()
  return said.length > NAMED ? [...said.slice(0, NAMED), `The same holds for ${said.length - NAMED} more.`] : said
}
