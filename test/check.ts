/** `npm run check`: format, types, lint, dead code, and contracts that are what the code says. One line each. */
import { spawnSync } from 'node:child_process'

/** What `npm run generate` writes. */
const GENERATED = ['schema', 'docs', 'mcp/operations.generated.ts', 'views/operations.generated.ts', 'README.md']

interface Step {
  name: string
  command: string[]
}

const steps: Step[] = [
  { name: 'format', command: ['oxfmt', '--check', '.'] },
  { name: 'types', command: ['tsc', '-p', '.'] },
  { name: 'types of the pages', command: ['tsc', '-p', 'views'] },
  { name: 'lint', command: ['oxlint', '--deny-warnings', '.'] },
  { name: 'promises', command: ['oxlint', '--type-aware', '-c', '.oxlintrc.promises.json', '.'] },
  { name: 'dead code', command: ['knip', '--no-progress'] },
]

const run = ([command, ...args]: string[]) =>
  spawnSync(command!, args, { encoding: 'utf8', env: { ...process.env, FORCE_COLOR: '0' } })
const changes = () => run(['git', 'diff', '--', ...GENERATED]).stdout

let failed = 0
const report = (name: string, ok: boolean, detail: string) => {
  console.log(`${ok ? 'ok  ' : 'FAIL'} ${name}`)
  if (!ok) console.log(detail.trim().split('\n').slice(-40).join('\n'))
  if (!ok) failed++
}

for (const { name, command } of steps) {
  const { status, stdout, stderr } = run(command)
  report(name, status === 0, `${stdout}\n${stderr}`)
}
// Against the state before, so that it also works on a change that is not committed yet.
const before = changes()
const generated = run(['npm', 'run', '-s', 'generate'])
const after = changes()
report(
  'contracts',
  generated.status === 0 && before === after,
  generated.status === 0
    ? `npm run generate changed:\n${run(['git', 'diff', '--stat', '--', ...GENERATED]).stdout}`
    : `${generated.stdout}\n${generated.stderr}`,
)

process.exit(failed ? 1 : 0)
