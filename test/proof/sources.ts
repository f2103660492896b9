/** `npm run proof -- sources [--issues 50000]`: a first sync of Linear and GitHub at their limits, in minutes of a fake's clock. */
import { parseArgs } from 'node:util'
import { githubSource } from '../../api/sync/github/source.ts'
import { linearSource } from '../../api/sync/linear/source.ts'
import type { OpenSource } from '../../api/sync/source.ts'
import { SourceTrouble } from '../../api/sync/trouble.ts'
import { FakeGithub } from '../sync/fake-github.ts'
import { FakeLinear } from '../sync/fake-linear.ts'
import type { FakeServer } from '../sync/fake-server.ts'
import { clientFor, settings } from '../sync/mirror.ts'

/** Time that an answer takes. */
const LATENCY_MS = 400
const PER_MINUTE = { linear: 60, github: 80 }

interface Case {
  readonly name: string
  readonly kind: 'linear' | 'github'
  readonly open: OpenSource
  readonly fake: FakeServer
  /** Minutes of the fake's clock that are promised. */
  readonly within: number
}

export async function run(argv: string[]): Promise<void> {
  const { values } = parseArgs({ args: argv, options: { issues: { type: 'string', default: '50000' } } })
  const count = Number(values.issues)
  const cases: Case[] = [
    ...[
      { points: 3_000_000, within: 10 },
      { points: 250_000, within: 24 * 60 },
    ].map(({ points, within }) => ({
      name: `Linear, ${points.toLocaleString('en')} points an hour`,
      kind: 'linear' as const,
      open: linearSource,
      fake: linearWith(count, points),
      within,
    })),
    { name: 'GitHub, 5,000 requests an hour', kind: 'github', open: githubSource, fake: githubWith(count), within: 10 },
  ]
  let failed = 0
  for (const one of cases) failed += (await prove(one, count)) ? 0 : 1
  process.exit(failed === 0 ? 0 : 1)
}

function linearWith(count: number, points: number): FakeLinear {
  const linear = new FakeLinear({ points, requests: 5_000 })
  const issues = Array.from({ length: count }, (_, at) => {
    linear.clock.at += 100
    return linear.create(`Plank ${at}`, linear.teams[at % 2])
  })
  for (let at = 0; at < count / 5; at++) linear.relate(issues[at]!, 'blocks', issues[count - 1 - at]!)
  linear.deliveries = []
  return linear
}

function githubWith(count: number): FakeGithub {
  const github = new FakeGithub()
  const issues = Array.from({ length: count }, (_, at) => {
    github.clock.at += 100
    return github.create(`Verse ${at}`, github.repositories[at % 2])
  })
  // One in twenty waits for another.
  for (let at = 20; at < count; at += 20) github.block(issues[at]!, issues[at - 1]!)
  github.deliveries = []
  return github
}

async function prove({ name, kind, open, fake, within }: Case, count: number): Promise<boolean> {
  fake.latencyMs = LATENCY_MS
  const client = clientFor(kind, await fake.start(), fake, { perMinute: PER_MINUTE[kind], timeoutMs: 60_000 })
  const began = fake.clock.at
  const ids = new Set<string>()
  let [cursor, waits]: [string | null, number] = [null, 0]
  while (ids.size < count)
    try {
      for await (const page of open(settings(fake.token), client).changes(cursor, new AbortController().signal)) {
        for (const { id } of page.records) ids.add(id)
        cursor = page.cursor ?? cursor
        if (ids.size >= count) break
      }
    } catch (error) {
      if (!(error instanceof SourceTrouble) || error.retryAfterMs === null) throw error
      // The runner comes back when the source says so.
      waits += 1
      fake.clock.at += error.retryAfterMs
    }
  await fake.close()
  const minutes = (fake.clock.at - began) / 60_000
  const good = minutes <= within && fake.limited <= waits
  console.log(
    `${good ? 'ok  ' : 'FAIL'} ${name}: ${count.toLocaleString('en')} issues usable in ${minutes.toFixed(1)} minutes, ${fake.requests} requests, ${fake.limited} turned away, ${waits} long waits`,
  )
  return good
}
