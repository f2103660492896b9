/**
 * `npm run proof -- fields [COLUMN …]`: every mention of a column of an item outside of tests and generated files is
 * removed in turn, in a copy of the repository. The compiler or test/backlog/fields.test.ts has to notice.
 */
import { execFileSync, spawnSync } from 'node:child_process'
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { columnOf, fieldOf, MEMBERS, type Member } from '../../api/backlog/item-fields.ts'
import { mentionsOf, type Mention } from './mentions.ts'

const ROOT = new URL('../../', import.meta.url).pathname
const SOURCES = ['api', 'mcp', 'views', 'cli', 'pm33.ts']
const TEST = 'test/backlog/fields.test.ts'
/** What is asked when nobody names one: a column that many rooms read. */
const COLUMNS: readonly Member[] = ['riskReduction']

export async function run(argv: string[]): Promise<void> {
  const members = argv.length ? argv.map(member) : COLUMNS
  const copy = mkdtempSync(join(tmpdir(), 'pm33-fields-'))
  try {
    const files = execFileSync('git', ['ls-files', '-co', '--exclude-standard'], { cwd: ROOT, encoding: 'utf8' })
    for (const file of files.trim().split('\n')) cpSync(join(ROOT, file), join(copy, file), { recursive: true })
    symlinkSync(join(ROOT, 'node_modules'), join(copy, 'node_modules'))
    // The server alone: what only a test would notice is left to the one test.
    const narrow = { extends: './tsconfig.json', include: ['pm33.ts'] }
    writeFileSync(join(copy, 'tsconfig.proof.json'), JSON.stringify(narrow))
    if (caughtBy(copy) !== '') throw new Error('the compiler or the test fails before anything is removed')
    for (const name of members) table(name, copy)
  } finally {
    rmSync(copy, { recursive: true, force: true })
  }
}

function member(name: string): Member {
  const found = MEMBERS.find((one) => one === name)
  if (!found) throw new Error(`There is no column "${name}". There are: ${MEMBERS.join(', ')}`)
  return found
}

/** Removes each mention in turn and prints who noticed. */
function table(name: Member, copy: string): void {
  const words = [name, columnOf(name), fieldOf(name).header]
  const files = execFileSync('git', ['ls-files', '--', ...SOURCES], { cwd: ROOT, encoding: 'utf8' })
    .trim()
    .split('\n')
    .filter((file) => /\.(tsx?|graphql)$/.test(file) && !file.includes('.generated.'))
  const mentions = files.flatMap((file) => mentionsOf(file, readFileSync(join(copy, file), 'utf8'), words))
  console.log(`\n| ${name}, removed from | what | noticed by |\n|---|---|---|`)
  const missed = mentions.filter((mention) => {
    const { file, line, what } = mention
    const noticed = without(mention, copy)
    console.log(`| ${file}:${line} | \`${what}\` | ${noticed || '**nothing**'} |`)
    return noticed === ''
  })
  console.log(
    `\n${mentions.length} mentions of ${name} in ${new Set(mentions.map(({ file }) => file)).size} files, ${missed.length} noticed by nothing.`,
  )
  if (missed.length) process.exitCode = 1
}

function without({ file, from, to, instead }: Mention, copy: string): string {
  const path = join(copy, file)
  const text = readFileSync(path, 'utf8')
  const write = (written: string) => {
    writeFileSync(path, written)
    // An operation is sent as it was generated.
    if (file.endsWith('.graphql')) execFileSync('npm', ['run', '-s', 'generate'], { cwd: copy })
  }
  write(text.slice(0, from) + instead + text.slice(to))
  try {
    return caughtBy(copy)
  } finally {
    write(text)
  }
}

function caughtBy(copy: string): string {
  const compiler = spawnSync('node_modules/.bin/tsc', ['-p', 'tsconfig.proof.json'], { cwd: copy, encoding: 'utf8' })
  if (compiler.status !== 0) return `tsc: ${/error (TS\d+)/.exec(compiler.stdout)?.[1] ?? compiler.stderr.trim()}`
  const report = join(copy, 'report.json')
  const suite = spawnSync(
    'node_modules/.bin/vitest',
    ['run', TEST, '--reporter=json', `--outputFile=${report}`, '--bail=1'],
    { cwd: copy, encoding: 'utf8' },
  )
  if (suite.status === 0) return ''
  const { testResults } = JSON.parse(readFileSync(report, 'utf8')) as {
    testResults: { message: string; assertionResults: { status: string; title: string }[] }[]
  }
  const failed = testResults
    .flatMap(({ assertionResults }) => assertionResults)
    .find(({ status }) => status === 'failed')
  return `test: ${failed?.title ?? testResults.map(({ message }) => message.split('\n')[0]).join(' ')}`
}
