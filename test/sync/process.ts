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
  /** Milliseconds that its clock is ahead. */
  readonly ahead: number
  /** The first time: the organization is made. */
  readonly fresh: boolean
}

interface Post {
  readonly path: string
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
}

type Order =
  | { open: Opening }
  | { graphql: { query: string; variables: object } }
  | { post: Post }
  /** Moves the clock, and reads what is due. */
  | { run: number }
  | { held: string }

/** The process from outside. One order at a time. */
export class SyncProcess {
  readonly #child: ChildProcess
  readonly ended: Promise<unknown>

  /** The next process, which loads its code while the one before it works: that takes longer than to read a tracker. */
  static #spare: ChildProcess | undefined

  private constructor(child: ChildProcess) {
    this.#child = child
    this.ended = once(this.#child, 'exit')
  }

  static async open(opening: Opening): Promise<SyncProcess> {
    const made = new SyncProcess(SyncProcess.#spare ?? forked())
    SyncProcess.#spare = forked()
    await made.#ask({ open: opening })
    return made
  }

  async graphql<T>(query: string, variables: object = {}): Promise<T> {
    const { data, errors } = await this.#ask<{ data: T; errors?: { message: string }[] }>({
      graphql: { query, variables },
    })
    if (errors) throw new Error(errors.map(({ message }) => message).join('; '))
    return data
  }

  post = (post: Post): Promise<number> => this.#ask({ post })
  run = (ms: number): Promise<null> => this.#ask({ run: ms })
  held = async (connectionId: string) => new Map(await this.#ask<[string, Held][]>({ held: connectionId }))

  async kill(): Promise<void> {
    this.#child.kill('SIGKILL')
    await this.ended
  }

  #ask<T>(order: Order): Promise<T> {
    return new Promise((answered, failed) => {
      const gone = (code: number | null) => failed(new Error(`the server ended with ${code ?? 'a signal'}`))
      this.#child.once('exit', gone)
      this.#child.once('message', (answer: { value: T } | { error: string }) => {
        this.#child.off('exit', gone)
        if ('error' in answer) failed(new Error(answer.error))
        else answered(answer.value)
      })
      this.#child.send(order)
    })
  }
}

/** Ends when the process that forked it does. */
const forked = () =>
  fork(new URL(import.meta.url), {
    execArgv: ['--unhandled-rejections=strict'],
    env: { NODE_COMPILE_CACHE: join(tmpdir(), 'node-compile-cache'), ...process.env },
  })

async function served({ location, spool, tenantId, hosts, ahead, fresh }: Opening) {
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
  let [offset, slept] = [ahead, 0]
  const now = () => new Date(Date.now() + offset)
  const log = pino({ level: 'error' }, pino.destination(2))
  // Pauses that a source asks for take no time here.
  const client = { clock: { now: () => Date.now() + slept, sleep: async (ms: number) => void (slept += ms) } }
  const syncs = { hosts: readOperatorHosts(hosts), client }
  const api = createApi({ orm, secrets, doors, log, now, spool, syncs })
  const config = { publicUrl: 'http://localhost:3033', database: location }
  const http = await createHttp({ api, orm, secrets, log, now, config })
  return async (order: Exclude<Order, { open: Opening }>): Promise<unknown> => {
    if ('run' in order) {
      offset += order.run
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
  const answer = async (order: Order) => {
    if (!('open' in order)) return work!(order)
    work = await served(order.open)
    return null
  }
  // Whoever is killed leaves no cache.
  flushCompileCache()
  process.on('message', (order: Order) => {
    answer(order).then(
      (value) => process.send!({ value: value ?? null }),
      (error: unknown) => process.send!({ error: String(error) }),
    )
  })
  process.once('disconnect', () => process.exit(0))
}
