/** `npm run proof -- crash [--rounds 20]`: kill -9 during writes, on a folder and on PostgreSQL with fsync on: nothing acknowledged is lost. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { killRounds, type Outcome } from '../crash/rounds.ts'
import { connect, startPostgres } from '../servers/postgres-server.ts'

export async function run(argv: string[]): Promise<void> {
  const { values } = parseArgs({ args: argv, options: { rounds: { type: 'string', default: '20' } } })
  const rounds = Number(values.rounds)
  const folder = mkdtempSync(join(tmpdir(), 'pm33-crash-'))
  const postgres = await startPostgres({ fsync: true })
  try {
    report('embedded folder', await killRounds({ PM33_DATA: join(folder, 'embedded') }, rounds))
    await connect(postgres.folder, 'postgres', (client) => client.query('create database pm33_crash'))
    const url = `postgres://postgres@localhost/pm33_crash?host=${encodeURIComponent(postgres.folder)}`
    report('PostgreSQL', await killRounds({ PM33_DATA: join(folder, 'postgres'), DATABASE_URL: url }, rounds))
  } finally {
    await postgres.stop()
    rmSync(folder, { recursive: true, force: true })
  }
}

function report(where: string, { rounds, acknowledged, lost, torn, reopening }: Outcome): void {
  const slowest = Math.max(...reopening)
  console.log(
    `${where}: ${rounds} kills, ${acknowledged} acknowledged writes, ${lost.length} lost, ${torn.length} torn; open again within ${(slowest / 1_000).toFixed(1)} s`,
  )
  if (lost.length || torn.length) {
    console.log(
      [...lost.map((write) => `  lost ${write}`), ...torn.map((key) => `  torn ${key}`)].slice(0, 20).join('\n'),
    )
    process.exitCode = 1
  }
}
