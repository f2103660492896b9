import { spawn } from 'node:child_process'
import { serverEnvironment } from '../databases.ts'
import { STRICT } from '../start/process.ts'

/** `pm33 start` in a process of its own. @returns what it printed, as soon as it answers */
export async function started(
  data: string,
  options: readonly string[] = [],
  more: Readonly<Record<string, string>> = {},
): Promise<{ text: string; stop(): void }> {
  const env = {
    ...process.env,
    ...STRICT,
    ...(await serverEnvironment('embedded', data)),
    PORT: '0',
    LOG_LEVEL: 'silent',
    ...more,
  }
  const child = spawn(process.execPath, ['pm33.ts', 'start', ...options], { env, stdio: ['ignore', 'pipe', 'pipe'] })
  const stop = () => void child.kill('SIGKILL')
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
