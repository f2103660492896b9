/** Who stands above whom, of the items that a workspace has and those that a file brings. */
import { ancestors, circleAbove } from '../../math/graph.ts'
import type { Identities, KnownItem } from './identities.ts'
import type { Plan } from '../record/plan.ts'

interface Node {
  parent: string | null
  epic: boolean
}

/** Parents and epics by item id. What the file says of an item outweighs what was known. */
export class Tree {
  readonly #nodes = new Map<string, Node>()

  know(id: string, parent: string | null, epic: boolean): void {
    this.#nodes.set(id, { parent, epic })
  }

  readonly #parentOf = (id: string) => this.#nodes.get(id)?.parent

  /** The parent, unless that would put the item above itself. */
  parentOf(id: string): string | null {
    return circleAbove(this.#parentOf, id) ? null : (this.#parentOf(id) ?? null)
  }

  /** The nearest ancestor that is an epic. Circles end the search. */
  epicOf(id: string): string | null {
    if (this.parentOf(id) === null) return null
    return [...ancestors(this.#parentOf, id)].find((above) => this.#nodes.get(above)?.epic) ?? null
  }
}

/**
 * @param statesParents whether the file says anything of parents; else known items keep theirs
 * @param live whether a known item that waits for its parent takes it when it comes
 */
export function treeOf(
  plan: Plan,
  known: readonly KnownItem[],
  identities: Identities,
  { statesParents, live }: { statesParents: boolean; live: boolean },
): Tree {
  const tree = new Tree()
  for (const { id, parent_id, parent_ref, type } of known) {
    const waited = live && parent_id === null && parent_ref !== null ? identities.idOf(parent_ref) : null
    tree.know(id, parent_id ?? waited, type === 'epic')
  }
  for (const key of plan.index.rowOf.keys()) {
    const ref = identities.refOf(key)
    const before = identities.known(ref)
    const parent = plan.parents.get(key)
    const stated = parent === undefined ? null : identities.idOf(identities.refOf(parent))
    tree.know(identities.idOf(ref)!, before && !statesParents ? before.parent_id : stated, plan.epics.has(key))
  }
  return tree
}
