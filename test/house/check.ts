/** `npm run check`: format, types, lint, dead code, and contracts that are what the code says. One line each. */
import { spawn } from 'node:child_process'
import { availableParallelism } from 'node:os'
import codegen from '../../codegen.ts'

/** What `npm run generate` writes. */
const GENERATED = ['schema', 'docs', 'README.md', ...Object.keys(codegen.generates)]

interface Step {
  name: string
  command: string[]
}

/** The longest first, so that two processors end together. */
const steps: Step[] = [
  { name: 'types', command: ['tsc', '-p', '.', '--incremental', '--tsBuildInfoFile', 'node_modules/.cache/tsc/code'] },
  { name: 'promises', command: ['oxlint', '--type-aware', '-c', '.oxlintrc.promises.json', '.'] },
  { name: 'dead code', command: ['knip', '--no-progress'] },
  // A test is no reader: what only tests use is served to nobody.
  { name: 'code that only tests use', command: ['knip', '--no-progress', '--production'] },
  {
    name: 'types of the pages',
    command: ['tsc', '-p', 'views', '--incremental', '--tsBuildInfoFile', 'node_modules/.cache/tsc/pages'],
  },
  { name: 'lint', command: ['oxlint', '--deny-warnings', '.'] },
  { name: 'format', command: ['oxfmt', '--check', '.'] },
]

interface Ended {
  status: number | null
  stdout: string
  stderr: string
}

function run([command, ...args]: string[]): Promise<Ended> {
  const child = spawn(command!, args, { env: { ...process.env, FORCE_COLOR: '0' } })
  const [out, err] = [child.stdout, child.stderr].map((stream) => {
    const parts: Buffer[] = []
    stream.on('data', (part: Buffer) => parts.push(part))
    return () => Buffer.concat(parts).toString('utf8')
  })
  return new Promise((resolve, reject) => {
    child.on('error', reject)
    child.on('close', (status) => resolve({ status, stdout: out!(), stderr: err!() }))
  })
}

let failed = 0
function report(name: string, ok: boolean, detail: string): void {
  console.log(`${ok ? 'ok  ' : 'FAIL'} ${name}`)
  if (!ok) console.log(detail.trim().split('\n').slice(-40).join('\n'))
  if (!ok) failed++
}

const waiting = [...steps]
async function work(): Promise<void> {
  for (let step = waiting.shift(); step; step = waiting.shift()) {
    const { status, stdout, stderr } = await run(step.command)
    report(step.name, status === 0, `${stdout}\n${stderr}`)
  }
}
await Promise.all(Array.from({ length: Math.min(4, availableParallelism()) }, work))

// Last, because it writes what the others read. Against the state before, so that it also works on a change that is not committed yet.
const changes = async (...more: string[]) => (await run(['git', 'diff', ...more, '--', ...GENERATED])).stdout
const before = await changes()
const { status, stdout, stderr } = await run(['npm', 'run', '-s', 'generate'])
const same = before === (await changes())
report(
  'contracts',
  status === 0 && same,
  status === 0 ? `npm run generate changed:\n${await changes('--stat')}` : `${stdout}\n${stderr}`,
)

process.exit(failed ? 1 : 0)
