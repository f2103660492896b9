import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { FULL } from '../depth.ts'
import { ENGINES, world, type World } from '../world.ts'
import { questions } from './questions.ts'

const SEED = Number(process.env.FUZZ_SEED ?? 20_260_419)

describe.each(ENGINES)('on the %s database', (engine) => {
  /** Each database gets workspaces of its own. */
  const runs = Number(process.env.FUZZ_RUNS ?? (FULL ? 5 : engine === 'postgres' ? 3 : 2))
  let pm33: World
  beforeAll(async () => void (pm33 = await world(engine)))
  afterAll(() => pm33?.close())

  test(
    'any small workspace, any tool, any arguments that its schema allows: an answer or a typed refusal, every text of it whole',
    { timeout: 600_000 },
    async () => {
      const { counts, faults } = await questions(pm33, { runs, seed: SEED + ENGINES.indexOf(engine), asked: 2 })
      expect(
        [...counts.keys()].filter((name) => name.endsWith(' answered')).length,
        'tools that answered',
      ).toBeGreaterThan(5)
      expect(faults).toEqual([])
    },
  )
})
