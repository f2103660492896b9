/**
 * `npm run proof -- sync-load [--issues 50000]`: a first sync of a fake Jira on PostgreSQL as fast as PM33 allows itself; what
 * it costs in memory, and what others notice meanwhile.
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
import { FakeJira } from '../sync/fake-jira.ts'

const WARM_ROWS = 3_000
const MOST_MB = 200
const MOST_TIMES = 3

export async function run(argv: string[]): Promise<void> {
  const { values } = parseArgs({ args: argv, options: { issues: { type: 'string', default: '50000' } } })
  const count = Number(values.issues)
  const jira = new FakeJira()
  for (let at = 0; at < count; at++) {
    jira.clock += 100
    const { id } = jira.create({ summary: `Board ${at}`, points: at % 8, labels: ['cards'] })
    if (at % 5 === 0) jira.change(id, { status: '3' })
  }
  jira.historyPage = 1_000
  const syncHosts = [`acme.atlassian.net=${await jira.listen()}`]
  const folder = mkdtempSync(join(tmpdir(), 'pm33-proof-sync-load-'))
  const child = fork(new URL('../bench/import-rows/server.ts', import.meta.url), {
    execArgv: ['--expose-gc', '--unhandled-rejections=strict'],
  })
  try {
    await onDatabase('postgres', folder, async (location) => {
      const client = new Client(child, await ask<Ready>(child, { location, folder, syncHosts }))
      const path = join(folder, 'warm.csv')
      await pipeline(Readable.from(jiraFile(WARM_ROWS)), createWriteStream(path))
      await client.apply(await client.plan(path, 'Warm'))
      const workspaceId = await client.workspace('Synced')
      const idle = spread(await client.readsUntil(() => false, IDLE_READS))
      await ask(child, { watch: true })
      const started = performance.now()
      const { createSyncConnection: made } = await client.graphql<{ createSyncConnection: { id: string } }>(
        'mutation ($input: CreateSyncConnectionInput!) { createSyncConnection(input: $input) { id } }',
        { input: { kind: 'jira', site: 'acme.atlassian.net', account: jira.account, token: jira.token, workspaceId } },
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
        `${good ? 'ok  ' : 'FAIL'} ${items.toLocaleString('en')} issues in ${seconds.toFixed(0)} s, ${(mostMb - idleMb).toFixed(0)} MB over ${idleMb.toFixed(0)} MB idle (at most ${MOST_MB}), other reads p99 ${reads.p99.toFixed(0)} ms against ${idle.p99.toFixed(0)} ms idle, ${times.toFixed(1)} times (at most ${MOST_TIMES}), longest event-loop pause ${longestStopMs.toFixed(0)} ms, load ${loadavg()[0]!.toFixed(1)}`,
      )
      process.exitCode = good ? 0 : 1
    })
  } finally {
    child.kill('SIGKILL')
    await jira.close()
    rmSync(folder, { recursive: true, force: true })
  }
}
