import { spawn } from 'node:child_process'
import type { Readable, Writable } from 'node:stream'
import { forTool } from '../../data/server-url.ts'
import { toolEnvironment } from '../config.ts'
import { ConfigError } from '../../../settings.ts'

/** Most of a tool's complaints that are kept. */
const COMPLAINTS = 4_000

/**
 * Runs a client tool of PostgreSQL from the PATH. The password goes by the environment, because everybody on a machine sees
 * arguments. `ended` rejects with a ConfigError that says what went wrong; the caller must await it.
 */
export function startTool(
  tool: 'pg_dump' | 'pg_restore',
  args: readonly string[],
  url: string,
): { out: Readable; in: Writable; ended: Promise<void> } {
  const { dbname, password } = forTool(url)
  const child = spawn(tool, [...args, `--dbname=${dbname}`], {
    env: toolEnvironment(password ? { PGPASSWORD: password } : {}),
    stdio: ['pipe', 'pipe', 'pipe'],
  })
  let complaints = ''
  child.stderr.on('data', (chunk: Buffer) => (complaints = (complaints + chunk.toString()).slice(-COMPLAINTS)))
  // What it does not read any more is no error of its own: how it ended says why.
  child.stdin.on('error', () => undefined)
  const ended = new Promise<void>((resolve, reject) => {
    child.once('error', (error: NodeJS.ErrnoException) =>
      reject(
        new ConfigError(
          error.code === 'ENOENT'
            ? `${tool} is not on the PATH. Install the client tools of PostgreSQL (Debian: apt-get install postgresql-client).`
            : `${tool} could not be started: ${error.message}`,
        ),
      ),
    )
    child.once('close', (code) =>
      code === 0 ? resolve() : reject(new ConfigError(`${tool} failed: ${complaints.trim() || `exit code ${code}`}`)),
    )
  })
  return { out: child.stdout, in: child.stdin, ended }
}
