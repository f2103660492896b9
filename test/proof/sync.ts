/**
 * `npm run proof -- sync [--source jira|linear|github] [--events 10000] [--kills 40] [--seed 33] [--engine postgres|embedded]`:
 * a random history of a tracker with faults, webhooks that are lost, late, doubled, and out of order, tokens that expire,
 * and kill -9 in the middle of reading. What PM33 holds is compared with what the tracker has every thousand events.
 */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { SOURCE_KINDS, type SourceKind } from '../../api/sync/source.ts'
import { onDatabase } from '../bench/import.ts'
import { history, type Found } from '../sync/history.ts'

const COMPARED_EVERY = 1_000
const MOST_SHOWN = 20

export async function run(argv: string[]): Promise<void> {
  const { values } = parseArgs({
    args: argv,
    options: {
      source: { type: 'string' },
      events: { type: 'string', default: '10000' },
      kills: { type: 'string', default: '40' },
      seed: { type: 'string', default: '33' },
      engine: { type: 'string' },
    },
  })
  const sources = values.source === undefined ? SOURCE_KINDS : SOURCE_KINDS.filter((kind) => kind === values.source)
  if (sources.length === 0) throw new RangeError(`There is no source "${values.source}".`)
  const [events, kills, seed] = [Number(values.events), Number(values.kills), Number(values.seed)]
  for (const source of sources)
    for (const engine of values.engine ? [values.engine] : ['postgres', 'embedded']) {
      const folder = mkdtempSync(join(tmpdir(), 'pm33-proof-sync-'))
      const log = (line: string) => console.error(`${source} on ${engine}: ${line}`)
      try {
        const started = performance.now()
        const found = await onDatabase(
          engine,
          folder,
          (location) =>
            history({
              source,
              place: { location, spool: join(folder, 'spool') },
              events,
              ends: kills,
              expiries: Math.ceil(events / 500),
              comparedEvery: COMPARED_EVERY,
              seed,
              log,
            }),
          // PM33 is killed, the server is not: what it says it has, it has.
          { fsync: false },
        )
        report(source, engine, events, found, (performance.now() - started) / 1_000)
      } finally {
        rmSync(folder, { recursive: true, force: true })
      }
    }
  process.exit()
}

const inS = (ms: number) => `${(ms / 1_000).toFixed(0)} s`

function report(source: SourceKind, engine: string, events: number, found: Found, seconds: number): void {
  const { happened, items, faults, limited, webhooks, reads, ends, expired, resumed, wrong, spent } = found
  console.log(
    `${wrong.length === 0 ? 'ok  ' : 'FAIL'} ${source} on ${engine}: ${events.toLocaleString('en')} events, ${items} items at the end, ${faults} faults, ${limited} requests turned away, ${webhooks.sent} webhooks sent, ${webhooks.lost} lost, ${webhooks.late} late, ${webhooks.doubled} doubled, ${reads} reads, ${ends.killed} times kill -9 (${ends.amidst} while reading), ${ends.stopped} restarts, ${expired} tokens expired, ${resumed} times a person helped, ${wrong.length} differences, ${seconds.toFixed(0)} s (starts ${inS(spent.starts)}, reads ${inS(spent.reads)}, webhooks ${inS(spent.webhooks)})`,
  )
  console.log(`  ${[...happened].map(([what, times]) => `${times} ${what}`).join(', ')}`)
  for (const words of wrong.slice(0, MOST_SHOWN)) console.log(`  ${words}`)
  if (wrong.length > 0) process.exitCode = 1
}
