/** What can go wrong under a running PM33, each from its first harm until it is over. */
import { rmSync, writeFileSync } from 'node:fs'
import { setTimeout as pause } from 'node:timers/promises'
import { connect, type PostgresServer } from '../postgres-server.ts'
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
    subject.server.child.kill('SIGKILL')
    await subject.server.ended
    await subject.again()
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
    const code = await subject.server.stop()
    const took = performance.now() - began
    if (code !== 0 || took > 10_000) throw new Error(`it ended with ${code} after ${(took / 1_000).toFixed(1)} s`)
    await subject.again()
    return undefined
  },
}

const asAdmin = (postgres: PostgresServer, sql: string) =>
  connect(postgres.folder, 'pm33', (client) => client.query(sql))
const terminate = (postgres: PostgresServer) =>
  asAdmin(postgres, `select pg_terminate_backend(pid) from pg_stat_activity where usename = 'pm33_serving'`)
