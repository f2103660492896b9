/**
 * Shortest makespan by a bi-population genetic algorithm (Debels & Vanhoucke 2005) over schedules themselves: children
 * of left-justified parents are scheduled backward, children of right-justified parents forward, so that double
 * justification (Valls, Ballestín & Quintanilla 2005) is part of every step.
 */
import type { Random } from '../../math/random.ts'
import { createCrossover } from './crossover.ts'
import { copyTimetable, type Decoder, emptyTimetable, type Timetable } from './decode.ts'
import type { Incumbent } from './incumbent.ts'
import type { Instance } from '../problem/instance.ts'
import { latestFinishTimes, sampledList } from './priority.ts'

export interface GeneticSearch {
  readonly instance: Instance
  readonly decoder: Decoder
  readonly random: Random
  readonly cost: (timetable: Timetable) => number
  readonly incumbent: Incumbent
}

const POPULATION = 50
/** Noise of the first lists, in critical path lengths. Nearly random: a diverse population beats a good one. */
const SPREAD = 1
/** Chance that neighbors in a child's list change places. */
const MUTATION = 0.03
/** Generations without improvement before a new population is drawn. */
const PATIENCE = 60

interface Individual {
  readonly timetable: Timetable
  /** All activities by finish (left-justified) or by start (right-justified). */
  readonly order: Int32Array
  cost: number
}

/** Searches until the incumbent says stop; the result is the incumbent. */
export function geneticSearch({ instance, decoder, random, cost, incumbent }: GeneticSearch): void {
  const { count } = instance
  const key = latestFinishTimes(instance)
  const spread = SPREAD * key.reduce((longest, k) => Math.max(longest, -k), 1)
  const sortInto = createSorter(count)
  const cross = createCrossover(instance, random)
  const list = new Int32Array(count)
  const child = emptyTimetable(instance)
  const individual = (): Individual => ({
    timetable: emptyTimetable(instance),
    order: new Int32Array(count),
    cost: Infinity,
  })

  while (incumbent.going()) {
    const left = Array.from({ length: POPULATION }, individual)
    const right = Array.from({ length: POPULATION }, individual)
    for (const one of left) {
      if (!incumbent.going()) return
      decoder.forward(sampledList(instance, key, spread, random), one.timetable)
      one.cost = cost(one.timetable)
      sortInto(one.timetable.finish, one.order)
      incumbent.offer(one.timetable, one.cost)
    }
    let best = Infinity
    for (let stale = 0; stale < PATIENCE; stale++) {
      if (!breed(left, right, rightJustify) || !breed(right, left, leftJustify)) return
      const generation = left.reduce((least, one) => Math.min(least, one.cost), Infinity)
      if (generation >= best) continue
      best = generation
      stale = 0
    }
  }

  /** Each parent is once a father; the child takes the place at his number in the other population unless it is worse. */
  function breed(
    parents: readonly Individual[],
    children: readonly Individual[],
    justify: (father: Individual) => number,
  ): boolean {
    for (let i = 0; i < parents.length; i++) {
      if (!incumbent.going()) return false
      const father = parents[i]!
      cross(father, tournament(parents), list)
      mutate(instance, list, random)
      const value = justify(father)
      const place = children[i]!
      if (value > place.cost) continue
      place.cost = value
      copyTimetable(child, place.timetable)
      sortInto(justify === leftJustify ? child.finish : child.start, place.order)
    }
    return true
  }

  function tournament(parents: readonly Individual[]): Individual {
    const a = parents[(random() * parents.length) | 0]!
    const b = parents[(random() * parents.length) | 0]!
    return b.cost < a.cost ? b : a
  }

  function leftJustify(): number {
    decoder.forward(list, child)
    const value = cost(child)
    incumbent.offer(child, value)
    return value
  }

  /** Against the best makespan known, in the father's modes. @returns the length that it takes. */
  function rightJustify(father: Individual): number {
    list.reverse()
    child.mode.set(father.timetable.mode)
    const end = incumbent.timetable.finish.reduce((latest, finish) => Math.max(latest, finish), 0)
    return end - decoder.backward(list, end, child)
  }
}

/** Neighbors change places unless the second needs the first. */
function mutate({ count, predFrom, pred }: Instance, list: Int32Array, random: Random): void {
  for (let i = 0; i + 1 < count; i++) {
    if (random() >= MUTATION) continue
    const first = list[i]!
    const second = list[i + 1]!
    let needed = false
    for (let k = predFrom[second]!; k < predFrom[second + 1]!; k++) if (pred[k] === first) needed = true
    if (needed) continue
    list[i] = second
    list[i + 1] = first
  }
}

/** Stable counting sort of the activities by a key; equal keys stay in topological order. */
function createSorter(count: number): (key: Int32Array, into: Int32Array) => void {
  let buckets = new Int32Array(1_024)
  return (key, into) => {
    let low = key[0]!
    let high = low
    for (let j = 1; j < count; j++) {
      if (key[j]! < low) low = key[j]!
      else if (key[j]! > high) high = key[j]!
    }
    const span = high - low + 2
    if (buckets.length < span) buckets = new Int32Array(span * 2)
    else buckets.fill(0, 0, span)
    for (let j = 0; j < count; j++) buckets[key[j]! - low + 1]!++
    for (let b = 1; b < span; b++) buckets[b]! += buckets[b - 1]!
    for (let j = 0; j < count; j++) into[buckets[key[j]! - low]!++] = j
  }
}
