/** Random operations on one organization's credits, by several people at once; after them the books must be right. */
import { randomUUID } from 'node:crypto'
import fc from 'fast-check'
import { setCap } from '../../api/billing/cap-service.ts'
import { expireGrants, grant, revoke } from '../../api/billing/grant-service.ts'
import { release, settle, sweepReservations } from '../../api/billing/ledger-service.ts'
import { caller, ledgerOf, reserving } from './ledger.ts'
import type { TenantInTest, World } from '../world.ts'

export type Operation =
  | { do: 'grant'; key: number; amount: number; days: number | null }
  | { do: 'revoke' | 'refund'; key: number; of: number; amount: number }
  | { do: 'reserve'; who: number; request: number; amount: number; seconds: number; workspace: boolean }
  | { do: 'settle' | 'release'; which: number; used: number }
  | { do: 'sweep' | 'expire' }
  | { do: 'cap'; who: number | null; cap: number | null }

const few = fc.nat({ max: 20 })

/** Reservations and their ends come most often; requests, keys, and reservations repeat. */
export const operation: fc.Arbitrary<Operation> = fc.oneof(
  {
    weight: 3,
    arbitrary: fc.record({
      do: fc.constant('grant' as const),
      key: fc.nat({ max: 400 }),
      amount: fc.integer({ min: 1, max: 40 }),
      days: fc.option(fc.integer({ min: 1, max: 3 })),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      do: fc.constantFrom('revoke' as const, 'refund' as const),
      key: fc.nat({ max: 60 }),
      of: few,
      amount: fc.integer({ min: 1, max: 40 }),
    }),
  },
  {
    weight: 8,
    arbitrary: fc.record({
      do: fc.constant('reserve' as const),
      who: fc.nat({ max: 3 }),
      request: fc.nat({ max: 900 }),
      amount: fc.integer({ min: 1, max: 15 }),
      seconds: fc.constantFrom(-1, 60, 900),
      workspace: fc.boolean(),
    }),
  },
  {
    weight: 8,
    arbitrary: fc.record({
      do: fc.constantFrom('settle' as const, 'settle' as const, 'release' as const),
      which: fc.nat(),
      used: fc.integer({ min: -5, max: 40 }),
    }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constantFrom('sweep' as const, 'expire' as const) }) },
  {
    weight: 1,
    arbitrary: fc.record({
      do: fc.constant('cap' as const),
      who: fc.option(fc.nat({ max: 3 })),
      cap: fc.option(fc.nat({ max: 200 })),
    }),
  },
)

export interface Crowd {
  world: World
  tenant: TenantInTest
  people: readonly string[]
  workspaceId: string
  /** Ids of reservations and of grants that were made. */
  reservations: string[]
  grants: string[]
}

export async function crowd(world: World, tenant: TenantInTest): Promise<Crowd> {
  const { id: workspaceId } = await tenant.workspace('Shop')
  return {
    world,
    tenant,
    workspaceId,
    reservations: [],
    grants: [],
    people: Array.from({ length: 4 }, () => randomUUID()),
  }
}

/** Refusals are answers; anything else is thrown. */
async function refusable<T>(work: Promise<T>): Promise<T | null> {
  return work.catch((error: unknown) => {
    if ((error as { extensions?: { code?: string } }).extensions?.code) return null
    throw error
  })
}

async function perform(on: Crowd, operation: Operation): Promise<void> {
  const { world, tenant, people, reservations, grants } = on
  const ledger = ledgerOf(world, tenant)
  const one = <T>(of: readonly T[], at: number) => of[at % Math.max(1, of.length)]
  switch (operation.do) {
    case 'grant': {
      const { key, amount, days } = operation
      const expiresAt = days ? new Date(world.clock.now().getTime() + days * 86_400_000) : null
      const made = await refusable(
        grant(ledger, { key: `grant ${key}`, amount, subject: 'operator', reason: null, expiresAt }),
      )
      if (made) grants.push(made.id)
      return
    }
    case 'revoke':
    case 'refund': {
      const { key, amount, of } = operation
      const from = operation.do === 'refund' ? one(grants, of) : undefined
      const wanted = { key: `revoke ${key}`, amount, subject: 'operator', reason: null, ...(from && { grant: from }) }
      return void (await refusable(revoke(ledger, wanted)))
    }
    case 'reserve': {
      const { who, request, amount, seconds, workspace } = operation
      const answer = await reserving(caller(world, tenant, people[who]!), {
        requestId: `request ${request}`,
        amount,
        seconds,
        workspaceId: workspace ? on.workspaceId : null,
      })
      if (typeof answer !== 'string' && answer.state === 'reserved') reservations.push(answer.id)
      return
    }
    case 'settle':
    case 'release': {
      const id = one(reservations, operation.which)
      if (!id) return
      if (operation.do === 'settle') await settle(ledger, id, operation.used, randomUUID())
      else await release(ledger, id, 'failed')
      return
    }
    case 'sweep':
      return void (await sweepReservations(ledger))
    case 'expire':
      return void (await expireGrants(ledger))
    case 'cap':
      return operation.who === null
        ? setCap(ledger, 'workspace', on.workspaceId, operation.cap)
        : setCap(ledger, 'person', people[operation.who]!, operation.cap)
  }
}

/** All of them, several at a time. */
export async function performAll(on: Crowd, operations: readonly Operation[], lanes: number): Promise<void> {
  const left = [...operations]
  const lane = async () => {
    for (let next = left.pop(); next; next = left.pop()) await perform(on, next)
  }
  await Promise.all(Array.from({ length: lanes }, lane))
}
