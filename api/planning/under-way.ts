/** What holds work back until when, in every tool: release dates and blockers, which what is in progress has left behind. */
import { lineAbove } from './blockers.ts'
import type { FlowData } from './flow-data.ts'
import { isInProgress, type PlanItem, type PlanningDependency } from './planning.ts'
import { stalledOf } from './stalled.ts'
import { leavesOf } from './work.ts'

const NAMED = 5

const isUnderWay = (
  { key, statusCategory }: Pick<PlanItem, 'key' | 'statusCategory'>,
  stalled: ReadonlySet<string>,
): boolean => isInProgress({ statusCategory }) && !stalled.has(key)

export interface Begun<Leaf> {
  /** With the release dates that hold them, their own or of what they are in. */
  readonly leaves: Leaf[]
  readonly dependencies: readonly PlanningDependency[]
  /** Dependencies that what is in progress has not waited for. */
  readonly overtaken: readonly PlanningDependency[]
  /** Keys of the leaves that are in progress. */
  readonly underWay: ReadonlySet<string>
}

type Held = Pick<PlanItem, 'id' | 'key' | 'statusCategory' | 'releaseDate' | 'parentId' | 'epicId'>

/**
 * Leaves with the latest release date of their own and of what they are in, without those that have been left behind: what is
 * in progress has left its own, and a container in which something is in progress has left the container's. Dependencies
 * without those of what is in progress.
 */
export function begun<Leaf extends Held>(
  data: FlowData,
  leaves: readonly Leaf[],
  dependencies: readonly PlanningDependency[],
): Begun<Leaf> {
  const { stalled, byId, opened } = knownOf(data)
  const underWay = new Set(leaves.flatMap((leaf) => (isUnderWay(leaf, stalled) ? [leaf.key] : [])))
  const releaseOf = (leaf: Leaf): string | null => {
    if (underWay.has(leaf.key)) return null
    let last = leaf.releaseDate
    for (const id of lineAbove(leaf, byId)) {
      const date = opened.has(id) ? null : (byId.get(id)?.releaseDate ?? null)
      if (date !== null && (last === null || date > last)) last = date
    }
    return last
  }
  return {
    leaves: leaves.map((leaf) => {
      const releaseDate = releaseOf(leaf)
      return releaseDate === leaf.releaseDate ? leaf : { ...leaf, releaseDate }
    }),
    dependencies: dependencies.filter(({ item }) => !underWay.has(item)),
    overtaken: dependencies.filter(({ item }) => underWay.has(item)),
    underWay,
  }
}

interface Known {
  readonly stalled: ReadonlySet<string>
  readonly byId: ReadonlyMap<string, PlanItem>
  /** Ids of containers in which something is in progress. */
  readonly opened: ReadonlySet<string>
}

function knownOf(data: FlowData): Known {
  const before = known.get(data)
  if (before) return before
  const stalled = stalledOf(data)
  const byId = new Map(data.items.map((item) => [item.id, item]))
  const opened = new Set(
    leavesOf(data.items).flatMap((leaf) => (isUnderWay(leaf, stalled) ? lineAbove(leaf, byId) : [])),
  )
  const found = { stalled, byId, opened }
  known.set(data, found)
  return found
}

/** Asked for by every set that the best scope is looked for in, and each time the same. */
const known = new WeakMap<FlowData, Known>()

export function overtakenWords(overtaken: readonly Pick<PlanningDependency, 'item' | 'blocker'>[]): string[] {
  const said = [
    ...new Set(overtaken.map(({ item, blocker }) => `${item} is in progress although it waits for ${blocker}.`)),
  ].sort()
  return said.length > NAMED ? [...said.slice(0, NAMED), `The same holds for ${said.length - NAMED} more.`] : said
}
