/**
 * `npm run proof -- fuzz [--minutes 10] [--seed N] [--workspaces 60]`: on both databases, every door under requests that no
 * client sends, and small workspaces of any shape under any question. The same seed asks the same.
 */
import { randomInt } from 'node:crypto'
import { parseArgs } from 'node:util'
import { fuzz, summary } from '../fuzz/fuzzer.ts'
import { questions } from '../fuzz/questions.ts'
import { fuzzedSite } from '../fuzz/site.ts'
import { world, type Engine } from '../world.ts'
import type { DatabaseLocation } from '../../api/data/database.ts'
import { connect, startPostgres } from '../servers/postgres-server.ts'

export async function run(argv: string[]): Promise<void> {
  const { values } = parseArgs({
    args: argv,
    options: {
      minutes: { type: 'string', default: '10' },
      workspaces: { type: 'string', default: '60' },
      seed: { type: 'string', default: String(randomInt(2 ** 31)) },
    },
  })
  const [seed, milliseconds, runs] = [
    Number(values.seed),
    (Number(values.minutes) * 60_000) / 2,
    Number(values.workspaces),
  ]
  console.log(`seed ${seed}`)
  const postgres = await startPostgres()
  const database = async (name: string) => {
    await connect(postgres.folder, 'postgres', (client) => client.query(`create database ${name}`))
    return `postgres://postgres@localhost/${name}?host=${encodeURIComponent(postgres.folder)}`
  }
  try {
    if (milliseconds) await against('embedded', {}, seed, milliseconds)
    if (milliseconds)
      await against(
        'PostgreSQL',
        { DATABASE_URL: await database('pm33_fuzz'), PM33_SECRET: 'a master secret for the fuzzer only' },
        seed,
        milliseconds,
      )
    await asked('embedded', { embedded: 'memory://' }, seed, runs)
    await asked('postgres', { url: await database('pm33_questions') }, seed, runs)
  } finally {
    await postgres.stop()
  }
}

async function asked(engine: Engine, at: DatabaseLocation, seed: number, runs: number): Promise<void> {
  const pm33 = await world(engine, at)
  try {
    const { counts, faults } = await questions(pm33, { runs, seed, asked: 5 })
    console.log(
      `${engine}: ${[...counts.values()].reduce((sum, count) => sum + count, 0)} questions to ${runs} workspaces, ${faults.length} faults; ${[
        ...counts,
      ]
        .sort()
        .map(([name, count]) => `${count} × ${name}`)
        .join(', ')}`,
    )
    tell(faults)
  } finally {
    await pm33.close()
  }
}

function tell(faults: readonly string[]): void {
  for (const fault of faults) console.log(`  ${fault}`)
  if (faults.length) process.exitCode = 1
}

async function against(
  database: string,
  env: Record<string, string>,
  seed: number,
  milliseconds: number,
): Promise<void> {
  const site = await fuzzedSite(env)
  try {
    const outcome = await fuzz(site, { seed, most: Infinity, milliseconds })
    console.log(`${database}: ${summary(outcome)}`)
    tell(outcome.faults)
  } finally {
    await site.stop()
  }
}
