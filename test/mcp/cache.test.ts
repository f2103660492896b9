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
