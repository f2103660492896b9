/** Binary heaps of plain numbers in a part of a typed array: the smallest lies first. For loops that cannot afford a call per comparison. */
type Numbers = Int32Array | Float64Array

/** Adds a value to the heap of `count` values that begins at `base`; the caller counts. */
export function pushNumber(heap: Numbers, base: number, count: number, value: number): void {
  let at = count
  while (at > 0) {
    const above = (at - 1) >> 1
    if (heap[base + above]! <= value) break
    heap[base + at] = heap[base + above]!
    at = above
  }
  heap[base + at] = value
}

/** Takes the first of `count` values out, at least one; the caller counts. */
export function popNumber(heap: Numbers, base: number, count: number): number {
  const first = heap[base]!
  const left = count - 1
  const value = heap[base + left]!
  let at = 0
  for (let child = 1; child < left; child = 2 * at + 1) {
    if (child + 1 < left && heap[base + child + 1]! < heap[base + child]!) child++
    if (heap[base + child]! >= value) break
    heap[base + at] = heap[base + child]!
    at = child
  }
  heap[base + at] = value
  return first
}
