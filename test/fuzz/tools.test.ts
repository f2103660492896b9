import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { ENGINES, world, type World } from '../world.ts'
import { questions } from './questions.ts'

const RUNS = Number(process.env.FUZZ_RUNS ?? 5)
const SEED = Number(process.env.FUZZ_SEED ?? 20_260_419)

describe.each(ENGINES)('on the %s database', (engine) => {
  let pm33: World
  beforeAll(async () => void (pm33 = await world(engine)))
  afterAll(() => pm33?.close())

  test(
    'any small workspace, any tool, any arguments that its schema allows: an answer or a typed refusal, every text of it whole',
    { timeout: 600_000 },
    async () => {
      const { counts, faults } = await questions(pm33, { runs: RUNS, seed: SEED, asked: 2 })
      expect(
        [...counts.keys()].filter((name) => name.endsWith(' answered')).length,
        'tools that answered',
      ).toBeGreaterThan(5)
      expect(faults).toEqual([])
    },
  )
})
