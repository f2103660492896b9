import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { serverEnvironment } from '../servers/databases.ts'
import { ENGINES } from '../world.ts'
import { killRounds } from './rounds.ts'

test.each(ENGINES)(
  'what was acknowledged before a kill -9 is there afterwards, whole, on %s',
  { timeout: 300_000 },
  async (engine) => {
    // Twenty kills are `npm run proof -- crash`.
    const folder = mkdtempSync(join(tmpdir(), 'pm33-crash-'))
    try {
      const { acknowledged, lost, torn } = await killRounds(await serverEnvironment(engine, folder), 1)
      expect({ lost, torn }).toEqual({ lost: [], torn: [] })
      expect(acknowledged).toBeGreaterThanOrEqual(20)
    } finally {
      rmSync(folder, { recursive: true, force: true })
    }
  },
)
