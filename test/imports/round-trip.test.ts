import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { writeDemo } from '../../api/demo/service.ts'
import { adapter, claude, type AdapterInTest, type Claude } from '../claude.ts'
import { world, type TenantInTest, type World } from '../world.ts'
import { doorsOf, type Doors } from './doors.ts'

const DAY = '2026-11-27'

let pm33: World
let mcp: AdapterInTest
beforeAll(async () => {
  pm33 = await world()
  pm33.clock.move(Date.parse(`${DAY}T09:00:00Z`) - Date.now())
  mcp = await adapter(pm33)
}, 120_000)
afterAll(async () => {
  await mcp?.close()
  await pm33?.close()
})

/** An organization with the people and files that a test needs. */
interface House {
  tenant: TenantInTest
  doors: Doors
  client: Claude
}

async function house(name: string): Promise<House> {
  const tenant = await pm33.tenant(name)
  return { tenant, doors: await doorsOf(pm33, tenant), client: await claude(mcp, await tenant.key()) }
}

async function done<T>({ doors }: House, query: string, variables: object = {}): Promise<T> {
  const { data, errors } = await doors.ask<T>(query, variables)
  if (errors) throw new Error(`${query.slice(0, 80)}: ${errors.map(({ message }) => message).join('; ')}`)
  return data!
}

const workspaceOf = async (of: House) =>
  (await done<{ workspaces: { nodes: { id: string }[] } }>(of, '{ workspaces { nodes { id } } }')).workspaces.nodes[0]!
    .id

/** Every tool as it is asked most, and what only some data answers. */
const asked: readonly (readonly [tool: string, args: Record<string, unknown>])[] = [
  ['query_backlog', {}],
  ['query_backlog', { columns: 'all' }],
  ['query_backlog', { groupBy: 'team' }],
  ['optimize_priorities', {}],
  ['schedule_portfolio', {}],
  ['forecast_delivery', {}],
  ['analyze_velocity', {}],
  ['analyze_velocity', { by: 'type' }],
  ['score_alignment', {}],
  ['competitive_analysis', {}],
  ['analyze_scenario', { scenarios: [{ name: 'Hire', changes: [{ type: 'hire', team: 'Checkout', members: 2 }] }] }],
]

/** What stands for a moment, a call, or a row: not part of the answer. */
const STAMPS = new Set(['stamp', 'dataVersion', 'inputHash', 'dataChangedAt', 'nextCursor'])
const unstamped = (value: unknown): unknown =>
  Array.isArray(value)
    ? value.map(unstamped)
    : typeof value === 'object' && value !== null
      ? Object.fromEntries(
          Object.entries(value)
            .filter(([name]) => !STAMPS.has(name))
            .map(([name, member]) => [name, unstamped(member)]),
        )
      : value
const plain = (text: string) =>
  text.replaceAll(/records-[0-9a-f]{16}|(?<=nextCursor: )\S+|(?<=dataVersion: )\d+|(?<=inputHash: )[0-9a-f]+/g, '…')

async function answers({ client }: House, questions = asked) {
  const all: unknown[] = []
  for (const [tool, args] of questions) {
    const { text, data, isError } = await client.call(tool, args)
    all.push({ tool, args, isError, text: plain(text), data: unstamped(data) })
  }
  return all
}

describe('the demo', () => {
  test('comes back from its export, and every tool answers the same', async () => {
    const from = await house('Demo')
    await writeDemo(from.tenant.db(), pm33.clock.now())
    const file = await from.doors.export(await workspaceOf(from), 'json')
    const into = await house('Fresh')
    const { report, written } = await into.doors.import(file, { fileName: 'Shop.json' })
    expect(report.notes).toEqual([])
    expect(written.parts).toEqual(report.parts!.map(({ part, read }) => ({ part, added: read, kept: 0, refused: [] })))
    const [before, after] = [await answers(from), await answers(into)]
    for (const [at, answer] of before.entries()) expect.soft(after[at]).toEqual(answer)
    expect(await into.doors.export(await workspaceOf(into), 'json')).toBe(file)
  }, 240_000)
})
