import fc from 'fast-check'
import { expect, test } from 'vitest'
import { ImportRefusal } from '../../api/files/refusal.ts'
import { fixture, FIXTURES, read } from './read.ts'

const damage = fc.array(
  fc.record({
    at: fc.nat(),
    kind: fc.constantFrom('cut', 'double', 'flip', 'quote', 'line', 'delimiter', 'bracket'),
    length: fc.integer({ min: 1, max: 60 }),
  }),
  { minLength: 1, maxLength: 4 },
)

function damaged(bytes: Uint8Array, wounds: readonly { at: number; kind: string; length: number }[]): Uint8Array {
  let all = [...bytes]
  for (const { at, kind, length } of wounds) {
    const from = at % Math.max(1, all.length)
    if (kind === 'cut') all.splice(from, length)
    else if (kind === 'double') all.splice(from, 0, ...all.slice(from, from + length))
    else if (kind === 'flip') all[from] = length * 4
    else all.splice(from, 0, { quote: 34, line: 10, delimiter: 44, bracket: 93 }[kind] ?? 0)
    if (all.length === 0) all = [10]
  }
  return Uint8Array.from(all)
}

test('a damaged file is refused by a typed refusal, or every row of it is accounted for', async () => {
  await fc.assert(
    fc.asyncProperty(fc.constantFrom(...FIXTURES), damage, async (name, wounds) => {
      try {
        const { report, records } = await read(damaged(fixture(name), wounds))
        expect(records).toHaveLength(report.rows.imported)
        expect(report.rows.read).toBe(report.rows.imported + report.rows.quarantined + report.rows.dropped)
        expect(
          [...report.columnsRead, ...report.columnsNotRead].reduce((sum, { occurrences }) => sum + occurrences, 0),
        ).toBe(report.columnsIn)
        expect(new Set(records.map(({ sourceKey }) => sourceKey)).size).toBe(records.length)
      } catch (error) {
        if (!(error instanceof ImportRefusal)) throw error
      }
    }),
    { numRuns: 400 },
  )
})
