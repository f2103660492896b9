/** Kills processes between reserving and settling, and looks whether everything they held returns. */
import { fork } from 'node:child_process'
import { once } from 'node:events'
import { sweepReservations } from '../../api/billing/ledger-service.ts'
import { dbForTenant } from '../../api/data/context.ts'
import type { DatabaseLocation } from '../../api/data/database.ts'
import { world, type Engine, type World } from '../world.ts'
import type { Start } from './crash-child.ts'
import { booksOf, given, ledgerOf, misfits } from './ledger.ts'

export interface Killed {
  kills: number
  /** Credits that stood reserved after the kills, and after the sweep. */
  held: number
  left: number
  misfits: string[]
}

/** @param at a database that outlives its processes: a folder, or a URL */
export async function killRounds(engine: Engine, at: DatabaseLocation, kills: number): Promise<Killed> {
  const before = await world(engine, at)
  const tenant = await before.tenant('Crash')
  await given(before, tenant, 1_000)
  await before.close()
  for (let round = 0; round < kills; round++) {
    const child = fork(new URL('./crash-child.ts', import.meta.url), { execArgv: ['--unhandled-rejections=strict'] })
    const requests = Array.from({ length: 3 }, (_, at) => `round ${round} ${at}`)
    child.send({ at, tenant: tenant.id, requests, amount: 7, seconds: 60 } satisfies Start)
    // At least one is reserved; the kill falls into the next.
    await once(child, 'message')
    child.kill('SIGKILL')
    await once(child, 'exit')
  }
  const after: World = await world(engine, at)
  try {
    const again = { ...tenant, em: () => emIn(after, tenant.id), db: () => dbIn(after, tenant.id) }
    const held = (await booksOf(again)).pending
    after.clock.move(61_000)
    await sweepReservations(ledgerOf(after, again))
    return { kills, held, left: (await booksOf(again)).pending, misfits: await misfits(again) }
  } finally {
    await after.close()
  }
}

const dbIn = ({ orm }: World, id: string) => dbForTenant(orm, id)
const emIn = (of: World, id: string) => dbIn(of, id).em
