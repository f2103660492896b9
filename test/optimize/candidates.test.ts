import { describe, expect, it } from 'vitest'
import { leftOutWords, plainWork, type ParentRow } from '../../api/planning/choice.ts'
import { candidatesOf } from '../../api/optimize/rank/candidates.ts'

type Item = Parameters<typeof candidatesOf>[0][number]
const item = (key: string, more: Partial<Item> = {}): Item => ({
  id: `id ${key}`,
  key,
  type: 'story',
  priority: 'none',
  parentId: null,
  businessValue: null,
  timeCriticality: null,
  riskReduction: null,
  jobSize: null,
  storyPoints: null,
  delayCostCents: null,
  reach: null,
  impact: null,
  confidence: null,
  ...more,
})
const inside = (key: string) => ({ parentId: `id ${key}` })
const waits = (one: string, blocker: string) => ({ item: `id ${one}`, blocker: `id ${blocker}`, lagDays: 0 })
const parentsOf = (open: readonly Item[]): Map<string, ParentRow> =>
  new Map(
    open
      .filter(({ id }) => open.some(({ parentId }) => parentId === id))
      .map(({ id, key, type, parentId }) => [
        id,
        { id, key, title: key, type, parentId, teamId: null, openParts: 1, parts: 1 },
      ]),
  )

/** Blockers by key, for the plain work of a backlog or the items named. */
function blockers(open: readonly Item[], dependencies: ReturnType<typeof waits>[], chosen?: string[]) {
  const parents = parentsOf(open)
  const list = chosen ? open.filter(({ key }) => chosen.includes(key)) : plainWork(open, parents).items
  const { candidates, contradiction } = candidatesOf(list, open, parents, dependencies)
  return { of: Object.fromEntries(candidates.map(({ key, blockedBy }) => [key, [...blockedBy].sort()])), contradiction }
}

describe('the work that is ranked', () => {
  const open = [
    item('E', { type: 'epic' }),
    item('A', inside('E')),
    item('T', { ...inside('A'), type: 'task' }),
    item('B'),
    item('X', { type: 'epic' }),
  ]

  it('is what is in an epic, not the epic; a story, not its sub-tasks; and an epic with nothing in it', () => {
    const work = plainWork(open, parentsOf(open))
    expect(work.items.map(({ key }) => key)).toEqual(['A', 'B', 'X'])
    expect(leftOutWords(work)).toEqual([
      '1 epic or feature is represented by the items in it. To compare epics as a whole, ask for items of type epic.',
      '1 sub-task goes with its parent.',
    ])
  })
})

describe('dependencies', () => {
  const epics = [
    item('E', { type: 'epic' }),
    item('A', inside('E')),
    item('B', inside('E')),
    item('F', { type: 'epic' }),
    item('C', inside('F')),
    item('D', inside('F')),
  ]

  it('of an epic tie the ends of what is in it', () => {
    expect(blockers(epics, [waits('F', 'E'), waits('B', 'A'), waits('D', 'C')])).toEqual({
      of: { A: [], B: ['A'], C: ['B'], D: ['C'] },
      contradiction: null,
    })
  })

  it('of a sub-task are its story’s', () => {
    const open = [item('A'), item('T', { ...inside('A'), type: 'task' }), item('B')]
    expect(blockers(open, [waits('T', 'B')]).of).toEqual({ A: ['B'], B: [] })
  })

  it('between an epic and what is in it say nothing', () => {
    expect(blockers(epics, [waits('E', 'A'), waits('B', 'E')]).of).toEqual({ A: [], B: [], C: [], D: [] })
  })

  it('between epics that contradict their items are left out, and told', () => {
    const { of, contradiction } = blockers(epics, [waits('F', 'E'), waits('A', 'C')])
    expect([of, contradiction?.length]).toEqual([{ A: ['C'], B: [], C: [], D: [] }, 2])
  })

  it('on something that is not in the list keep its name', () => {
    expect(blockers(epics, [waits('A', 'C')], ['A']).of).toEqual({ A: ['C'] })
  })

  it('in a ring are refused', () => {
    expect(() => blockers([item('A'), item('B')], [waits('A', 'B'), waits('B', 'A')])).toThrow(
      'A waits for B waits for A',
    )
  })
})

describe('figures', () => {
  it('of an epic without a size are the points of its open parts', () => {
    const open = [
      item('E', { type: 'epic' }),
      item('A', { ...inside('E'), storyPoints: 3 }),
      item('B', { ...inside('E'), storyPoints: 5 }),
      item('G', { type: 'epic', jobSize: 8 }),
    ]
    const { candidates, sizedByParts } = candidatesOf(
      open.filter(({ type }) => type === 'epic'),
      open,
      parentsOf(open),
      [],
    )
    expect([candidates.map(({ key, storyPoints, jobSize }) => [key, storyPoints, jobSize]), sizedByParts]).toEqual([
      [
        ['E', 8, null],
        ['G', null, 8],
      ],
      1,
    ])
  })

  it('outside their range count as not stated, and are named', () => {
    const { candidates, unusable } = candidatesOf(
      [item('A', { confidence: 80, businessValue: -1, reach: 10 })],
      [],
      new Map(),
      [],
    )
    expect([candidates[0]!.confidence, candidates[0]!.businessValue, candidates[0]!.reach]).toEqual([null, null, 10])
    expect(unusable.map(({ key, field, value }) => [key, field, value])).toEqual([
      ['A', 'businessValue', -1],
      ['A', 'confidence', 80],
    ])
  })
})
