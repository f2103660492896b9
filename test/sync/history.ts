/**
 * A random history of a tracker with everything that can go wrong between it and PM33: faults of the network, webhooks that
 * are lost, late, doubled, and out of order, refused and expired tokens, restarts, and kill -9 in the middle of reading.
 */
import { randomUUID } from 'node:crypto'
import { setTimeout as pause } from 'node:timers/promises'
import { isDeepStrictEqual } from 'node:util'
import type { SourceKind } from '../../api/sync/source.ts'
import { dice } from './fakes/fake-server.ts'
import { SyncProcess, type Opening } from './process.ts'
import { TRACKERS, type Tracker, type Webhook } from './trackers.ts'

/** Between two runs of a connection. */
const POLL_MS = 240_000
const HOUR = 3_600_000
/** Events that PM33 has to get by without a token. */
const WITHOUT_TOKEN = 12
/** Most that a last read may be put off. */
const TRIES = 20

export interface Asked {
  readonly source: SourceKind
  readonly place: Pick<Opening, 'location' | 'spool'>
  readonly events: number
  /** Ends of the process, by turns in the middle of reading and as it is asked to. */
  readonly ends: number
  /** Tokens that expire. */
  readonly expiries: number
  readonly comparedEvery: number
  readonly seed: number
  readonly log?: (line: string) => void
}

export interface Found {
  /** How often each thing happened. */
  readonly happened: Map<string, number>
  items: number
  faults: number
  /** Requests turned away for their number or cost. */
  limited: number
  readonly webhooks: Record<'sent' | 'lost' | 'late' | 'doubled', number>
  reads: number
  /** Of the kills, those that met a run. */
  readonly ends: Record<'killed' | 'amidst' | 'stopped', number>
  expired: number
  /** Times that a person had to help: a paused connection was resumed, or got another token. */
  resumed: number
  readonly wrong: string[]
  /** Milliseconds that went into starting PM33, reading, and webhooks. */
  readonly spent: Record<'starts' | 'reads' | 'webhooks', number>
}

export async function history(asked: Asked): Promise<Found> {
  const tracker = await TRACKERS[asked.source]()
  const one = new History(asked, tracker)
  try {
    return await one.lived()
  } finally {
    await one.end()
    await tracker.close()
  }
}

class History {
  readonly #asked: Asked
  readonly #tracker: Tracker
  readonly #random: (below: number) => number
  readonly #tenantId = randomUUID()
  readonly #late: Webhook[] = []
  #pm33: SyncProcess | undefined
  #connection = { id: '', webhookPath: '' }
  /** Events since the token expired; null while it is good. */
  #without: number | null = null
  readonly found: Found = {
    happened: new Map(),
    items: 0,
    faults: 0,
    limited: 0,
    webhooks: { sent: 0, lost: 0, late: 0, doubled: 0 },
    reads: 0,
    ends: { killed: 0, amidst: 0, stopped: 0 },
    expired: 0,
    resumed: 0,
    wrong: [],
    spent: { starts: 0, reads: 0, webhooks: 0 },
  }

  constructor(asked: Asked, tracker: Tracker) {
    this.#asked = asked
    this.#tracker = tracker
    this.#random = dice(asked.seed)
  }

  async lived(): Promise<Found> {
    const { events, ends, expiries, comparedEvery } = this.#asked
    this.#tracker.begin()
    await this.#connect()
    await this.#read(0)
    /** So many times in all, at even distances. */
    const isTurn = (event: number, times: number, phase: number) => {
      const every = Math.max(1, Math.floor(events / times))
      return event % every === Math.floor(every * phase) && event <= every * times
    }
    for (let event = 1; event <= events; event++) {
      await this.#happen()
      if (isTurn(event, expiries, 0.3)) this.#expire()
      if (isTurn(event, ends, 0.6)) await this.#restarted()
      if (event % comparedEvery === 0 || event === events) await this.#compared(event)
    }
    this.found.limited = this.#tracker.limited()
    return this.found
  }

  async end(): Promise<void> {
    await this.#pm33?.kill()
    SyncProcess.dismiss()
  }

