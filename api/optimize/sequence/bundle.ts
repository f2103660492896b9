/**
 * Best-ratio bundles: the bundle of an item is the item with everything unfinished that it waits for. The bundle with the
 * largest Σw/Σp goes next, and inside it the same rule orders what the item waits for.
 */
import type { Precedence } from './precedence.ts'

/** Nesting after which a bundle is laid out by plain precedence: only a chain of hundreds of blockers comes that far. */
const MAX_DEPTH = 200

/** Orders `members` (any set; what lies outside counts as done). Ties go to the smaller position. */
export function bundleOrder(
  precedence: Precedence,
  weight: ArrayLike<number>,
  duration: ArrayLike<number>,
  members: readonly number[],
): number[] {
  const open = new Uint8Array(precedence.size)
  const stamp = new Int32Array(precedence.size)
  const bundleWeight = new Float64Array(precedence.size)
  const bundleDuration = new Float64Array(precedence.size)
  const order: number[] = []
  let stamps = 0

  /** `start` and every open item that it reaches along the arcs, `start` first. */
  const openFrom = (along: readonly (readonly number[])[], start: number): number[] => {
    const mark = ++stamps
    const found = [start]
    stamp[start] = mark
    for (let head = 0; head < found.length; head++) {
      for (const neighbor of along[found[head]!]!) {
        if (open[neighbor] === 0 || stamp[neighbor] === mark) continue
        stamp[neighbor] = mark
        found.push(neighbor)
      }
    }
    return found
  }

  const place = (member: number) => {
    order.push(member)
    for (const later of openFrom(precedence.after, member)) {
      bundleWeight[later]! -= weight[member]!
      bundleDuration[later]! -= duration[member]!
    }
    open[member] = 0
  }

  const layOut = (set: readonly number[], depth: number) => {
    let left = [...set].sort((a, b) => a - b)
    while (left.length > 0) {
      let best = left[0]!
      let [w, p] = [bundleWeight[best]!, bundleDuration[best]!]
      for (let i = 1; i < left.length; i++) {
        const member = left[i]!
        if (bundleWeight[member]! * p > w * bundleDuration[member]!)
          [best, w, p] = [member, bundleWeight[member]!, bundleDuration[member]!]
      }
      const blockers = openFrom(precedence.before, best).slice(1)
      if (depth < MAX_DEPTH) layOut(blockers, depth + 1)
      // An open blocker has a strictly smaller open closure than what waits for it, so this is a legal order.
      else
        blockers
          .map((b) => [openFrom(precedence.before, b).length, b] as const)
          .sort((a, b) => a[0] - b[0] || a[1] - b[1])
          .forEach(([, b]) => place(b))
      place(best)
      left = left.filter((member) => open[member] === 1)
    }
  }

  for (const member of members) open[member] = 1
  for (const member of members) {
    for (const part of openFrom(precedence.before, member)) {
      bundleWeight[member]! += weight[part]!
      bundleDuration[member]! += duration[part]!
    }
  }
  layOut(members, 0)
  return order
}
