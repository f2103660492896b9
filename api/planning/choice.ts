/** Which items an analysis speaks of when nobody names them: the work itself, not the containers it is kept in. */
import { figureText } from '../../text.ts'
import type { ItemRow } from '../backlog/row.ts'
import { HOLDS_WORK, type ItemType } from '../backlog/vocabulary.ts'

/** An item with parts, with as much of it as analyses need to walk the tree. */
export interface ParentRow {
  readonly id: string
  readonly key: string
  readonly title: string
  readonly type: ItemType
  readonly parentId: string | null
  readonly teamId: string | null
  /** Parts that are not done or cancelled, and all of them. */
  readonly openParts: number
  readonly parts: number
}

export const isContainer = ({ type }: Pick<ItemRow, 'type'>) => HOLDS_WORK.includes(type)

/** A step of a story, task or bug: what it hangs below is work itself. */
export function isStep(
  { parentId }: Pick<ItemRow, 'parentId'>,
  parents: ReadonlyMap<string, Pick<ItemRow, 'type'>>,
): boolean {
  const above = parentId === null ? undefined : parents.get(parentId)
  return above !== undefined && !isContainer(above)
}

/** The team that works on an item: its own, else that of the nearest item above it that has one. */
export function teamAtWork(
  { id, teamId, parentId }: Pick<ItemRow, 'id' | 'teamId' | 'parentId'>,
  above: ReadonlyMap<string, Pick<ItemRow, 'teamId' | 'parentId'>>,
): string | null {
  const seen = new Set([id])
  let [team, next] = [teamId, parentId]
  while (team === null && next !== null && !seen.has(next)) {
    seen.add(next)
    const parent = above.get(next)
    team = parent?.teamId ?? null
    next = parent?.parentId ?? null
  }
  return team
}

export interface PlainWork<Item> {
  readonly items: readonly Item[]
  /** Epics and features whose parts speak for them. */
  readonly containers: number
  /** Steps of a story, which go with it. */
  readonly steps: number
}

/** Work at the level at which people rank and align it: an epic counts by what is in it, a sub-task with its story. */
export function plainWork<Item extends Pick<ItemRow, 'id' | 'type' | 'parentId'>>(
  items: readonly Item[],
  parents: ReadonlyMap<string, ParentRow>,
  everything = false,
): PlainWork<Item> {
  let [containers, steps] = [0, 0]
  const kept = items.filter((item) => {
    const own = parents.get(item.id)
    if (isContainer(item) && own && (everything ? own.parts : own.openParts) > 0) {
      containers++
      return false
    }
    if (isStep(item, parents)) {
      steps++
      return false
    }
    return true
  })
  return { items: kept, containers, steps }
}

/** What was left out, for whoever reads the answer. */
export function leftOutWords({ containers, steps }: PlainWork<unknown>): string[] {
  return [
    ...(containers
      ? [
          `${figureText(containers)} ${containers === 1 ? 'epic or feature is' : 'epics and features are'} represented by the items in ${containers === 1 ? 'it' : 'them'}. To compare epics as a whole, ask for items of type epic.`,
        ]
      : []),
    ...(steps
      ? [`${figureText(steps)} sub-${steps === 1 ? 'task goes with its parent' : 'tasks go with their parents'}.`]
      : []),
  ]
}
