/** A binary heap: the first by an order is always at hand, O(log n) for each change. */
export interface Heap<T> {
  push(value: T): void
  /** The first value; undefined when there is none. */
  peek(): T | undefined
  /** The first value, taken out. */
  pop(): T | undefined
}

/** @param order negative when `a` comes before `b`; a total order, so that the heap does not decide between equals */
export function heapOf<T>(order: (a: T, b: T) => number): Heap<T> {
  const values: T[] = []
  return {
    push(value) {
      let at = values.push(value) - 1
      while (at > 0) {
        const above = (at - 1) >> 1
        if (order(values[at]!, values[above]!) >= 0) break
        ;[values[at], values[above]] = [values[above]!, values[at]!]
        at = above
      }
    },
    peek: () => values[0],
    pop() {
      const first = values[0]
      const last = values.pop()
      if (values.length === 0 || last === undefined) return first
      values[0] = last
      for (let at = 0; ;) {
        const [left, right] = [2 * at + 1, 2 * at + 2]
        let least = at
        if (left < values.length && order(values[left]!, values[least]!) < 0) least = left
        if (right < values.length && order(values[right]!, values[least]!) < 0) least = right
        if (least === at) return first
        ;[values[at], values[least]] = [values[least]!, values[at]!]
        at = least
      }
    },
  }
}
