import { describe, expect, test } from 'vitest'
import { KnownNames, resolveNames } from '../../api/competitive/names.ts'

/** Names whose letters are alike, so that only their order tells them apart. */
const shuffled = (length: number, at: number) =>
  Array.from({ length }, (_, n) => 'abcdefghij'[(n * (1 + (at % 7)) + Math.floor(at / 7)) % 10]).join('')

describe('a market as large as it may be', () => {
  const competitors = Array.from({ length: 500 }, (_, at) => ({
    id: `c${at}`,
    name: `Competitor ${at}`,
    aliases: Array.from({ length: 20 }, (_unused, n) => shuffled(n % 2 ? 200 : 40, 20 * at + n)),
  }))

  test('answers twenty names at once, however long they are', () => {
    const started = performance.now()
    resolveNames(
      Array.from({ length: 20 }, (_, at) => shuffled(at % 2 ? 200 : 40, 20_000 + at)),
      competitors,
    )
    expect(performance.now() - started).toBeLessThan(15_000)
  })

  test('still finds a name with a letter missing, and one within another', () => {
    const known = new KnownNames([...competitors, { id: 'n', name: 'Norda Market', aliases: ['Nordic Market Group'] }])
    expect(known.meant('Norda Markt').candidates[0]).toEqual({ id: 'n', name: 'Norda Market' })
    expect(known.meant('Norda').candidates[0]).toEqual({ id: 'n', name: 'Norda Market' })
    expect(known.meant('NORDIC MARKET GROUP Ltd').id).toBe('n')
    expect(known.exactly('norda market')).toBe('n')
  })
})
