/** `npm run proof -- fuzz [--minutes 10] [--seed N] [--questions 200]`: every door under requests that no client sends, on both databases; then any small workspace under any question. */
import { randomInt } from 'node:crypto'
import { parseArgs } from 'node:util'
import { fuzz, type Fuzzed } from '../fuzz/fuzzer.ts'
import { fuzzedSite } from '../fuzz/site.ts'
import { connect, startPostgres } from '../postgres-server.ts'

export async function run(argv: string[]): Promise<void> {
  const { values } = parseArgs({ args: argv, options: { minutes: { type: 'string', default: '10' }, seed: { type: 'string', default: String(randomInt(2 ** 31)) } } })
  const [seed, milliseconds] = [Number(values.seed), (Number(values.minutes) * 60_000) / 2]
  console.log(`seed ${seed}`)
  await against('embedded', {}, seed, milliseconds)
  const postgres = await startPostgres()
  try {
    await connect(postgres.folder, 'postgres', (client) => client.query('create database pm33_fuzz'))
    await against('PostgreSQL', { DATABASE_URL: `postgres://postgres@localhost/pm33_fuzz?host=${encodeURIComponent(postgres.folder)}`, PM33_SECRET: 'a master secret for the fuzzer only' }, seed, milliseconds)
  } finally {
    await postgres.stop()
  }
}

async function against(database: string, env: Record<string, string>, seed: number, milliseconds: number): Promise<void> {
  const site = await fuzzedSite(env)
  try {
    const outcome = await fuzz(site, { seed, most: Infinity, milliseconds })
    console.log(`${database}: ${summary(outcome)}`)
    for (const fault of outcome.faults) console.log(`  ${fault}`)
    if (outcome.faults.length) process.exitCode = 1
  } finally {
    await site.stop()
  }
}

const summary = ({ sent, statuses, faults }: Fuzzed) => `${sent} requests, ${faults.length} faults; ${[...statuses].sort(([a], [b]) => a - b).map(([status, count]) => `${count} × ${status}`).join(', ')}`
