/** Independent references for 1|prec|Σ w·C: written apart from the code that they judge. */
import type { Candidate } from '../../api/optimize/score/candidate.ts'

export const costOfDelay = (item: Candidate) => item.businessValue! + item.timeCriticality! + item.riskReduction!

/** Σ cost of delay × completion of an order of ids. */
export function delayCost(items: readonly Candidate[], order: readonly string[]): number {
  const byId = new Map(items.map((item) => [item.id, item]))
  let [time, cost] = [0, 0]
  for (const id of order) {
    const item = byId.get(id)!
    time += item.jobSize!
    cost += costOfDelay(item) * time
  }
  return cost
}

/** The least delay cost over all legal orders: recursion over the sets of finished items, remembered. */
export function leastDelayCost(items: readonly Candidate[]): number {
  const bit = new Map(items.map((item, i) => [item.id, 1 << i]))
  const need = items.map((item) => item.blockedBy.reduce((mask, id) => mask | bit.get(id)!, 0))
  const known = new Map<number, number>()
  const rest = (done: number, time: number): number => {
    if (done === (1 << items.length) - 1) return 0
    const seen = known.get(done)
    if (seen !== undefined) return seen
    let least = Infinity
    items.forEach((item, i) => {
      if (done & (1 << i) || (need[i]! & done) !== need[i]) return
      const end = time + item.jobSize!
      least = Math.min(least, costOfDelay(item) * end + rest(done | (1 << i), end))
    })
    known.set(done, least)
    return least
  }
  return rest(0, 0)
}

/** Pairs in which an item comes before something it waits for. */
export function violations(items: readonly Candidate[], order: readonly string[]): number {
  const at = new Map(order.map((id, i) => [id, i]))
  return items.reduce((count, item) => count + item.blockedBy.filter((id) => at.get(id)! > at.get(item.id)!).length, 0)
}

/** WSJF among the items whose blockers are done: what a list sorted by score does on a board. */
export function dispatchByScore(items: readonly Candidate[]): string[] {
  const done = new Set<string>()
  while (done.size < items.length) {
    const open = items.filter((item) => !done.has(item.id) && item.blockedBy.every((id) => done.has(id)))
    done.add(open.reduce((a, b) => (costOfDelay(b) / b.jobSize! > costOfDelay(a) / a.jobSize! ? b : a)).id)
  }
  return [...done]
}
