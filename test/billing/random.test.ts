import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { lotsOf, type Grant } from '../../api/billing/accounting.ts'
import { lots } from '../../api/billing/grant-service.ts'
import { FULL } from '../depth.ts'
import { fillEmbedded, newDatabase } from '../servers/databases.ts'
import { ENGINES, world, type World } from '../world.ts'
import { killRounds } from './crash.ts'
import { booksOf, ledgerOf, misfits } from './ledger.ts'
import { crowd, operation, performAll } from './random.ts'

describe.each(ENGINES)('the books on %s', (engine) => {
  let pm33: World
  beforeAll(async () => {
    pm33 = await world(engine)
  })
  afterAll(() => pm33.close())

  test('are right after any operations by several people at once', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(operation, { minLength: 60, maxLength: 60 }), async (operations) => {
        const acme = await pm33.tenant('Acme')
        const on = await crowd(pm33, acme)
        await performAll(on, operations.slice(0, 30), 8)
        pm33.clock.move(86_400_000)
        await performAll(on, operations.slice(30), 8)
        expect(await misfits(acme)).toEqual([])
        const books = await booksOf(acme)
        const left = (await lots(ledgerOf(pm33, acme), books)).reduce((sum, { remaining }) => sum + remaining, 0)
        expect(left).toBe(Math.max(0, books.granted - books.spent - books.pending))
      }),
      { numRuns: engine === 'postgres' ? 5 : FULL ? 3 : 1 },
    )
  })

  test('are right after processes were killed between reserving and settling: all of it returns', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'pm33-credits-'))
    try {
      if (engine === 'embedded') await fillEmbedded(folder)
      const at = engine === 'embedded' ? { embedded: folder } : await newDatabase('postgres')
      const { held, left, misfits: wrong } = await killRounds(engine, at, 1)
      expect(held).toBeGreaterThanOrEqual(7)
      expect([left, wrong]).toEqual([0, []])
    } finally {
      rmSync(folder, { recursive: true, force: true })
    }
  })
})

describe('lots', () => {
  const day = (n: number) => new Date(Date.UTC(2027, 0, n))
  const grant: fc.Arbitrary<Grant> = fc.record({
    id: fc.uuid(),
    size: fc.nat({ max: 50 }),
    at: fc.nat({ max: 20 }).map(day),
    expiresAt: fc.option(fc.nat({ max: 20 }).map(day)),
  })

  test('hold what is available between them, and the earliest to expire is used up first', () => {
    fc.assert(
      fc.property(fc.array(grant, { maxLength: 8 }), fc.nat({ max: 400 }), (grants, used) => {
        const found = lotsOf(grants, used)
        const total = grants.reduce((sum, { size }) => sum + size, 0)
        expect(found.reduce((sum, { remaining }) => sum + remaining, 0)).toBe(Math.max(0, total - used))
        const touched = found.findLastIndex(({ size, remaining }) => remaining < size)
        expect(found.slice(0, Math.max(0, touched)).every(({ remaining }) => remaining === 0)).toBe(true)
        const ends = found.map(({ expiresAt }) => expiresAt?.getTime() ?? Infinity)
        expect(ends).toEqual(ends.toSorted((a, b) => (a === b ? 0 : a - b)))
      }),
    )
  })
})
