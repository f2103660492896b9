/** PM33 by way of PgBouncer in transaction mode, where nothing that a session holds lasts from one transaction to the next. */
import { rmSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { readConfig } from '../../api/server/config.ts'
import { openApi } from '../../api/server/main.ts'
import { createLog } from '../../log.ts'
import { ConfigError } from '../../settings.ts'
import { onPostgres, subject } from '../faults/server.ts'
import { underLoad } from '../faults/load.ts'
import { startPooler, type Pooler } from '../servers/pooler.ts'
import { connect, startPostgres, type PostgresServer } from '../servers/postgres-server.ts'
import { command, folder } from './process.ts'

const SLOW = 180_000
const home = folder()

describe('PgBouncer in transaction mode', () => {
  let postgres: PostgresServer
  let pooler: Pooler
  let direct: Record<string, string>

  beforeAll(async () => {
    postgres = await startPostgres()
    direct = await onPostgres(postgres, home.path)
    pooler = await startPooler(postgres)
    expect((await command(['migrate'], direct)).err).toBe('')
  }, SLOW)
  afterAll(async () => {
    await pooler?.stop()
    await postgres?.stop()
    rmSync(home.path, { recursive: true, force: true })
  })

  /** What a start refuses with. In this process, because four whole ones take half a minute to say the same. */
  const started = async (env: Record<string, string>) => {
    const open = await openApi(readConfig({ ...direct, ...env }), { log: createLog('silent') }).catch(
      (error: Error) => error,
    )
    if (open instanceof ConfigError) return open.message
    if (open instanceof Error) throw open
    await open.close()
    return 'it serves'
  }

  test(
    'is refused in words, with what to do, until it can be served through',
    async () => {
      const serving = { DATABASE_URL: pooler.url('pm33_serving') }
      const strict = await startPooler(postgres, '')
      expect(await started({ DATABASE_URL: strict.url('pm33_serving') })).toContain(
        'the pooler refuses startup parameters. For PgBouncer, set: ignore_startup_parameters = options',
      )
      await strict.stop()
      expect(await started(serving)).toContain(
        'If it connects through a pooler, which does not pass on the role that PM33 asks for, run once as an admin: alter role pm33_serving set role = pm33_app; then restart the pooler.',
      )
      const alter = async (statement: string) => {
        await connect(postgres.folder, 'pm33', (client) => client.query(statement))
        await pooler.stop()
        pooler = await startPooler(postgres)
        serving.DATABASE_URL = pooler.url('pm33_serving')
      }
      await alter(`alter database pm33 set timezone = 'Europe/London'`)
      await alter('alter role pm33_serving set role = pm33_app')
      expect(await started(serving)).toContain(
        "refusing to serve in the time zone Europe/London, because days are UTC days. If PM33 connects through a pooler, which does not pass on the time zone that PM33 asks for, run once as an admin: alter role pm33_serving set timezone = 'UTC'; then restart the pooler.",
      )
      await alter(`alter role pm33_serving set timezone = 'UTC'`)
      expect(await started({ ...serving, DATABASE_OWNER_URL: pooler.url('pm33_owner') })).toContain(
        'DATABASE_OWNER_URL goes through a pooler. Changing the schema needs a direct connection.',
      )
      expect(await started({ ...serving, DATABASE_LISTEN_URL: pooler.url('pm33_serving') })).toContain(
        'DATABASE_LISTEN_URL goes through a pooler that does not pass on notifications. Set it to a direct connection, or leave it out.',
      )
    },
    SLOW,
  )

  test(
    'serves reads and writes of two nodes through fewer connections than they use, and loses nothing',
    async () => {
      const pm33 = await subject({ ...direct, DATABASE_URL: pooler.url('pm33_serving') }, home.path, 2)
      const loads = [underLoad(pm33), underLoad(pm33), underLoad(pm33)]
      for (const load of loads) await load.well(60_000)
      for (const load of loads) await load.stop()
      expect(loads.flatMap(({ records }) => records.filter(({ outcome }) => outcome !== 'answered'))).toEqual([])
      await pm33.stop()
    },
    SLOW,
  )
})
