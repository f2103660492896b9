import { expect, test } from 'vitest'
import { Breaker, Budget, statedWait } from '../../api/sync/http/limits.ts'

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

test('a request that cost its source nothing takes nothing of the minute, and a minute holds no more for it', () => {
  const budget = new Budget(60, 0)
  for (let n = 0; n < 200; n++) {
    expect(budget.take(0, 1)).toBe(0)
    budget.giveBack()
  }
  for (let n = 0; n < 60; n++) expect(budget.take(0, 1)).toBe(0)
  expect(budget.take(0, 1)).toBe(1_000)
})

test('what a source says is left counts by the cost of each request', () => {
  const budget = new Budget(1_000, 0)
  budget.learn({ remaining: 250, resetAt: 30_000 })
  expect(budget.take(0, 200)).toBe(0)
  expect(budget.take(0, 200)).toBe(30_000)
  expect(budget.take(30_000, 200)).toBe(0)
})

const DAY = 1_440 * MINUTE

test.each<[string, Record<string, string>]>([
  ['thousands of years', { 'retry-after': '99999999999' }],
  ['longer than any date', { 'retry-after': '1e18' }],
  ['a date far ahead', { 'retry-after': 'Fri, 31 Dec 5138 00:00:00 GMT' }],
  ['a reset far ahead', { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': '99999999999' }],
])('a source that asks for %s is asked again after a day', (_, headers) => {
  expect(statedWait(new Headers(headers), 0)).toBe(DAY)
})

test('a reset of more than a day ahead is not waited for', () => {
  const budget = new Budget(60, 0)
  budget.learn({ remaining: 0, resetAt: 30 * DAY })
  expect(budget.take(0, 1, 90_000)).toBe(0)
})

test('a clock that is set back by an hour makes nobody wait for an hour', () => {
  const budget = new Budget(60, 60 * MINUTE)
  expect(budget.take(60 * MINUTE, 1)).toBe(0)
  expect(budget.take(0, 1)).toBe(0)
  const breaker = new Breaker()
  for (let failure = 0; failure < 5; failure++) breaker.failed(60 * MINUTE)
  expect(breaker.pause(0)).toBeLessThanOrEqual(10 * MINUTE)
})
