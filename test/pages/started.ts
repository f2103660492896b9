import { spawn } from 'node:child_process'
import { serverEnvironment } from '../servers/databases.ts'
import { STRICT } from '../start/process.ts'

interface Started {
  /** What it printed, as soon as it answers. */
  readonly text: string
  stop(): void
}
type More = Readonly<Record<string, string>>

/** `pm33 start` in a process of its own, on a database that is there already. */
export const started = async (data: string, options: readonly string[] = [], more: More = {}): Promise<Started> =>
  printed([process.execPath, 'pm33.ts', 'start', ...options], { ...(await serverEnvironment('embedded', data)), ...more }) // prettier-ignore

/** `npm start`, as a person types it, in a folder where nothing is yet. */
export const startedByNpm = (data: string, options: readonly string[] = [], more: More = {}): Promise<Started> =>
  printed(['npm', 'start', '--', ...options], { PM33_DATA: data, ...more })

async function printed([command, ...args]: string[], more: More): Promise<Started> {
  const env = { ...process.env, ...STRICT, PORT: '0', LOG_LEVEL: 'silent', ...more }
  // What npm starts ends with it: they are a group of their own.
  const detached = command === 'npm'
  const child = spawn(command!, args, { env, stdio: ['ignore', 'pipe', 'pipe'], detached })
  const stop = () => void process.kill(detached ? -child.pid! : child.pid!, 'SIGKILL')
  let text = ''
  return new Promise((done, fail) => {
    child.stdout.on('data', (chunk: Buffer) => {
      text += chunk.toString()
      if (text.includes('/docs')) done({ text, stop })
    })
    child.stderr.on('data', (chunk: Buffer) => (text += chunk.toString()))
    child.on('exit', () => fail(new Error(text)))
  })
}
