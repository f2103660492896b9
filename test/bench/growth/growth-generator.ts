/** Epics that grow in ways the model was not written from: half of them not at all, the others to up to four times what was there when work began. */
import { seeded } from '../../../api/math/random.ts'
import type { Random } from '../../../api/math/random.ts'
import type { ScopedItem } from '../../../api/velocity/forecast/scope-growth.ts'
import type { Group } from './growth-protocol.ts'

/** After how many finished items each later item comes, as a share of the `final` or the `first` size; null is before work begins. */
const SHAPES = {
  none: null,
  steady: (random: Random, final: number) => random() * final,
  'front-loaded': (random: Random, final: number) => random() ** 3 * final,
  'late burst': (random: Random, _final: number, first: number) => (0.75 + 0.15 * random()) * first,
  'breakdown before start': null,
} as const
export type Shape = keyof typeof SHAPES
export const SHAPE_NAMES = Object.keys(SHAPES) as Shape[]

const START = 20_000

/** `count` epics of a shape, the same ones on every run. */
export function generatedGroups(shape: Shape, count: number): Group[] {
  const random = seeded(`growth ${shape}`)
  return Array.from({ length: count }, (_, at) => ({
    kind: shape,
    name: `${shape} ${at}`,
    items: generated(shape, random),
  }))
}

function generated(shape: Shape, random: Random): ScopedItem[] {
  const first = 8 + Math.floor(25 * random())
  const daysEach = 1 + 6 * random()
  // Half of the epics stay as they are; of the others most grow a little and few to four times their size.
  const grows = shape !== 'none' && random() < 0.5
  const final = grows ? Math.ceil(first * 4 ** (random() ** 2)) : first
  const when = SHAPES[shape]
  const early = when === null ? final : first
  const later =
    when === null ? [] : Array.from({ length: final - first }, () => when(random, final, first)).sort((a, b) => a - b)
  const created = Array.from({ length: early }, () => START - Math.ceil(40 * random()))
  const items: ScopedItem[] = []
  for (let day = START; items.length < created.length;) {
    const started = Math.ceil(day)
    day += daysEach * (0.3 + 1.4 * random())
    items.push({ created: created[items.length]!, started, finished: Math.ceil(day), joined: null, cancelled: null })
    // An epic that still grows does not end: its next item comes before the last one known is done.
    while (later.length > 0 && (later[0]! <= items.length || created.length - items.length <= 1)) {
      later.shift()
      created.push(Math.floor(day))
    }
  }
  return items
}
