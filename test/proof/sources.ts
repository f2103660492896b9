/** `npm run proof -- sources [--issues 50000] [--only jira,linear,github]`: a first sync of each source at its limits, in minutes of a fake's clock. */
import { parseArgs } from 'node:util'
import { githubSource } from '../../api/sync/github/source.ts'
import { SourceClient } from '../../api/sync/http/client-service.ts'
import { readOperatorHosts } from '../../api/sync/http/hosts.ts'
import { jiraSource } from '../../api/sync/jira/source-service.ts'
import { linearSource } from '../../api/sync/linear/source.ts'
import type { OpenSource, SourceSettings } from '../../api/sync/source.ts'
import { SourceTrouble } from '../../api/sync/trouble.ts'
import type { FakeServer } from '../sync/fakes/fake-server.ts'
import { largeGithub, largeJira, largeLinear } from '../sync/large.ts'
import { clientFor, settings } from '../sync/mirror.ts'

/** Time that an answer takes. */
const LATENCY_MS = 400
const TIMEOUT_MS = 120_000
/** Minutes of the fake's clock in which all issues must be usable. */
const WITHIN = 10

interface Fake {
  /** Minutes of its clock. */
  now(): number
  /** Lets time pass. */
  pass(ms: number): void
  asked(): { requests: number; limited: number }
  close(): Promise<void>
}

interface Case {
  readonly name: string
  readonly open: OpenSource
  readonly settings: SourceSettings
  readonly client: SourceClient
  readonly fake: Fake
}

export async function run(argv: string[]): Promise<void> {
  const { values } = parseArgs({
    args: argv,
    options: { issues: { type: 'string', default: '50000' }, only: { type: 'string', default: 'jira,linear,github' } },
  })
  const count = Number(values.issues)
  const cases: Readonly<Record<string, readonly (() => Promise<Case>)[]>> = {
    jira: [() => jira(count)],
    linear: [3_000_000, 250_000].map((points) => () => linear(count, points)),
    github: [() => github(count)],
  }
  let failed = 0
  for (const name of values.only.split(','))
    for (const make of cases[name] ?? []) failed += (await prove(await make(), count)) ? 0 : 1
  process.exit(failed === 0 ? 0 : 1)
}

async function jira(count: number): Promise<Case> {
  const made = largeJira(count)
  made.latencyMs = LATENCY_MS
  made.perMinute = 350
  const operator = readOperatorHosts([`acme.atlassian.net=${await made.listen()}`])
  const site = 'https://acme.atlassian.net'
  const clock = { now: () => made.clock, sleep: async (ms: number) => void (made.clock += ms) }
  return {
    name: 'Jira, 350 requests a minute',
    open: jiraSource,
    settings: { ...settings(made.token), site, account: made.account },
    client: new SourceClient({ kind: 'jira', site, operator, clock, timeoutMs: TIMEOUT_MS }),
    fake: {
      now: () => made.clock / 60_000,
      pass: (ms) => (made.clock += ms),
      asked: () => made,
      close: () => made.close(),
    },
  }
}

const linear = (count: number, points: number): Promise<Case> =>
  served(`Linear, ${points.toLocaleString('en')} points an hour`, 'linear', linearSource, largeLinear(count, points))

const github = (count: number): Promise<Case> =>
  served('GitHub, 5,000 requests an hour', 'github', githubSource, largeGithub(count))

async function served(name: string, kind: 'linear' | 'github', open: OpenSource, made: FakeServer): Promise<Case> {
  made.latencyMs = LATENCY_MS
  return {
    name,
    open,
    settings: settings(made.token),
    client: clientFor(kind, await made.start(), made, { timeoutMs: TIMEOUT_MS }),
    fake: {
      now: () => made.clock.at / 60_000,
      pass: (ms) => (made.clock.at += ms),
      asked: () => made,
      close: () => made.close(),
    },
  }
}

async function prove({ name, open, settings: chosen, client, fake }: Case, count: number): Promise<boolean> {
  const began = fake.now()
  const ids = new Set<string>()
  const incomplete = new Set<string>()
  let waits = 0
  /** The runner comes back when the source says so. */
  const patiently = async (work: () => Promise<void>) => {
    for (;;)
      try {
        return await work()
      } catch (error) {
        if (!(error instanceof SourceTrouble) || error.retryAfterMs === null) throw error
        waits += 1
        fake.pass(error.retryAfterMs)
      }
  }
  const signal = new AbortController().signal
  let cursor: string | null = null
  let usable: { minutes: number; requests: number; waits: number } | null = null
  await patiently(async () => {
    const source = open(chosen, client)
    await source.about(signal)
    for await (const page of source.changes(cursor, signal)) {
      for (const { id, complete } of page.records) {
        ids.add(id)
        if (complete) incomplete.delete(id)
        else incomplete.add(id)
      }
      cursor = page.cursor ?? cursor
      if (ids.size >= count) usable ??= { minutes: fake.now() - began, requests: fake.asked().requests, waits }
    }
  })
  const walked = fake.now() - began
  const source = open(chosen, client)
  const left = [...incomplete]
  for (let at = 0; at < left.length; at += source.atOnce)
    await patiently(async () => void (await source.byIds(left.slice(at, at + source.atOnce), signal)))
  const { requests, limited } = fake.asked()
  const found = usable as { minutes: number; requests: number; waits: number } | null
  const good = found !== null && found.minutes <= WITHIN && limited <= waits
  console.log(
    `${good ? 'ok  ' : 'FAIL'} ${name}: ${count.toLocaleString('en')} issues usable in ${found?.minutes.toFixed(1)} minutes (${found?.requests} requests, ${found?.waits} long waits); all fields and links after ${walked.toFixed(1)}, history after ${(fake.now() - began).toFixed(1)} minutes; ${requests} requests, ${limited} turned away, ${waits} long waits in all; stated pace of history: ${source.pace?.() ?? 'none'} an hour`,
  )
  await fake.close()
  return good
}