  async #connect(): Promise<void> {
    this.#pm33 = await this.#open(true)
    await this.#pm33.graphql('mutation { createWorkspace(name: "Shop") { id } }')
    const { createSyncConnection: made } = await this.#pm33.graphql<{ createSyncConnection: { id: string; webhookPath: string } }>(
      'mutation ($input: CreateSyncConnectionInput!) { createSyncConnection(input: $input) { id webhookPath } }',
      { input: this.#tracker.access() },
    ) // prettier-ignore
    this.#connection = made
    await this.#pm33.graphql(
      'mutation ($id: ID!, $secret: String!) { setSyncWebhookSecret(id: $id, secret: $secret) { id } }',
      { id: made.id, secret: this.#tracker.secret },
    )
  }

  #open(fresh: boolean): Promise<SyncProcess> {
    const { place, ends } = this.#asked
    const { hosts } = this.#tracker
    const opening = SyncProcess.open({ ...place, tenantId: this.#tenantId, hosts, clock: this.#tracker, fresh })
    if (this.found.ends.killed + this.found.ends.stopped < ends) SyncProcess.prepare()
    return this.#timed('starts', opening)
  }

  async #timed<T>(what: keyof Found['spent'], work: Promise<T>): Promise<T> {
    const started = performance.now()
    return work.finally(() => (this.found.spent[what] += performance.now() - started))
  }

  async #happen(): Promise<void> {
    const random = this.#random
    const { what, webhooks } = this.#tracker.happen(random)
    this.found.happened.set(what, (this.found.happened.get(what) ?? 0) + 1)
    for (const webhook of webhooks) await this.#told(webhook)
    if (this.#late.length > 0 && random(5) === 0) await this.#send(this.#late.splice(random(this.#late.length), 1)[0]!)
    if (random(13) === 0)
      for (let n = random(2); n >= 0; n--) {
        this.found.faults += 1
        this.#tracker.misbehave(random)
      }
    if (random(150) === 0) {
      this.found.faults += 1
      this.#tracker.misbehave(random, true)
    }
    if (this.#without !== null) this.#without += 1
    if (random(8) === 0) await this.#read(POLL_MS)
    if (random(20) === 0) await this.#helped()
  }

  /** A third is lost; some come twice, and some late, in another order. */
  async #told(webhook: Webhook): Promise<void> {
    const random = this.#random
    const { webhooks } = this.found
    if (random(3) === 0) return void (webhooks.lost += 1)
    if (random(4) === 0) {
      webhooks.late += 1
      this.#late.push(webhook)
    } else await this.#send(webhook)
    if (random(4) > 0) return
    webhooks.doubled += 1
    await this.#send(webhook)
  }

  async #send(webhook: Webhook): Promise<void> {
    this.found.webhooks.sent += 1
    const status = await this.#timed('webhooks', this.#pm33!.post({ path: this.#connection.webhookPath, ...webhook }))
    if (status !== 202) this.#wrong(`a webhook was answered with ${status}`)
  }

  async #read(ms: number): Promise<void> {
    this.#tracker.pass(ms)
    this.found.reads += 1
    await this.#timed('reads', this.#pm33!.run())
  }

  /** In the middle of reading, or just before or after it. */
  async #restarted(): Promise<void> {
    const { ends } = this.found
    this.#tracker.pass(POLL_MS)
    let over = false
    const reading = this.#pm33!.run().then(
      () => (over = true),
      () => undefined,
    )
    await pause(this.#random(150))
    if ((ends.killed + ends.stopped) % 4 === 3) {
      ends.stopped += 1
      await this.#pm33!.stop()
    } else {
      ends.killed += 1
      if (!over) ends.amidst += 1
      await this.#pm33!.kill()
    }
    await reading
    this.#pm33 = await this.#open(false)
  }

  #expire(): void {
    this.found.expired += 1
    this.#without = 0
    this.#tracker.expire()
  }

  async #state(): Promise<{ state: string; trouble: string | null }> {
    const { syncConnection } = await this.#pm33!.graphql<{ syncConnection: { state: string; trouble: string | null } }>(
      'query ($id: ID!) { syncConnection(id: $id) { state trouble } }',
      { id: this.#connection.id },
    )
    return syncConnection
  }

  /** Somebody looks at the status page, and does what it asks for. */
  async #helped(now = false): Promise<void> {
    if (this.#without === null) {
      if ((await this.#state()).state === 'active') return
      this.found.resumed += 1
      await this.#pm33!.graphql('mutation ($id: ID!) { resumeSyncConnection(id: $id) { id } }', this.#connection)
      return
    }
    if (this.#without < WITHOUT_TOKEN && !now) return
    this.found.faults -= this.#tracker.behave()
    try {
      await this.#pm33!.graphql(
        'mutation ($id: ID!, $input: UpdateSyncConnectionInput!) { updateSyncConnection(id: $id, input: $input) { id } }',
        { id: this.#connection.id, input: { token: this.#tracker.access().token } },
      )
      this.#without = null
      this.found.resumed += 1
    } catch (error) {
      // The hour's budget may be used up: then somebody comes again.
      if (!/asks PM33 to/.test(String(error))) throw error
      if (!now) return
      this.#tracker.pass(HOUR)
      await this.#helped(true)
    }
  }

  #wrong(words: string): void {
    this.found.wrong.push(words)
    this.#asked.log?.(words)
  }

  async #compared(event: number): Promise<void> {
    const { found } = this
    found.faults -= this.#tracker.behave()
    await this.#helped(true)
    for (const ms of this.#tracker.catchUp()) await this.#read(ms)
    // A source that has asked to wait is read when it has said.
    for (let tries = 0; tries < TRIES && (await this.#state()).trouble !== null; tries++) await this.#read(POLL_MS)
    const { state, trouble } = await this.#state()
    if (state !== 'active' || trouble !== null) this.#wrong(`after ${event} events: ${state}, ${trouble}`)
    const [held, said] = [await this.#pm33!.held(this.#connection.id), this.#tracker.said()]
    for (const id of new Set([...held.keys(), ...said.keys()])) {
      const [here, there] = [held.get(id), said.get(id)]
      if (isDeepStrictEqual(here, there)) continue
      const cells = here && there ? differing(here, there) : JSON.stringify(here ?? there)
      this.#wrong(`after ${event} events, ${!here ? 'missing' : !there ? 'not ended' : 'other'} ${id}: ${cells}`)
    }
    found.items = said.size
    this.#asked.log?.(`${event} events: ${said.size} items, ${found.wrong.length} wrong`)
  }
}

/** What is here instead of what is there, cell by cell. */
const differing = (here: object, there: object): string =>
  Object.entries(there)
    .map(([cell, value]) => [cell, (here as Record<string, unknown>)[cell], value] as const)
    .filter(([, mine, theirs]) => !isDeepStrictEqual(mine, theirs))
    .map(([cell, mine, theirs]) => `${cell} is ${JSON.stringify(mine)}, not ${JSON.stringify(theirs)}`)
    .join('; ')
