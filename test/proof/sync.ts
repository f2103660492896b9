/**
 * `npm run proof -- sync [--events 10000] [--kills 40] [--seed 33] [--engine postgres|embedded]`: a random history of a Jira
 * with faults, webhooks that are lost, late, doubled, and out of order, and kill -9 in the middle of reading. What
 * PM33 holds is compared with what the tracker has every thousand events.
 */
import { randomUUID } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { isDeepStrictEqual, parseArgs } from 'node:util'
import { onDatabase } from '../bench/import.ts'
import { FakeJira } from '../sync/fake-jira.ts'
import { saidBy } from '../sync/held.ts'
import { SyncProcess } from '../sync/process.ts'
import { dice, happen, type Told } from '../sync/random.ts'

const SECRET = 'a webhook secret of ours'
const HOUR = 3_600_000
const COMPARED_EVERY = 1_000
const STARTED_WITH = 30

interface Found {
  events: number
  items: number
  deleted: number
  faults: number
  webhooks: { sent: number; lost: number; late: number; doubled: number }
  runs: number
  /** Of the kills, those that met a run. */
  kills: number
  amidst: number
  wrong: string[]
  /** Milliseconds that went into starting PM33, reading, and webhooks. */
  spent: Record<'starts' | 'reads' | 'webhooks', number>
}

export async function run(argv: string[]): Promise<void> {
  const { values } = parseArgs({
    args: argv,
    options: {
      events: { type: 'string', default: '10000' },
      kills: { type: 'string', default: '40' },
      seed: { type: 'string', default: '33' },
      engine: { type: 'string' },
    },
  })
  for (const engine of values.engine ? [values.engine] : ['postgres', 'embedded']) {
    const folder = mkdtempSync(join(tmpdir(), 'pm33-proof-sync-'))
    try {
      const started = performance.now()
      const found = await onDatabase(
        engine,
        folder,
        (location) =>
          history(
            { location, spool: join(folder, 'spool') },
            Number(values.events),
            Number(values.kills),
            Number(values.seed),
          ),
        // PM33 is killed, the server is not: what it says it has, it has.
        { fsync: false },
      )
      report(engine, found, (performance.now() - started) / 1_000)
    } finally {
      rmSync(folder, { recursive: true, force: true })
    }
  }
  process.exit()
}

