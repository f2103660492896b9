/** From leaves to what is played: sizes, teams, blockers and lanes, the same for every question about the same work. */
import { blockersOf, type Blockers, type LeftOut } from '../../planning/blockers.ts'
import type { FlowData } from '../../planning/flow-data.ts'
import type { PlanItem, PlanningDependency, PlanningTeam } from '../../planning/planning.ts'
import { begun, overtakenWords } from '../../planning/under-way.ts'
import { coupledItems, sizesOf, sizeWords, type Unit } from '../../planning/work.ts'
import type { NotEnoughHistory } from '../flow/history.ts'
import { isCoupled, type CoupledItem } from '../simulation/coupling.ts'
import { lanesOf, type Lane } from './lanes.ts'
import { soleItem } from './sole-item.ts'
import { assigned } from './unassigned.ts'

export interface WorkItems {
  /** By team name. */
  readonly items: CoupledItem[]
  /** With the teams that do them. */
  readonly leaves: PlanItem[]
  readonly total: number
  readonly dependencies: readonly PlanningDependency[]
  /** Of the dependencies between epics. */
  readonly leftOut: LeftOut
  readonly assumptions: string[]
  /** What is in progress although it waits for something, in words. */
  readonly overtaken: readonly string[]
}

export function itemsOf(
  data: FlowData,
  unit: Unit,
  asked: readonly PlanItem[],
  teams: readonly PlanningTeam[],
): WorkItems {
  const sized = sizesOf(asked, data, unit)
  const size = ({ id }: Pick<PlanItem, 'id'>) => sized.sizes.get(id)!
  const given = assigned(data, unit, asked, size, teams)
  const stated = expandedOf(data)
  const { leaves, dependencies, overtaken } = begun(data, given.leaves, stated.dependencies)
  const own = soleItem(
    data,
    given.leaves.filter((leaf) => size(leaf) > 0),
  )
  return {
    items: coupledItems(leaves, sized.sizes, dependencies, data.today).map((item) => {
      const clock = own.clocks.get(item.key)
      return clock ? { ...item, clock } : item
    }),
    leaves: given.leaves,
    total: given.leaves.reduce((sum, leaf) => sum + size(leaf), 0),
    dependencies,
    leftOut: stated.leftOut,
    overtaken: overtakenWords(overtaken),
    assumptions: [...sizeWords(sized), ...given.assumptions, ...own.assumptions],
  }
}

/** Asked for by every set that the best scope is looked for in, and each time the same. */
const expanded = new WeakMap<FlowData, Blockers>()

function expandedOf(data: FlowData): Blockers {
  const found = expanded.get(data) ?? blockersOf(data.items, data.dependencies)
  expanded.set(data, found)
  return found
}

/** Items under the keys of their lanes; one lane takes all of them. */
export function inLanes(items: readonly CoupledItem[], lanes: readonly Lane[]): CoupledItem[] {
  const [only, ...more] = lanes
  return items.map((item) => (only && more.length === 0 ? { ...item, team: only.key } : item))
}

export interface Parts extends Omit<WorkItems, 'dependencies' | 'leftOut' | 'overtaken'> {
  readonly lanes: readonly Lane[]
  /** Trials must be played: see {@link isCoupled}. */
  readonly coupled: boolean
  readonly warnings: readonly string[]
}

/** Some leaves as a forecast of them would take them: all teams, no scope growth. */
export function partsOf(data: FlowData, unit: Unit, leaves: readonly PlanItem[]): Parts | NotEnoughHistory {
  const { items, total, overtaken, ...work } = itemsOf(data, unit, leaves, data.teams)
  const found = lanesOf(data, { unit, items, total, teams: data.teams, growth: null })
  if (!('lanes' in found)) return found
  const placed = inLanes(items, found.lanes)
  const warnings = [...overtaken, ...found.warnings]
  return { ...work, total, items: placed, ...found, warnings, coupled: isCoupled(placed) }
}
