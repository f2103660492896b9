import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { fuzz } from './fuzzer.ts'
import { fuzzedSite, type FuzzedSite } from './site.ts'

const SEED = Number(process.env.FUZZ_SEED ?? 20_260_419)

describe('whatever is sent, by nobody, a viewer or a key', () => {
  let site: FuzzedSite
  beforeAll(async () => void (site = await fuzzedSite()), 120_000)
  afterAll(() => site?.stop())

  test('the server stands, and answers or refuses in its own words', { timeout: 240_000 }, async () => {
    const { sent, statuses, faults } = await fuzz(site, { seed: SEED, most: 2_000, milliseconds: 60_000 })
    console.log(`seed ${SEED}: ${sent} requests, ${[...statuses].sort(([a], [b]) => a - b).map(([status, count]) => `${count} × ${status}`).join(', ')}`)
    expect(faults).toEqual([])
  })
})
