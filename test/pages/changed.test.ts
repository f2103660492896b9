import { describe, expect, test } from 'vitest'
import { changesSince, daysBack, sentenceOf } from '../../views/pages/home/changed.ts'

const SINCE = new Date('2026-11-26T00:00:00Z')
const BEFORE = '2026-11-20T12:00:00Z'
const AFTER = '2026-11-26T12:00:00Z'

type Step = [to: string, category: string, at: string]
const item = (key: string, steps: Step[], { createdAt = BEFORE, changes = [] as object[] } = {}) =>
  ({
    key,
    title: `Title of ${key}`,
    status: steps.at(-1)![0],
    createdAt,
    changes,
    statusHistory: {
      nodes: steps.map(([to, category, at], n) => ({ from: steps[n - 1]?.[0] ?? null, to, category, at })),
    },
  }) as never

const TODO: Step = ['To do', 'todo', BEFORE]

describe('what happened to an item since a moment', () => {
  test.each([
    ['finished', [TODO, ['Done', 'done', AFTER]], 'To do → Done'],
    ['canceled', [TODO, ['Dropped', 'cancelled', AFTER]], 'To do → Dropped'],
    [
      'reopened',
      [
        ['Done', 'done', BEFORE],
        ['To do', 'todo', AFTER],
      ],
      'Done → To do',
    ],
    ['started', [TODO, ['Doing', 'active', AFTER]], 'To do → Doing'],
    [
      'moved',
      [
        ['Doing', 'active', BEFORE],
        ['In review', 'review', AFTER],
      ],
      'Doing → In review',
    ],
    ['edited', [TODO], 'To do'],
  ] as [string, Step[], string][])('%s', (kind, steps, detail) => {
    expect(changesSince([item('A-1', steps)], SINCE)).toEqual([{ key: 'A-1', title: 'Title of A-1', kind, detail }])
  })

  test.each([
    ['finished', ['Done', 'done', AFTER], 'Open → Done'],
    ['started', ['Doing', 'active', AFTER], 'Open → Doing'],
  ] as [string, Step, string][])('%s, where the history begins with a step of the tracker', (kind, step, detail) => {
    const steps = [{ from: 'Open', to: step[0], category: step[1], at: step[2] }]
    const synced = { ...(item('A-1', [step]) as object), statusHistory: { nodes: steps } } as never
    expect(changesSince([synced], SINCE)).toMatchObject([{ kind, detail }])
  })

  test('there and back again is not a move', () => {
    const steps: Step[] = [TODO, ['Doing', 'active', AFTER], ['To do', 'todo', AFTER]]
    expect(changesSince([item('A-1', steps)], SINCE)[0]).toMatchObject({ kind: 'edited' })
  })

  test('new items, due dates, and estimates', () => {
    const changed = (field: string, before: string | null, after: string | null, at = AFTER) => ({
      field,
      before,
      after,
      at,
    })
    const rows = changesSince(
      [
        item('A-1', [['To do', 'todo', AFTER]], { createdAt: AFTER }),
        item('A-2', [TODO], { changes: [changed('storyPoints', '3', '5')] }),
        item('A-3', [TODO], {
          changes: [changed('dueDate', '2020-01-02', '2020-01-09'), changed('dueDate', '2020-01-09', null)],
        }),
        item('A-4', [TODO], { changes: [changed('dueDate', '2020-01-02', '2020-01-09', BEFORE)] }),
      ],
      SINCE,
    )
    expect(rows.map(({ key, kind, detail }) => [key, kind, detail])).toEqual([
      ['A-3', 'due', 'Jan 2, 2020 → none'],
      ['A-1', 'added', 'To do'],
      ['A-2', 'estimated', '3 → 5'],
      ['A-4', 'edited', 'To do'],
    ])
  })
})

test('the sentence counts each kind once', () => {
  const rows = ['finished', 'finished', 'started', 'added'].map((kind, at) => ({
    key: `A-${at}`,
    title: '',
    kind,
    detail: '',
  }))
  expect(sentenceOf(rows as never)).toBe('2 items finished, 1 started, and 1 added.')
  expect(sentenceOf(rows.slice(2, 3) as never)).toBe('1 item started.')
})

test.each([
  ['Saturday', '2026-11-28', 1],
  ['Sunday', '2026-11-29', 2],
  ['Monday', '2026-11-30', 3],
  ['Tuesday', '2026-12-01', 1],
])('on a %s, the last working day began %s less so many days', (_day, date, days) => {
  expect(daysBack(new Date(`${date}T09:00:00`))).toBe(days)
})
