import fc from 'fast-check'
import { expect, it } from 'vitest'
import { rank } from '../../api/optimize/rank/rank.ts'
import type { Candidate } from '../../api/optimize/score/candidate.ts'
import { backlogs, bare, item, wsjf } from './items.ts'

/** Where a reason gives a figure as the item's own, and the fields that it may come from. */
const CLAIMS: readonly (readonly [pattern: RegExp, fields: readonly (keyof Candidate)[]])[] = [
  [/business value (\d[\d.]*)/, ['businessValue']],
  [/time criticality (\d[\d.]*)/, ['timeCriticality']],
  [/risk reduction (\d[\d.]*)/, ['riskReduction']],
  [/cost of delay (\d[\d.]*)/, ['costOfDelayPerWeek']],
  [/reach (\d[\d.]*)/, ['reach']],
  [/impact (\d[\d.]*)/, ['impact']],
  [/confidence (\d[\d.]*)/, ['confidence']],
  [/ease (\d[\d.]*)/, ['ease']],
  [/size \(?(\d[\d.]*)/i, ['jobSize']],
  [/(\d[\d.]*) story points?/, ['storyPoints']],
]

const figure = fc.option(fc.constantFrom(1, 2, 3, 5, 8, 13, 20), { nil: null })
const lists = backlogs(25, 0.05).chain((items) =>
  fc
    .array(
      fc.record({
        storyPoints: figure,
        costOfDelayPerWeek: figure,
        reach: figure,
        impact: figure,
        confidence: fc.option(fc.constantFrom(0.5, 0.8), { nil: null }),
      }),
      { minLength: items.length, maxLength: items.length },
    )
    .map((more) => items.map((candidate, at): Candidate => ({ ...candidate, ...more[at]! }))),
)

it('a reason gives only figures that the item states, whatever is missing and whatever the method', () => {
  fc.assert(
    fc.property(lists, fc.constantFrom('wsjf', 'rice', 'ice'), (items, method) => {
      const byKey = new Map(items.map((candidate) => [candidate.key, candidate]))
      for (const { key, reason, parts, estimated } of rank({ candidates: items, method, factors: [] }).items) {
        const candidate = byKey.get(key)!
        for (const [pattern, fields] of CLAIMS) {
          const claimed = pattern.exec(reason.text)?.[1]
          if (claimed)
            expect(
              fields.map((field) => candidate[field]),
              reason.text,
            ).toContain(Number(claimed))
        }
        for (const { name, assumed } of parts) expect(assumed).toBe(estimated.includes(name as never))
      }
    }),
    { numRuns: 300 },
  )
})

it.each<[string, Candidate, string]>([
  ['no value', item('B-1', [0, 1, 1, 5], { businessValue: null }), 'No business value yet; the median 8 is assumed'],
  [
    'no value of its priority',
    item('B-1', [0, 1, 1, 5], { businessValue: null, priority: 'high' }),
    'No business value yet; the median of high-priority items, 8, is assumed',
  ],
  ['no size', item('B-1', [8, 1, 1, 0], { jobSize: null }), 'No size yet; the median 5 is assumed (1–13)'],
  [
    'points for a size',
    item('B-1', [20, 1, 1, 0], { jobSize: null, storyPoints: 3 }),
    'High business value 20 for 3 story points',
  ],
  [
    'points of its parts',
    item('B-1', [20, 1, 1, 0], { jobSize: null, storyPoints: 3, sizedByParts: true }),
    'High business value 20 for 3 story points of open parts',
  ],
  ['all of it', item('B-1', [20, 1, 1, 5]), 'High business value 20 for size 5'],
])('an item with %s says so', (_, candidate, text) => {
  const others = [1, 5, 5, 13].map((size, at) => item(`A-${at}`, [8, 1, 1, size], { priority: 'high' }))
  expect(wsjf([...others, candidate]).items.find(({ key }) => key === 'B-1')!.reason.text).toBe(text)
})

it('a lone item without any figure is not given any', () => {
  expect(wsjf([bare('A-1', { priority: 'critical' })]).items[0]!.reason.text).toBe(
    'No business value yet; its priority is used instead',
  )
})
