import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { scoreAlignment } from '../../api/strategy/alignment.ts'
import type { AlignmentMethod, AlignmentProblem } from '../../api/strategy/alignment.ts'
import type { AlignmentItem, AlignmentObjective } from '../../api/strategy/support.ts'
import { QUOTE_LIMIT } from '../../api/strategy/quote.ts'
import { LABELLED, OBJECTIVES } from './labelled-items.ts'

const item = (id: string, title: string, more: Partial<AlignmentItem> = {}): AlignmentItem => ({
  id,
  key: id,
  title,
  description: null,
  labels: [],
  parentId: null,
  points: null,
  ...more,
})
const objective = (id: string, title: string): AlignmentObjective => ({
  id,
  title,
  description: null,
  measure: null,
  theme: null,
})
const align = (problem: Partial<AlignmentProblem>, method: AlignmentMethod = 'hybrid') =>
  scoreAlignment({ items: [], ancestors: [], objectives: [], links: [], method, ...problem })

const objectives = [objective('find', 'Find it in one try'), objective('repeat', 'Customers come back')]

describe('links', () => {
  const items = [
    item('S-1', 'Own link', { points: 8 }),
    item('S-2', 'Child of a linked epic', { parentId: 'E-1', points: 3 }),
    item('S-3', 'Child with a link of its own', { parentId: 'E-1', points: 5 }),
    item('S-4', 'Grandchild', { parentId: 'S-2', points: 2 }),
    item('S-5', 'Nobody’s', { points: 2 }),
  ]
  const ancestors = [{ id: 'E-1', title: 'Better search', parentId: null }]
  const links = [
    { itemId: 'S-1', objectiveId: 'repeat' },
    { itemId: 'E-1', objectiveId: 'find' },
    { itemId: 'S-3', objectiveId: 'find' },
  ]

  it('score as the hand-computed table says: own link 1, inherited 0.8, none 0', () => {
    const { items: aligned, coverage, orphans, status } = align({ items, ancestors, objectives, links }, 'linked')
    expect(
      aligned.map(({ itemId, score, band, confidence, byObjective }) => [
        itemId,
        score,
        band,
        confidence,
        byObjective.map(({ objectiveId, basis }) => `${objectiveId} ${basis}`),
      ]),
    ).toEqual([
      ['S-1', 1, 'strong', 'high', ['repeat explicit_link']],
      ['S-2', 0.8, 'strong', 'medium', ['find inherited_link']],
      ['S-3', 1, 'strong', 'high', ['find explicit_link']],
      ['S-4', 0.8, 'strong', 'medium', ['find inherited_link']],
      ['S-5', 0, 'none', null, []],
    ])
    expect(coverage).toEqual([
      { objectiveId: 'find', itemCount: 3, points: 10, share: 0.5, starved: false },
      { objectiveId: 'repeat', itemCount: 1, points: 8, share: 0.4, starved: false },
    ])
    expect([orphans, status]).toEqual([['S-5'], 'ok'])
  })

  it('carry their evidence: the objective of an own link, the epic of an inherited one', () => {
    const { items: aligned } = align({ items, ancestors, objectives, links }, 'linked')
    expect(aligned[0]!.byObjective[0]!.evidence).toEqual([
      { recordId: 'S-1', field: 'link', quote: 'Customers come back' },
    ])
    expect(aligned[1]!.byObjective[0]!.evidence).toEqual([{ recordId: 'E-1', field: 'link', quote: 'Better search' }])
  })

  it('outrank words, even when the words speak for another objective', () => {
    const [aligned] = align({
      items: [item('S-1', 'Find it in one try')],
      objectives,
      links: [{ itemId: 'S-1', objectiveId: 'repeat' }],
    }).items
    expect(aligned!.byObjective.map(({ objectiveId, basis }) => [objectiveId, basis])).toEqual([
      ['repeat', 'explicit_link'],
      ['find', 'lexical'],
    ])
    expect(aligned!.byObjective[1]!.score).toBeLessThanOrEqual(0.6)
  })

  it('to a deleted objective count for nothing, and are counted', () => {
    const alignment = align({ items, ancestors, objectives: [objectives[1]!], links }, 'linked')
    expect(alignment.items.map(({ score }) => score)).toEqual([1, 0, 0, 0, 0])
    expect(alignment.deadLinks).toBe(2)
  })

  it('unlinking everything gives none, not a default', () => {
    const alignment = align({ items, ancestors, objectives, links: [] }, 'linked')
    expect(
      alignment.items.every(
        ({ score, band, confidence, byObjective }) =>
          score === 0 && band === 'none' && confidence === null && byObjective.length === 0,
      ),
    ).toBe(true)
    expect(alignment.coverage.every(({ starved, itemCount }) => starved && itemCount === 0)).toBe(true)
    expect(alignment.orphans).toHaveLength(5)
  })

  it('survive a ring of parents', () => {
    const ring = [item('A', 'a', { parentId: 'B' }), item('B', 'b', { parentId: 'A' })]
    expect(
      align({ items: ring, objectives, links: [{ itemId: 'A', objectiveId: 'find' }] }, 'linked').items.map(
        ({ score }) => score,
      ),
    ).toEqual([1, 0.8])
  })
})

