import { expect, test } from 'vitest'
import { Budget } from '../../api/sync/http/limits.ts'

const MINUTE = 60_000

test('a source that asks to wait for hours is asked as soon as they are over, however often PM33 was about to ask', () => {
  const budget = new Budget(60, 0)
  budget.learn({ remaining: 0, resetAt: 120 * MINUTE })
  for (let at = 0; at < 120; at++)
    for (let n = 0; n < 100; n++) expect(budget.take(at * MINUTE, 1, 90_000)).toBeGreaterThan(0)
  expect(budget.take(120 * MINUTE, 1, 90_000)).toBe(0)
})

test('a minute holds as many requests as it may, and the next one waits for its turn', () => {
  const budget = new Budget(60, 0)
  for (let n = 0; n < 60; n++) expect(budget.take(0, 1)).toBe(0)
  expect(budget.take(0, 1)).toBe(1_000)
  expect(budget.take(0, 1)).toBe(2_000)
  expect(budget.take(MINUTE, 1)).toBe(0)
})

test('what a source says is left counts by the cost of each request', () => {
  const budget = new Budget(1_000, 0)
  budget.learn({ remaining: 250, resetAt: 30_000 })
  expect(budget.take(0, 200)).toBe(0)
  expect(budget.take(0, 200)).toBe(30_000)
  expect(budget.take(30_000, 200)).toBe(0)
})
