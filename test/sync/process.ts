/** A PM33 in a process of its own, which another one moves through time, asks, and kills. */
import { fork, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { flushCompileCache } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pino } from 'pino'
import { openDatabase, serveAs, type DatabaseLocation } from '../../api/data/database.ts'
import { migrate } from '../../api/data/migrate.ts'
import { deriveSecrets } from '../../api/identity/credentials/secrets.ts'
import { Tenant } from '../../api/identity/entity.ts'
import { createApi } from '../../api/server/app.ts'
import { createHttp } from '../../api/server/http.ts'
import { readOperatorHosts } from '../../api/sync/http/hosts.ts'
import { heldIn, type Held } from './held.ts'

export interface Opening {
  readonly location: DatabaseLocation
  readonly spool: string
  readonly tenantId: string
  readonly hosts: readonly string[]
  /** The clock that it lives by, which stands still but for what it waits and what others pass; epoch ms. */
  readonly clock: { now(): number; pass(ms: number): void }
  /** The first time: the organization is made. */
  readonly fresh: boolean
}

type Opened = Omit<Opening, 'clock'>

interface Post {
  readonly path: string
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
}

type Order =
  | { open: Opened }
  | { graphql: { query: string; variables: object } }
  | { post: Post }
  /** Reads what is due. */
  | { run: true }
  | { held: string }
  /** Ends as a server does that is asked to. */
  | { stop: true }
type Answer = { value: unknown } | { error: string } | { waited: number }

/** The process from outside. One order at a time. */
export class SyncProcess {
  readonly #child: ChildProcess
  readonly #clock: Opening['clock']
  readonly ended: Promise<unknown>

  /** The next process, which loads its code while the one before it works: that takes longer than to read a tracker. */
  static #spare: ChildProcess | undefined

  private constructor(child: ChildProcess, clock: Opening['clock']) {
    this.#child = child
    this.#clock = clock
    this.ended = once(this.#child, 'exit')
    // Waiting takes no time but of this clock.
    child.on('message', (answer: Answer) => 'waited' in answer && clock.pass(answer.waited))
  }

  static async open({ clock, ...opening }: Opening): Promise<SyncProcess> {
    const made = new SyncProcess(SyncProcess.#spare ?? forked(), clock)
    SyncProcess.#spare = undefined
    await made.#ask({ open: opening })
    return made
  }

  /** Another one will be opened after this one. */
  static prepare(): void {
    SyncProcess.#spare ??= forked()
  }

  /** None will. */
  static dismiss(): void {
    SyncProcess.#spare?.kill('SIGKILL')
    SyncProcess.#spare = undefined
  }

  async graphql<T>(query: string, variables: object = {}): Promise<T> {
    const { data, errors } = await this.#ask<{ data: T; errors?: { message: string }[] }>({
      graphql: { query, variables },
    })
    if (errors) throw new Error(errors.map(({ message }) => message).join('; '))
    return data
  }

  post = (post: Post): Promise<number> => this.#ask({ post })
  run = (): Promise<null> => this.#ask({ run: true })
  held = async (connectionId: string) => new Map(await this.#ask<[string, Held][]>({ held: connectionId }))

  async kill(): Promise<void> {
    this.#child.kill('SIGKILL')
    await this.ended
  }

  async stop(): Promise<void> {
    this.#child.send({ at: this.#clock.now(), order: { stop: true } })
    await this.ended
  }

  #ask<T>(order: Order): Promise<T> {
    return new Promise((answered, failed) => {
      const gone = (code: number | null) => failed(new Error(`the server ended with ${code ?? 'a signal'}`))
      const heard = (answer: Answer) => {
        if ('waited' in answer) return
        this.#child.off('exit', gone).off('message', heard)
        if ('error' in answer) failed(new Error(answer.error))
        else answered(answer.value as T)
      }
      this.#child.once('exit', gone).on('message', heard)
      this.#child.send({ at: this.#clock.now(), order })
    })
  }
}

/** Ends when the process that forked it does. */
const forked = () =>
  fork(new URL(import.meta.url), {
    execArgv: ['--unhandled-rejections=strict'],
    env: { NODE_COMPILE_CACHE: join(tmpdir(), 'node-compile-cache'), ...process.env },
  })

/** Milliseconds after which an answer that never comes is given up. */
const TIMEOUT_MS = 2_000

async function served({ location, spool, tenantId, hosts, fresh }: Opened, clock: { at: number }) {
  const owner = await openDatabase(location)
  await migrate(owner)
  const orm = await serveAs(owner, location)
  const secrets = deriveSecrets('a master secret for tests only')
  const doors = { serviceKey: crypto.randomUUID(), operatorKey: crypto.randomUUID() }
  const em = () => {
    const fork = orm.em.fork()
    fork.setFilterParams('tenant', { id: tenantId })
    fork.setFilterParams('workspace', { ids: null })
    return fork
  }
  if (fresh) {
    const first = em()
    first.create(Tenant, { tenantId, name: 'Acme' })
    await first.flush()
  }
  const now = () => new Date(clock.at)
  const log = pino({ level: 'error' }, pino.destination(2))
  const sleep = async (ms: number) => {
    clock.at += ms
    process.send!({ waited: ms } satisfies Answer)
  }
  const client = { clock: { now: () => clock.at, sleep }, timeoutMs: TIMEOUT_MS }
  const syncs = { hosts: readOperatorHosts(hosts), client }
  const api = createApi({ orm, secrets, doors, log, now, spool, syncs })
  const config = { publicUrl: 'http://localhost:3033', database: location }
  const http = createHttp({ api, orm, secrets, log, now, config })
  return async (order: Exclude<Order, { open: Opened }>): Promise<unknown> => {
    if ('stop' in order) {
      await api.close()
      await orm.close()
      process.exit(0)
    }
    if ('run' in order) {
      await api.sync.run()
      await api.sync.idle()
      return null
    }
    if ('held' in order) return [...(await heldIn(em(), tenantId, order.held))]
    if ('post' in order) {
      const { path, headers, body } = order.post
      return (await http.fetch(new Request(`http://localhost:3033${path}`, { method: 'POST', headers, body }))).status
    }
    const caller = await api.credentials.assertionFor({ kind: 'operator', id: 'operator', tenantId })
    const response = await api.fetch(
      new Request('http://localhost:3033/graphql', {
        method: 'POST',
        headers: {
          'content-type': 'application/json',
          authorization: `Bearer ${doors.operatorKey}`,
          'x-pm33-caller': caller,
        },
        body: JSON.stringify(order.graphql),
      }),
    )
    return response.json()
  }
}

if (process.argv[1] === new URL(import.meta.url).pathname && process.send) {
  let work: Awaited<ReturnType<typeof served>> | undefined
  const clock = { at: 0 }
  const answer = async (order: Order) => {
    if (!('open' in order)) return work!(order)
    work = await served(order.open, clock)
    return null
  }
  // Whoever is killed leaves no cache.
  flushCompileCache()
  process.on('message', ({ at, order }: { at: number; order: Order }) => {
    clock.at = Math.max(clock.at, at)
    answer(order).then(
      (value) => process.send!({ value: value ?? null } satisfies Answer),
      (error: unknown) => process.send!({ error: String(error) } satisfies Answer),
    )
  })
  process.once('disconnect', () => process.exit(0))
}