describe('without objectives', () => {
  it('says so and gives null, never a number', () => {
    expect(align({ items: [item('S-1', 'Anything')], links: [{ itemId: 'S-1', objectiveId: 'gone' }] })).toEqual({
      status: 'no_objectives',
      items: [{ itemId: 'S-1', score: null, band: 'none', confidence: null, byObjective: [] }],
      coverage: [],
      orphans: [],
      deadLinks: 1,
    })
  })
})

describe('words', () => {
  it('rank sixty labelled items among eight objectives with a mean reciprocal rank of at least 0.8', () => {
    const { items: aligned } = align(
      { items: LABELLED.map(({ item: labelled }) => labelled), objectives: OBJECTIVES, objectivesPerItem: 8 },
      'lexical',
    )
    const reciprocal = aligned.map(({ byObjective }, i) => {
      const at = byObjective.findIndex(({ objectiveId }) => objectiveId === LABELLED[i]!.objectiveId)
      return at < 0 ? 0 : 1 / (at + 1)
    })
    expect(LABELLED).toHaveLength(60)
    expect(reciprocal.reduce((sum, value) => sum + value, 0) / 60).toBeGreaterThanOrEqual(0.8)
  })

  it('are quoted from the item, so that a reader can check them', () => {
    const [aligned] = align({
      items: [
        item('S-1', 'Index the catalogue', {
          description: `${'Background. '.repeat(40)}Shoppers cannot find what they type.${' More.'.repeat(40)}`,
        }),
      ],
      objectives,
    }).items
    const [evidence] = aligned!.byObjective[0]!.evidence.filter(({ field }) => field === 'description')
    expect(evidence!.recordId).toBe('S-1')
    expect(evidence!.quote).toContain('find')
    expect(evidence!.quote.length).toBeLessThanOrEqual(QUOTE_LIMIT)
  })

  it('that an item shares with no objective give none', () => {
    expect(align({ items: [item('S-1', 'Zzyzx quux')], objectives }).items[0]).toMatchObject({ score: 0, band: 'none' })
  })

  it('do not depend on the order of items or objectives', () => {
    const items = LABELLED.map(({ item: labelled }) => labelled)
    const once = align({ items, objectives: OBJECTIVES })
    const reversed = align({ items: items.toReversed(), objectives: OBJECTIVES.toReversed() })
    expect(reversed.items.toReversed()).toEqual(once.items)
  })

  it('of any kind, hostile ones too, give bounded answers and scores between 0 and 0.6', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'binary', maxLength: 400 }),
        fc.string({ unit: 'binary', maxLength: 200 }),
        (text, title) => {
          const {
            items: [aligned],
          } = align({
            items: [item('S-1', title, { description: text, labels: [text] })],
            objectives: [objective('o', text), ...objectives],
          })
          expect(aligned!.score).toBeGreaterThanOrEqual(0)
          expect(aligned!.score).toBeLessThanOrEqual(0.6)
          for (const { evidence } of aligned!.byObjective)
            for (const { quote } of evidence) expect(quote.length).toBeLessThanOrEqual(QUOTE_LIMIT)
        },
      ),
      { numRuns: 200 },
    )
  })

  it('of five hundred objectives name five for an item, and coverage still counts all', () => {
    const many = Array.from({ length: 500 }, (_, i) => objective(`o${i}`, `Search goal ${100 + (i % 50)}`))
    const { items: aligned, coverage } = align({ items: [item('S-1', 'Search goal 107')], objectives: many })
    expect(aligned[0]!.byObjective.map(({ objectiveId }) => objectiveId)).toEqual([
      'o107',
      'o157',
      'o207',
      'o257',
      'o307',
    ]) // of ten alike
    expect(coverage.filter(({ itemCount }) => itemCount > 0)).toHaveLength(10)
    expect(coverage).toHaveLength(500)
  })
})
