/**
 * `npm run proof -- calls [--calls 100000] [--minutes 600] [--seed 1] [--lanes 8]`: two organizations whose every text says whose it is
 * ask random things at the same time, on every surface, with names and cursors of their own and of each other. Nothing that
 * comes back may have a word or an ID of the other.
 */
import { parseArgs } from 'node:util'
import { seeded } from '../../api/math/random.ts'
import { adapter, claude, ERAS } from '../claude.ts'
import { randomCall, type Speaker } from '../isolation/random-calls.ts'
import { OFFERED, tenantSide } from '../isolation/side.ts'
import { WALKED_HOSTS } from '../isolation/walked-jira.ts'
import { connect, startPostgres } from '../servers/postgres-server.ts'
import { world } from '../world.ts'

/** Calls after which the state is told. */
const TELL = 1_000

export async function run(argv: string[]): Promise<void> {
  const { values } = parseArgs({
    args: argv,
    options: {
      calls: { type: 'string', default: '100000' },
      minutes: { type: 'string', default: '600' },
      seed: { type: 'string', default: '1' },
      lanes: { type: 'string', default: '8' },
    },
  })
  const postgres = await startPostgres()
  try {
    await connect(postgres.folder, 'postgres', (client) => client.query('create database pm33_calls'))
    const url = `postgres://postgres@localhost/pm33_calls?host=${encodeURIComponent(postgres.folder)}`
    await proved(url, Number(values.calls), Number(values.minutes), values.seed, Number(values.lanes))
  } finally {
    await postgres.stop()
  }
}

async function proved(url: string, calls: number, minutes: number, seed: string, lanes: number): Promise<void> {
  const pm33 = await world('postgres', { url }, undefined, { offered: OFFERED }, WALKED_HOSTS)
  const mcp = await adapter(pm33)
  const speaker = async (marker: string, items: number): Promise<Speaker> => {
    const side = await tenantSide(pm33, marker, items)
    return { side, cursors: [], clients: await Promise.all(ERAS.map((era) => claude(mcp, side.key, era))) }
  }
  const speakers = [await speaker('acmeq', 90), await speaker('boltz', 71)] as const
  const counts = new Map<string, { calls: number; own: number; foreign: number }>()
  const hits: string[] = []
  let made = 0
  const began = performance.now()
  const seconds = () => (performance.now() - began) / 1_000
  const lane = async (at: number) => {
    const random = seeded(`${seed} ${at}`)
    while (made < calls && seconds() < minutes * 60) {
      made++
      const { surface, question, own, foreign } = await randomCall(speakers, random)
      const count = counts.get(surface) ?? { calls: 0, own: 0, foreign: 0 }
      counts.set(surface, count)
      count.calls++
      if (own) count.own++
      if (foreign.length) {
        count.foreign++
        hits.push(...foreign.map((hit) => `${surface}, ${question}: ${hit}`))
      }
      if (made % TELL === 0)
        console.error(`${made} calls, ${Math.round(made / seconds())} a second, ${hits.length} foreign`)
    }
  }
  await Promise.all(Array.from({ length: lanes }, (_, at) => lane(at)))
  const took = seconds()
  for (const { clients } of speakers) for (const client of clients) await client.close()
  await mcp.close()
  await pm33.close()

  console.log(`${made} calls in ${Math.round(took)} s, ${Math.round(made / took)} a second`)
  console.log('| surface | calls | with something of the caller’s own | with something of the other’s |')
  console.log('|---|---|---|---|')
  for (const [surface, { calls: of, own, foreign }] of [...counts].sort())
    console.log(`| ${surface} | ${of} | ${own} | ${foreign} |`)
  for (const hit of hits.slice(0, 20)) console.log(`  ${hit}`)
  if (hits.length) process.exitCode = 1
}
