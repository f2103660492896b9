/** A PgBouncer in transaction mode before a PostgreSQL of the tests. */
import { execFileSync, spawn } from 'node:child_process'
import { chownSync, existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import pg from 'pg'
import { unprivileged, type PostgresServer } from './postgres-server.ts'

const PORT = 6432
/** Debian keeps it where only root looks. */
const PATH = `${process.env.PATH}:/usr/sbin`

export interface Pooler {
  /** The URL of a login, by way of the pooler. */
  url(user: string): string
  stop(): Promise<void>
}

const isThere = () => PATH.split(':').some((folder) => existsSync(join(folder, 'pgbouncer')))

/** As root on Debian it is installed where there is none. @throws words that say what to install */
function assertPooler(): void {
  if (isThere()) return
  if (process.getuid?.() === 0 && existsSync('/usr/bin/apt-get')) {
    const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }
    execFileSync('apt-get', ['update', '-qq'], { env })
    execFileSync('apt-get', ['install', '-y', '-qq', '--no-install-recommends', 'pgbouncer'], { env, stdio: 'ignore' })
  }
  if (!isThere())
    throw new Error(
      'No PgBouncer for the tests of poolers. Install it (Debian: apt-get install -y pgbouncer; macOS: brew install pgbouncer).',
    )
}

/** @param ignored startup parameters that it does not refuse */
export async function startPooler(postgres: PostgresServer, ignored = 'options'): Promise<Pooler> {
  assertPooler()
  const folder = mkdtempSync(join(tmpdir(), 'pm33-pooler-'))
  const user = unprivileged()
  const config = join(folder, 'pgbouncer.ini')
  const logins = join(folder, 'logins')
  writeFileSync(logins, '"pm33_serving" ""\n"pm33_owner" ""\n')
  writeFileSync(
    config,
    [
      '[databases]',
      `pm33 = host=${postgres.folder} dbname=pm33`,
      '[pgbouncer]',
      'listen_addr =',
      `listen_port = ${PORT}`,
      `unix_socket_dir = ${folder}`,
      'auth_type = trust',
      `auth_file = ${logins}`,
      'pool_mode = transaction',
      // Fewer than the connections of a node, so that they share.
      'default_pool_size = 6',
      `ignore_startup_parameters = ${['extra_float_digits', ignored].filter(Boolean).join(',')}`,
    ].join('\n'),
  )
  if (user) for (const path of [folder, config, logins]) chownSync(path, user.uid, user.gid)
  const child = spawn('pgbouncer', ['--quiet', config], {
    cwd: '/',
    env: { ...process.env, PATH },
    stdio: 'ignore',
    ...user,
  })
  const ended = new Promise<void>((resolve) => child.once('close', () => resolve()))
  const url = (login: string) => `postgres://${login}@localhost/pm33?host=${encodeURIComponent(folder)}&port=${PORT}`
  const answers = async () => {
    const client = new pg.Client(url('pm33_serving'))
    try {
      await client.connect()
      return true
    } catch {
      return false
    } finally {
      await client.end().catch(() => undefined)
    }
  }
  while (child.exitCode === null && !(await answers())) await pause(50)
  if (child.exitCode !== null) throw new Error(`pgbouncer ended with ${child.exitCode}`)
  return {
    url,
    async stop() {
      child.kill('SIGKILL')
      await ended
      rmSync(folder, { recursive: true, force: true })
    },
  }
}
