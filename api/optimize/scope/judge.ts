/** How likely a set ships by a day, as its forecast says, and how much likelier it would be without some of it. */
import { probabilityPartBy } from '../../velocity/forecast/forecast.ts'
import { isCoupled, type CoupledItem } from '../../velocity/simulation/coupling.ts'
import {
  simulateDelivery,
  simulatedProbability,
  type SimulatedTeam,
  type SimulationTerms,
} from '../../velocity/simulation/simulation.ts'

export interface JudgedSet {
  readonly teams: readonly SimulatedTeam[]
  readonly items: readonly CoupledItem[]
  readonly days: number
  /** Keys of items that could leave together. */
  readonly bundles: readonly (readonly string[])[]
}

export interface Judgment {
  readonly probability: number
  /** Probability without each bundle. Where teams wait for each other it is a floor: what is left could start earlier. */
  readonly without: readonly number[]
  /** How often some of each bundle is late. */
  readonly late: readonly number[]
}

export function judge({ teams, items, days, bundles }: JudgedSet, terms: SimulationTerms): Judgment {
  return isCoupled(items) ? played(teams, items, days, bundles, terms) : exact(teams, items, days, bundles)
}

function exact(
  teams: readonly SimulatedTeam[],
  items: readonly CoupledItem[],
  days: number,
  bundles: readonly (readonly string[])[],
): Judgment {
  const odds = (worked: (item: CoupledItem) => boolean, clocked = worked) =>
    teams.reduce((product, { key, forecaster }) => {
      const mine = items.filter((item) => item.team === key && worked(item))
      const size = mine.reduce((sum, item) => sum + item.size, 0)
      const clocks = mine.flatMap((item) => (clocked(item) ? (item.clock ?? []) : []))
      return product * probabilityPartBy({ forecaster, size, clocks }, days)
    }, 1)
  const all = () => true
  const sets = bundles.map((bundle) => new Set(bundle))
  return {
    probability: odds(all),
    without: sets.map((bundle) => odds(({ key }) => !bundle.has(key))),
    late: sets.map((bundle) => 1 - odds(all, ({ key }) => bundle.has(key))),
  }
}

function played(
  teams: readonly SimulatedTeam[],
  items: readonly CoupledItem[],
  days: number,
  bundles: readonly (readonly string[])[],
  terms: SimulationTerms,
): Judgment {
  const delivery = simulateDelivery(teams, items, terms, bundles.length > 0)
  if (bundles.length === 0) return { probability: simulatedProbability(delivery, days), without: [], late: [] }
  const { keys, itemFinish, trials } = delivery
  const bundlesOf = keys.map((): number[] => [])
  const column = new Map(keys.map((key, at) => [key, at]))
  bundles.forEach((bundle, b) => bundle.forEach((key) => bundlesOf[column.get(key)!]!.push(b)))
  const without = new Float64Array(bundles.length)
  const late = new Float64Array(bundles.length)
  const mine = new Int32Array(bundles.length)
  for (let trial = 0; trial < trials; trial++) {
    mine.fill(0)
    let all = 0
    for (let at = 0; at < keys.length; at++) {
      if (itemFinish[trial * keys.length + at]! <= days) continue
      all++
      for (const b of bundlesOf[at]!) mine[b]!++
    }
    for (let b = 0; b < bundles.length; b++) {
      if (mine[b] === all) without[b]!++
      if (mine[b]! > 0) late[b]!++
    }
  }
  return {
    probability: simulatedProbability(delivery, days),
    without: Array.from(without, (count) => count / trials),
    late: Array.from(late, (count) => count / trials),
  }
}
