import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { serverEnvironment } from '../servers/databases.ts'
import { ENGINES } from '../world.ts'
import { crashRounds } from './crash-rounds.ts'

test.each(ENGINES)(
  'after a kill -9 the workspace is as before the import or as after it, and running it again completes it, on %s',
  { timeout: 300_000 },
  async (engine) => {
    // Twenty kills are `npm run proof -- import-crash`.
    const folder = mkdtempSync(join(tmpdir(), 'pm33-crash-'))
    try {
      const { between, before, after, completed } = await crashRounds(await serverEnvironment(engine, folder), 1, 600)
      expect({ between, seen: before + after, completed }).toEqual({ between: [], seen: 1, completed: true })
    } finally {
      rmSync(folder, { recursive: true, force: true })
    }
  },
)
