/**
 * `npm run proof -- sync-load [--source jira|linear|github] [--issues 50000]`: a first sync of a tracker on PostgreSQL as fast
 * as PM33 allows itself; how long it takes until its items can be used, what it costs in memory, and what others notice.
 */
import { fork } from 'node:child_process'
import { createWriteStream, mkdtempSync, rmSync } from 'node:fs'
import { loadavg, tmpdir } from 'node:os'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { setTimeout as pause } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import { ask, Client, IDLE_READS, onDatabase, spread } from '../bench/import.ts'
import { jiraFile } from '../bench/import-rows/file.ts'
import type { LoopAndMemory, Ready } from '../bench/import-rows/server.ts'
import { largeGithub, largeJira, largeLinear } from '../sync/large.ts'

const WARM_ROWS = 3_000
const MOST_MB = 200
const MOST_TIMES = 3

interface Large {
  readonly hosts: readonly string[]
  readonly access: object
  close(): Promise<void>
}
const POINTS = 3_000_000

const LARGE: Readonly<Record<string, (count: number) => Promise<Large>>> = {
  jira: async (count) => {
    const made = largeJira(count)
    const hosts = [`acme.atlassian.net=${await made.listen()}`]
    const access = { kind: 'jira', site: 'acme.atlassian.net', account: made.account, token: made.token }
    return { hosts, access, close: () => made.close() }
  },
  linear: async (count) => {
    const made = largeLinear(count, POINTS)
    const hosts = [`api.linear.app=${await made.start()}`]
    return { hosts, access: { kind: 'linear', token: made.token }, close: () => made.close() }
  },
  github: async (count) => {
    const made = largeGithub(count)
    const hosts = [`api.github.com=${await made.start()}`]
    return { hosts, access: { kind: 'github', token: made.token }, close: () => made.close() }
  },
}

export async function run(argv: string[]): Promise<void> {
  const { values } = parseArgs({
    args: argv,
    options: { source: { type: 'string', default: 'jira' }, issues: { type: 'string', default: '50000' } },
  })
  const count = Number(values.issues)
  const large = await LARGE[values.source]?.(count)
  if (!large) throw new RangeError(`There is no source "${values.source}".`)
  const folder = mkdtempSync(join(tmpdir(), 'pm33-proof-sync-load-'))
  const child = fork(new URL('../bench/import-rows/server.ts', import.meta.url), {
    execArgv: ['--expose-gc', '--unhandled-rejections=strict'],
  })
  try {
    await onDatabase('postgres', folder, async (location) => {
      const client = new Client(child, await ask<Ready>(child, { location, folder, syncHosts: large.hosts }))
      const path = join(folder, 'warm.csv')
      await pipeline(Readable.from(jiraFile(WARM_ROWS)), createWriteStream(path))
      await client.apply(await client.plan(path, 'Warm'))
      const workspaceId = await client.workspace('Synced')
      const idle = spread(await client.readsUntil(() => false, IDLE_READS))
      await ask(child, { watch: true })
      const started = performance.now()
      const { createSyncConnection: made } = await client.graphql<{ createSyncConnection: { id: string } }>(
        'mutation ($input: CreateSyncConnectionInput!) { createSyncConnection(input: $input) { id } }',
        { input: { ...large.access, workspaceId } },
      )
      let over = false
      const others = client.readsUntil(() => over)
      let [items, complete] = [0, false]
      while (!complete) {
        await pause(1_000)
        const { syncConnection: now } = await client.graphql<{
          syncConnection: { items: number; completeAt: string | null; trouble: string | null; state: string }
        }>('query ($id: ID!) { syncConnection(id: $id) { items completeAt trouble state } }', { id: made.id })
        if (now.state !== 'active') throw new Error(`the sync stopped: ${now.trouble}`)
        ;[items, complete] = [now.items, now.completeAt !== null]
      }
      const seconds = (performance.now() - started) / 1_000
      over = true
      const reads = spread(await others)
      const { idleMb, mostMb, longestStopMs } = await ask<LoopAndMemory>(child, { figures: true })
      const times = reads.p99 / idle.p99
      const good = items === count && mostMb - idleMb <= MOST_MB && times <= MOST_TIMES
      console.log(
        `${good ? 'ok  ' : 'FAIL'} ${values.source}: ${items.toLocaleString('en')} issues usable in ${seconds.toFixed(0)} s, ${(mostMb - idleMb).toFixed(0)} MB over ${idleMb.toFixed(0)} MB idle (at most ${MOST_MB}), other reads p99 ${reads.p99.toFixed(0)} ms against ${idle.p99.toFixed(0)} ms idle, ${times.toFixed(1)} times (at most ${MOST_TIMES}), longest event-loop pause ${longestStopMs.toFixed(0)} ms, load ${loadavg()[0]!.toFixed(1)}`,
      )
      process.exitCode = good ? 0 : 1
    })
  } finally {
    child.kill('SIGKILL')
    await large.close()
    rmSync(folder, { recursive: true, force: true })
  }
}
