/** What can go wrong under a running PM33, each from its first harm until it is over. */
import { rmSync, writeFileSync } from 'node:fs'
import { setTimeout as pause } from 'node:timers/promises'
import { connect, type PostgresServer } from '../servers/postgres-server.ts'
import type { Disk } from './disk.ts'
import type { Outcome } from './load.ts'
import type { Subject } from './server.ts'

export interface Trouble {
  /** As it stands in the table. */
  name: string
  /** @param round from 0, so that each comes at another moment @returns what else happened, in a few words */
  cause(subject: Subject, round: number): Promise<string | undefined>
  /** What may become of a request beside an answer and a typed refusal. */
  allowed: readonly Outcome[]
  /** The process ends by design, and is started again. */
  ends?: boolean
}

const SURVIVED: readonly Outcome[] = []
/** Milliseconds of a trouble: between a blink and a few seconds. */
const length = (round: number) => 300 + ((round * 977) % 2_500)

export const restart = (postgres: PostgresServer): Trouble => ({
  name: 'PostgreSQL restarted',
  allowed: SURVIVED,
  async cause(_subject, round) {
    await postgres.restart(round % 2 ? 'immediate' : 'fast')
    return undefined
  },
})

export const cut = (postgres: PostgresServer): Trouble => ({
  name: 'connections cut',
  allowed: SURVIVED,
  async cause() {
    for (let at = 0; at < 3; at++) {
      await terminate(postgres)
      await pause(150)
    }
    return undefined
  },
})

export const readOnly = (postgres: PostgresServer): Trouble => ({
  name: 'login read-only and back',
  allowed: SURVIVED,
  async cause(_subject, round) {
    await asAdmin(postgres, 'alter role pm33_serving set default_transaction_read_only = on')
    await terminate(postgres)
    await pause(length(round))
    await asAdmin(postgres, 'alter role pm33_serving reset default_transaction_read_only')
    return undefined
  },
})

/** Every write waits for the standby, and then the primary is gone. The next round, it is the other's standby. */
export const promotion = (servers: [PostgresServer, PostgresServer]): Trouble => ({
  name: 'primary killed, standby promoted',
  allowed: SURVIVED,
  async cause(_subject, round) {
    const [primary, standby] = servers
    if (round > 0) await standby.follow(primary)
    await writesWaitFor(primary)
    await pause(length(round) / 2)
    await primary.kill()
    await pause(length(round) / 5)
    await standby.promote()
    servers.reverse()
    return undefined
  },
})

/** Makes the standby of a primary synchronous, and waits until it has all that was written before. */
const writesWaitFor = (primary: PostgresServer) =>
  connect(primary.folder, 'pm33', async (client) => {
    await client.query(`alter system set synchronous_standby_names = '*'`)
    await client.query('select pg_reload_conf()')
    const { rows } = await client.query<{ at: string }>('select pg_current_wal_lsn() as at')
    const caughtUp = `select from pg_stat_replication where sync_state = 'sync' and flush_lsn >= $1`
    while ((await client.query(caughtUp, [rows[0]!.at])).rowCount === 0) await pause(20)
  })

/** Milliseconds within which a revoked key is refused by every node, also by one that is not told. */
const REVOKED = 5_000

/** A node that is not told of a revocation for a while refuses the key all the same. */
export const deaf = (postgres: PostgresServer): Trouble => ({
  name: 'listening connection of a node cut',
  allowed: SURVIVED,
  async cause(subject, round) {
    const listening = `select pid from pg_stat_activity where query like 'listen %' order by backend_start`
    const listeners = async () => (await asAdmin(postgres, listening)).rows as { pid: number }[]
    const before = await listeners()
    if (before.length !== subject.nodes.length) throw new Error(`${before.length} nodes listen`)
    const made = await subject.said(['key', 'create', `Round ${round}`, '--json'])
    const { key, apiKey } = JSON.parse(made) as { key: string; apiKey: { id: string } }
    const refused = async (node: string) => (await fetch(`${node}/mcp`, ping(key))).status === 401
    for (const { url } of subject.nodes) if (await refused(url)) throw new Error('a new key is refused')

    await asAdmin(postgres, `select pg_terminate_backend(${before[round % before.length]!.pid})`)
    await subject.said(['key', 'revoke', apiKey.id, '--yes'])
    const revoked = performance.now()
    for (const { url } of subject.nodes)
      while (!(await refused(url))) {
        if (performance.now() - revoked > REVOKED) throw new Error('a revoked key still works')
        await pause(20)
      }
    const seconds = Math.ceil((performance.now() - revoked) / 1_000)
    while ((await listeners()).length < before.length) await pause(50)
    return `a revoked key was refused everywhere within ${seconds} s`
  },
})

const ping = (key: string): RequestInit => ({
  method: 'POST',
  headers: { 'x-api-key': key, 'content-type': 'application/json', accept: 'application/json, text/event-stream' },
  body: JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'ping' }),
})

/** @param postgres when it is PostgreSQL whose disk it is */
export const fullDisk = (disk: Disk, postgres?: PostgresServer): Trouble => ({
  name: 'disk filled and freed',
  allowed: SURVIVED,
  async cause(_subject, round) {
    disk.fill()
    await pause(1_000 + length(round))
    disk.free()
    return (await postgres?.revive()) ? 'PostgreSQL ended and was started again' : undefined
  },
})

/** @param sign the file by which the server finds no space: see `no-space.mjs` */
export const deadEngine = (sign: string): Trouble => ({
  name: 'database engine killed by its full log',
  allowed: SURVIVED,
  async cause(_subject, round) {
    writeFileSync(sign, '')
    await pause(length(round))
    rmSync(sign)
    return undefined
  },
})

export const kill: Trouble = {
  name: 'kill -9 of PM33',
  allowed: ['cut', 'nobody'],
  ends: true,
  async cause(subject, round) {
    await pause(length(round) / 10)
    const at = round % subject.nodes.length
    subject.nodes[at]!.child.kill('SIGKILL')
    await subject.nodes[at]!.ended
    await subject.again(at)
    return undefined
  },
}

export const sigterm: Trouble = {
  name: 'SIGTERM',
  allowed: ['nobody'],
  ends: true,
  async cause(subject, round) {
    await pause(length(round) / 10)
    const began = performance.now()
    const at = round % subject.nodes.length
    const code = await subject.nodes[at]!.stop()
    const took = performance.now() - began
    if (code !== 0 || took > 10_000) throw new Error(`it ended with ${code} after ${(took / 1_000).toFixed(1)} s`)
    await subject.again(at)
    return undefined
  },
}

const asAdmin = (postgres: PostgresServer, sql: string) =>
  connect(postgres.folder, 'pm33', (client) => client.query(sql))
const terminate = (postgres: PostgresServer) =>
  asAdmin(postgres, `select pg_terminate_backend(pid) from pg_stat_activity where usename = 'pm33_serving'`)
