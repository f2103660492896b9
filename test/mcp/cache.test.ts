import { expect, test } from 'vitest'
import { ExpiringCache } from '../../mcp/cache.ts'

test('texts are kept for a while, and together within a bound', () => {
  let now = 0
  const kept = new ExpiringCache<string>(100, () => now, 1_000)
  for (let version = 0; version < 50; version++) kept.set(`strategy ${version}`, 'x'.repeat(99), 60_000)
  expect(Array.from({ length: 50 }, (_, version) => kept.get(`strategy ${version}`)).filter(Boolean)).toHaveLength(10)
  expect(kept.get('strategy 49')).toHaveLength(99)
  now = 60_000
  expect(kept.get('strategy 49')).toBeUndefined()
})

test('what has expired goes with the next one that is set, although nobody asks for it', () => {
  let now = 0
  const kept = new ExpiringCache<string>(100, () => now)
  for (let version = 0; version < 50; version++, now += 60_000) {
    kept.set(`strategy ${version}`, 'text', 60_000)
    expect([kept.size, kept.get(`strategy ${version}`)]).toEqual([1, 'text'])
  }
  kept.set('long', 'text', 300_000)
  kept.set('short', 'text', 60_000)
  now += 60_000
  expect([kept.get('long'), kept.get('short')]).toEqual(['text', undefined])
})