async function history(
  place: Pick<Parameters<typeof SyncProcess.open>[0], 'location' | 'spool'>,
  events: number,
  kills: number,
  seed: number,
): Promise<Found> {
  const random = dice(seed)
  const jira = new FakeJira()
  jira.pageSize = 20
  const hosts = [`acme.atlassian.net=${await jira.listen()}`]
  const tenantId = randomUUID()
  let ahead = 0
  const found: Found = {
    events,
    items: 0,
    deleted: 0,
    faults: 0,
    webhooks: { sent: 0, lost: 0, late: 0, doubled: 0 },
    runs: 0,
    kills: 0,
    amidst: 0,
    wrong: [],
    spent: { starts: 0, reads: 0, webhooks: 0 },
  }
  const timed = async <T>(what: keyof Found['spent'], work: Promise<T>): Promise<T> => {
    const started = performance.now()
    return work.finally(() => (found.spent[what] += performance.now() - started))
  }
  const open = (fresh: boolean) => timed('starts', SyncProcess.open({ ...place, tenantId, hosts, ahead, fresh }))
  let pm33 = await open(true)
  for (let n = 0; n < STARTED_WITH; n++) jira.create({ type: n % 7 === 0 ? 'Epic' : 'Story' })
  await pm33.graphql('mutation { createWorkspace(name: "Shop") { id } }')
  const { createSyncConnection: made } = await pm33.graphql<{
    createSyncConnection: { id: string; webhookPath: string }
  }>('mutation ($input: CreateSyncConnectionInput!) { createSyncConnection(input: $input) { id webhookPath } }', {
    input: { kind: 'jira', site: 'acme.atlassian.net', account: jira.account, token: jira.token },
  })
  await pm33.graphql(
    'mutation ($id: ID!, $secret: String!) { setSyncWebhookSecret(id: $id, secret: $secret) { id } }',
    {
      id: made.id,
      secret: SECRET,
    },
  )
  const pass = (ms: number) => {
    ahead += ms
    jira.clock += ms
  }
  const read = async (ms: number) => {
    pass(ms)
    found.runs += 1
    await timed('reads', pm33.run(ms))
  }
  /** In the middle of reading, or just before or after it. */
  const killed = async () => {
    pass(240_000)
    let over = false
    const reading = pm33.run(240_000).then(
      () => (over = true),
      () => undefined,
    )
    await pause(random(150))
    found.kills += 1
    if (!over) found.amidst += 1
    await pm33.kill()
    await reading
    pm33 = await open(false)
  }
  const late: { headers: Record<string, string>; body: string }[] = []
  const send = async (webhook: (typeof late)[number]) => {
    found.webhooks.sent += 1
    const status = await timed('webhooks', pm33.post({ path: made.webhookPath, ...webhook }))
    if (status !== 202) found.wrong.push(`a webhook was answered with ${status}`)
  }
  const told = async (said: Told) => {
    // A third is lost; some come twice, and some late, in another order.
    if (random(3) === 0) return void (found.webhooks.lost += 1)
    const webhook = jira.webhook(SECRET, said.event, said.id)
    if (random(4) === 0) {
      found.webhooks.late += 1
      late.push(webhook)
    } else await send(webhook)
    if (random(4) === 0) {
      found.webhooks.doubled += 1
      await send(webhook)
    }
  }
  const compared = async (event: number) => {
    found.faults -= jira.faults.length
    jira.faults = []
    jira.lag = 0
    await read(2 * HOUR)
    // Jira marks no change for some links: a day later, everything is read again.
    await read(25 * HOUR)
    const [held, said] = [await pm33.held(made.id), saidBy(jira)]
    for (const id of new Set([...held.keys(), ...said.keys()]))
      if (!isDeepStrictEqual(held.get(id), said.get(id)))
        found.wrong.push(
          `after ${event} events, item ${id}: ${JSON.stringify(held.get(id))} instead of ${JSON.stringify(said.get(id))}`,
        )
    found.items = said.size
    console.error(`${event} of ${events} events: ${said.size} items, ${found.wrong.length} wrong`)
  }
  await read(0)
  const between = Math.max(1, Math.floor(events / kills))
  for (let event = 1; event <= events; event++) {
    const faults = jira.faults.length
    const said = happen(jira, random)
    found.faults += Math.max(0, jira.faults.length - faults)
    if (said?.event === 'jira:issue_deleted') found.deleted += 1
    if (said) await told(said)
    if (late.length && random(5) === 0) await send(late.pop()!)
    if (random(8) === 0) await read(240_000)
    if (event % between === 0) await killed()
    if (event % COMPARED_EVERY === 0 || event === events) await compared(event)
  }
  await pm33.kill()
  await jira.close()
  return found
}

const inS = (ms: number) => `${(ms / 1_000).toFixed(0)} s`

function report(engine: string, found: Found, seconds: number): void {
  const { events, items, deleted, faults, webhooks, runs, kills, amidst, wrong, spent } = found
  console.log(
    `${wrong.length === 0 ? 'ok  ' : 'FAIL'} ${engine}: ${events.toLocaleString('en')} events (${deleted} deletions), ${items} items at the end, ${faults} faults, ${webhooks.sent} webhooks sent, ${webhooks.lost} lost, ${webhooks.late} late, ${webhooks.doubled} doubled, ${runs} reads, ${kills} times kill -9 (${amidst} while reading), ${wrong.length} differences, ${seconds.toFixed(0)} s (starts ${inS(spent.starts)}, reads ${inS(spent.reads)}, webhooks ${inS(spent.webhooks)})`,
  )
  for (const words of wrong.slice(0, 20)) console.log(`  ${words}`)
  if (wrong.length > 0) process.exitCode = 1
}
