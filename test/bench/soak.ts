/**
 * `npm run bench -- soak [--minutes 5]`: two nodes behind a proxy on PostgreSQL, with two organizations that work in every way
 * and one that asks far more than it may. Prints what failed, what showed of others, who was refused, how memory grew, and how
 * much longer light reads took than on idle nodes. The bar is on resident memory, which an operator pays for; it also holds garbage
 * that V8 has not collected yet and room that it keeps. The heaps after a collection say what is really kept.
 */
import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { loadavg, tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import { LIMITS } from '../../api/identity/credentials/limits.ts'
import { nodesOn, type Nodes } from '../faults/nodes.ts'
import { onPostgres } from '../faults/server.ts'
import { startPostgres } from '../servers/postgres-server.ts'
import { Callers, type Answered } from './soak/callers.ts'
import { heapsOf, probed, type Heaps } from './soak/heaps.ts'
import { tenantOn, type Tenant } from './soak/tenants.ts'

const NODES = 2
/** At most; more of each than this, or any at all where it is 0, and the bench fails. */
const BARS = { failed: 0, foreign: 0, slope: 1, slower: 3 }
const SAMPLE_MS = 5_000
/** Samples between two collections, each of which pauses a node for a moment: too few to show among a hundred reads. */
const COLLECT_EVERY = 12
const IDLE_MS = 30_000

export async function run(argv: string[]): Promise<void> {
  const { values } = parseArgs({ args: argv, options: { minutes: { type: 'string', default: '5' } } })
  const milliseconds = Number(values.minutes) * 60_000
  const folder = mkdtempSync(join(tmpdir(), 'pm33-soak-'))
  const postgres = await startPostgres({ fsync: true })
  let nodes: Nodes | undefined
  try {
    nodes = await nodesOn(
      {
        ...(await onPostgres(postgres, folder)),
        ...probed(folder),
        PM33_CALLS_PER_KEY: String(LIMITS.key.points),
        PM33_CALLS_PER_TENANT: String(LIMITS.tenant.points),
        PM33_CALLS_PER_ADDRESS: String(LIMITS.address.points),
      },
      NODES,
    )
    const tenants: Tenant[] = []
    for (const [marker, keys] of [
      ['acmeq', 4],
      ['boltz', 4],
      ['noisyx', 1],
    ] as const)
      tenants.push(await tenantOn(nodes, marker, folder, keys))
    await soaked(nodes, tenants, milliseconds, folder)
  } finally {
    await nodes?.stop()
    await postgres.stop()
    rmSync(folder, { recursive: true, force: true })
  }
}

async function soaked(nodes: Nodes, tenants: readonly Tenant[], milliseconds: number, folder: string): Promise<void> {
  const [good, abusive] = [tenants.slice(0, -1), tenants.at(-1)!]
  const callers = new Callers(nodes.url, tenants)
  const kinds = (from: number) => callers.answers.slice(from)

  const lightly = () => good.map((tenant) => callers.repeat(1_000, () => callers.lightRead(tenant)))
  // Code and connections are warm before anything counts.
  for (const tenant of good) for (let at = 0; at < 10; at++) await callers.lightRead(tenant)
  const idleFrom = callers.answers.length
  // A key of its own: it reads so often that its calls of this minute are used up.
  const idle = new Callers(nodes.url, tenants)
  const reading = good.map((tenant) => idle.repeat(250, () => idle.lightRead(tenant, tenant.keys[3]!)))
  await pause(IDLE_MS)
  idle.stop()
  await Promise.all(reading)

  const began = performance.now()
  const loop = [
    ...lightly(),
    ...good.flatMap((tenant) => [
      callers.repeat(2_000, (turn) => callers.tool(tenant, tenant.keys[1]!, turn)),
      callers.repeat(5_000, (turn) => callers.page(tenant, turn)),
      callers.repeat(3_000, (turn) => callers.change(tenant, tenant.keys[2]!, turn)),
      callers.repeat(20_000, (turn) => callers.import(tenant, turn)),
    ]),
    ...Array.from({ length: 4 }, () =>
      callers.repeat(0, (turn) =>
        turn % 2 ? callers.tool(abusive, abusive.keys[0]!, turn) : callers.lightRead(abusive),
      ),
    ),
  ]
  const samples: Sample[] = []
  while (performance.now() - began < milliseconds) {
    await pause(SAMPLE_MS)
    const collect = samples.length % COLLECT_EVERY === COLLECT_EVERY - 1
    samples.push({
      at: (performance.now() - began) / 60_000,
      megabytes: nodes.nodes.map(({ child }) => memoryOf(child.pid!)),
      heaps: collect ? await Promise.all(nodes.nodes.map(({ child }) => heapsOf(child.pid!, folder))) : null,
    })
  }
  callers.stop()
  await Promise.all(loop)
  report(kinds(idleFrom), idle.answers, samples, abusive.marker, milliseconds / 60_000)
}

/** Of each node, at a moment in minutes: its resident memory in MB, and sometimes what its heaps hold after a collection. */
interface Sample {
  readonly at: number
  readonly megabytes: readonly number[]
  readonly heaps: readonly (Heaps | null)[] | null
}

const memoryOf = (pid: number) => Number(execFileSync('ps', ['-o', 'rss=', '-p', String(pid)]).toString()) / 1_024

function report(
  answers: readonly Answered[],
  idle: readonly Answered[],
  samples: readonly Sample[],
  abusive: string,
  minutes: number,
): void {
  const all = [...answers, ...idle]
  const failed = all.filter(
    ({ status, problem }) => status === 0 || status >= 500 || /"INTERNAL"|"UNAVAILABLE"/.test(problem ?? ''),
  )
  const foreign = all.filter((answer) => answer.foreign)
  const refused = all.filter(({ status }) => status === 429)
  const others = refused.filter(({ tenant }) => tenant !== abusive)
  const wrong = all.filter((answer) => answer.problem && !failed.includes(answer))
  const light = answers.filter(
    ({ kind, tenant, status }) => kind === 'light read' && tenant !== abusive && status === 200,
  )
  const [alone, busy] = [quantile(idle, 0.99), quantile(light, 0.99)]
  // A process fills its caches and compiles its code first.
  const warm = samples.filter(({ at }) => at >= Math.min(minutes / 3, 5))
  const slopes =
    warm[0]?.megabytes.map((_, node) => slopeOf(warm.map(({ at, megabytes }) => [at, megabytes[node]!]))) ?? []
  const slope = Math.max(...slopes)
  const heapSlopes = (of: (heaps: Heaps) => number) =>
    samples[0]!.megabytes
      .map((_, node) =>
        slopeOf(
          warm.flatMap(({ at, heaps }) => {
            const found = heaps?.[node]
            return found ? [[at, of(found)] as const] : []
          }),
        ).toFixed(2),
      )
      .join(', ')
  const line = (what: string, found: string, held: boolean) => {
    console.log(`${what.padEnd(52)}${found}${held ? '' : '  (missed)'}`)
    if (!held) process.exitCode = 1
  }
  console.log(`${all.length} requests in ${minutes} minutes on ${NODES} nodes, load ${loadavg()[0]!.toFixed(1)}`)
  for (const [kind, of] of Map.groupBy(answers, ({ kind }) => kind)) {
    const well = of.filter(({ status, problem }) => status === 200 && !problem)
    const seconds = (share: number) => (quantile(well, share) / 1_000).toFixed(1)
    console.log(
      `  ${kind}: ${of.length}, of which answered ${well.length}, in ${seconds(0.5)} s, at most ${seconds(1)} s`,
    )
  }
  line('failed by PM33 (5xx)', String(failed.length), failed.length <= BARS.failed)
  line('answers with another organization’s text', String(foreign.length), foreign.length <= BARS.foreign)
  line(
    'refused for too many calls',
    `${refused.length}, of them others than the abusive one ${others.length}`,
    refused.length > 0 && others.length === 0,
  )
  line(
    'resident memory after warm-up, MB a minute',
    `${slopes.map((value) => value.toFixed(2)).join(', ')} (now ${samples.at(-1)!.megabytes.map(Math.round).join(', ')} MB)`,
    slope <= BARS.slope,
  )
  const heaps = samples.findLast((sample) => sample.heaps)?.heaps
  if (heaps) {
    const now = heaps.map((of) =>
      of ? `${Math.round(of.serving)} + ${of.threads.map(Math.round).join(' + ')}` : 'no answer',
    )
    line(
      'kept on the heap of the serving thread, MB a minute',
      `${heapSlopes(({ serving }) => serving)} (now, with each other thread: ${now.join(', ')} MB)`,
      true,
    )
    line(
      'kept on the heaps of the other threads, MB a minute',
      heapSlopes(({ threads }) => threads.reduce((sum, megabytes) => sum + megabytes, 0)),
      true,
    )
  }
  line(
    'light reads, p99',
    `${busy.toFixed(0)} ms, ${alone.toFixed(0)} ms idle: ${(busy / alone).toFixed(1)} times`,
    busy / alone <= BARS.slower,
  )
  line('answers with another error', String(wrong.length), wrong.length === 0)
  for (const { tenant, kind, status, problem, foreign: whose } of [...failed, ...foreign, ...others, ...wrong].slice(
    0,
    20,
  ))
    console.log(`  ${tenant}, ${kind}: ${status} ${whose ?? ''} ${problem ?? ''}`)
}

function quantile(answers: readonly Answered[], share: number): number {
  const sorted = answers.map(({ milliseconds }) => milliseconds).toSorted((a, b) => a - b)
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? NaN
}

/** Least squares. */
function slopeOf(points: readonly (readonly [number, number])[]): number {
  const mean = (at: 0 | 1) => points.reduce((sum, point) => sum + point[at], 0) / points.length
  const [x, y] = [mean(0), mean(1)]
  const over = points.reduce((sum, [a, b]) => sum + (a - x) * (b - y), 0)
  return over / points.reduce((sum, [a]) => sum + (a - x) ** 2, 0)
}
