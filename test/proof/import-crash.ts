/** `npm run proof -- import-crash [--rounds 20] [--items 4000]`: kill -9 at random points of an import, on a folder and on PostgreSQL with fsync on. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { crashRounds, type CrashOutcome } from '../imports/crash-rounds.ts'
import { connect, startPostgres } from '../servers/postgres-server.ts'

export async function run(argv: string[]): Promise<void> {
  const { values } = parseArgs({
    args: argv,
    options: { rounds: { type: 'string', default: '20' }, items: { type: 'string', default: '4000' } },
  })
  const [rounds, items] = [Number(values.rounds), Number(values.items)]
  const tell = (round: number, found: string) => console.error(`kill ${round} of ${rounds}: ${found}`)
  const folder = mkdtempSync(join(tmpdir(), 'pm33-import-crash-'))
  const postgres = await startPostgres({ fsync: true })
  try {
    report('embedded folder', await crashRounds({ PM33_DATA: join(folder, 'embedded') }, rounds, items, tell))
    await connect(postgres.folder, 'postgres', (client) => client.query('create database pm33_crash'))
    const url = `postgres://postgres@localhost/pm33_crash?host=${encodeURIComponent(postgres.folder)}`
    report(
      'PostgreSQL',
      await crashRounds({ PM33_DATA: join(folder, 'postgres'), DATABASE_URL: url }, rounds, items, tell),
    )
  } finally {
    await postgres.stop()
    rmSync(folder, { recursive: true, force: true })
  }
}

function report(where: string, { kills, before, after, between, completed, undisturbed }: CrashOutcome): void {
  console.log(
    `${where}: ${kills} kills of an import of ${(undisturbed / 1_000).toFixed(1)} s: ${before} times as before, ${after} times as after, ${between.length} between; run again, ${completed ? 'each was completed' : 'not each was completed'}`,
  )
  if (between.length || !completed) process.exitCode = 1
}
