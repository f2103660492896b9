/**
 * `npm run proof -- credits [--operations 10000] [--kills 20] [--seed 1]`: random operations on one organization's credits by
 * sixteen lanes, and processes killed between reserving and settling, on both databases.
 */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import fc from 'fast-check'
import type { DatabaseLocation } from '../../api/data/database.ts'
import { killRounds } from '../billing/crash.ts'
import { booksOf, misfits } from '../billing/ledger.ts'
import { crowd, operation, performAll } from '../billing/random.ts'
import { connect, startPostgres } from '../servers/postgres-server.ts'
import { world, type Engine } from '../world.ts'

const LANES = 16
const DAYS = 10

export async function run(argv: string[]): Promise<void> {
  const { values } = parseArgs({
    args: argv,
    options: {
      operations: { type: 'string', default: '10000' },
      kills: { type: 'string', default: '20' },
      seed: { type: 'string', default: '1' },
    },
  })
  const [operations, kills, seed] = [Number(values.operations), Number(values.kills), Number(values.seed)]
  const folder = mkdtempSync(join(tmpdir(), 'pm33-credits-'))
  const postgres = await startPostgres({ fsync: true })
  try {
    await proved('embedded', { embedded: join(folder, 'database') }, operations, kills, seed)
    await connect(postgres.folder, 'postgres', (client) => client.query('create database pm33_credits'))
    const url = `postgres://postgres@localhost/pm33_credits?host=${encodeURIComponent(postgres.folder)}`
    await proved('postgres', { url }, operations, kills, seed)
  } finally {
    await postgres.stop()
    rmSync(folder, { recursive: true, force: true })
  }
}

async function proved(engine: Engine, at: DatabaseLocation, count: number, kills: number, seed: number): Promise<void> {
  const wrong: string[] = []
  // A kill in the middle of the operations: what follows works on what it left behind.
  for (const half of [0, 1]) {
    const pm33 = await world(engine, at)
    const acme = await pm33.tenant('Acme')
    const on = await crowd(pm33, acme)
    const operations = fc.sample(operation, { numRuns: count / 2, seed: seed + half })
    const began = performance.now()
    for (let day = 0; day < DAYS; day++) {
      const share = operations.length / DAYS
      await performAll(on, operations.slice(day * share, (day + 1) * share), LANES)
      pm33.clock.move(86_400_000)
      wrong.push(...(await misfits(acme)))
    }
    const seconds = Math.round((performance.now() - began) / 1_000)
    const books = JSON.stringify(await booksOf(acme))
    console.log(
      `${engine}: ${operations.length} operations in ${LANES} lanes, ${seconds} s, ${books}, ${wrong.length} misfits`,
    )
    await pm33.close()
    const killed = await killRounds(engine, at, kills / 2)
    wrong.push(...killed.misfits, ...(killed.left ? [`${killed.left} credits did not return`] : []))
    console.log(`${engine}: ${killed.kills} kills, ${killed.held} credits held, ${killed.left} left after the sweep`)
  }
  if (wrong.length) {
    console.log(wrong.slice(0, 20).join('\n'))
    process.exitCode = 1
  }
}
