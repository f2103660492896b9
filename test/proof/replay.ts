/**
 * `npm run proof -- replay [--against COMMIT] [--sizes 60,300,1000,2500,5000]`: the same calls of every analysis, asked of this tree and of another commit over the same
 * rows. Answers must be equal to the byte; only the engine in a stamp, ids, and cursors may differ. Without a commit: where this branch left main.
 */
import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, symlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { connect, startPostgres, urlOf } from '../servers/postgres-server.ts'

const root = new URL('../../', import.meta.url).pathname
const MOST_SHOWN = 5

type Recorded = Record<string, string>

export async function run(argv: string[]): Promise<void> {
  const { values } = parseArgs({
    args: argv,
    options: {
      against: { type: 'string' },
      sizes: { type: 'string', default: '60,300,1000,2500,5000' },
    },
  })
  const git = (...args: string[]) => execFileSync('git', args, { cwd: root }).toString().trim()
  const against = values.against ?? git('merge-base', 'main', 'HEAD')
  const folder = mkdtempSync(join(tmpdir(), 'pm33-replay-'))
  const other = join(folder, 'tree')
  const postgres = await startPostgres()
  try {
    git('worktree', 'add', '--detach', other, against)
    symlinkSync(join(root, 'node_modules'), join(other, 'node_modules'))
    const answers: Recorded[] = []
    for (const [at, tree] of [other, root].entries()) {
      await connect(postgres.folder, 'postgres', (client) => client.query(`create database replay_${at}`))
      const out = join(folder, `${at}.json`)
      const record = new URL('replay/record.ts', import.meta.url).pathname
      execFileSync(process.execPath, [record, tree, urlOf(postgres.folder, `replay_${at}`), out, values.sizes], {
        stdio: 'inherit',
      })
      answers.push(JSON.parse(readFileSync(out, 'utf8')) as Recorded)
    }
    const [before, after] = answers as [Recorded, Recorded]
    const names = Object.keys(before)
    const differing = names.filter((name) => before[name] !== after[name])
    for (const name of differing.slice(0, MOST_SHOWN))
      console.log(`${name}\n${firstDifference(before[name]!, after[name] ?? '')}`)
    console.log(
      `${names.length} calls, ${differing.length} answered differently than at ${git('rev-parse', '--short', against)}`,
    )
    const refused = names.filter((name) => before[name]!.startsWith('{"errors"'))
    console.log(`${refused.length} of them refused: ${refused.slice(0, MOST_SHOWN).join('; ')}`)
    if (differing.length > 0 || names.length < 200) process.exitCode = 1
  } finally {
    git('worktree', 'remove', '--force', other)
    rmSync(folder, { recursive: true, force: true })
    await postgres.stop()
  }
}

function firstDifference(before: string, after: string): string {
  let at = 0
  while (at < before.length && before[at] === after[at]) at++
  const around = (text: string) => text.slice(Math.max(0, at - 120), at + 160)
  return `  before … ${around(before)}\n  after  … ${around(after)}`
}
