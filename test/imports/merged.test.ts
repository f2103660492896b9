/** An item that is known, after a file that has labels and no column for what they may say. */
import { expect, test } from 'vitest'
import type { ItemColumns } from '../../api/imports/writing/item-columns.ts'
import { mergedWith, type StoredItem } from '../../api/imports/writing/written.ts'

const after = (labels: readonly string[]) => {
  const old = { type: 'bug', priority: 'high', story_points: '3', labels: ['bug', 'P1', 'points: 3'] }
  const given = { type: 'task', priority: 'none', story_points: null }
  const { type, priority, story_points } = mergedWith(old as unknown as StoredItem, given as unknown as ItemColumns, {
    stated: (column) => column === 'labels',
    defaultType: 'task',
    labels,
  })
  return [type, priority, story_points]
}

test('what a label said goes with the label', () => {
  expect(after(['docs'])).toEqual(['task', 'none', null])
})

test('what a label still says stays, whoever said it first', () => {
  expect(after(['bug', 'P1', 'points: 3'])).toEqual(['bug', 'high', '3'])
  expect(after(['P1'])).toEqual(['task', 'high', null])
})
